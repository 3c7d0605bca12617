// Package duration ends retargeting: it runs from the first signal for at most
// max, ends at a conversion, and begins anew only after a rest.
package duration

import (
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Settings of the guard.
type Settings struct {
	Max       instant.Span `yaml:"max" required:"true" doc:"How long a person is followed on one topic, from the first signal." example:"7d"`
	By        guard.By     `yaml:"by" enum:"topic,item,brand,subject" doc:"What an interest is in."`
	Rest      instant.Span `yaml:"rest" doc:"A signal this long after a conversion, or after the last signal, begins anew." example:"30d"`
	AppliesTo []state.Role `yaml:"applies_to" doc:"Further roles that are judged; outreach always is."`
}

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:     "duration",
		Protect:  "retargeting that goes on too long, or after the purchase",
		Judges:   "outreach, and what applies_to adds",
		Only:     []state.Role{state.Outreach},
		Reasons:  reasons(),
		Settings: func() any { return &Settings{By: guard.ByTopic, Rest: 30 * instant.Day} },
		Build:    build,
	}
}

func reasons() []guard.Reason {
	return []guard.Reason{
		{Code: "duration.no_signal", NL: "er nog geen interesse in was getoond", EN: "no interest in it was shown yet"},
		{Code: "duration.over", NL: "dit al lang genoeg heeft geduurd", EN: "this has gone on long enough"},
		{Code: "duration.converted", NL: "de aankoop al is gedaan", EN: "the purchase was already made"},
		{Code: "duration.unknown", NL: "niet te zien is waar het over gaat", EN: "it does not say what it is about"},
	}
}

func build(settings []any, _ *guard.Env) (guard.Guard, []guard.Problem) {
	s := settings[0].(*Settings)
	var problems []guard.Problem
	if s.Max < instant.Second {
		problems = append(problems, guard.Problem{Field: "max", Message: "max must be at least 1s; to follow nobody, let the destination take no outreach"})
	}
	return &check{*s, guard.RolesOf(append(s.AppliesTo, state.Outreach)...)}, problems
}

type check struct {
	Settings
	roles guard.Roles
}

var (
	_ guard.Guard  = (*check)(nil)
	_ guard.Keeper = (*check)(nil)
	_ guard.Ender  = (*check)(nil)
)

func (c *check) Check(in *guard.Input) guard.Verdict {
	if !c.roles[in.Facts.Role] {
		return guard.Passed()
	}
	key := c.By.Of(in.Facts.About)
	if key == 0 && c.By != guard.BySubject {
		return guard.Refused("duration.unknown")
	}
	switch start, converted := c.start(in.Person.Acts, key); {
	case converted:
		return guard.Dropped("duration.converted")
	case start == 0:
		return guard.Dropped("duration.no_signal")
	case in.Now >= start.Add(c.Max):
		return guard.Dropped("duration.over")
	}
	return guard.Passed()
}

// End is when the present stretch is over.
func (c *check) End(in *guard.Input) (instant.Time, bool) {
	start, _ := c.start(in.Person.Acts, c.By.Of(in.Facts.About))
	return start.Add(c.Max), start != 0
}

// EndedBy: a conversion of which nobody can say what it is about ends nothing.
func (c *check) EndedBy(outreach, conversion state.About) bool {
	key := c.By.Of(outreach)
	return key == c.By.Of(conversion) && (key != 0 || c.By == guard.BySubject)
}

// start folds the history on one topic, by own times: where the present
// stretch began (0: it has not), and whether a conversion ended the last one.
func (c *check) start(acts []state.Act, key state.Hash) (start instant.Time, converted bool) {
	var last, blocked instant.Time // the last signal; until when a conversion blocks
	for _, a := range acts {
		switch {
		case c.By.Of(a.About) != key:
		case a.Conversion:
			start, converted = 0, true
			blocked = a.At.Add(c.Rest)
		case a.At < blocked:
		default:
			if start == 0 || a.At.Sub(last) >= c.Rest {
				start = a.At
			}
			last, converted = a.At, false
		}
	}
	return start, converted
}

// Keep: a stretch of signals without a rest between them is over for good once
// its oldest remembered signal is older than max. A conversion must be known
// until the stretch is over that began at the end of its rest; that stretch may
// begin up to a rest later, for else a signal within the rest would be taken
// for its start.
func (c *check) Keep(k *state.Keep) { k.Acts = max(k.Acts, c.Max+2*c.Rest) }
