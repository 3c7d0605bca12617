package chain

import (
	"cmp"
	"slices"

	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// SeqStep is the distance between the orders of arrival of two events, so that
// each destination for which an event waits has an order of its own, and behind
// it one for what would have waited there: see besides.
const SeqStep = 2 * policy.DestinationsMax

// hold lets the event wait for a destination. What is held already, because it
// is judged again, waits on under its own order of arrival.
func (r *run) hold(d *policy.Destination, until instant.Time) {
	h := r.waiting(d)
	h.Due = until
	r.person.keep(h)
}

// seq is the order of arrival of the event for a destination.
func (r *run) seq(d *policy.Destination) uint64 {
	if r.held != nil {
		return r.held.Seq
	}
	return r.a.Seq + 2*uint64(slices.Index(r.p.Destinations, d))
}

// waiting is the event as it waits for a destination.
func (r *run) waiting(d *policy.Destination) state.Held {
	if r.held != nil {
		h := *r.held
		h.Wait, h.Fate = state.Waits, nil
		return h
	}
	return state.Held{
		Seq: r.seq(d), Destination: d.Name, Since: r.a.Since, Event: r.a.View.AppendCanonical(nil),
		Source: r.a.Source, Trace: r.a.Trace, ID: r.a.Facts.ID, Role: r.a.Facts.Role,
	}
}

// keep lets something wait, in the order of arrival.
func (p *Person) keep(h state.Held) {
	i, _ := slices.BinarySearchFunc(p.Held, h.Seq, func(e state.Held, seq uint64) int { return cmp.Compare(e.Seq, seq) })
	p.Held = slices.Insert(p.Held, i, h)
	p.Row.Held++
}

// holds says that something waits under an order of arrival.
func (p *Person) holds(seq uint64) bool {
	return slices.ContainsFunc(p.Held, func(h state.Held) bool { return h.Seq == seq })
}

// take removes what waits under an order of arrival.
func (p *Person) take(seq uint64) (h state.Held, ok bool) {
	i := slices.IndexFunc(p.Held, func(h state.Held) bool { return h.Seq == seq })
	if i < 0 {
		return h, false
	}
	h = p.Held[i]
	p.Held = slices.Delete(slices.Clone(p.Held), i, i+1)
	p.Row.Held--
	return h, true
}

// reread reads a held event by the policy now in force, at the moment at which
// it came in: a time a little ahead of that moment still counts as it did then.
// Its records go under the id that it had. A retract is no event yet.
func reread(p *policy.Program, h *state.Held) Arrival {
	if h.Role == state.Retract {
		return retraction(h)
	}
	a := Read(p, h.Event, h.Since)
	a.Seq, a.Source, a.Trace = h.Seq, h.Source, h.Trace
	a.Facts.ID = h.ID
	if a.Fault != "" {
		a.Facts.Role = h.Role
	}
	return a
}

// Release judges a held event again, by the policy now in force and with what
// is known now: because it fell due, or because a halt was resumed. seq is its
// order of arrival; the answer is empty where it does not wait any more.
func Release(p *policy.Program, person *Person, halts guard.Halts, seq uint64, now instant.Time) Step {
	h, ok := person.take(seq)
	if !ok {
		return Step{}
	}
	a := reread(p, &h)
	r := &run{p: p, person: person, halts: halts, a: &a, now: now, held: &h, due: h.Due, dark: halts.Dark(p.Shadow)}
	switch {
	case h.Role == state.Retract: // which changes nothing of what is known, not even what is forgotten
		r.end(h, RetractEnded)
		return r.step
	case h.Wait.Silent():
		r.silently(&h)
	default:
		r.anew(&h)
	}
	person.Row.Prune(p.Keep, now)
	return r.step
}

// anew asks the whole list, if the policy still knows the way.
func (r *run) anew(h *state.Held) {
	d := r.way(h)
	if d == nil {
		r.decide(Decision{Destination: h.Destination, Verdict: gone.verdict, Guard: gone.guard, Reason: gone.reason, Shadow: r.ended(h, gone)})
		return
	}
	r.destination(d)
}

// way is the destination of what is held, nil where the policy does not send it
// there any more.
func (r *run) way(h *state.Held) *policy.Destination {
	d := destinationNamed(r.p, h.Destination)
	if d == nil || r.a.Fault != "" || !slices.Contains(r.p.Takers(r.a.View, r.a.Facts.Role), d) {
		return nil
	}
	return d
}

// Broken ends a held event that this build cannot judge: it is kept for a
// person to look at, and the others go on.
func Broken(p *policy.Program, person *Person, halts guard.Halts, seq uint64, reason string, now instant.Time) Step {
	return ending(p, person, halts, seq, outcome{verdict: Quarantine, guard: "intake", reason: reason}, now)
}

// Unresumed ends what a halt still holds when a replay is over: it drops at
// the last moment of its clock.
func Unresumed(p *policy.Program, person *Person, halts guard.Halts, seq uint64, now instant.Time) Step {
	return ending(p, person, halts, seq, outcome{verdict: Drop, guard: "halt", reason: "halt"}, now)
}

// ending ends a held event, whatever the guards say of it.
func ending(p *policy.Program, person *Person, halts guard.Halts, seq uint64, o outcome, now instant.Time) Step {
	r := &run{p: p, person: person, halts: halts, a: &Arrival{}, now: now, dark: halts.Dark(p.Shadow)}
	if h, ok := person.take(seq); ok {
		r.decideHeld(&h, o)
	}
	return r.step
}
