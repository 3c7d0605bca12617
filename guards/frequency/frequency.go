// Package frequency caps how often a person is reached: what was forwarded in
// the window already reaches max. Only what is forwarded counts, at the moment
// at which it was, whatever version of the policy forwarded it.
package frequency

import (
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Settings are one cap.
type Settings struct {
	Max       int          `yaml:"max" required:"true" doc:"How many may be forwarded in the window." example:"3"`
	Per       instant.Span `yaml:"per" required:"true" doc:"The window: it slides, and something exactly this old no longer counts." example:"24h"`
	By        guard.By     `yaml:"by" enum:"destination,campaign,channel,topic,item,subject" doc:"What is counted together. All but destination count forwards to every destination."`
	AppliesTo []state.Role `yaml:"applies_to" doc:"Further roles that are capped and counted; outreach always is."`
}

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:     "frequency",
		Protect:  "being shown the same again and again",
		Judges:   "outreach, and what applies_to adds",
		Only:     []state.Role{state.Outreach},
		Many:     true,
		Reasons:  reasons(),
		Settings: func() any { return &Settings{By: guard.ByDestination} },
		Build:    build,
	}
}

func reasons() []guard.Reason {
	return []guard.Reason{
		{Code: "frequency.destination", NL: "hier al genoeg is getoond", EN: "enough was already shown here"},
		{Code: "frequency.campaign", NL: "van deze campagne al genoeg is getoond", EN: "enough of this campaign was already shown"},
		{Code: "frequency.channel", NL: "via dit kanaal al genoeg is gestuurd", EN: "enough was already sent through this channel"},
		{Code: "frequency.topic", NL: "over dit onderwerp al genoeg is getoond", EN: "enough on this topic was already shown"},
		{Code: "frequency.item", NL: "van dit product al genoeg is getoond", EN: "enough of this product was already shown"},
		{Code: "frequency.subject", NL: "al genoeg is getoond, over alle bestemmingen samen", EN: "enough was already shown, all destinations together"},
	}
}

func build(settings []any, _ *guard.Env) (guard.Guard, []guard.Problem) {
	var c check
	var problems []guard.Problem
	for i, s := range settings {
		e := *s.(*Settings)
		if e.Max < 1 {
			problems = append(problems, guard.Problem{Entry: i, Field: "max", Message: "max must be at least 1; to send nothing, let the destination take no outreach"})
		}
		if e.Per < instant.Second {
			problems = append(problems, guard.Problem{Entry: i, Field: "per", Message: "per must be at least 1s"})
		}
		roles := guard.RolesOf(append(e.AppliesTo, state.Outreach)...)
		c.caps = append(c.caps, rule{e, roles})
	}
	return &c, problems
}

type rule struct {
	Settings
	roles guard.Roles
}

type check struct{ caps []rule }

var (
	_ guard.Guard  = (*check)(nil)
	_ guard.Keeper = (*check)(nil)
)

func (c *check) Check(in *guard.Input) guard.Verdict {
	for i := range c.caps {
		if r := &c.caps[i]; r.roles[in.Facts.Role] && r.reached(in) {
			return guard.Refused("frequency." + string(r.By))
		}
	}
	return guard.Passed()
}

// reached counts from the newest forward back to the start of the window.
func (r *rule) reached(in *guard.Input) bool {
	n := 0
	for i := len(in.Person.Forwards) - 1; i >= 0; i-- {
		f := &in.Person.Forwards[i]
		if !f.At.Within(r.Per, in.Now) {
			return false
		}
		if r.counts(f, in) {
			if n++; n >= r.Max {
				return true
			}
		}
	}
	return false
}

func (r *rule) counts(f *state.Forward, in *guard.Input) bool {
	if !r.roles[f.Role] {
		return false
	}
	if r.By == guard.ByDestination {
		return f.Destination == in.Destination.Hash
	}
	return r.By.Of(f.About) == r.By.Of(in.Facts.About)
}

func (c *check) Keep(k *state.Keep) {
	for _, r := range c.caps {
		k.Forwards = max(k.Forwards, r.Per)
		for role, counted := range r.roles {
			k.Roles[role] = k.Roles[role] || counted
		}
	}
}
