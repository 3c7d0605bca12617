// Package interest asks for more than one look before somebody is followed: so
// many signals on the same topic or item, within a window.
package interest

import (
	"slices"

	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Settings of the guard.
type Settings struct {
	Signals  int          `yaml:"signals" required:"true" doc:"How many signals show an interest." example:"3"`
	Within   instant.Span `yaml:"within" required:"true" doc:"The window: a signal exactly this old no longer counts." example:"7d"`
	By       guard.By     `yaml:"by" enum:"topic,item" doc:"What the signals must be on, as the outreach is."`
	Distinct guard.By     `yaml:"distinct" enum:"item" doc:"Signals on the same item count once, and those without one not at all."`
}

// signalsMax is more than a person's remembered history can be relied on for.
const signalsMax = 1_000

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:    "interest",
		Protect: "a week of retargeting after one click",
		Judges:  "outreach",
		Only:    []state.Role{state.Outreach},
		Reasons: []guard.Reason{
			{Code: "interest.few", NL: "er nog te weinig interesse in is getoond", EN: "too little interest in it was shown yet"},
			{Code: "interest.unknown", NL: "niet te zien is waar het over gaat", EN: "it does not say what it is about"},
		},
		Settings: func() any { return &Settings{By: guard.ByTopic} },
		Build:    build,
	}
}

func build(settings []any, _ *guard.Env) (guard.Guard, []guard.Problem) {
	s := settings[0].(*Settings)
	var problems []guard.Problem
	add := func(is bool, field, message string) {
		if is {
			problems = append(problems, guard.Problem{Field: field, Message: message})
		}
	}
	add(s.Signals < 1, "signals", "signals must be at least 1; to ask for none, leave interest out")
	add(s.Signals > signalsMax, "signals", "signals is at most 1000")
	add(s.Within < instant.Second, "within", "within must be at least 1s")
	add(s.Signals > 1 && s.By == guard.ByItem && s.Distinct == guard.ByItem, "distinct", "signals on one item are never of distinct items: leave distinct out, or write by: topic")
	return &check{*s}, problems
}

type check struct{ Settings }

var (
	_ guard.Guard  = (*check)(nil)
	_ guard.Keeper = (*check)(nil)
)

func (c *check) Check(in *guard.Input) guard.Verdict {
	if in.Facts.Role != state.Outreach {
		return guard.Passed()
	}
	key := c.By.Of(in.Facts.About)
	switch {
	case key == 0:
		return guard.Refused("interest.unknown")
	case !c.shown(in.Person.Acts, key, in.Now):
		return guard.Refused("interest.few")
	}
	return guard.Passed()
}

// shown counts from the newest signal back to the start of the window.
func (c *check) shown(acts []state.Act, key state.Hash, now instant.Time) bool {
	n := 0
	var items []state.Hash
	for i := len(acts) - 1; i >= 0 && acts[i].At.Within(c.Within, now); i-- {
		a := &acts[i]
		if a.Conversion || c.By.Of(a.About) != key {
			continue
		}
		if c.Distinct == guard.ByItem {
			if a.About.Item == 0 || slices.Contains(items, a.About.Item) {
				continue
			}
			items = append(items, a.About.Item)
		}
		if n++; n >= c.Signals {
			return true
		}
	}
	return false
}

func (c *check) Keep(k *state.Keep) { k.Acts = max(k.Acts, c.Within) }
