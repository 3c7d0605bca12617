package audit

import "cmp"

// judge works out what must become of an event for a destination now. held is
// nil for one that comes in.
func (b *batch) judge(p *person, e *event, d *Destination, own int64, held *waiting) want {
	w := want{event: e, person: p, to: d.Name, verdict: "drop"}
	halt := b.halt(d.Name)
	_, lack := p.layers(b.rules, d, e, own, b.now)
	switch {
	case halt == "drop":
		w.reason = "halt"
		return w
	case e.role != "service" && p.optedOut():
		w.reason = "opt_out"
		return w
	case lack != "":
		w.reason = lack
		return w
	}
	if w.reason = b.content(p, e); w.reason != "" {
		return w
	}
	if e.role == "outreach" {
		if done := b.pressure(p, e, d, own, held, &w); done {
			return w
		}
	}
	switch {
	case halt == "hold":
		w.verdict, w.reason, w.until = "hold", "halt", never
	case w.until != 0:
		w.verdict = "hold"
	case e.role == "outreach" && b.refused(p, e, d, &w):
	default:
		w.verdict, w.reason = "forward", ""
	}
	return w
}

// pressure asks what only outreach is asked, but for what ends as a drop only
// where nothing holds it. done says that it is dropped; else until says how long
// it is held.
func (b *batch) pressure(p *person, e *event, d *Destination, own int64, held *waiting, w *want) (done bool) {
	until, why := b.cooled(p, e, held)
	switch {
	case d.Deadline > 0 && until >= own+d.Deadline:
		w.reason = "cooldown.deadline"
		return true
	case b.rules.MaxHold > 0 && until-b.now > b.rules.MaxHold:
		w.reason = "cooldown.max_hold"
		return true
	}
	if ended := p.ended(b.rules, e.topic, b.now); b.rules.Max > 0 && e.topic != "" && ended != "" {
		w.reason = ended
		return true
	}
	if until > b.now {
		w.reason, w.until = why, until
	}
	return false
}

// refused asks what is "not now".
func (b *batch) refused(p *person, e *event, d *Destination, w *want) bool {
	if w.reason = cmp.Or(p.knows(b.rules, e, b.now), p.interested(b.rules, e, b.now)); w.reason != "" {
		return true
	}
	if b.rules.Max > 0 && e.topic == "" {
		w.reason = "duration.unknown"
		return true
	}
	by, edge := p.capped(b.rules, d, e, b.now)
	if by != "" {
		w.reason = "frequency." + by
		return true
	}
	if edge {
		b.found["a cap's window ends at this very moment"]++
	}
	return false
}

// cooled is when the event may leave; now where that is at once.
func (b *batch) cooled(p *person, e *event, held *waiting) (until int64, why string) {
	until = b.now
	fell := held != nil && held.due != never // what fell due does not wait again
	if last := p.lastSignal(e.topic); !fell && last > 0 && b.rules.Wait > 0 && last+b.rules.Wait > until {
		until, why = last+b.rules.Wait, "cooldown.wait"
	}
	if fell && b.now < held.due+late {
		return until, why
	}
	if end, quiet := b.rules.quiet(until); quiet {
		return end, "cooldown.quiet"
	}
	return until, why
}
