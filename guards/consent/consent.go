// Package consent asks whether a purpose is granted to an event: it stood
// granted when the event occurred, by the consents' own times, and has not been
// denied since, up to now. Listing the guard adds max_age and GPC.
//
// A consent is what the category says that the policy names. Beside it what a
// framework says, a TC string, GPP, Consent Mode, can refuse only; where no
// category is named, it can grant.
package consent

import (
	"cmp"

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
		{Code: guard.Objected, NL: "er bezwaar is gemaakt tegen profilering", EN: "the person objects to profiling", Final: true},
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
	if _, lack := in.Climb(); lack != "" {
		return guard.Dropped(lack)
	}
	return guard.Passed()
}

// Grant says why the purpose is not granted to the event, "" where it is.
func (c *check) Grant(in *guard.Input, p *guard.Purpose) string {
	reason := refused(in, p)
	if reason == "" {
		reason = c.granted(in, p)
	}
	if reason == "" && in.Bars(p) {
		reason = guard.Objected
	}
	if reason == "" && c.RespectGPC && p.Signalled && guard.GPC(in.Event) {
		reason = "consent.gpc"
	}
	return reason
}

// refused looks for a denial in whatever the policy names for the purpose: none
// of it can grant over another's denial.
func refused(in *guard.Input, p *guard.Purpose) string {
	reason := denial(in, p.Category)
	for _, names := range p.Frameworks {
		for _, name := range names {
			reason = cmp.Or(reason, denial(in, name))
		}
	}
	for _, name := range p.Refusals {
		reason = cmp.Or(reason, denial(in, name))
	}
	return reason
}

// denial is what was no grant when the event occurred, or has not been since.
func denial(in *guard.Input, name string) string {
	marks := in.Person.History(name)
	for _, m := range marks[max(inForce(marks, in.Facts.Own), 0):] {
		if m.Choice != state.Grant {
			return denied(m)
		}
	}
	return ""
}

// granted asks the category, and where the policy names none, the frameworks: one
// is enough if all that it is asked for stands granted in it.
func (c *check) granted(in *guard.Input, p *guard.Purpose) string {
	if p.Category != "" {
		return c.stood(in, p.Category)
	}
	reason := "consent.missing"
	for _, names := range p.Frameworks {
		lack := ""
		for _, name := range names {
			lack = cmp.Or(lack, c.stood(in, name))
		}
		if lack == "" {
			return ""
		}
		if lack != "consent.missing" {
			reason = lack
		}
	}
	return reason
}

// stood asks in both times, of a history without a denial since: what stood when
// the event occurred, and how old that was then and the newest is now.
func (c *check) stood(in *guard.Input, name string) string {
	marks := in.Person.History(name)
	then := inForce(marks, in.Facts.Own)
	switch {
	case then < 0:
		return "consent.missing"
	case c.old(marks[then].At, in.Facts.Own), c.old(marks[len(marks)-1].At, in.Now):
		return "consent.expired"
	}
	return ""
}

// inForce finds the mark in force at a moment, -1 where there is none.
func inForce(marks []state.Mark, at instant.Time) int {
	then := -1
	for i, m := range marks {
		if m.At <= at {
			then = i
		}
	}
	return then
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
