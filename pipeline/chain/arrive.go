package chain

import (
	"slices"

	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// run is one event on its way through the chain.
type run struct {
	p      *policy.Program
	person *Person
	halts  guard.Halts
	a      *Arrival
	now    instant.Time
	held   *state.Held  // what is judged again; nil for an arrival
	due    instant.Time // when that fell due; 0 for an arrival
	denied bool         // the event denies something: what is held is asked at once
	dark   bool         // the whole policy is in shadow
	twin   bool         // the id came before, and the guard that knows it is in shadow
	wish   *state.Wish  // what a person wishes; nil for an event
	denies []policy.Choice
	mute   bool // of a wish: the policy knows no event that says it
	step   Step
}

// Arrive judges an event that comes in, for every destination that takes it,
// in the order of the policy, on what came before it.
func Arrive(p *policy.Program, person *Person, halts guard.Halts, a *Arrival, now instant.Time) Step {
	r := &run{p: p, person: person, halts: halts, a: a, now: now, dark: halts.Dark(p.Shadow)}
	if r.elsewhere() {
		return r.step
	}
	known := a.Trips == 0 || person.Row.Back(state.HashID(a.Facts.ID), a.Since)
	r.twin = p.Trial && !r.dark && r.repeats(p.WouldShared)
	switch {
	case a.Fault == Future && !a.Facts.Role.ChangesState():
		r.tooFarAhead()
	case a.Facts.Role == state.None:
		r.decide(Decision{Verdict: Drop, Guard: "role", Reason: "role.none"})
	case !known && !r.twin: // the id of a twin stands for another arrival
		r.erasedMeanwhile()
		return r.step
	case r.duplicate():
		r.repeated()
	default:
		r.fresh()
	}
	r.arrived()
	r.separate()
	person.Row.Prune(p.Keep, now)
	return r.step
}

// fresh is an event that was not seen before. What changes state never waits for
// a history, nor do the consents of an event that does: a denial is heard at once.
func (r *run) fresh() {
	if r.a.Facts.Role.ChangesState() {
		if r.apply() {
			r.first()
		}
		return
	}
	r.consents()
	if !r.awaits() { // else it is known to have come
		r.first()
	}
}

// first judges an event whose consents have been heard, and what follows from it.
func (r *run) first() {
	role := r.a.Facts.Role
	r.recall()
	r.converted()
	world, counted := r.worlds(r.counts)
	taints := r.taints()
	for _, d := range r.takers() {
		r.destination(d)
	}
	if counted && role != state.Preference {
		r.person.Row.Act(state.Act{At: r.a.Facts.Own, About: r.a.Facts.About, Conversion: role == state.Conversion, World: world})
	}
	if counted {
		r.met(world)
	}
	for _, t := range taints {
		r.person.Row.Taint(t)
	}
	switch {
	case role == state.Erase:
		r.erase()
	case role.ChangesState():
		r.invite()
	}
}

// met remembers that the person was in contact with the brand, and which of the
// policy's conditions held: what the event holds is not kept.
func (r *run) met(w state.World) {
	c := state.Contact{At: r.a.Facts.Own, Brand: r.a.Facts.About.Brand, Preference: r.a.Facts.Role == state.Preference, World: w}
	r.person.Row.Meet(c)
	if c.Preference {
		return
	}
	for _, c.When = range r.p.Contacts(r.a.View) {
		r.person.Row.Meet(c)
	}
}

func (r *run) input(d *policy.Destination) *guard.Input {
	return input(d, r.p, r.person.Row.In(state.Real), r.a, r.halts, r.now, r.due)
}

// destination judges the event for one destination and records what follows.
func (r *run) destination(d *policy.Destination) {
	r.owed(d)
	if r.shaded(d) {
		r.inShadow(d)
		return
	}
	o := judge(d, r.input(d))
	r.do(d, o, nil)
	if o.verdict == Forward {
		r.forwarded(d, state.Both)
	}
}

// do records what is decided for a destination, and has it done.
func (r *run) do(d *policy.Destination, o outcome, would *Would) {
	r.decide(Decision{
		Destination: d.Name, Verdict: o.verdict, Guard: o.guard, Reason: o.reason, Topic: o.topic, Until: o.until, Edits: o.edits, Shadow: would,
	})
	switch o.verdict {
	case Forward:
		out := Output{Destination: d, Event: o.out, Decision: len(r.step.Decisions) - 1, Whose: r.whose(d, o.out)}
		r.step.Outputs = append(r.step.Outputs, out)
		if !r.dark {
			r.begin(d, &out)
		}
	case Hold:
		r.hold(d, o.until)
	case Drop, Quarantine, Apply, Ignore: // nothing leaves and nothing waits
	}
}

// forwarded counts what left, or would have.
func (r *run) forwarded(d *policy.Destination, w state.World) {
	if r.p.Keep.Roles[r.a.Facts.Role] || r.a.Facts.Role != state.Signal {
		r.person.Row.Forward(state.Forward{At: r.now, Role: r.a.Facts.Role, Destination: d.Hash, About: r.a.Facts.About, World: w})
	}
}

// decide records a decision on this event.
func (r *run) decide(d Decision) {
	d.ID, d.Role, d.At, d.Policy, d.Due = r.a.Facts.ID, r.a.Facts.Role, r.now, r.p.Version, r.due
	d.Subject, d.Known = r.person.Subject, true
	r.step.Decisions = append(r.step.Decisions, d)
}

// duplicate asks the guards that judge the arrival itself.
func (r *run) duplicate() bool { return r.repeats(r.p.Shared) }

func (r *run) repeats(shared []policy.Entry) bool {
	in := &guard.Input{Event: r.a.View, Facts: &r.a.Facts, Person: &r.person.Row, Halt: guard.Running, Now: r.now}
	for _, g := range shared {
		if g.Guard.Check(in).Action == guard.Drop {
			return true
		}
	}
	return false
}

// repeated records that an event came again: it leaves nowhere, and nothing of
// it counts, whatever it holds.
func (r *run) repeated() {
	if r.a.Facts.Role.ChangesState() {
		r.decide(Decision{Verdict: Ignore, Guard: "duplicate", Reason: "duplicate"})
	}
	for _, d := range r.p.Takers(r.a.View, r.a.Facts.Role) {
		if r.dark {
			r.inShadow(d)
			continue
		}
		r.do(d, repeat, nil)
	}
}

// arrived remembers the id from its first arrival in the window, and that it is
// a prediction. Erasure forgets even that.
func (r *run) arrived() {
	if r.a.Facts.Role == state.Erase || r.duplicate() {
		return
	}
	id := state.HashID(r.a.Facts.ID)
	if !r.twin {
		r.person.Row.Arrive(id, r.a.Since)
	}
	if r.a.Facts.Role == state.Prediction {
		r.person.Row.Predict(id, r.now)
	}
}

// tainting are the topics for which the event itself taints, in one world: one
// for each sensitive guard at the most, for destinations may judge by different
// topics.
func (r *run) tainting(w state.World) (topics []string) {
	for _, d := range r.p.Destinations {
		to, in := r.seen(d, w)
		if to.Tainter == nil {
			continue
		}
		if topic, ok := to.Tainter.Taints(in); ok && !slices.Contains(topics, topic) {
			topics = append(topics, topic)
		}
	}
	return topics
}
