package sim

import (
	"maat/pipeline/event"
	"maat/pipeline/guard"
)

// The products at which the fragile guard fails: always, and only where an event
// that was held is asked again.
const (
	breaks      = "P9"
	breaksAgain = "P8"
)

// fragile is a guard with a mistake in it, as every build may have one.
func fragile() guard.Kind {
	return guard.Kind{
		Name: "fragile", Always: true, Fixed: true,
		Build: func([]any, *guard.Env) (guard.Guard, []guard.Problem) { return breaking{}, nil },
	}
}

type breaking struct{}

var product = event.MustPath("properties.product_id")

// Check implements guard.Guard.
func (breaking) Check(in *guard.Input) guard.Verdict {
	if item, _ := in.Event.Text(product); item == breaks || item == breaksAgain && in.Again() {
		panic("a mistake in a guard")
	}
	return guard.Passed()
}
