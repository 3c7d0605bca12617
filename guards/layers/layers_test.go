package layers_test

import (
	"slices"
	"testing"

	"maat/guards/guardtest"
	"maat/pipeline/guard"
	"maat/pipeline/state"
)

func TestTranscripts(t *testing.T) { guardtest.Run(t) }

// TestServiceAlwaysHasTheFirstLayer, even one with a purpose, which no policy
// compiles to where service is taken.
func TestServiceAlwaysHasTheFirstLayer(t *testing.T) {
	d := guard.Destination{Needs: 1, Layers: []guard.Layer{{After: -1, Purposes: []int{0}}, {After: 0, Purposes: []int{1}}}}
	for _, c := range []struct {
		role    state.Role
		grants  []string
		reached []bool
		lack    string
	}{
		{state.Service, []string{"a", "b"}, []bool{true, false}, ""},
		{state.Service, []string{"a", ""}, []bool{true, true}, ""},
		{state.Outreach, []string{"a", ""}, []bool{false, false}, "a"},
		{state.Outreach, []string{"", "b"}, []bool{true, false}, "b"},
		{state.Outreach, []string{"", ""}, []bool{true, true}, ""},
	} {
		reached, lack := d.Climb(c.role, c.grants)
		if !slices.Equal(reached, c.reached) || lack != c.lack {
			t.Errorf("%v %q: reached %v, lacking %q", c.role, c.grants, reached, lack)
		}
	}
}
