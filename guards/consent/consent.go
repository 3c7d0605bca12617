// Package consent asks whether a purpose is granted to an event: it stood
// granted when the event occurred, by the consents' own times, and has not been
// denied since, up to now. Listing the guard adds max_age and GPC.
package consent

import (
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Settings of the guard.
type Settings struct {
	MaxAge     instant.Span `yaml:"max_age" doc:"A consent that is this old is none any more." example:"395d"`
	RespectGPC bool         `yaml:"respect_gpc" doc:"Global Privacy Control in an event means no, for that event, to every purpose with a tcf or consent_mode code."`
}

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:    "consent",
		Protect: "data serving a purpose that the person did not agree to",
		Judges:  "all but service",
		Always:  true,
		Base:    true,
		Silent:  true,
		Reasons: reasons(),
		Settings: func() any {
			return &Settings{MaxAge: 395 * instant.Day, RespectGPC: true}
		},
		Build: build,
	}
}

func reasons() []guard.Reason {
	return []guard.Reason{
		{Code: "consent.missing", NL: "er geen toestemming voor was", EN: "there was no consent for it"},
		{Code: "consent.withdrawn", NL: "de toestemming niet is gegeven of is ingetrokken", EN: "the consent was denied or withdrawn", Final: true},
		{Code: "consent.expired", NL: "de toestemming te oud is", EN: "the consent is too old"},
		{Code: "consent.unreadable", NL: "de toestemming niet te lezen is", EN: "the consent cannot be read", Final: true},
		{Code: "consent.gpc", NL: "de browser om privacy vraagt (GPC)", EN: "the browser asks for privacy (GPC)"},
		{Code: "consent.older", NL: "een latere keuze al gold", EN: "a later choice already stood"},
		{Code: "consent.tie", NL: "op hetzelfde moment al een keuze gold", EN: "a choice of the same moment already stood"},
	}
}

func build(settings []any, env *guard.Env) (guard.Guard, []guard.Problem) {
	if !env.Listed {
		return &check{}, nil
	}
	s := settings[0].(*Settings)
	if s.MaxAge < instant.Minute {
		return nil, []guard.Problem{{Field: "max_age", Message: "max_age must be at least 1m: with less no consent would ever count"}}
	}
	return &check{*s}, nil
}

// check has a MaxAge of 0 where no age is too great.
type check struct{ Settings }

var (
	_ guard.Guard   = (*check)(nil)
	_ guard.Granter = (*check)(nil)
)

func (c *check) Check(in *guard.Input) guard.Verdict {
	if _, lack := in.Destination.Climb(in.Facts.Role, in.Grants); lack != "" {
		return guard.Dropped(lack)
	}
	return guard.Passed()
}

// Grant applies the rule in both times: what stood when the event occurred and
// what was denied since, and then the ages and GPC.
func (c *check) Grant(in *guard.Input, p *guard.Purpose) string {
	marks := in.Person.History(p.Category)
	then := -1 // the mark in force when the event occurred
	for i, m := range marks {
		if m.At <= in.Facts.Own {
			then = i
		}
	}
	for _, m := range marks[max(then, 0):] {
		if m.Choice != state.Grant {
			return denied(m)
		}
	}
	switch {
	case then < 0:
		return "consent.missing"
	case c.old(marks[then].At, in.Facts.Own), c.old(marks[len(marks)-1].At, in.Now):
		return "consent.expired"
	case c.RespectGPC && p.Signalled && guard.GPC(in.Event):
		return "consent.gpc"
	}
	return ""
}

func denied(m state.Mark) string {
	if m.Choice == state.Unreadable {
		return "consent.unreadable"
	}
	return "consent.withdrawn"
}

func (c *check) old(at, asked instant.Time) bool {
	return c.MaxAge > 0 && !at.Within(c.MaxAge, asked)
}
