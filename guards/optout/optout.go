// Package optout stops everything for a person who switched personalisation
// off: the latest of opt_out and opt_in by own time counts, a tie is opt_out.
package optout

import (
	"maat/pipeline/guard"
	"maat/pipeline/state"
)

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:    "opt_out",
		Protect: "being personalised after saying no to all of it",
		Judges:  "all but service",
		Always:  true,
		Fixed:   true,
		Silent:  true,
		Firm:    true,
		Reasons: []guard.Reason{
			{Code: "opt_out", NL: "personalisatie is uitgezet", EN: "personalisation was switched off", Final: true},
			{Code: "opt_out.older", NL: "een latere keuze al gold", EN: "a later choice already stood"},
		},
		Build: func([]any, *guard.Env) (guard.Guard, []guard.Problem) { return check{}, nil },
	}
}

type check struct{}

var _ guard.Guard = check{}

func (check) Check(in *guard.Input) guard.Verdict {
	if in.Person.OptedOut() && in.Facts.Role != state.Service {
		return guard.Dropped("opt_out")
	}
	return guard.Passed()
}
