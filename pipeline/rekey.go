package pipeline

import (
	"maat/pipeline/chain"
	"maat/pipeline/event"
)

// Rekey finds whose an input record is, so that it can go to the intake topic
// under that person's pseudonym: all that is known of a person must be known
// in one partition. A record that says nobody's cannot be read, and is decided
// here.
func Rekey(t Terms, people *Pseudonyms, r Record) Judged {
	a := chain.Arrival{Fault: event.CodeSize}
	if len(r.Value) <= t.EventMax {
		a = chain.Read(t.Program, r.Value, t.Now)
	}
	if a.Subject == "" {
		return Judged{Step: chain.Unreadable(t.Program, &a, t.Now), Record: r}
	}
	return Judged{Record: r, Rekeyed: true, Subject: people.Of(a.Subject)}
}
