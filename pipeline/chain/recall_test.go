package chain_test

import (
	"testing"

	"maat/guards"
	"maat/guards/guardtest"
	"maat/pipeline/chain"
	"maat/pipeline/guard"
	"maat/pipeline/policy"
)

// breaking is a guard that cannot judge what was held.
type breaking struct{}

func (breaking) Check(in *guard.Input) guard.Verdict {
	if in.Again() {
		panic("a mistake in a guard")
	}
	return guard.Passed()
}

// TestADenialOutlivesABrokenGuard: an opt-out ends what is held for the person
// whatever another guard would make of that.
func TestADenialOutlivesABrokenGuard(t *testing.T) {
	table := append(guards.Table(), guard.Kind{
		Name: "breaking", Always: true, Fixed: true,
		Build: func([]any, *guard.Env) (guard.Guard, []guard.Problem) { return breaking{}, nil },
	})
	p, err := policy.Compile("recall.yaml", []byte(guardtest.Policy("recall", waiting)), policy.Options{Table: table})
	if err != nil {
		t.Fatal(err)
	}
	person, now := waits(t, p), clock(t, "10:05:00")
	a := chain.Read(p, guardtest.Line(t, "1/10:05 out x1"), now)
	chain.Arrive(p, person, guard.NoHalts(), &a, now)
	if !person.Row.OptedOut() || len(person.Held) != 0 {
		t.Errorf("opted out %t, %d events wait", person.Row.OptedOut(), len(person.Held))
	}
}
