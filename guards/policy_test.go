package guards_test

import (
	"os"
	"testing"

	"maat/guards"
	"maat/pipeline/policy"
)

func TestExampleCompiles(t *testing.T) {
	const file = "../examples/webshop/policy.yaml"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Compile(file, text, policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range p.Destinations {
		if len(d.Guards) != len(guards.Table()) {
			t.Errorf("%s has %d guards, not %d", d.Name, len(d.Guards), len(guards.Table()))
		}
		if d.Granter == nil || d.Tainter == nil {
			t.Errorf("%s lacks the consent or the sensitive guard", d.Name)
		}
	}
}
