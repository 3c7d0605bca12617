package chain

import (
	"slices"

	"maat/pipeline/guard"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// repeat is what becomes of an event that came before.
var repeat = outcome{verdict: Drop, guard: "duplicate", reason: "duplicate"}

// seen is a destination with what its guards are shown, in one world.
func (r *run) seen(d *policy.Destination, w state.World) (*policy.Destination, *guard.Input) {
	if w == state.Would && d.Would != nil {
		return d.Would, input(d.Would, r.p, r.person.Row.In(w), r.a, r.halts, r.now, r.due)
	}
	return d, r.input(d)
}

// worlds asks what holds in which world. While the whole policy is in shadow,
// and where no guard is, there is one answer for both.
func (r *run) worlds(ask func(state.World) bool) (w state.World, ok bool) {
	really := ask(state.Real)
	if r.dark || !r.p.Trial {
		return state.Both, really
	}
	switch would := !r.twin && ask(state.Would); {
	case really && would:
		return state.Both, true
	case would:
		return state.Would, true
	}
	return state.Real, really
}

// counts says whether the event is remembered for what comes later: a contact,
// and of signals what is not silenced everywhere.
func (r *run) counts(w state.World) bool {
	switch r.a.Facts.Role {
	case state.Conversion, state.Preference:
		return true
	case state.Signal:
		return counts(r.p, func(d *policy.Destination) (*policy.Destination, *guard.Input) { return r.seen(d, w) })
	default:
		return false
	}
}

// taints is what the event taints, mostly in both worlds alike.
func (r *run) taints() (list []state.Taint) {
	really := r.tainting(state.Real)
	would := really
	if r.p.Trial && !r.dark {
		would = nil
		if !r.twin {
			would = r.tainting(state.Would)
		}
	}
	add := func(topic string, w state.World) {
		list = append(list, state.Taint{
			At: r.now, Topic: topic, ID: state.HashID(r.a.Facts.ID), About: r.a.Facts.About, Page: r.a.Facts.Page, World: w,
		})
	}
	for _, topic := range really {
		if slices.Contains(would, topic) {
			add(topic, state.Both)
		} else {
			add(topic, state.Real)
		}
	}
	for _, topic := range would {
		if !slices.Contains(really, topic) {
			add(topic, state.Would)
		}
	}
	return list
}

// ignored is what would have become of an event that changes state, had it been
// known that it came before. Choices are taken in all the same, in both worlds:
// to forget one would protect nobody.
func (r *run) ignored(d *Decision) *Would {
	if !r.twin {
		return nil
	}
	return r.tell(outcome{verdict: d.Verdict, guard: d.Guard, reason: d.Reason}, outcome{verdict: Ignore, guard: repeat.guard, reason: repeat.reason})
}

// shaded says that what is done and what would be can differ.
func (r *run) shaded(d *policy.Destination) bool {
	return r.dark || d.Would != nil || r.held != nil && r.held.Wait == state.DarkReal
}

// inShadow judges the event for one destination, in both worlds.
func (r *run) inShadow(d *policy.Destination) {
	fate, fated := r.fate(r.held)
	switch {
	case r.dark && fated:
		r.inTheDark(d, fate)
	case r.dark:
		r.inTheDark(d, judge(d, r.input(d)))
	case r.held != nil && r.held.Wait == state.DarkReal: // decided before the policy was enforced again
		r.do(d, outcomeOf(r.held.Fate), nil)
	case fated:
		r.both(d, judge(d, r.input(d)), fate, true)
	default:
		r.both(d, judge(d, r.input(d)), judge(r.seen(d, state.Would)), false)
	}
}

// inTheDark does what is done while the whole policy is in shadow: the event
// leaves as it came unless it is halted or the person has opted out. What would
// have been forwarded counts as forwarded, when it would have been. Nothing
// that is done here begins a retract: the policy asked for none yet.
func (r *run) inTheDark(d *policy.Destination, would outcome) {
	done := r.firm(d)
	r.do(d, done, r.tell(done, would))
	switch {
	case would.verdict == Forward:
		r.forwarded(d, r.late())
	case would.verdict == Hold && done.verdict != Hold:
		r.besides(d, state.DarkWould, would)
	case would.verdict == Drop && done.verdict == Hold:
		r.fatal(d, state.DarkReal, would)
	}
}

// firm is what the guards that act even in shadow leave of an event.
func (r *run) firm(d *policy.Destination) outcome {
	guards := slices.DeleteFunc(slices.Clone(d.Guards), func(e policy.Entry) bool { return !e.Kind.Firm })
	if verdicts, first := ask(guards, r.input(d)); first >= 0 {
		if o, stops := stopped(guards, verdicts, first); stops {
			return o
		}
	}
	return outcome{verdict: Forward, out: r.a.View.AppendCanonical(nil)}
}

// late is the world in which a forward counts that is decided now: not in that
// of guards in shadow, where that was decided before.
func (r *run) late() state.World {
	if r.held != nil && r.held.Wait == state.WaitsReal {
		return state.Real
	}
	return state.Both
}

// both does what guards in force say, and remembers what would have become of
// the event had those in shadow been. settled: that is remembered already.
func (r *run) both(d *policy.Destination, done, would outcome, settled bool) {
	r.do(d, done, r.tell(done, would))
	alike := !settled && done.verdict == would.verdict && done.until == would.until
	if done.verdict == Hold && !alike {
		r.fatal(d, state.WaitsReal, would)
	}
	switch {
	case settled && done.verdict == Forward:
		r.forwarded(d, state.Real)
	case settled:
	case done.verdict == Forward && would.verdict == Forward:
		r.forwarded(d, state.Both)
	case done.verdict == Forward:
		r.forwarded(d, state.Real)
	case would.verdict == Forward:
		r.forwarded(d, state.Would)
	}
	if would.verdict == Hold && !settled && !alike {
		r.besides(d, state.WaitsWould, would)
	}
}

// besides lets wait what only would. It stands behind the place of the event
// itself in the order of arrival.
func (r *run) besides(d *policy.Destination, w state.Wait, would outcome) {
	h := r.waiting(d)
	h.Seq, h.Due, h.Wait = h.Seq+1, would.until, w
	if !slices.ContainsFunc(r.person.Held, func(e state.Held) bool { return e.Seq == h.Seq }) { // taken: by an event held before places were two
		r.person.keep(h)
		r.step.Silent = true
	}
}

// fatal remembers with the event that was just held what would have become of
// it.
func (r *run) fatal(d *policy.Destination, w state.Wait, would outcome) {
	seq := r.waiting(d).Seq
	for i := range r.person.Held {
		if h := &r.person.Held[i]; h.Seq == seq {
			h.Wait, h.Fate = w, fateOf(would)
		}
	}
}

// silently judges again what only would have waited.
func (r *run) silently(h *state.Held) {
	d := r.way(h)
	switch {
	case d == nil:
		r.become(h, gone)
	case h.Wait == state.WaitsWould && d.Would == nil: // no guard is in shadow any more
		r.become(h, gone)
	case h.Wait == state.WaitsWould:
		r.would(d, h, judge(r.seen(d, state.Would)), state.Would)
	default:
		r.would(d, h, judge(d, r.input(d)), state.Both)
	}
}

// would counts what would have left, and lets wait on what would.
func (r *run) would(d *policy.Destination, h *state.Held, o outcome, w state.World) {
	switch o.verdict {
	case Forward:
		r.forwarded(d, w)
	case Hold:
		on := *h
		on.Due = o.until
		r.person.keep(on)
	case Drop, Quarantine, Apply, Ignore: // it counts for nothing
	}
	r.become(h, o)
}

// become keeps what became of what only would have waited, with the event
// itself if that still waits.
func (r *run) become(h *state.Held, o outcome) {
	r.step.Silent = true
	for i := range r.person.Held {
		if e := r.person.Held[i]; e.ID == h.ID && e.Wait == state.WaitsReal && e.Destination == h.Destination {
			r.person.Held = slices.Clone(r.person.Held)
			r.person.Held[i].Fate = fateOf(o)
			return
		}
	}
}

// foretell asks, after a denial, what a policy in shadow would have recalled of
// what is not. Guards in shadow would recall no more than is: those that can end
// a wait act always, and listing them adds other reasons.
func (r *run) foretell(h *state.Held) {
	d := destinationNamed(r.p, h.Destination)
	if !r.dark || d == nil || h.Role == state.Retract || h.Wait.Silent() || h.Wait == state.DarkReal {
		return
	}
	again := reread(r.p, h)
	if o := r.ends(d, &again, state.Real, h.Due, false); o.reason != "" {
		h.Wait, h.Fate = state.DarkReal, fateOf(o)
	}
}

// fate is what is known already of what would have become of a held event.
func (r *run) fate(h *state.Held) (o outcome, ok bool) {
	wait := state.WaitsReal
	if r.dark {
		wait = state.DarkReal
	}
	if h == nil || h.Wait != wait || h.Fate == nil || !r.dark && !r.p.Trial {
		return o, false
	}
	return outcomeOf(h.Fate), true
}

// ended is what would have been decided where an event ends that was held: what
// was known of it, else the same.
func (r *run) ended(h *state.Held, done outcome) *Would {
	if fate, ok := r.fate(h); ok && fate.verdict != Hold {
		return r.tell(done, fate)
	}
	return r.tell(done, done)
}

// tell is what a decision says of its shadow: always something where the whole
// policy is in shadow, and else where it differs.
func (r *run) tell(done, would outcome) *Would {
	is := Would{Verdict: done.verdict, Until: done.until, Guard: done.guard, Reason: done.reason}
	be := Would{Verdict: would.verdict, Until: would.until, Guard: would.guard, Reason: would.reason}
	if is == be && !r.dark {
		return nil
	}
	return &be
}

func fateOf(o outcome) *state.Fate {
	return &state.Fate{Verdict: uint8(o.verdict), Until: o.until, Guard: o.guard, Reason: o.reason}
}

func outcomeOf(f *state.Fate) outcome {
	return outcome{verdict: Verdict(f.Verdict), until: f.Until, guard: f.Guard, reason: f.Reason}
}
