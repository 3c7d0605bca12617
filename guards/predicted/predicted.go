// Package predicted keeps in what a model guesses about a person: the
// prediction itself, what follows up on one, and the fields in which a guess
// stands, unless the person gave that very field as a preference.
package predicted

import (
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/state"
)

// Settings of the guard.
type Settings struct {
	Paths  []event.Path `yaml:"paths" doc:"The fields in which a model's guess stands. A path covers all beneath it." example:"properties.propensity"`
	Action string       `yaml:"action" enum:"strip,drop" doc:"What happens where such a field stands in an event: only the field goes, or the event is dropped."`
}

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:    "predicted",
		Protect: "a model that knows before the person knows",
		Judges:  "all",
		Reasons: []guard.Reason{
			{Code: "predicted.event", NL: "het een voorspelling van een model is", EN: "it is a guess of a model"},
			{Code: "predicted.cause", NL: "het op een voorspelling van een model volgt", EN: "it follows up on a guess of a model"},
			{Code: "predicted.field", NL: "er een voorspelling over de persoon in staat", EN: "it holds a guess about the person"},
		},
		Settings: func() any { return &Settings{Action: "strip"} },
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

func (c *check) Keep(k *state.Keep) {
	k.Predictions = true
	k.Gifts = k.Gifts || len(c.Paths) > 0
}

func (c *check) Check(in *guard.Input) guard.Verdict {
	if in.Facts.Role == state.Prediction {
		return guard.Dropped("predicted.event")
	}
	at, follows := in.Person.Predicted(state.HashID(in.Facts.Cause))
	if follows && at.Within(state.PredictionsAge, in.Now) {
		return guard.Dropped("predicted.cause")
	}
	return in.Spare(c.Paths, c.Action, "predicted", "predicted.field")
}
