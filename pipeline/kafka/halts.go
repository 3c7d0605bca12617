package kafka

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/control"
	"maat/pipeline/guard"
)

// Halts follows the control topic: what people have halted and resumed, and
// whether they put the policy in shadow. Every instance reads all of it, for it
// is short, and sees each order by itself.
type Halts struct {
	topic  string
	client *kgo.Client
	known  func(destination string) bool
	log    *slog.Logger
	done   chan struct{}

	mu    sync.Mutex
	halts guard.Halts
	fault error
}

// FollowHalts reads the control topic up to its present end, so that no order
// given so far is missed, and then goes on by itself until Close. known says
// whether the policy in force has a destination.
func FollowHalts(ctx context.Context, topic string, opts []kgo.Opt, known func(destination string) bool, log *slog.Logger) (*Halts, error) {
	client, err := kgo.NewClient(append([]kgo.Opt{
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: {0: kgo.NewOffset().AtStart()}}),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeResetOffset(kgo.NoResetOffset()),
		kgo.KeepControlRecords(),
		kgo.FetchMaxWait(fetchWait),
	}, opts...)...)
	if err != nil {
		return nil, fmt.Errorf("control topic: %w", err)
	}
	h := &Halts{topic: topic, client: client, known: known, log: log, done: make(chan struct{}), halts: guard.NoHalts()}
	if err := h.catchUp(ctx); err != nil {
		client.Close()
		return nil, err
	}
	go h.follow() //nolint:gosec // it ends with Close, not with the context of the start
	return h, nil
}

func (h *Halts) catchUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	ends, err := kadm.NewClient(h.client).ListEndOffsets(ctx, h.topic)
	if err != nil {
		return fmt.Errorf("control topic %s: %w", h.topic, err)
	}
	end, _ := ends.Lookup(h.topic, 0)
	if end.Err != nil {
		return fmt.Errorf("control topic %s: %w", h.topic, end.Err)
	}
	for next := int64(0); next < end.Offset; {
		fetches := h.client.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return fmt.Errorf("control topic %s at offset %d of %d: %w", h.topic, next, end.Offset, err)
		}
		for _, r := range fetches.Records() {
			h.take(r)
			next = r.Offset + 1
		}
	}
	return nil
}

// follow ends when the client is closed.
func (h *Halts) follow() {
	defer close(h.done)
	for {
		fetches := h.client.PollFetches(context.Background())
		if fetches.IsClientClosed() {
			return
		}
		h.mu.Lock()
		h.fault = fetches.Err()
		h.mu.Unlock()
		for _, r := range fetches.Records() {
			h.take(r)
		}
	}
}

// take carries an order out. One that cannot be read changes nothing: it is
// told, with its place.
func (h *Halts) take(r *kgo.Record) {
	if r.Attrs.IsControl() {
		return
	}
	order, ok, err := control.Parse(r.Value)
	if err != nil || !ok {
		h.log.Error("an order on the control topic cannot be read and is not carried out", "component", "control",
			"topic", r.Topic, "partition", r.Partition, "offset", r.Offset, "error", control.ErrForm.Error())
		return
	}
	h.mu.Lock()
	h.halts = order.Obeyed(h.halts)
	h.mu.Unlock()
	if order.Shadow != 0 {
		h.log.Warn("an order was carried out", "component", "control", "offset", r.Offset, "shadow", order.Shadow.String())
		return
	}
	if order.Destination != guard.All && !h.known(order.Destination) {
		h.log.Error("an order names a destination that the policy does not have: nothing is halted or resumed by it now", "component", "control",
			"topic", r.Topic, "partition", r.Partition, "offset", r.Offset)
		return
	}
	h.log.Warn("an order was carried out", "component", "control", "offset", r.Offset, "halt", order.Halt.String())
}

// Now is what stands.
func (h *Halts) Now() guard.Halts {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.halts
}

// Err says that the control topic cannot be read on: orders may be missed.
func (h *Halts) Err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fault != nil {
		return fmt.Errorf("control topic %s: %w", h.topic, h.fault)
	}
	return nil
}

// Close stops following and waits for it.
func (h *Halts) Close() {
	h.client.Close()
	<-h.done
}
