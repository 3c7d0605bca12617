package witness

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Kind is a promise that was broken.
type Kind string

// The kinds of violation.
const (
	BadRecord        Kind = "a record has not the promised form"
	Intake           Kind = "an input is not in the intake once and whole"
	Identity         Kind = "a person has two pseudonyms, or a pseudonym two persons"
	Exposed          Kind = "a decision names the person"
	Missing          Kind = "a decision is missing"
	Twice            Kind = "a second final decision"
	Unfounded        Kind = "a decision about nothing that came in"
	Unended          Kind = "what was held never ended"
	Order            Kind = "decisions are not in the order of the intake"
	ClockBack        Kind = "the clock of a person went back"
	CapExceeded      Kind = "a cap was exceeded"
	CapTooSoon       Kind = "capped too soon"
	CooldownBroken   Kind = "a cooldown, quiet hours or a deadline was broken"
	WrongUntil       Kind = "held until another time than promised"
	ReleasedEarly    Kind = "released before its due time"
	ReleasedLate     Kind = "released too late"
	ReleaseOrder     Kind = "released out of order"
	DurationBroken   Kind = "retargeting went on too long"
	NoConsent        Kind = "forwarded without consent"
	OptedOut         Kind = "forwarded after an opt-out"
	NotAtOnce        Kind = "what was withdrawn was not dropped at once"
	DuplicateLeft    Kind = "a duplicate was not dropped"
	SensitiveLeft    Kind = "something sensitive was not dropped"
	GuessLeft        Kind = "a guess of a model left, or what follows up on one"
	PriceBroken      Kind = "a price rests on the person"
	Unwelcome        Kind = "an outreach to somebody who showed too little interest, or does not know the brand"
	Together         Kind = "a known and an anonymous identifier left together"
	WrongDrop        Kind = "dropped without a reason"
	WrongHold        Kind = "held without a reason"
	WrongReason      Kind = "the wrong guard is named"
	WrongVerdict     Kind = "another verdict than promised"
	ForwardNoOutput  Kind = "a forward that is not in its output topic"
	OutputNoForward  Kind = "an output that nothing decided"
	OutputTwice      Kind = "an output that left twice"
	WrongOutput      Kind = "an output has other fields than the reached layers"
	WrongQuarantine  Kind = "the quarantine topic has not what could not be read, once and whole"
	NotDecidedAtOnce Kind = "the decisions on one event were made at different times"
)

// violationsMax bounds the list; what is over it is counted.
const violationsMax = 50

// Violation is one broken promise and the record that shows it.
type Violation struct {
	Kind  Kind
	Where string // topic/partition/offset
	What  string // without any value of an event
}

func (v Violation) String() string {
	s := fmt.Sprintf("%s: %s", v.Where, v.Kind)
	if v.What != "" {
		s += ": " + v.What
	}
	return s
}

// Report is what the witness found.
type Report struct {
	Inputs, Readable, Unreadable int
	Subjects                     int
	Decisions                    int
	Forwards, Holds, Drops       int
	Applied, Ignored             int
	Quarantined                  int
	Released, Recalled           int // held events that fell due; that were dropped before
	Joins, Followed              int // histories that were handed over; events that were judged as another's
	Joint                        int // subjects who became one with others, or were asked to
	Weighed                      int // outreach forwarded to people who were sent something before they became one
	Outputs                      int
	Guards                       map[string]int // drops and holds by reason code
	LatestRelease                time.Duration  // after its due time, pauses not counted

	Violations []Violation
	More       int          // violations that the list has no room for
	Broken     map[Kind]int // how often each promise was broken, those included
}

func (r *Report) add(kind Kind, where, format string, args ...any) {
	r.Broken[kind]++
	if len(r.Violations) == violationsMax {
		r.More++
		return
	}
	r.Violations = append(r.Violations, Violation{kind, where, fmt.Sprintf(format, args...)})
}

// count keeps the score of decisions.
func (r *Report) count(d *decision) {
	r.Decisions++
	switch d.Verdict {
	case forward:
		r.Forwards++
	case hold:
		r.Holds++
	case drop:
		r.Drops++
	case apply:
		r.Applied++
	case ignore:
		r.Ignored++
	case quarantine:
		r.Quarantined++
	default:
		r.add(BadRecord, d.where, "unknown verdict")
	}
	if reason := text(d.Reason); d.Verdict == drop || d.Verdict == hold {
		r.Guards[reason]++
	}
}

// String is the score, a line for each group, and the violations.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "inputs %d (readable %d, unreadable %d) of %d subjects, outputs %d\n", r.Inputs, r.Readable, r.Unreadable, r.Subjects, r.Outputs)
	fmt.Fprintf(&b, "decisions %d: forward %d, hold %d, drop %d, quarantine %d, apply %d, ignore %d\n",
		r.Decisions, r.Forwards, r.Holds, r.Drops, r.Quarantined, r.Applied, r.Ignored)
	fmt.Fprintf(&b, "released %d, at most %v late; recalled %d\n", r.Released, r.LatestRelease.Round(time.Millisecond), r.Recalled)
	fmt.Fprintf(&b, "joined %d times by %d subjects: %d events followed, %d outreach weighed against what came before\n", r.Joins, r.Joint, r.Followed, r.Weighed)
	for _, reason := range slices.Sorted(maps.Keys(r.Guards)) {
		fmt.Fprintf(&b, "  %-24s %d\n", reason, r.Guards[reason])
	}
	fmt.Fprintf(&b, "violations %d\n", len(r.Violations)+r.More)
	for _, v := range r.Violations {
		fmt.Fprintf(&b, "  %v\n", v)
	}
	return b.String()
}
