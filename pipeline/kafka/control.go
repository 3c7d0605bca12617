package kafka

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline"
	"maat/pipeline/control"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// ControlOptions say which control topic is followed, and for whom.
type ControlOptions struct {
	Topic      string
	Pipeline   string
	Client     []kgo.Opt
	Principals *control.Principals // nil: no entry counts
	Clock      func() instant.Time
	Log        *slog.Logger
	// Known says whether the policy in force has a destination; nil: not asked.
	Known func(destination string) bool
	// Refused is told of each entry without effect; nil: nobody is.
	Refused func(control.Reason)
}

// Control follows the control topic: which policy is in force, what people have
// halted, and whether they put the policy in shadow. Every instance reads all of
// it, for it is short, and sees each entry by itself.
type Control struct {
	o        ControlOptions
	producer *kgo.Client
	admin    *kadm.Client

	mu      sync.Mutex
	reader  *reader
	waiting map[control.Hash]chan outcome // who appended, and waits for what becomes of it
	moved   chan struct{}                 // closed when the reader has gone on, and made anew
}

// reader is one reading of the topic from its start. Other principals need
// another one, for what counts depends on who may act.
type reader struct {
	client *kgo.Client
	ledger *control.Ledger
	next   int64 // offset after the last record taken
	orphan int   // entries that nobody could have made, for want of principals
	fault  error
	done   chan struct{}
}

// outcome is what became of an entry.
type outcome struct {
	taken control.Taken
	err   error
}

// controlWait bounds how long the present end of the topic may take to be read.
const controlWait = time.Minute

// FollowControl reads the control topic up to its present end, so that no order
// given so far is missed, and then goes on by itself until Close.
func FollowControl(ctx context.Context, o ControlOptions) (*Control, error) {
	producer, err := kgo.NewClient(append([]kgo.Opt{
		kgo.DefaultProduceTopic(o.Topic),
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchMaxBytes(ownTopicBytes / 2),
	}, o.Client...)...)
	if err != nil {
		return nil, fmt.Errorf("control topic: %w", err)
	}
	c := &Control{o: o, producer: producer, admin: kadm.NewClient(producer), waiting: map[control.Hash]chan outcome{}, moved: make(chan struct{})}
	if c.reader, err = c.read(ctx, o.Principals); err != nil {
		producer.Close()
		return nil, err
	}
	go c.follow(c.reader) //nolint:gosec // it ends with Close, not with the context of the start
	return c, nil
}

// read is a reader that has come to the present end. What is not committed is
// read too: an entry counts for its signature, and a transaction that somebody
// leaves open must not keep a halt from being seen.
func (c *Control) read(ctx context.Context, p *control.Principals) (*reader, error) {
	client, err := kgo.NewClient(append([]kgo.Opt{
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{c.o.Topic: {0: kgo.NewOffset().AtStart()}}),
		kgo.FetchIsolationLevel(kgo.ReadUncommitted()),
		kgo.ConsumeResetOffset(kgo.NoResetOffset()),
		kgo.KeepControlRecords(),
		kgo.FetchMaxWait(fetchWait),
	}, c.o.Client...)...)
	if err != nil {
		return nil, fmt.Errorf("control topic: %w", err)
	}
	r := &reader{client: client, ledger: control.NewLedger(c.o.Pipeline, p), done: make(chan struct{})}
	if err := c.catchUp(ctx, r); err != nil {
		client.Close()
		return nil, err
	}
	return r, nil
}

func (c *Control) catchUp(ctx context.Context, r *reader) error {
	ctx, cancel := context.WithTimeout(ctx, controlWait)
	defer cancel()
	end, err := c.end(ctx)
	if err != nil {
		return err
	}
	for r.next < end {
		fetches := r.client.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return fmt.Errorf("control topic %s at offset %d of %d: %w", c.o.Topic, r.next, end, err)
		}
		c.take(r, fetches.Records(), false)
	}
	if head := r.ledger.Head(); r.next > 0 {
		c.o.Log.Info("the control topic was read", "component", "control", "records", r.next, "entries", head.Seq)
	}
	return nil
}

// end is the offset after the last record that there is now. A topic that lost
// its beginning is refused: the chain cannot be followed from its middle.
func (c *Control) end(ctx context.Context) (int64, error) {
	starts, err1 := c.admin.ListStartOffsets(ctx, c.o.Topic)
	ends, err2 := c.admin.ListEndOffsets(ctx, c.o.Topic)
	if err := errors.Join(err1, err2); err != nil {
		return 0, fmt.Errorf("control topic %s: %w", c.o.Topic, err)
	}
	start, _ := starts.Lookup(c.o.Topic, 0)
	end, _ := ends.Lookup(c.o.Topic, 0)
	switch err := errors.Join(start.Err, end.Err); {
	case err != nil:
		return 0, fmt.Errorf("control topic %s: %w", c.o.Topic, err)
	case start.Offset > 0:
		return 0, refuse("control topic %s was shortened: it begins at offset %d, and the chain of its entries begins at 0", c.o.Topic, start.Offset)
	}
	return end.Offset, nil
}

// follow ends when the reader's client is closed.
func (c *Control) follow(r *reader) {
	defer close(r.done)
	for {
		fetches := r.client.PollFetches(context.Background())
		if fetches.IsClientClosed() {
			return
		}
		c.mu.Lock()
		r.fault = fetches.Err()
		c.mu.Unlock()
		c.take(r, fetches.Records(), true)
	}
}

// take takes records into the ledger, and tells who waits for them.
func (c *Control) take(r *reader, records []*kgo.Record, tell bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, record := range records {
		r.next = record.Offset + 1
		if record.Attrs.IsControl() {
			continue
		}
		taken, err := r.ledger.Take(record.Value, instant.Time(record.Timestamp.UnixNano()))
		hash := control.Hash(sha256.Sum256(record.Value))
		if waits, ok := c.waiting[hash]; ok {
			delete(c.waiting, hash)
			waits <- outcome{taken, err}
		}
		if err != nil {
			c.refused(r, record, err)
		} else if tell {
			c.tell(&taken)
		}
	}
	close(c.moved)
	c.moved = make(chan struct{})
}

// refused counts an entry without effect, and tells its place and why. To lose a
// race is no fault: its writer tries again.
func (c *Control) refused(r *reader, record *kgo.Record, err error) {
	reason := control.RefusedFor(err)
	if c.o.Refused != nil {
		c.o.Refused(reason)
	}
	if reason == control.Unconfigured {
		r.orphan++
	}
	log := c.o.Log.Error
	if reason == control.Stale {
		log = c.o.Log.Warn
	}
	log("an entry on the control topic has no effect", "component", "control", "topic", record.Topic,
		"partition", record.Partition, "offset", record.Offset, "reason", reason.String(), "error", err.Error())
}

func (c *Control) tell(t *control.Taken) {
	c.o.Log.Warn("an entry on the control topic was obeyed", "component", "control", "act", t.Act.String(), "by", t.By, "entry", t.Seq)
	if t.Destination != "" && t.Destination != guard.All && c.o.Known != nil && !c.o.Known(t.Destination) {
		c.o.Log.Error("an entry names a destination that the policy does not have: nothing is halted or resumed by it now", "component", "control", "entry", t.Seq)
	}
}

// Orders are what stands, and up to which entry.
func (c *Control) Orders() pipeline.Orders {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := pipeline.Orders{Halts: c.reader.ledger.Halts()}
	if head := c.reader.ledger.Head(); head.Seq > 0 {
		o.Head = state.Head{Seq: head.Seq, Hash: head.Hash}
	}
	return o
}

// Ledger is what the topic adds up to so far: a copy.
func (c *Control) Ledger() *control.Ledger {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reader.ledger.Clone()
}

// Moved is closed when more has been read than now.
func (c *Control) Moved() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.moved
}

// Err says that the control topic cannot be read on, so that orders may be
// missed; or that it holds entries, and nobody is known who may make them.
func (c *Control) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch r := c.reader; {
	case r.fault != nil:
		return fmt.Errorf("control topic %s: %w", c.o.Topic, r.fault)
	case r.orphan > 0:
		return fmt.Errorf("control is unconfigured: topic %s holds %d entries, and none counts without control.principals_file", c.o.Topic, r.orphan)
	}
	return nil
}

// Close stops following and waits for it.
func (c *Control) Close() {
	c.mu.Lock()
	r := c.reader
	c.mu.Unlock()
	r.client.Close()
	<-r.done
	c.producer.Close()
}

// SetPrincipals reads the topic once more for those who may act now. Principals
// for whom what was obeyed would not count are refused: those of before stay.
func (c *Control) SetPrincipals(ctx context.Context, p *control.Principals) error {
	r, err := c.read(ctx, p)
	if err != nil {
		return err
	}
	c.mu.Lock()
	old := c.reader
	if head := old.ledger.Head(); head.Seq > 0 && !r.ledger.Contains(head.Seq, head.Hash) {
		c.mu.Unlock()
		r.client.Close()
		return errors.New("entries that were obeyed would not count: a principal, role or key is not deleted but gets an end (revoked, until)")
	}
	c.reader = r
	go c.follow(r)
	c.mu.Unlock()
	old.client.Close()
	<-old.done
	return nil
}

// appendTries bounds how often an entry may lose the race for the head.
const appendTries = 100

// Append writes an entry and answers when it counts. write signs it on the head
// of the ledger that it is shown; where somebody else was first it is asked
// again, so that no halt is lost to a race. An error of write, and the *Refusal
// of the entry, are answered as they are.
func (c *Control) Append(ctx context.Context, write func(*control.Ledger) ([]byte, error)) (control.Taken, error) {
	for range appendTries {
		line, err := write(c.Ledger())
		if err != nil {
			return control.Taken{}, err
		}
		taken, err := c.append(ctx, line)
		if err == nil || !control.IsStale(err) {
			return taken, err
		}
	}
	return control.Taken{}, fmt.Errorf("control topic %s: somebody else was first %d times", c.o.Topic, appendTries)
}

func (c *Control) append(ctx context.Context, line []byte) (control.Taken, error) {
	hash, waits := control.Hash(sha256.Sum256(line)), make(chan outcome, 1)
	c.mu.Lock()
	c.waiting[hash] = waits
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.waiting, hash)
		c.mu.Unlock()
	}()
	if err := c.producer.ProduceSync(ctx, &kgo.Record{Value: line}).FirstErr(); err != nil {
		return control.Taken{}, fmt.Errorf("control topic %s: write: %w", c.o.Topic, err)
	}
	select {
	case o := <-waits:
		return o.taken, o.err
	case <-ctx.Done():
		return control.Taken{}, fmt.Errorf("control topic %s: the entry was written, and not read back: %w", c.o.Topic, ctx.Err())
	}
}

// contains refuses a control topic that does not go through what was obeyed when
// the state was written: what was halted since would go on.
func (c *Control) contains(ctx context.Context, head state.Head) error {
	through := func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.reader.ledger.Contains(head.Seq, head.Hash)
	}
	if through() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, controlWait)
	defer cancel()
	end, err := c.end(ctx)
	if err != nil {
		return err
	}
	for {
		c.mu.Lock()
		next, moved := c.reader.next, c.moved
		c.mu.Unlock()
		if next >= end {
			break
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return fmt.Errorf("control topic %s at offset %d of %d: %w", c.o.Topic, next, end, ctx.Err())
		}
	}
	if through() {
		return nil
	}
	return refuse("control topic %s does not hold entry %d as it was obeyed: the topic was forked, shortened or made anew, or control.principals_file is not that of before", c.o.Topic, head.Seq)
}
