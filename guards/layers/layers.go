// Package layers lets out the fields of the layers whose purposes are granted,
// transformed as the policy says. All else goes: what leaves is built from
// these fields, not cut from the event.
package layers

import "maat/pipeline/guard"

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:    "layers",
		Protect: "more data leaving than was agreed to",
		Judges:  "all",
		Always:  true,
		Fixed:   true,
		Reasons: []guard.Reason{
			{Code: "layers", NL: "alleen is doorgegeven waarvoor toestemming is", EN: "only what was agreed to was passed on"},
			{Code: "layers.objected", NL: "er bezwaar is gemaakt tegen profilering", EN: "the person objects to profiling"},
			{Code: "layers.empty", NL: "er niets overbleef om door te geven", EN: "nothing was left to pass on"},
		},
		Build: func([]any, *guard.Env) (guard.Guard, []guard.Problem) { return check{}, nil },
	}
}

type check struct{}

var _ guard.Guard = check{}

func (check) Check(in *guard.Input) guard.Verdict {
	fields, withheld := in.Layered()
	v := guard.Verdict{Action: guard.Strip, Reason: "layers", Fields: fields, Withheld: withheld}
	if in.Person.Objected() && len(in.Destination.Layers) > 1 {
		v.Reason = "layers.objected"
	}
	return v
}
