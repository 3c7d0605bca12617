package pipeline

import (
	"fmt"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
	"maat/pipeline/vault"
)

// Lane judges the events of one partition. What it decides is staged until
// Commit or Discard; its store holds only what was committed.
type Lane struct {
	store  state.Store
	people *Pseudonyms
	vault  *vault.Vault // nil: nothing is sealed, as in a replay

	terms   Terms
	mark    state.Checkpoint // as it will be after this batch
	was     state.Checkpoint // as it was committed
	touched map[state.Subject]*touched
	order   []state.Subject  // of first touch: entries are staged in this order
	busy    *asked           // what is being judged; nil between two events
	broken  map[asked]string // what is kept instead of judged, and why
}

// Terms are what a batch is judged by.
type Terms struct {
	Program  *policy.Program
	Halts    guard.Halts
	Now      instant.Time
	EventMax int // bytes; a larger event could not leave
	// OutputMax is how many bytes a topic takes; nil: as many as may come.
	OutputMax func(topic string) int
}

// touched is a person whose state this batch has looked at.
type touched struct {
	chain.Person
	held  map[uint64]state.Held // what was held before, by order of arrival
	known bool                  // the store has a row
	lock
}

// NewLane takes over a restored store; of is how many partitions the intake
// has.
func NewLane(store state.Store, people *Pseudonyms, of int32) (*Lane, error) {
	mark, _, err := store.Checkpoint()
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	mark.Of = of
	return &Lane{store: store, people: people, mark: mark, was: mark, touched: map[state.Subject]*touched{}}, nil
}

// Begin starts a batch. The clock of a lane never goes back, not even over a
// restart.
func (l *Lane) Begin(t Terms) {
	l.terms = t
	l.mark.Clock = max(l.mark.Clock, t.Now)
}

// Next is the offset after the last record judged.
func (l *Lane) Next() int64 { return l.mark.Offset }

// Arrive judges a record of the intake. An error is the store's, or says that
// the record was judged before.
func (l *Lane) Arrive(r Record) (Judged, error) {
	if r.Offset < l.mark.Offset {
		return Judged{}, fmt.Errorf("offset %d was judged already, up to %d: the group's offsets went back", r.Offset, l.mark.Offset)
	}
	l.mark.Offset = r.Offset + 1
	j, err := l.take(r)
	if vault.Locked(err) {
		err = fmt.Errorf("offset %d: %w", r.Offset, err)
	}
	return j, err
}

func (l *Lane) take(r Record) (Judged, error) {
	if r.Word {
		return l.word(r)
	}
	return l.arrive(r, nil)
}

// arrive judges an event, which w may have brought.
func (l *Lane) arrive(r Record, w *state.Word) (Judged, error) {
	here := asked{offset: r.Offset}
	if reason, ok := l.broken[here]; ok {
		return l.refuse(r, reason), nil
	}
	if len(r.Value) > l.terms.EventMax {
		return l.refuse(r, event.CodeSize), nil
	}
	l.busy = &here
	j, err := l.judge(r, w)
	l.busy = nil
	if err == nil {
		err = l.fits(here, &j.Step)
	}
	return j, err
}

func (l *Lane) judge(r Record, w *state.Word) (Judged, error) {
	since := l.mark.Clock
	if w != nil {
		since = min(since, w.Event.Since) // another lane's clock may be ahead
	}
	a := chain.Read(l.terms.Program, r.Value, since)
	a.Source, a.Trace = r.Source, r.Trace.String()
	if a.Fault != "" && (a.Fault != chain.Future || a.Subject == "") {
		return l.unreadable(r, &a), nil
	}
	person, err := l.person(l.whose(&a, w))
	if err != nil {
		return Judged{}, err
	}
	a.Seq = l.seq()
	step := chain.Arrive(l.terms.Program, &person.Person, l.terms.Halts, &a, l.mark.Clock)
	return l.judged(r, person, step)
}

// refuse keeps a record whole for a person to look at.
func (l *Lane) refuse(r Record, reason string) Judged {
	l.mark.Offset = r.Offset + 1
	return l.unreadable(r, &chain.Arrival{Fault: reason})
}

func (l *Lane) unreadable(r Record, a *chain.Arrival) Judged {
	return Judged{Step: chain.Unreadable(l.terms.Program, a, l.mark.Clock), Record: r, Key: nobodys(l.vault)}
}

// Held is how many events wait in the lane, as committed.
func (l *Lane) Held() int64 { return l.was.Held }

// person finds who was touched already, or loads a copy of what is stored.
func (l *Lane) person(who state.Subject) (*touched, error) {
	if t := l.touched[who]; t != nil {
		return t, nil
	}
	row, err := l.store.Row(who)
	if err != nil {
		return nil, fmt.Errorf("row: %w", err)
	}
	t := &touched{Person: chain.Person{Subject: who, Row: row.Clone()}, known: !row.Empty()}
	if t.lock, err = l.unlock(who); err != nil {
		return nil, err
	}
	if row.Held > 0 {
		if t.Held, err = l.store.Held(who); err != nil {
			return nil, fmt.Errorf("held events: %w", err)
		}
		t.held = make(map[uint64]state.Held, len(t.Held))
		for i := range t.Held {
			t.held[t.Held[i].Seq] = t.Held[i]
		}
	}
	l.touched[who] = t
	l.order = append(l.order, who)
	return t, nil
}
