package witness

import "cmp"

// want is the outcome that the policy promises.
type want struct {
	verdict string
	guard   string
	reason  string // only where it says more than the guard
	until   int64
}

// lateRelease is how long after its due time an event that was held is asked
// about quiet hours again.
const lateRelease = int64(60e9)

// judge works out what must become of an event for a destination now. held is
// nil for an arrival.
func (f *facts) judge(e *event, d *Destination, now int64, held *waiting) want {
	guard := f.dropped(e, d, now, held)
	if content := f.content(e); guard == "" || guard == "sensitive" && content == "predicted" {
		guard = cmp.Or(content, guard)
	}
	if guard != "" {
		return want{verdict: drop, guard: guard}
	}
	if e.role != outreach {
		return want{verdict: forward}
	}
	until := f.due(e, now, held)
	switch {
	case d.Deadline > 0 && max(now, until) >= e.own+int64(d.Deadline):
		return want{verdict: drop, guard: "cooldown", reason: "cooldown.deadline"}
	case until > now && f.policy.Cooldown.MaxHold > 0 && until-now > int64(f.policy.Cooldown.MaxHold):
		return want{verdict: drop, guard: "cooldown", reason: "cooldown.max_hold"}
	case f.policy.Duration.Max > 0 && e.topic != "" && !f.followed(e, now):
		return want{verdict: drop, guard: "duration"}
	case until > now:
		return want{verdict: hold, guard: "cooldown", until: until}
	case f.refused(e, now) != "":
		return want{verdict: drop, guard: f.refused(e, now)}
	case f.policy.Duration.Max > 0 && e.topic == "":
		return want{verdict: drop, guard: "duration"}
	}
	if by := f.capped(d, now); by != "" {
		return want{verdict: drop, guard: "frequency", reason: "frequency." + by}
	}
	return want{verdict: forward}
}

// dropped names the first guard for which the event leaves in no case, "" for
// none, of those that judge more than outreach.
func (f *facts) dropped(e *event, d *Destination, now int64, held *waiting) string {
	switch {
	case held == nil && f.repeated(e, now):
		return "duplicate"
	case e.role != service && f.optedOut():
		return "opt_out"
	case !f.enough(e, d, now):
		return "consent"
	case e.sensitive || f.tainted(e, now):
		return "sensitive"
	}
	return ""
}

func (f *facts) enough(e *event, d *Destination, now int64) bool {
	_, enough := d.reached(e.role, func(purpose string) bool { return f.granted(e, purpose, now) })
	return enough
}

// recalled says that what is held may never leave any more.
func (f *facts) recalled(w *waiting, now int64) string {
	switch {
	case w.event.role != service && f.optedOut():
		return "opt_out"
	case !f.enough(w.event, w.destination, now):
		return "consent"
	}
	return ""
}

// due is when the event may leave; at most now where that is at once.
func (f *facts) due(e *event, now int64, held *waiting) int64 {
	c, until := &f.policy.Cooldown, now
	if last := f.lastSignal(e); held == nil && c.Wait > 0 && last > 0 {
		until = max(until, last+int64(c.Wait))
	}
	if held != nil && now < held.until+lateRelease {
		return until
	}
	if end, quiet := c.Quiet.end(until); quiet {
		until = end
	}
	return until
}
