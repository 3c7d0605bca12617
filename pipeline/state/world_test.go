package state_test

import (
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/state"
)

func drawWorld(t *rapid.T) state.World {
	return rapid.SampledFrom([]state.World{state.Both, state.Both, state.Real, state.Would}).Draw(t, "world")
}

// count is how many facts of a row hold in the world, and how many in all.
func count(r *state.Row, w state.World) (in, all int) {
	one := func(x state.World) {
		if all++; x == state.Both || x == w {
			in++
		}
	}
	for _, a := range r.Acts {
		one(a.World)
	}
	for _, f := range r.Forwards {
		one(f.World)
	}
	for _, x := range r.Taints {
		one(x.World)
	}
	for _, c := range r.Contacts {
		one(c.World)
	}
	return in, all
}

// TestIn shows each world its own facts and those of both, and the rest of the
// row as it is; the row itself, where there is nothing to tell apart.
func TestIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := drawRow(t)
		both, all := count(&row, state.Both)
		if (both < all) != row.Split {
			t.Fatalf("%d of %d facts hold in both worlds, and Split is %t", both, all, row.Split)
		}
		for _, w := range []state.World{state.Real, state.Would} {
			seen := row.In(w)
			want, _ := count(&row, w)
			if _, got := count(seen, w); got != want {
				t.Fatalf("world %d sees %d facts, not %d", w, got, want)
			}
			if len(seen.Arrivals) != len(row.Arrivals) || len(seen.Consents) != len(row.Consents) || seen.OutAt != row.OutAt || len(seen.Given) != len(row.Given) {
				t.Fatalf("world %d sees another person: %+v", w, seen)
			}
			if !row.Split && seen != &row {
				t.Fatal("a row without marked facts is copied")
			}
		}
	})
}

// TestPruneForgetsWorlds: the last marked fact takes the mark of the row along.
func TestPruneForgetsWorlds(t *testing.T) {
	var row state.Row
	row.Forward(state.Forward{At: 1, World: state.Would})
	row.Forward(state.Forward{At: 50 * day})
	row.Prune(state.Keep{}, 2*day)
	if !row.Split {
		t.Fatal("a marked fact stays, and the mark does not")
	}
	row.Prune(state.Keep{}, 51*day)
	if row.Split || len(row.Forwards) != 1 {
		t.Fatalf("the mark stays: %+v", row)
	}
}

// TestMeetInEachWorld: a later contact of one world leaves the other its own.
func TestMeetInEachWorld(t *testing.T) {
	var row state.Row
	row.Meet(state.Contact{At: 1, Brand: 7})
	row.Meet(state.Contact{At: 5, Brand: 7, World: state.Real})
	row.Meet(state.Contact{At: 3, Brand: 7, World: state.Real})
	for w, want := range map[state.World]int{state.Real: 5, state.Would: 1} {
		last := 0
		for _, c := range row.In(w).Contacts {
			last = max(last, int(c.At))
		}
		if last != want {
			t.Errorf("world %d: the last contact was at %d, not %d", w, last, want)
		}
	}
}

func TestWhoWaitsSilently(t *testing.T) {
	for w, want := range map[state.Wait]bool{state.Waits: false, state.WaitsReal: false, state.WaitsWould: true, state.DarkReal: false, state.DarkWould: true} {
		if w.Silent() != want {
			t.Errorf("%d: %t", w, w.Silent())
		}
	}
}
