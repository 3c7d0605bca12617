// Package explain gives the account of a decision: the record of it, as it
// stands in the decisions topic, and the sentence that tells it to a person.
// A record names an event by its id, a person by a pseudonym and a field by
// its path; no other value of an event is ever in it.
package explain

import (
	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/instant"
)

// Record is one decision as it is written down. What is empty is null in its
// JSON.
type Record struct {
	ID          string
	Destination string
	Subject     string // pseudonym, lower-case hex
	Role        string
	Verdict     string
	Until       instant.Time // of a hold; 0: till a person resumes
	At          instant.Time
	Guard       string
	Reason      string
	Topic       string
	Edits       []event.Change // a list, also where it is empty
	Policy      string
	Shadow      *Shadow
}

// Shadow is what would have been decided, had the policy been enforced, or the
// guards of it that are in shadow.
type Shadow struct {
	Verdict string
	Until   instant.Time
	Guard   string
	Reason  string
}

// Of is the record of a decision.
func Of(d *chain.Decision) Record {
	r := of(d)
	if d.Known {
		digits := pseudonym(d)
		r.Subject = string(digits[:])
	}
	return r
}

// of leaves out the subject, whose digits would have to be allocated.
func of(d *chain.Decision) Record {
	r := Record{
		ID: d.ID, Destination: d.Destination, Role: d.Role.String(), Verdict: d.Verdict.String(), Until: d.Until, At: d.At,
		Guard: d.Guard, Reason: d.Reason, Topic: d.Topic, Edits: d.Edits, Policy: d.Policy,
	}
	if r.Until == instant.Never {
		r.Until = 0
	}
	if s := d.Shadow; s != nil {
		r.Shadow = &Shadow{Verdict: s.Verdict.String(), Until: s.Until, Guard: s.Guard, Reason: s.Reason}
		if s.Until == instant.Never {
			r.Shadow.Until = 0
		}
	}
	return r
}
