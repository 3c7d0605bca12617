package state_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// wantHistory is what choices must come to: of each moment the one that
// protects most, in the order of time.
func wantHistory(marks []state.Mark) (want []state.Mark) {
	protects := map[state.Choice]int{state.Grant: 0, state.Unreadable: 1, state.Deny: 2}
	sorted := slices.SortedFunc(slices.Values(marks), func(a, b state.Mark) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(protects[b.Choice], protects[a.Choice]))
	})
	return slices.CompactFunc(sorted, func(a, b state.Mark) bool { return a.At == b.At })
}

// wantChange is what a choice must be said to have done.
func wantChange(before []state.Mark, m state.Mark) state.Change {
	history := wantHistory(before)
	if len(history) == 0 || history[len(history)-1].At < m.At {
		return state.Changed
	}
	if history[len(history)-1].At > m.At {
		return state.Older
	}
	if slices.Equal(wantHistory(append(slices.Clone(before), m)), history) {
		return state.Tie
	}
	return state.Changed
}

// Every set of up to six of nine choices, ties of all kinds among them, in
// every order of arrival.
func TestChooseIsAFunctionOfTheSet(t *testing.T) {
	var all []state.Mark
	for _, at := range []instant.Time{10, 20, 30} {
		for _, c := range []state.Choice{state.Grant, state.Deny, state.Unreadable} {
			all = append(all, state.Mark{At: at, Choice: c})
		}
	}
	sets, orders := 0, 0
	for bits := range 1 << len(all) {
		var set []state.Mark
		for i, m := range all {
			if bits>>i&1 == 1 {
				set = append(set, m)
			}
		}
		if len(set) == 0 || len(set) > 6 {
			continue
		}
		sets++
		want := wantHistory(set)
		permute(set, 0, func() {
			orders++
			checkOrder(t, set, want)
		})
		if t.Failed() {
			return
		}
	}
	if sets != 465 || orders != 79_209 {
		t.Errorf("%d sets in %d orders were tried", sets, orders)
	}
}

func checkOrder(t *testing.T, order, want []state.Mark) {
	var row state.Row
	for i, m := range order {
		if got, want := row.Choose("ads", m), wantChange(order[:i], m); got != want {
			t.Fatalf("of %v the %d. did %d, want %d", order, i+1, got, want)
		}
	}
	if got := row.History("ads"); !slices.Equal(got, want) {
		t.Fatalf("%v became %v, want %v", order, got, want)
	}
}

// permute calls visit for every order of list from index n on.
func permute(list []state.Mark, n int, visit func()) {
	if n == len(list) {
		visit()
		return
	}
	for i := n; i < len(list); i++ {
		list[n], list[i] = list[i], list[n]
		permute(list, n+1, visit)
		list[n], list[i] = list[i], list[n]
	}
}

func TestChooseTwice(t *testing.T) {
	var row state.Row
	m := state.Mark{At: 10, Choice: state.Grant}
	if got := []state.Change{row.Choose("ads", m), row.Choose("ads", m), row.Choose("linking", m)}; !slices.Equal(got, []state.Change{state.Changed, state.Tie, state.Changed}) {
		t.Errorf("the same choice again, and for another category, did %v", got)
	}
	if got := row.Choose("ads", state.Mark{At: 10, Choice: state.Deny}); got != state.Changed {
		t.Errorf("a denial that wins a tie did %d", got)
	}
	if row.History("none") != nil || len(row.History("linking")) != 1 || row.History("linking")[0].Choice != state.Grant {
		t.Errorf("histories mix: %v", row.Consents)
	}
}

// granted is the rule of the policy's consent guard, and the time of the grant
// that it rests on.
func granted(marks []state.Mark, own instant.Time) (ok bool, by instant.Time) {
	for _, m := range marks {
		if m.At <= own {
			ok, by = m.Choice == state.Grant, m.At
		} else if m.Choice != state.Grant {
			return false, 0
		}
	}
	return ok, by
}

// However long a history gets and in whatever order it arrives: nothing counts
// as granted that was not, no grant looks younger, and the last choice stands.
func TestThinningNeverGrants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var row state.Row
		var all []state.Mark
		alternate := rapid.IntRange(0, 3).Draw(t, "alternate")
		n := rapid.IntRange(100, 400).Draw(t, "marks")
		for i := range n {
			m := state.Mark{At: instant.Time(i + 1), Choice: state.Grant}
			if alternate == 3 && i%2 == 1 || rapid.IntRange(0, 9).Draw(t, "choice") < alternate {
				m.Choice = state.Deny
			}
			all = append(all, m)
		}
		order := all
		if rapid.Bool().Draw(t, "shuffle") {
			order = rapid.Permutation(all).Draw(t, "order")
		}
		for _, m := range order {
			row.Choose("ads", m)
		}
		kept := row.History("ads")
		if len(kept) > 128 || !slices.IsSortedFunc(kept, func(a, b state.Mark) int { return cmp.Compare(a.At, b.At) }) {
			t.Fatalf("%d marks are kept, or they are not sorted", len(kept))
		}
		if kept[len(kept)-1] != all[n-1] {
			t.Fatalf("the last choice %v became %v", all[n-1], kept[len(kept)-1])
		}
		for own := range instant.Time(n + 2) {
			thinned, by := granted(kept, own)
			whole, since := granted(all, own)
			if thinned && !whole || thinned && by > since {
				t.Fatalf("at %d: granted %t by %d, want %t by %d", own, thinned, by, whole, since)
			}
		}
	})
}

// Where choices come in the order of their times and change seldom, thinning
// changes no answer at all.
func TestThinningFlipsNoAnswer(t *testing.T) {
	var row state.Row
	var all []state.Mark
	for i := range 1000 {
		m := state.Mark{At: instant.Time(i + 1), Choice: []state.Choice{state.Grant, state.Deny}[i/25%2]}
		all = append(all, m)
		row.Choose("ads", m)
		kept := row.History("ads")
		for _, own := range []instant.Time{0, 1, instant.Time(i / 2), instant.Time(i), instant.Time(i + 1)} {
			got, _ := granted(kept, own)
			if want, _ := granted(all, own); got != want {
				t.Fatalf("after %d choices, at %d: granted %t, want %t", i+1, own, got, want)
			}
		}
	}
}

// The categories of a person are bounded, and what is over the bound is not
// granted.
func TestCategoriesAreBounded(t *testing.T) {
	var row state.Row
	for i := range state.CategoriesMax + 10 {
		want := state.Changed
		if i >= state.CategoriesMax {
			want = state.Older
		}
		if got := row.Choose(fmt.Sprint(i), state.Mark{At: 1, Choice: state.Grant}); got != want {
			t.Errorf("category %d: %d, want %d", i, got, want)
		}
	}
	if len(row.Consents) != state.CategoriesMax || row.History(fmt.Sprint(state.CategoriesMax)) != nil {
		t.Errorf("%d categories are kept", len(row.Consents))
	}
	if got := row.Choose("0", state.Mark{At: 2, Choice: state.Deny}); got != state.Changed {
		t.Errorf("a denial of a known category did %d", got)
	}
}
