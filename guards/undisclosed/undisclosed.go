// Package undisclosed keeps in the data that people do not know is used, such
// as what was bought about them, unless the person gave that very field as a
// preference.
package undisclosed

import (
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/state"
)

// Settings of the guard.
type Settings struct {
	Paths  []event.Path `yaml:"paths" required:"true" doc:"The fields that people do not know are used. A path covers all beneath it." example:"context.traits.third_party"`
	Action string       `yaml:"action" enum:"strip,drop" doc:"What happens where such a field stands in an event: only the field goes, or the event is dropped."`
}

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:    "undisclosed",
		Protect: "data that the person did not know could be used",
		Judges:  "all",
		Reasons: []guard.Reason{
			{Code: "undisclosed", NL: "de persoon niet weet dat deze gegevens worden gebruikt", EN: "the person does not know that this data is used"},
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

func (*check) Keep(k *state.Keep) { k.Gifts = true }

func (c *check) Check(in *guard.Input) guard.Verdict {
	return in.Spare(c.Paths, c.Action, "undisclosed", "undisclosed")
}
