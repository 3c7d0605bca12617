// Package relationship lets a brand speak to those who know it: the person was
// in contact with it within the window.
package relationship

import (
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Settings of the guard.
type Settings struct {
	Within  instant.Span    `yaml:"within" required:"true" doc:"The window: a contact exactly this old no longer counts." example:"90d"`
	By      guard.By        `yaml:"by" enum:"brand,subject" doc:"Whether the contact must be with the brand of the outreach, or any will do."`
	Contact guard.Condition `yaml:"contact" doc:"A CEL expression over event: the signals and conversions for which it holds are contacts; all are where it is not said. Preferences always are." example:"event.properties.site == \"own\""`
}

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:    "relationship",
		Protect: "a brand that one does not know and that acts as if it knows one",
		Judges:  "outreach",
		Only:    []state.Role{state.Outreach},
		Reasons: []guard.Reason{
			{Code: "relationship.none", NL: "er geen recent contact met de persoon was", EN: "there was no recent contact with the person"},
			{Code: "relationship.brand", NL: "er geen recent contact was met dit merk", EN: "there was no recent contact with this brand"},
			{Code: "relationship.unknown", NL: "niet te zien is van welk merk het komt", EN: "it does not say which brand it comes from"},
		},
		Settings: func() any { return &Settings{By: guard.BySubject} },
		Build:    build,
	}
}

func build(settings []any, _ *guard.Env) (guard.Guard, []guard.Problem) {
	s := settings[0].(*Settings)
	var problems []guard.Problem
	if s.Within < instant.Second {
		problems = append(problems, guard.Problem{Field: "within", Message: "within must be at least 1s: to speak to nobody, let the destination take no outreach"})
	}
	return &check{*s, s.Contact.Hash()}, problems
}

type check struct {
	Settings
	when state.Hash // what a signal or conversion is remembered under where it is a contact
}

var (
	_ guard.Guard     = (*check)(nil)
	_ guard.Keeper    = (*check)(nil)
	_ guard.Contacter = (*check)(nil)
)

func (c *check) Check(in *guard.Input) guard.Verdict {
	brand := c.By.Of(in.Facts.About)
	switch {
	case in.Facts.Role != state.Outreach:
		return guard.Passed()
	case brand == 0 && c.By == guard.ByBrand:
		return guard.Refused("relationship.unknown")
	case c.known(in, brand):
		return guard.Passed()
	case c.By == guard.ByBrand:
		return guard.Refused("relationship.brand")
	}
	return guard.Refused("relationship.none")
}

func (c *check) known(in *guard.Input, brand state.Hash) bool {
	for _, m := range in.Person.Contacts {
		counts := m.Preference || m.When == c.when
		if counts && (c.By != guard.ByBrand || m.Brand == brand) && m.At.Within(c.Within, in.Now) {
			return true
		}
	}
	return false
}

func (c *check) Keep(k *state.Keep) { k.Contacts = max(k.Contacts, c.Within) }

func (c *check) Contact() guard.Condition { return c.Settings.Contact }
