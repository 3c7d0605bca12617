package witness

import "time"

// compare says which promise a decision breaks, if it is not the one that the
// policy promises.
func (p *person) compare(d *decision, w want) {
	switch {
	case d.Verdict != w.verdict:
		p.report.add(broken(d, w), d.where, "of %s: %s by %q, and not %s by %q", d.source, d.Verdict, text(d.Reason), w.verdict, w.guard)
	case d.Verdict == hold && d.Until.UnixNano() != w.until:
		p.report.add(WrongUntil, d.where, "of %s: by %v", d.source, time.Duration(d.Until.UnixNano()-w.until))
	case d.Verdict != forward && (text(d.Guard) != w.guard || w.reason != "" && text(d.Reason) != w.reason):
		p.report.add(wrongGuard(d), d.where, "of %s: %q, and not %q", d.source, text(d.Reason), w.guard)
	}
}

// broken names the promise that another verdict breaks.
func broken(d *decision, w want) Kind {
	switch d.Verdict {
	case forward:
		return letOut(w)
	case drop:
		if text(d.Guard) == "frequency" {
			return CapTooSoon
		}
		return WrongDrop
	case hold:
		if w.verdict == forward {
			return WrongHold
		}
		return letOut(w)
	}
	return WrongVerdict
}

// letOut names what was to keep something from leaving, and did not.
func letOut(w want) Kind {
	switch w.guard {
	case "duplicate":
		return DuplicateLeft
	case "opt_out":
		return OptedOut
	case "consent":
		return NoConsent
	case "sensitive":
		return SensitiveLeft
	case "predicted":
		return GuessLeft
	case "price":
		return PriceBroken
	case "relationship", "interest":
		return Unwelcome
	case "cooldown":
		return CooldownBroken
	case "duration":
		return DurationBroken
	case "frequency":
		return CapExceeded
	}
	return WrongVerdict
}

// wrongGuard names the promise that a drop for another reason breaks: one that
// names a full cap must have found it full.
func wrongGuard(d *decision) Kind {
	if text(d.Guard) == "frequency" {
		return CapTooSoon
	}
	return WrongReason
}
