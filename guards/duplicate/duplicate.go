// Package duplicate drops an event whose id already came from the same person
// within the window, counted from its first arrival, whatever became of the
// first and whatever the second one holds.
package duplicate

import (
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Settings of the guard.
type Settings struct {
	Within instant.Span `yaml:"within" doc:"How long an id is remembered, from its first arrival." example:"7d"`
}

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:    "duplicate",
		Protect: "the same event counting or leaving twice",
		Judges:  "all",
		Always:  true,
		Shared:  true,
		Silent:  true,
		Reasons: []guard.Reason{{
			Code: "duplicate",
			NL:   "dezelfde gebeurtenis al eerder was binnengekomen",
			EN:   "the same event had already come in",
		}},
		Settings: func() any { return &Settings{Within: state.ArrivalsMin} },
		Build: func(settings []any, _ *guard.Env) (guard.Guard, []guard.Problem) {
			return &check{*settings[0].(*Settings)}, nil
		},
	}
}

type check struct{ Settings }

var (
	_ guard.Guard  = (*check)(nil)
	_ guard.Keeper = (*check)(nil)
)

// Check passes an event that is judged again: it is its own first arrival.
func (c *check) Check(in *guard.Input) guard.Verdict {
	if in.Again() {
		return guard.Passed()
	}
	first, ok := in.Person.Arrived(state.HashID(in.Facts.ID))
	if ok && first.Within(c.Within, in.Now) {
		return guard.Dropped("duplicate")
	}
	return guard.Passed()
}

func (c *check) Keep(k *state.Keep) { k.Arrivals = max(k.Arrivals, c.Within) }
