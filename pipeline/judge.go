package pipeline

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"maat/pipeline/instant"
	"maat/pipeline/vault"
)

// judge decides on all that was polled and all that fell due, partition by
// partition and several at once.
func (l *Loop) judge(records []Record) (*Transaction, error) {
	terms := Terms{Program: l.Policy(), Halts: l.Halts(), Now: l.Clock(), EventMax: l.EventMax(), OutputMax: l.OutputMax}
	if !terms.Halts.Equal(l.halts) {
		l.halts = terms.Halts
		for _, lane := range l.lanes {
			lane.sweep = true
		}
	}
	l.judging.Store(int64(terms.Now))
	defer l.judging.Store(0)
	parts, err := l.split(records)
	if err != nil {
		return nil, err
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, w := range parts {
		g.Go(func() error {
			if w.lane == nil {
				return w.rekey(terms, l.Key, l.Vault)
			}
			return l.at(w.Partition, w.decide(terms, l.Releases))
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	t := &Transaction{Policy: terms.Program}
	for _, w := range parts {
		if w.Records > 0 || len(w.Judged) > 0 {
			t.Parts = append(t.Parts, &w.Part)
		}
	}
	return t, nil
}

// work is a part that is yet to be done.
type work struct {
	Part
	lane    *resident // nil: an input partition
	records []Record
}

// split sorts records by partition; every lane has a part, since something may
// have fallen due in it. Parts stand in a fixed order.
func (l *Loop) split(records []Record) ([]*work, error) {
	byPlace := map[string]map[int32]*work{l.Intake: {}}
	var parts []*work
	add := func(topic string, partition int32) *work {
		w := &work{Part: Part{Topic: topic, Partition: partition}}
		if byPlace[topic] == nil {
			byPlace[topic] = map[int32]*work{}
		}
		byPlace[topic][partition] = w
		parts = append(parts, w)
		return w
	}
	for p, lane := range l.lanes {
		add(l.Intake, p).lane = lane
	}
	for _, r := range records {
		w := byPlace[r.Topic][r.Partition]
		switch {
		case w == nil && r.Topic == l.Intake:
			return nil, fmt.Errorf("%s partition %d was polled and is not restored", r.Topic, r.Partition)
		case w == nil:
			w = add(r.Topic, r.Partition)
		}
		w.records = append(w.records, r)
		w.Records++
	}
	slices.SortFunc(parts, func(a, b *work) int {
		if a.Topic != b.Topic {
			return strings.Compare(a.Topic, b.Topic)
		}
		return int(a.Partition) - int(b.Partition)
	})
	return parts, nil
}

func (w *work) rekey(t Terms, key []byte, v *vault.Vault) error {
	people, err := NewPseudonyms(key)
	if err != nil {
		return err
	}
	w.Judged = make([]Judged, 0, len(w.records))
	for _, r := range w.records {
		w.Judged = append(w.Judged, Rekey(t, people, v, r))
	}
	return nil
}

// decide judges the lane's batch: what fell due, what was resumed, what
// arrived. It is judged again without an event that cannot be.
func (w *work) decide(t Terms, releases int) error {
	for {
		w.lane.Begin(t)
		err := w.lane.Guarded(func() error { return w.attempt(releases) })
		if err == nil {
			break
		}
		if !w.lane.Spare(err) {
			return err
		}
	}
	w.Next = w.lane.Next()
	if w.Records == 0 && len(w.Judged) == 0 {
		w.lane.Discard()
		return nil
	}
	var err error
	w.Entries, err = w.lane.Entries()
	return err
}

func (w *work) attempt(releases int) (err error) {
	if w.Judged, err = w.lane.Due(releases); err != nil {
		return err
	}
	if w.lane.sweep {
		resumed, err := w.lane.Resumed(releases)
		if err != nil {
			return err
		}
		w.Judged = append(w.Judged, resumed...)
		w.lane.sweep = len(resumed) > 0 // till a commit shows that all of it is done
	}
	for _, r := range w.records {
		j, err := w.lane.Arrive(r)
		if err != nil {
			return err
		}
		w.Judged = append(w.Judged, j)
	}
	return nil
}

// commit ends the batch: its transaction, then the local stores, then what is
// shown of it.
func (l *Loop) commit(ctx context.Context, t *Transaction, begun instant.Time) error {
	for _, p := range t.Parts {
		p.Traces = l.Observer.Judged(p, t.Policy.Version)
	}
	ctx, cancel := finishing(ctx)
	defer cancel()
	receipt, err := l.Broker.Commit(ctx, t)
	outcome := Unknown
	defer func() { l.Observer.Ended(t, outcome, time.Duration(l.Clock().Sub(begun)), l.held()) }()
	if err != nil {
		return err
	}
	if outcome = Aborted; receipt.Committed {
		outcome = Committed
	}
	for _, p := range t.Parts {
		if p.Topic != l.Intake {
			continue
		}
		if err := l.settle(p, receipt); err != nil {
			return l.at(p.Partition, err)
		}
	}
	return nil
}

// drainMax is how long a transaction may take after Maat was told to stop: where
// the brokers are gone too, what it held is decided again later.
const drainMax = 20 * time.Second

// finishing is a context that outlives ctx by drainMax.
func finishing(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(drainMax, cancel) })
	return longer, func() { stop(); cancel() }
}

func (l *Loop) settle(p *Part, receipt Receipt) error {
	lane := l.lanes[p.Partition]
	if !receipt.Committed {
		lane.Discard()
		return nil
	}
	if err := lane.Commit(p.Entries, receipt.Watermarks[p.Partition]); err != nil {
		return err
	}
	releases, halted := 0, false
	for i := range p.Judged {
		if p.Judged[i].Release {
			releases++
		}
		halted = halted || p.Judged[i].Halted
	}
	lane.sweep = lane.sweep && releases >= l.Releases || halted
	return nil
}

// held is how many events wait in the lanes of this instance.
func (l *Loop) held() (n int64) {
	for _, lane := range l.lanes {
		n += lane.Held()
	}
	return n
}
