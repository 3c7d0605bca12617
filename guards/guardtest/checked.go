package guardtest

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/state"
)

// Checked is the table with every guard watched: asked twice it answers the
// same, it changes nothing of what it is shown, and it answers only with
// actions and reasons that exist.
func Checked(t testing.TB, table []guard.Kind) []guard.Kind {
	table = slices.Clone(table)
	for i := range table {
		kind, build := &table[i], table[i].Build
		kind.Build = func(settings []any, env *guard.Env) (guard.Guard, []guard.Problem) {
			g, problems := build(settings, env)
			if g == nil {
				return nil, problems
			}
			return watched{t, kind, g}, problems
		}
	}
	return table
}

type watched struct {
	t     testing.TB
	kind  *guard.Kind
	guard guard.Guard
}

var _ guard.Guard = watched{}

// Unwrap shows the abilities of the guard to the policy that looks for them.
func (w watched) Unwrap() guard.Guard { return w.guard }

func (w watched) Check(in *guard.Input) guard.Verdict {
	Pure(w.t, w.kind, w.guard, in)
	return w.guard.Check(in)
}

// same compares without looking into what is opaque and cannot
// change: a view, a path, a transform.
var same = cmp.Options{
	cmp.Comparer(func(a, b *event.View) bool { return a == b }),
	cmp.Comparer(func(a, b event.Path) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b event.Transform) bool { return (a == nil) == (b == nil) }),
	cmpopts.EquateEmpty(),
}

// Pure asks a guard twice and compares.
func Pure(t testing.TB, kind *guard.Kind, g guard.Guard, in *guard.Input) {
	t.Helper()
	person, facts, before := state.Row{}, guard.Facts{}, *in
	if in.Person != nil {
		person = in.Person.Clone()
	}
	if in.Facts != nil {
		facts = *in.Facts
	}
	before.Person, before.Facts, before.Grants = &person, &facts, slices.Clone(in.Grants)
	first, second := g.Check(in), g.Check(in)
	if !cmp.Equal(first, second, same) {
		t.Errorf("%s answers twice differently:\n%s", kind.Name, cmp.Diff(first, second, same))
	}
	if in.Person != nil && in.Facts != nil && !reflect.DeepEqual(&before, in) {
		t.Errorf("%s changes what it is shown:\n%s", kind.Name, cmp.Diff(&before, in, same))
	}
	if first.Action < guard.Pass || first.Action > guard.Drop {
		t.Errorf("%s answers with action %d", kind.Name, first.Action)
	}
	known := slices.ContainsFunc(kind.Reasons, func(r guard.Reason) bool { return r.Code == first.Reason })
	if (first.Action == guard.Pass) != (first.Reason == "") || first.Reason != "" && !known {
		t.Errorf("%s answers %d with the reason %q, which it does not list", kind.Name, first.Action, first.Reason)
	}
	if in.Facts != nil && first.Action > guard.Pass && !concerned(kind, in.Facts.Role) {
		t.Errorf("%s judges an event of role %s, and says that it judges others only", kind.Name, in.Facts.Role)
	}
	if (first.Action == guard.Hold) != (first.Until != 0) || first.Action == guard.Hold && first.Until <= in.Now {
		t.Errorf("%s answers %d until %v", kind.Name, first.Action, first.Until)
	}
}

// concerned says that the kind may judge the role, as far as it says which.
func concerned(kind *guard.Kind, role state.Role) bool {
	if kind.Only == nil || kind.Settings == nil || slices.Contains(kind.Only, role) {
		return true
	}
	_, widened := reflect.TypeOf(kind.Settings()).Elem().FieldByName("AppliesTo")
	return widened
}
