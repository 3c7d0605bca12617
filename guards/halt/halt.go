// Package halt stops a destination, or everything, at the word of a person.
package halt

import (
	"maat/pipeline/guard"
	"maat/pipeline/instant"
)

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:    "halt",
		Protect: "a campaign that must stop now",
		Judges:  "all",
		Always:  true,
		Fixed:   true,
		Silent:  true,
		Firm:    true,
		Reasons: []guard.Reason{{
			Code: "halt",
			NL:   "iemand deze bestemming heeft stilgezet",
			EN:   "a person halted this destination",
		}},
		Build: func([]any, *guard.Env) (guard.Guard, []guard.Problem) { return check{}, nil },
	}
}

type check struct{}

var _ guard.Guard = check{}

func (check) Check(in *guard.Input) guard.Verdict {
	switch in.Halt {
	case guard.Running:
		return guard.Passed()
	case guard.HaltHold:
		return guard.HeldUntil("halt", instant.Never)
	default: // HaltDrop, and what is none of them
		return guard.Dropped("halt")
	}
}
