package pipeline

import (
	"maat/pipeline/chain"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
)

// Rekey finds whose an input record is, so that it can go to the intake topic
// under that person's pseudonym: all that is known of a person must be known
// in one partition. A record that says nobody's cannot be read, and is decided
// here.
func Rekey(p *policy.Program, people *Pseudonyms, r Record, now instant.Time) Judged {
	a := chain.Read(p, r.Value, now)
	if a.Subject == "" {
		return Judged{Step: chain.Unreadable(p, &a, now), Record: r}
	}
	return Judged{Record: r, Rekeyed: true, Subject: people.Of(a.Subject)}
}
