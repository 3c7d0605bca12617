package chain

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// A retract tells a destination that a person's retargeting is over. It begins
// when an outreach is forwarded, waits among what is held for the person, and
// leaves once: at its time, or before that at what ends the retargeting. It asks
// no guard, counts for nothing, and holds nothing that did not leave with the
// outreach but its name, its id and the time.

// What ends a retargeting: the reason codes of guard retract.
const (
	RetractEnded     = "retract.ended"
	RetractConverted = "retract.conversion"
	RetractWithdrawn = "retract.withdrawn"
	RetractObjected  = "retract.objected"
	RetractOptedOut  = "retract.opt_out"
	RetractErased    = "retract.erased"
)

// RetractsMax bounds how many wait for a person: when there are as many, the
// oldest leaves before its time.
const RetractsMax = 500

// begin lets a retract wait after the outreach that left as out. There is one
// for each destination and topic: it is that of the last outreach. One that was
// handed over waits beside it, for it has identifiers of its own.
func (r *run) begin(d *policy.Destination, out *Output) {
	if d.Retract == nil || r.a.Facts.Role != state.Outreach {
		return
	}
	h := state.Held{
		Seq: r.seq(d), Destination: d.Name, Due: instant.Open, Since: r.now, Event: d.Retract.Part(out.Event), Source: r.a.Source, Trace: r.a.Trace,
		ID: retractID(r.a.Facts.ID, d.Name), Role: state.Retract, About: r.a.Facts.About, Own: r.a.Facts.Own, Whose: out.Whose,
	}
	if d.Ender != nil {
		if end, ok := d.Ender.End(r.input(d)); ok {
			h.Due = end
		}
	}
	same := func(e *state.Held) bool {
		return e.Destination == h.Destination && e.About.Topic == h.About.Topic && !e.Handed
	}
	for _, e := range r.person.retracts(same) {
		r.person.take(e.Seq)
	}
	if all := r.person.retracts(func(*state.Held) bool { return true }); len(all) >= RetractsMax {
		r.person.take(all[0].Seq)
		r.end(all[0], RetractEnded)
	}
	r.person.keep(h)
}

// retractID is stable, and does not tell the id of the outreach.
func retractID(outreach, destination string) string {
	sum := sha256.Sum256([]byte(outreach + "\x00" + destination))
	return "retract-" + hex.EncodeToString(sum[:16])
}

// retraction is what guards are shown of a retract that waits: what its outreach
// was about and when it occurred, and an event that says nothing, for what the
// event under way says of itself holds for that one only.
func retraction(h *state.Held) Arrival {
	view, _ := event.Parse([]byte("{}"))
	return Arrival{
		View: view, Facts: guard.Facts{Role: state.Retract, ID: h.ID, Own: h.Own, About: h.About}, Seq: h.Seq, Source: h.Source, Trace: h.Trace,
	}
}

// retracts are those that wait for the person.
func (p *Person) retracts(which func(*state.Held) bool) (list []state.Held) {
	for i := range p.Held {
		if h := &p.Held[i]; h.Role == state.Retract && which(h) {
			list = append(list, *h)
		}
	}
	return list
}

// converted ends at once what a conversion ends, whatever becomes of that: by
// what the duration counts by, and the same topic where there is none.
func (r *run) converted() {
	if r.a.Facts.Role != state.Conversion {
		return
	}
	for _, h := range r.person.retracts(func(h *state.Held) bool {
		if d := destinationNamed(r.p, h.Destination); d != nil && d.Ender != nil {
			return d.Ender.EndedBy(h.About, r.a.Facts.About)
		}
		return h.About.Topic == r.a.Facts.About.Topic
	}) {
		r.person.take(h.Seq)
		r.end(h, RetractConverted)
	}
}

// owed sends, before an outreach is judged, what a halt kept and what is due and
// was not reached yet: else the destination would forget what begins anew.
func (r *run) owed(d *policy.Destination) {
	if r.a.Facts.Role != state.Outreach || r.halts.For(d.Name) != guard.Running {
		return
	}
	for _, h := range r.person.retracts(func(h *state.Held) bool {
		return h.Destination == d.Name && (h.Due == instant.Never || h.Due <= r.now)
	}) {
		r.person.take(h.Seq)
		r.end(h, RetractEnded)
	}
}

// causeOf is the reason where a guard may not let anything of the person's leave
// any more.
func causeOf(o outcome) string {
	switch {
	case o.guard == "erase":
		return RetractErased
	case o.guard == "opt_out":
		return RetractOptedOut
	case o.reason == guard.Objected:
		return RetractObjected
	}
	return RetractWithdrawn
}

// end sends a retract that waits no more. While its destination is halted it
// waits on, whichever way that is halted: it was promised to a person.
func (r *run) end(h state.Held, reason string) {
	d := destinationNamed(r.p, h.Destination)
	told := Decision{
		ID: h.ID, Destination: h.Destination, Subject: r.person.Subject, Known: true, Role: state.Retract,
		At: r.now, Policy: r.p.Version, Due: h.Due, Source: h.Source,
	}
	switch {
	case d == nil || d.Retract == nil:
		told.Verdict, told.Guard, told.Reason = Drop, "policy", "policy.gone"
	case r.halts.For(d.Name) != guard.Running:
		again := h.Due == instant.Never // which was told
		h.Due, h.Ended = instant.Never, cmp.Or(h.Ended, reason)
		r.person.keep(h)
		if again {
			return
		}
		told.Verdict, told.Guard, told.Reason, told.Until = Hold, "halt", "halt", instant.Never
	default:
		told.Verdict, told.Guard, told.Reason = Forward, "retract", cmp.Or(h.Ended, reason)
		out := d.Retract.Event(h.Event, h.ID, r.now)
		r.step.Outputs = append(r.step.Outputs, Output{Destination: d, Event: out, Decision: len(r.step.Decisions), Whose: h.Whose})
	}
	r.step.Decisions = append(r.step.Decisions, told)
}
