package pipeline

import (
	"fmt"
	"math"
	"slices"

	"maat/pipeline/chain"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// dueMax is the last moment at which something falls due by itself.
const dueMax = instant.Open - 1

// NextDue is when the first held event falls due; instant.Never where none
// will by itself.
func (l *Lane) NextDue() (instant.Time, error) {
	refs, err := l.store.Due(0, dueMax, 1)
	if err != nil || len(refs) == 0 {
		return instant.Never, err
	}
	return refs[0].Due, nil
}

// LastDue is when the last of what really waits falls due; ok is false where
// nothing does by itself. What only would wait, for a shadow, is no reason to.
func (l *Lane) LastDue() (last instant.Time, ok bool, err error) {
	refs, err := l.store.Due(0, dueMax, math.MaxInt)
	if err != nil {
		return 0, false, fmt.Errorf("due events: %w", err)
	}
	for _, ref := range slices.Backward(refs) {
		h, found, err := l.store.One(ref.Subject, ref.Seq)
		if err != nil || found && !h.Wait.Silent() {
			return ref.Due, found, err
		}
	}
	return 0, false, nil
}

// Backlog says that at least so many held events have fallen due by now.
func (l *Lane) Backlog(now instant.Time, least int) (bool, error) {
	refs, err := l.store.Due(0, now, least)
	return len(refs) == least, err
}

// Due judges again what has fallen due by now, at most so many events, by due
// time and order of arrival. It is called at most once a batch: what it
// released is still in the store until Commit.
func (l *Lane) Due(most int) ([]Judged, error) {
	refs, err := l.store.Due(0, min(l.mark.Clock, dueMax), most)
	if err != nil {
		return nil, fmt.Errorf("due events: %w", err)
	}
	return l.each(refs, most, l.release)
}

// Resumed judges again what waited for a person to resume its destination,
// where that has happened, at most so many events. It too is called at most
// once a batch.
func (l *Lane) Resumed(most int) ([]Judged, error) {
	refs, err := l.store.Due(instant.Never, instant.Never, math.MaxInt)
	if err != nil {
		return nil, fmt.Errorf("halted events: %w", err)
	}
	return l.each(refs, most, func(t *touched, h state.Held) chain.Step {
		if l.terms.Halts.For(h.Destination) == guard.HaltHold {
			return chain.Step{}
		}
		return l.release(t, h)
	})
}

// Unresumed ends what waits for a person who never came: the end of a replay.
func (l *Lane) Unresumed() ([]Judged, error) {
	refs, err := l.store.Due(instant.Never, instant.Never, math.MaxInt)
	if err != nil {
		return nil, fmt.Errorf("halted events: %w", err)
	}
	return l.each(refs, math.MaxInt, func(t *touched, h state.Held) chain.Step {
		return chain.Unresumed(l.terms.Program, &t.Person, l.terms.Halts, h.Seq, l.mark.Clock)
	})
}

func (l *Lane) release(t *touched, h state.Held) chain.Step {
	if reason, ok := l.broken[asked{held: true, who: t.Subject, seq: h.Seq}]; ok {
		return chain.Broken(l.terms.Program, &t.Person, l.terms.Halts, h.Seq, reason, l.mark.Clock)
	}
	return chain.Release(l.terms.Program, &t.Person, l.terms.Halts, h.Seq, l.mark.Clock)
}

// each asks about held events until so many were decided. One that was dropped
// meanwhile in this batch is passed over.
func (l *Lane) each(refs []state.Ref, most int, ask func(*touched, state.Held) chain.Step) ([]Judged, error) {
	var all []Judged
	for _, ref := range refs {
		if len(all) == most {
			break
		}
		t, err := l.person(ref.Subject)
		if err != nil {
			return nil, err
		}
		h, ok := t.find(ref.Seq)
		if !ok {
			continue
		}
		here := asked{held: true, who: t.Subject, seq: h.Seq}
		l.busy = &here
		step := ask(t, h)
		l.busy = nil
		if err := l.fits(here, &step); err != nil {
			return nil, err
		}
		if len(step.Decisions) == 0 && !step.Silent {
			continue
		}
		j := Judged{Step: step, Release: true, Subject: ref.Subject, Keys: l.keys(ref.Subject, step.Outputs), Record: Record{Source: h.Source, Trace: ParseTrace(h.Trace), Value: h.Event}}
		if err := l.done(t, &j); err != nil {
			return nil, err
		}
		all = append(all, j)
	}
	return all, nil
}

func (t *touched) find(seq uint64) (state.Held, bool) {
	for i := range t.Held {
		if t.Held[i].Seq == seq {
			return t.Held[i], true
		}
	}
	return state.Held{}, false
}
