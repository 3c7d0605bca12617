package state_test

import (
	"cmp"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

const day = instant.Time(instant.Day)

func TestOptOut(t *testing.T) {
	for _, c := range []struct {
		out, in instant.Time
		want    bool
	}{{0, 0, false}, {0, 5, false}, {5, 0, true}, {5, 4, true}, {5, 5, true}, {5, 6, false}} {
		row := state.Row{OutAt: c.out, InAt: c.in}
		if got := row.OptedOut(); got != c.want {
			t.Errorf("out at %d and in at %d: opted out %t", c.out, c.in, got)
		}
		row.Held, row.Arrivals = 3, []state.Arrival{{At: 1}}
		want := state.Row{ErasedAt: 9}
		if c.want {
			want = state.Row{OutAt: c.out, InAt: c.in, ErasedAt: 9}
		}
		if got := row.Erased(9); !reflect.DeepEqual(got, want) {
			t.Errorf("erased, %+v stays", got)
		}
	}
}

func TestArrived(t *testing.T) {
	var row state.Row
	a, b := state.HashID("a"), state.HashID("b")
	row.Arrive(a, 1)
	row.Arrive(b, 2)
	row.Arrive(a, 3)
	if at, ok := row.Arrived(a); at != 3 || !ok {
		t.Errorf("a arrived at %d, %t", at, ok)
	}
	if at, ok := row.Arrived(state.HashID("c")); at != 0 || ok {
		t.Errorf("c arrived at %d", at)
	}
}

// Acts stand in the order of their own times; of equal times the first to come
// stays first.
func TestActsAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var row state.Row
		var want []state.Act
		for i, at := range rapid.SliceOfN(rapid.Int64Range(1, 6), 0, 20).Draw(t, "times") {
			a := state.Act{At: instant.Time(at), About: state.About{Topic: state.Hash(i + 1)}}
			row.Act(a)
			want = append(want, a)
		}
		slices.SortStableFunc(want, func(a, b state.Act) int { return cmp.Compare(a.At, b.At) })
		if !slices.Equal(row.Acts, want) {
			t.Fatalf("acts are %v, want %v", row.Acts, want)
		}
	})
}

// A fact exactly as old as it must be kept is gone, one a nanosecond younger
// stays; a policy that needs less than the floor changes nothing.
func TestPruneByAge(t *testing.T) {
	now := 1000 * day
	for _, c := range []struct {
		keep                             state.Keep
		arrivals, acts, forwards, taints instant.Span
	}{
		{state.Keep{}, state.ArrivalsMin, state.ActsMin, state.ForwardsMin, 0},
		{state.Keep{Arrivals: 1, Acts: 1, Forwards: 1, Taints: instant.Day}, state.ArrivalsMin, state.ActsMin, state.ForwardsMin, instant.Day},
		{state.Keep{Arrivals: 100 * instant.Day, Acts: 101 * instant.Day, Forwards: 102 * instant.Day, Taints: 103 * instant.Day},
			100 * instant.Day, 101 * instant.Day, 102 * instant.Day, 103 * instant.Day},
	} {
		var row state.Row
		for _, younger := range []instant.Span{0, 1} {
			row.Arrive(state.ID{}, now.Add(-c.arrivals+younger))
			row.Act(state.Act{At: now.Add(-c.acts + younger)})
			row.Forward(state.Forward{At: now.Add(-c.forwards + younger)})
			row.Taint(state.Taint{At: now.Add(-c.taints + younger)})
		}
		row.Prune(c.keep, now)
		if len(row.Arrivals) != 1 || len(row.Acts) != 1 || len(row.Forwards) != 1 || len(row.Taints) != 1 {
			t.Errorf("%+v: %d arrivals, %d acts, %d forwards, %d taints stay, want one of each",
				c.keep, len(row.Arrivals), len(row.Acts), len(row.Forwards), len(row.Taints))
		}
	}
}

func TestPruneBounds(t *testing.T) {
	var row state.Row
	now := 10 * day
	for i := range state.ArrivalsMax + 10 {
		row.Arrive(state.ID{1}, now+instant.Time(i))
	}
	for i := range state.ForwardsMax + 10 {
		row.Forward(state.Forward{At: now + instant.Time(i)})
		row.Taint(state.Taint{At: now + instant.Time(i)})
		row.Acts = append(row.Acts, state.Act{At: now + instant.Time(i), Conversion: i%100 == 1})
	}
	last := row.Forwards[len(row.Forwards)-1].At
	conversions := 0
	row.Prune(state.Keep{Taints: instant.Week}, last)
	for _, a := range row.Acts {
		if a.Conversion {
			conversions++
		}
	}
	if len(row.Arrivals) != state.ArrivalsMax || len(row.Forwards) != state.ForwardsMax || len(row.Taints) != state.TaintsMax {
		t.Errorf("%d arrivals, %d forwards, %d taints stay", len(row.Arrivals), len(row.Forwards), len(row.Taints))
	}
	if row.Forwards[len(row.Forwards)-1].At != last || row.Taints[0].At <= now || row.Arrivals[0].At != now+10 {
		t.Error("not the oldest went")
	}
	if len(row.Acts) > state.ActsMax || row.Acts[0].At != now || row.Acts[len(row.Acts)-1].At != last || conversions != 51 {
		t.Errorf("%d acts from %s to %s stay, %d conversions among them", len(row.Acts), row.Acts[0].At, row.Acts[len(row.Acts)-1].At, conversions)
	}
	for i := range state.ActsMax + 10 { // conversions alone are bounded too
		row.Act(state.Act{At: last + instant.Time(i), Conversion: true})
	}
	row.Prune(state.Keep{}, last)
	if len(row.Acts) > state.ActsMax {
		t.Errorf("%d acts stay", len(row.Acts))
	}
}

func TestPruneToNothing(t *testing.T) {
	var row state.Row
	row.Arrive(state.ID{1}, 1)
	row.Act(state.Act{At: 1})
	row.Forward(state.Forward{At: 1})
	row.Taint(state.Taint{At: 1})
	row.Predict(state.ID{1}, 1)
	row.Meet(state.Contact{At: 1})
	if row.Empty() {
		t.Error("a row with facts is empty")
	}
	row.Prune(state.Keep{}, 1000*day)
	if !row.Empty() {
		t.Errorf("%+v stays", row)
	}
}

// A row that says one thing is not empty.
func TestEmpty(t *testing.T) {
	if !new(state.Row).Empty() {
		t.Error("a new row is not empty")
	}
	for i := range reflect.TypeFor[state.Row]().NumField() {
		var row state.Row
		f := reflect.ValueOf(&row).Elem().Field(i)
		switch f.Kind() {
		case reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
		case reflect.Array:
			f.Index(0).SetUint(1)
		case reflect.Bool:
			f.SetBool(true)
		default:
			f.Set(reflect.ValueOf(1).Convert(f.Type()))
		}
		if row.Empty() {
			t.Errorf("a row with %s is empty", reflect.TypeFor[state.Row]().Field(i).Name)
		}
	}
}

// What is done to a clone does not reach the original.
func TestCloneStandsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := drawRow(t)
		before, err := state.Encode(&row)
		if err != nil {
			t.Fatal(err)
		}
		c := row.Clone()
		if !reflect.DeepEqual(c, row) {
			t.Fatalf("the clone is %+v, want %+v", c, row)
		}
		c.Choose("ads", state.Mark{At: 1, Choice: state.Deny})
		c.Choose("ads", state.Mark{At: 5, Choice: state.Deny})
		c.Act(state.Act{At: 1})
		c.Arrive(state.ID{9}, 1)
		for i := range c.Forwards {
			c.Forwards[i].At = 99
		}
		for i := range c.Taints {
			c.Taints[i].At = 99
		}
		for i := range c.Predictions {
			c.Predictions[i].At = 99
		}
		for i := range c.Contacts {
			c.Contacts[i].At = 99
		}
		for i := range c.Given {
			c.Given[i].Back = !c.Given[i].Back
		}
		if after, _ := state.Encode(&row); !slices.Equal(before, after) {
			t.Fatal("the original changed")
		}
	})
}
