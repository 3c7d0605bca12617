package chain

import (
	"slices"

	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// SeqStep is the distance between the orders of arrival of two events, so that
// each destination for which an event waits has an order of its own.
const SeqStep = policy.DestinationsMax

// hold lets the event wait for a destination. What is held already, because it
// is judged again, waits on under its own order of arrival.
func (r *run) hold(d *policy.Destination, until instant.Time) {
	r.person.Row.Held++
	seq := r.a.Seq
	if r.due == 0 {
		seq += uint64(slices.Index(r.p.Destinations, d))
	}
	r.person.Held = append(r.person.Held, state.Held{
		Seq: seq, Destination: d.Name, Due: until, Since: r.now,
		Event: r.a.View.AppendCanonical(nil), Source: r.a.Source, Trace: r.a.Trace,
	})
}

// Release judges a held event again, by the policy now in force and with what
// is known now: because it fell due, or because a halt was resumed. seq is its
// order of arrival; the answer is empty where it does not wait any more.
func Release(p *policy.Program, person *Person, halts guard.Halts, seq uint64, now instant.Time) Step {
	i := slices.IndexFunc(person.Held, func(h state.Held) bool { return h.Seq == seq })
	if i < 0 {
		return Step{}
	}
	h := person.Held[i]
	person.Held = slices.Delete(slices.Clone(person.Held), i, i+1)
	person.Row.Held--
	a := Read(p, h.Event, now)
	a.Seq, a.Source, a.Trace = h.Seq, h.Source, h.Trace
	r := &run{p: p, person: person, halts: halts, a: &a, now: now, due: h.Due}
	r.again(&h)
	person.Row.Prune(p.Keep, now)
	return r.step
}

// again asks the whole list, if the policy still knows the way.
func (r *run) again(h *state.Held) {
	d := destinationNamed(r.p, h.Destination)
	if d == nil || r.a.Fault != "" || !slices.Contains(r.p.Takers(r.a.View, r.a.Facts.Role), d) {
		r.decide(Decision{Destination: h.Destination, Verdict: Drop, Guard: "policy", Reason: "policy.gone"})
		return
	}
	r.destination(d)
}

// Unresumed ends what a halt still holds when a replay is over: it drops at
// the last moment of its clock.
func Unresumed(p *policy.Program, person *Person, seq uint64, now instant.Time) Step {
	r := &run{p: p, person: person, halts: guard.NoHalts(), a: &Arrival{}, now: now}
	i := slices.IndexFunc(person.Held, func(h state.Held) bool { return h.Seq == seq })
	if i >= 0 {
		h := person.Held[i]
		person.Held = slices.Delete(slices.Clone(person.Held), i, i+1)
		person.Row.Held--
		r.decideHeld(&h, "halt", "halt")
	}
	return r.step
}
