package pipeline

import (
	"strings"

	"maat/pipeline/chain"
	"maat/pipeline/state"
	"maat/pipeline/vault"
)

// Record is one Kafka record as far as the line looks at it.
type Record struct {
	Topic     string
	Partition int32
	Offset    int64
	Key       []byte // as the producer set it; of an intake record, that of the input record it was made from
	Value     []byte // nil for a tombstone
	Source    string // topic/partition/offset at which the event entered Maat
	Trace     Trace
	Word      bool // it is a word from one person's partition to another's, and no event
}

// Trace is a W3C trace context as it travels in headers; empty where there is
// none.
type Trace struct{ Parent, State string }

// String is the form in which a trace waits with a held event.
func (t Trace) String() string {
	if t.State == "" {
		return t.Parent
	}
	return t.Parent + " " + t.State
}

// ParseTrace is the inverse of String.
func ParseTrace(s string) Trace {
	parent, rest, _ := strings.Cut(s, " ")
	return Trace{Parent: parent, State: rest}
}

// Judged is one event with all that was decided on it.
type Judged struct {
	chain.Step
	Record  Record // the arrival; of a release only Source and Trace are set
	Release bool   // a held event was judged again
	Halted  bool   // an event that waits for a resume came from another partition, perhaps after it
	Rekeyed bool   // it goes to the intake topic under Subject, and is judged there
	Subject state.Subject
	Letters []Letter        // the words of the step, as they go to the intake
	Keys    []state.Subject // by output: under whom it is sent
	Key     *vault.Key      // whose it is, for what is kept of it; nil: there is no vault
}

// Letter is a word from one person's partition to another's, made ready for the
// intake.
type Letter struct {
	To    state.Subject
	Value []byte
}

// Quarantined answers the reason for which the event is kept whole for a
// person to look at, or "".
func (j *Judged) Quarantined() string {
	for i := range j.Decisions {
		if j.Decisions[i].Verdict == chain.Quarantine {
			return j.Decisions[i].Reason
		}
	}
	return ""
}
