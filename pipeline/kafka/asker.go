package kafka

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline"
	"maat/pipeline/rights"
	"maat/pipeline/state"
)

// AskerOptions say whom an Asker asks.
type AskerOptions struct {
	Client  []kgo.Opt // brokers, TLS, SASL: see ClientOptions
	Intake  string    // Maat's own
	Answers string
	Key     []byte // of the pseudonyms
}

// Asker asks what people wish of the owner of their partition, whichever
// instance that is, and waits for the answer. It is safe for use by several
// goroutines.
type Asker struct {
	o      AskerOptions
	client *kgo.Client
	done   chan struct{}

	mu      sync.Mutex
	waiting map[[16]byte]*pending
}

// pending is one answer that is waited for.
type pending struct {
	key   *rights.Key
	parts [][]byte
	reply chan *rights.Reply // of one
}

// NewAsker begins to listen for answers, so that none is missed that is asked
// for later.
func NewAsker(ctx context.Context, o AskerOptions) (*Asker, error) {
	end, err := endOf(ctx, o)
	if err != nil {
		return nil, err
	}
	client, err := kgo.NewClient(append(slices.Clone(o.Client),
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{o.Answers: {0: kgo.NewOffset().At(end)}}),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), // answers that are gone were waited for by nobody
		kgo.FetchMaxWait(fetchWait),
		kgo.RecordPartitioner(partitioner{}),
		kgo.ProducerLinger(0),
		kgo.ProducerBatchMaxBytes(ownTopicBytes/2),
	)...)
	if err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	a := &Asker{o: o, client: client, done: make(chan struct{}), waiting: map[[16]byte]*pending{}}
	go a.follow() //nolint:gosec // it ends with Close, not with the context of the start
	return a, nil
}

// endOf is where answers begin that nobody has asked for yet.
func endOf(ctx context.Context, o AskerOptions) (int64, error) {
	client, err := kgo.NewClient(o.Client...)
	if err != nil {
		return 0, fmt.Errorf("answers: %w", err)
	}
	defer client.Close()
	ends, err := kadm.NewClient(client).ListCommittedOffsets(ctx, o.Answers)
	if err != nil {
		return 0, fmt.Errorf("topic %s: %w", o.Answers, err)
	}
	end, ok := ends.Lookup(o.Answers, 0)
	switch {
	case ok && end.Err != nil:
		return 0, fmt.Errorf("topic %s: %w", o.Answers, end.Err)
	case !ok:
		return 0, fmt.Errorf("topic %s has no partition 0", o.Answers)
	}
	return end.Offset, nil
}

// Close ends the listening. Who still waits is told.
func (a *Asker) Close() {
	a.client.Close()
	<-a.done
}

// errClosed ends a wait for which nobody listens any more.
var errClosed = errors.New("stopped while waiting for the answer")

// Ask puts a wish of the person of the identifier, as it stands in events, and
// answers once it is in force. Where the context ends before that the error is
// rights.NotYetError; where it cannot be obeyed, rights.RefusedError.
func (a *Asker) Ask(ctx context.Context, subjectID string, w rights.Wish) (rights.Answer, error) {
	wish, err := w.Word(subjectID)
	if err != nil {
		return rights.Answer{}, err
	}
	people, err := pipeline.NewPseudonyms(a.o.Key)
	if err != nil {
		return rights.Answer{}, err
	}
	who := people.Of(subjectID)
	var whole rights.Answer
	for {
		reply, err := a.once(ctx, who, wish)
		if err != nil {
			return rights.Answer{}, err
		}
		if reply.Refused != "" || reply.Answer == nil {
			return rights.Answer{}, &rights.RefusedError{Code: reply.Refused}
		}
		whole.Add(reply.Answer)
		if reply.Next == 0 {
			return whole, nil
		}
		wish.After = reply.Next
	}
}

// once puts a wish under a key of its own, and waits for what is answered.
func (a *Asker) once(ctx context.Context, who state.Subject, wish state.Wish) (*rights.Reply, error) {
	key, err := rights.NewKey()
	if err != nil {
		return nil, err
	}
	wish.Reply = key.Public()
	value, err := state.Encode(&state.Word{Says: state.Wishes, To: who, Next: who, Wish: &wish})
	if err != nil {
		return nil, err
	}
	at := rights.Address(wish.Reply)
	p := &pending{key: key, reply: make(chan *rights.Reply, 1)}
	a.wait(at, p)
	defer a.wait(at, nil)
	r := &kgo.Record{Topic: a.o.Intake, Key: who[:], Value: value, Headers: []kgo.RecordHeader{{Key: headerWish, Value: []byte("1")}}}
	if err := a.client.ProduceSync(ctx, r).FirstErr(); err != nil {
		if ctx.Err() != nil {
			return nil, &rights.NotYetError{Err: ctx.Err()}
		}
		return nil, fmt.Errorf("write to %s: %w", a.o.Intake, err)
	}
	select {
	case reply, ok := <-p.reply:
		if !ok {
			return nil, &rights.NotYetError{Err: errClosed}
		}
		return reply, nil
	case <-ctx.Done():
		return nil, &rights.NotYetError{Err: ctx.Err()}
	}
}

// wait registers who waits for an answer; nil: nobody does any more.
func (a *Asker) wait(at [16]byte, p *pending) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p == nil {
		delete(a.waiting, at)
		return
	}
	a.waiting[at] = p
}

// follow ends when the client is closed.
func (a *Asker) follow() {
	defer close(a.done)
	for {
		fetches := a.client.PollFetches(context.Background())
		if fetches.IsClientClosed() {
			a.mu.Lock()
			defer a.mu.Unlock()
			for p := range maps.Values(a.waiting) {
				close(p.reply)
			}
			clear(a.waiting)
			return
		}
		for _, r := range fetches.Records() {
			a.take(r)
		}
	}
}

// take keeps a part of an answer that is waited for, and hands the answer over
// with its last. What does not fit together is waited for in vain.
func (a *Asker) take(r *kgo.Record) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(r.Key) != len([16]byte{}) {
		return
	}
	p := a.waiting[[16]byte(r.Key)]
	if p == nil {
		return
	}
	nth, of, ok := partOf(r.Headers)
	if !ok || nth != len(p.parts)+1 {
		p.parts = nil
		if nth != 1 {
			return
		}
	}
	p.parts = append(p.parts, bytes.Clone(r.Value))
	if nth < of {
		return
	}
	reply, err := p.key.Open(p.parts)
	if p.parts = nil; err != nil {
		return
	}
	select {
	case p.reply <- reply:
	default: // answered already
	}
}

func partOf(headers []kgo.RecordHeader) (nth, of int, ok bool) {
	a, b, _ := strings.Cut(text(headers, headerPart), "/")
	nth, err1 := strconv.Atoi(a)
	of, err2 := strconv.Atoi(b)
	return nth, of, err1 == nil && err2 == nil && nth >= 1 && nth <= of
}
