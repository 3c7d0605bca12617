package chain

import (
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// apply lets an event that changes state do so and records it. It answers
// false where nothing more is to be done with the event.
func (r *run) apply() bool {
	ahead := r.a.Fault == Future
	var d Decision
	switch r.a.Facts.Role {
	case state.Consent:
		change := r.consents()
		if ahead && !r.denied {
			r.quarantine()
			return false
		}
		d = consentDecision(change)
	case state.OptOut:
		r.consents()
		d = latest(&r.person.Row.OutAt, r.a.Facts.Own, r.person.Row.InAt)
		r.denied = r.denied || d.Verdict == Apply
	case state.OptIn, state.Preference:
		if ahead {
			r.tooFarAhead()
			return false
		}
		d = Decision{Verdict: Apply}
		r.consents()
		if r.a.Facts.Role == state.OptIn {
			d = r.optIn()
		} else {
			r.given()
		}
	case state.Erase:
		r.consents()
		r.denied = true
		d = Decision{Verdict: Apply}
	default: // no other role changes state: see Role.ChangesState
	}
	d.Shadow = r.ignored(&d)
	r.decide(d)
	return true
}

// optIn lifts an opt-out, unless the person was erased since: that one stays
// denied.
func (r *run) optIn() Decision {
	row := &r.person.Row
	if row.Forgot(r.a.Facts.Own) {
		return Decision{Verdict: Ignore, Guard: "opt_out", Reason: "opt_out.older"}
	}
	return latest(&row.InAt, r.a.Facts.Own, row.OutAt+1)
}

// latest moves the own time of the latest opt_out or opt_in. It changes
// nothing where it is older than the opposite that stands: since.
func latest(at *instant.Time, own, since instant.Time) Decision {
	d := Decision{Verdict: Apply}
	if own < since || own < *at {
		d = Decision{Verdict: Ignore, Guard: "opt_out", Reason: "opt_out.older"}
	}
	*at = max(*at, own)
	return d
}

func consentDecision(change state.Change) Decision {
	switch change {
	case state.Older:
		return Decision{Verdict: Ignore, Guard: "consent", Reason: "consent.older"}
	case state.Tie:
		return Decision{Verdict: Ignore, Guard: "consent", Reason: "consent.tie"}
	default: // Changed
		return Decision{Verdict: Apply}
	}
}

// consents remembers the choices that the event carries, at the event's own
// time, or before it where they say that they are older. Of an event too far
// ahead only what denies counts, as of now. The answer is the greatest change,
// Changed where it carries none; to take a refusal back is none.
func (r *run) consents() state.Change {
	var change state.Change
	for _, c := range r.p.Choices(r.a.View) {
		if r.a.Fault == Future && c.Choice == state.Grant {
			continue
		}
		r.denied = r.denied || c.Choice != state.Grant
		did := r.person.Row.Choose(c.Category, state.Mark{At: min(r.a.Facts.Own, c.Made), Choice: c.Choice})
		if !c.Lifts && (change == 0 || did < change) {
			change = did
		}
	}
	if change == 0 {
		change = state.Changed
	}
	return change
}

// given remembers which fields the person gave, whatever the policy asks about
// today: a field that is null is taken back.
func (r *run) given() {
	for _, p := range r.a.View.Paths(state.GivenMax) {
		if found := guard.Find(r.a.View, p); found != guard.ManyFields {
			r.person.Row.Give(state.Given{Path: state.HashOf(p.String()), At: r.a.Facts.Own, Back: found == guard.Nothing})
		}
	}
}

// tooFarAhead is an event whose own time lies ahead of the clock: it is kept
// for a person to look at, and only what denies in it counts, as of now.
func (r *run) tooFarAhead() {
	if r.a.Facts.Role != state.None && !r.duplicate() {
		r.consents()
	}
	r.quarantine()
	r.recall()
}

func (r *run) quarantine() {
	r.decide(Decision{Verdict: Quarantine, Guard: "intake", Reason: r.a.Fault})
}

// recall drops at once what is held for the person and may not leave any more,
// whatever else happens: after an opt-out, a denial, an erasure. A retract is
// sent then.
func (r *run) recall() {
	if !r.denied {
		return
	}
	held := r.person.Held
	r.person.Held = nil
	for i := range held {
		h := held[i]
		o := r.recalled(&h)
		if o.reason == "" {
			r.foretell(&h)
			r.person.Held = append(r.person.Held, h)
			continue
		}
		r.person.Row.Held--
		if h.Role == state.Retract {
			r.end(h, causeOf(o.guard))
			continue
		}
		r.decideHeld(&h, o)
	}
}

// recalled says why a held event may never leave, or "". What the policy does
// not know any more would not leave either, and is not kept for a later one
// that might have forgotten the denial. Only guards that can end a wait are
// asked: where another broke on what is held, the denial would be lost.
func (r *run) recalled(h *state.Held) outcome {
	if r.a.Facts.Role == state.Erase {
		return forgotten
	}
	d := destinationNamed(r.p, h.Destination)
	again := reread(r.p, h)
	if d == nil || again.Fault != "" {
		return gone
	}
	w := state.Real
	if h.Wait == state.WaitsWould {
		w = state.Would
	}
	return r.ends(d, &again, w, h.Due, r.dark && !h.Wait.Silent() && h.Role != state.Retract)
}

// forgotten ends what is forgotten.
var forgotten = outcome{verdict: Drop, guard: "erase", reason: "erase"}

// gone ends what the policy does not know any more.
var gone = outcome{verdict: Drop, guard: "policy", reason: "policy.gone"}

// ends asks the guards that can end a wait; firm: only those that a policy in
// shadow leaves in force. An outcome without a reason is none.
func (r *run) ends(d *policy.Destination, held *Arrival, w state.World, due instant.Time, firm bool) outcome {
	to := d
	if w == state.Would && d.Would != nil {
		to = d.Would
	}
	in := input(to, r.p, r.person.Row.In(w), held, r.halts, r.now, due)
	for _, g := range to.Guards {
		if !g.Kind.Ends() || firm && !g.Kind.Firm {
			continue
		}
		if v := g.Guard.Check(in); v.Action == guard.Drop && g.Kind.Final(v.Reason) {
			return outcome{verdict: Drop, guard: g.Kind.Name, reason: v.Reason}
		}
	}
	return outcome{}
}

// decideHeld records the end of an event that was held. Where no event waited,
// nobody is told.
func (r *run) decideHeld(h *state.Held, o outcome) {
	if h.Wait.Silent() {
		r.become(h, o)
		return
	}
	again := reread(r.p, h)
	r.step.Decisions = append(r.step.Decisions, Decision{
		ID: again.Facts.ID, Destination: h.Destination, Subject: r.person.Subject, Known: true, Role: again.Facts.Role,
		Verdict: o.verdict, At: r.now, Guard: o.guard, Reason: o.reason, Policy: r.p.Version, Due: h.Due, Source: h.Source, Shadow: r.ended(h, o),
	})
}

func destinationNamed(p *policy.Program, name string) *policy.Destination {
	for _, d := range p.Destinations {
		if d.Name == name {
			return d
		}
	}
	return nil
}
