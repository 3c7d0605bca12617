package guardtest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"maat/guards"
	"maat/guards/guardtest"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// listener hears what a check finds instead of failing by it.
type listener struct {
	testing.TB
	heard []string
}

func (*listener) Helper() {}

func (l *listener) Errorf(format string, args ...any) {
	l.heard = append(l.heard, fmt.Sprintf(format, args...))
}

// answer is a guard that is a function.
type answer func(*guard.Input) guard.Verdict

func (a answer) Check(in *guard.Input) guard.Verdict { return a(in) }

func TestPureFindsEveryKindOfWrong(t *testing.T) {
	n := 0
	cases := []struct {
		name  string
		guard answer
		want  string // empty: nothing is wrong
	}{
		{"sound", func(*guard.Input) guard.Verdict { return guard.Passed() }, ""},
		{"sound drop", func(*guard.Input) guard.Verdict { return guard.Dropped("x.known") }, ""},
		{"sound hold", func(in *guard.Input) guard.Verdict { return guard.HeldUntil("x.known", in.Now+1) }, ""},
		{"no action", func(*guard.Input) guard.Verdict { return guard.Verdict{} }, "answers with action 0"},
		{"no such action", func(*guard.Input) guard.Verdict { return guard.Verdict{Action: guard.Drop + 1, Reason: "x.known"} }, "answers with action 6"},
		{"unlisted reason", func(*guard.Input) guard.Verdict { return guard.Dropped("x.other") }, "does not list"},
		{"drop without reason", func(*guard.Input) guard.Verdict { return guard.Dropped("") }, "does not list"},
		{"pass with reason", func(*guard.Input) guard.Verdict { return guard.Verdict{Action: guard.Pass, Reason: "x.known"} }, "does not list"},
		{"hold till now", func(in *guard.Input) guard.Verdict { return guard.HeldUntil("x.known", in.Now) }, "until"},
		{"drop until", func(in *guard.Input) guard.Verdict {
			return guard.Verdict{Action: guard.Drop, Reason: "x.known", Until: in.Now + 1}
		}, "until"},
		{"memory", func(*guard.Input) guard.Verdict {
			n++
			return guard.Verdict{Action: guard.Strip, Reason: "x.known", Topic: strings.Repeat("t", n)}
		}, "twice differently"},
		{"changes the row", func(in *guard.Input) guard.Verdict {
			in.Person.OutAt++
			return guard.Passed()
		}, "changes what it is shown"},
		{"changes the facts", func(in *guard.Input) guard.Verdict {
			in.Facts.ID += "x"
			return guard.Passed()
		}, "changes what it is shown"},
		{"changes the grants", func(in *guard.Input) guard.Verdict {
			in.Grants[0] = ""
			return guard.Passed()
		}, "changes what it is shown"},
	}
	kind := &guard.Kind{Name: "x", Reasons: []guard.Reason{{Code: "x.known"}}}
	for _, c := range cases {
		l := &listener{TB: t}
		in := &guard.Input{Facts: &guard.Facts{ID: "a", Role: state.Signal}, Person: &state.Row{}, Grants: []string{"no"}, Now: instant.Time(instant.Day)}
		guardtest.Pure(l, kind, c.guard, in)
		if (c.want == "") != (len(l.heard) == 0) || !strings.Contains(strings.Join(l.heard, "\n"), c.want) {
			t.Errorf("%s: heard %q", c.name, l.heard)
		}
	}
}

// TestPureHoldsAKindToItsRoles: a page for customers speaks of a guard where it
// judges, by what its kind says.
func TestPureHoldsAKindToItsRoles(t *testing.T) {
	type settings struct{}
	type widened struct{ AppliesTo []state.Role }
	for _, c := range []struct {
		name     string
		settings func() any
		role     state.Role
		heard    bool
	}{
		{"its own role", func() any { return &settings{} }, state.Outreach, false},
		{"another", func() any { return &settings{} }, state.Service, true},
		{"another, which applies_to may add", func() any { return &widened{} }, state.Service, false},
	} {
		kind := &guard.Kind{Name: "x", Reasons: []guard.Reason{{Code: "x.known"}}, Only: []state.Role{state.Outreach}, Settings: c.settings}
		l := &listener{TB: t}
		guardtest.Pure(l, kind, answer(func(*guard.Input) guard.Verdict { return guard.Dropped("x.known") }), &guard.Input{Facts: &guard.Facts{Role: c.role}, Person: &state.Row{}})
		if strings.Contains(strings.Join(l.heard, "\n"), "judges others only") != c.heard {
			t.Errorf("%s: heard %q", c.name, l.heard)
		}
	}
}

// abilities are what the policy looks for in a guard.
func abilities(g guard.Guard) string {
	_, keeps := guard.As[guard.Keeper](g)
	_, grants := guard.As[guard.Granter](g)
	_, taints := guard.As[guard.Tainter](g)
	_, contacts := guard.As[guard.Contacter](g)
	_, links := guard.As[guard.Linker](g)
	_, identifies := guard.As[guard.Identifier](g)
	_, ends := guard.As[guard.Ender](g)
	return fmt.Sprint(keeps, grants, taints, contacts, links, identifies, ends)
}

func TestCheckedKeepsTheAbilitiesOfEveryGuard(t *testing.T) {
	plain, checked := guards.Table(), guardtest.Checked(t, guards.Table())
	for i := range plain {
		var settings []any
		if plain[i].Settings != nil {
			settings = []any{plain[i].Settings()}
		}
		env := &guard.Env{Zone: instant.UTC(), Destination: &guard.Destination{}}
		bare, _ := plain[i].Build(settings, env)
		watched, _ := checked[i].Build(settings, env)
		if bare != nil && abilities(bare) != abilities(watched) {
			t.Errorf("%s: %s, and watched %s", plain[i].Name, abilities(bare), abilities(watched))
		}
	}
	if !slices.EqualFunc(plain, checked, func(a, b guard.Kind) bool { return a.Name == b.Name }) {
		t.Error("another table")
	}
}
