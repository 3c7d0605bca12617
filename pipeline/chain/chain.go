// Package chain decides. It folds the verdicts of the guards into one outcome,
// builds what may leave, and says what must happen to what is known of the
// person. All of it is data: nothing is sent or stored here, and the same
// arguments give the same answer for ever.
package chain

import (
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// Verdict is the outcome that a decision records.
type Verdict uint8

// Hold comes before one of forward, drop and quarantine; apply and ignore are
// what becomes of events that change state.
const (
	Forward Verdict = 1 + iota
	Hold
	Drop
	Quarantine
	Apply
	Ignore
)

var verdictNames = [...]string{Forward: "forward", Hold: "hold", Drop: "drop", Quarantine: "quarantine", Apply: "apply", Ignore: "ignore"}

// String is the word in a decision record.
func (v Verdict) String() string { return verdictNames[v] }

// Decision says what became of one event for one destination, and why.
type Decision struct {
	ID          string
	Destination string // empty: none
	Subject     state.Subject
	Known       bool // the event says whose it is
	Role        state.Role
	Verdict     Verdict
	Until       instant.Time // for Hold; instant.Never: till resumed
	At          instant.Time
	Guard       string
	Reason      string
	Topic       string
	Edits       []event.Change
	Policy      string
	Due         instant.Time // of a held event: when it fell due; 0 for an arrival
	Source      string       // where the event came in, if it is another than the one that the step is about
	Shadow      *Would       // nil where nothing is in shadow, or it would have changed nothing
}

// Would is what would have been decided, were the policy not in shadow, or no
// guard of it.
type Would struct {
	Verdict Verdict
	Until   instant.Time
	Guard   string
	Reason  string
}

// Output is an event that leaves.
type Output struct {
	Destination *policy.Destination
	Event       []byte
	Decision    int    // index of its decision in the step
	Whose       string // the identifier under whose pseudonym it is sent; empty: the person's
}

// Step is all that must happen because of one event, in this order.
type Step struct {
	Decisions []Decision
	Outputs   []Output
	Words     []state.Word // to other people's partitions
	Erased    bool         // the person was erased: what comes next of them is of somebody unknown
	Silent    bool         // a wait that only would be has begun or ended: nothing is told of it, and it must be kept
}

// Person is what is known of a person while a batch is judged. The chain
// changes it; the shell loads it before and stores it after.
type Person struct {
	Subject state.Subject
	Row     state.Row
	Held    []state.Held // in the order of arrival
}

// Arrival is an event as it was read.
type Arrival struct {
	View    *event.View // nil where Fault says why it cannot be parsed
	Facts   guard.Facts
	Subject string // the raw identifier; empty where there is none
	Fault   string // reason code of guard intake; empty where the event can be read
	Seq     uint64 // order of arrival
	Source  string // where it came from, for the records of what is held
	Trace   string
	Since   instant.Time  // when it came in
	Own     state.Subject // the pseudonym of Subject: an event can be judged as another's; zero: it is not
	Along   []Along
	Trips   uint8 // how often it has waited for a history
}

// Future is the fault of an event that lies too far ahead. It is the one fault
// that still says whose event it is.
const Future = "intake.future"

// Panicked is the fault of an event on which a guard of this build failed: it
// is kept for a person to look at, and the others go on.
const Panicked = "intake.panic"

// Read parses an event and finds in it what the policy names. now is the moment
// of arrival.
func Read(p *policy.Program, raw []byte, now instant.Time) Arrival {
	view, fault := event.Parse(raw)
	if fault != nil {
		return Arrival{Fault: fault.Code}
	}
	return Look(p, view, now)
}

// Look is Read for an event that is parsed already.
func Look(p *policy.Program, view *event.View, now instant.Time) Arrival {
	a := Arrival{View: view, Since: now}
	a.Facts, a.Subject, a.Fault = p.Facts(view, now)
	return a
}

// Unreadable is the step for an event that cannot be read and changes nothing.
func Unreadable(p *policy.Program, a *Arrival, now instant.Time) Step {
	return Step{Decisions: []Decision{{
		ID: a.Facts.ID, Role: state.None, Verdict: Quarantine, At: now, Guard: "intake", Reason: a.Fault, Policy: p.Version,
	}}}
}
