package pipeline

import (
	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/vault"
)

// Rekey finds whose an input record is, so that it can go to the intake topic
// under that person's pseudonym: all that is known of a person must be known
// in one partition. A record that says nobody's cannot be read, and is decided
// here.
func Rekey(t Terms, people *Pseudonyms, v *vault.Vault, r Record) Judged {
	a := look(t, r.Value)
	if a.Subject == "" {
		return Judged{Step: chain.Unreadable(t.Program, &a, t.Now), Record: r, Key: nobodys(v)}
	}
	return Judged{Record: r, Rekeyed: true, Subject: people.Of(a.Subject)}
}

// look reads an input record. One on which this build panics says nobody's.
func look(t Terms, value []byte) (a chain.Arrival) {
	if len(value) > t.EventMax {
		return chain.Arrival{Fault: event.CodeSize}
	}
	defer func() {
		if recover() != nil {
			a = chain.Arrival{Fault: chain.Panicked}
		}
	}()
	return chain.Read(t.Program, value, t.Now)
}
