package state_test

import (
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/state"
)

const later = 900 * day

func nobodys(string) bool { return false }

// past moves what was chosen to before later.
func past(r state.Row) state.Row {
	list := r.Consents
	r.Consents = nil
	for _, s := range list {
		for _, m := range s.Marks {
			m.At %= later
			r.Choose(s.Category, m)
		}
	}
	return r
}

// A grant never comes from a merge, and a denial that stands with either stands
// afterwards, given now.
func TestJoinGrantsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known, other := past(drawRow(t)), past(drawRow(t))
		before := known.Clone()
		known.Join(&other, later, nobodys)
		for _, s := range known.Consents {
			marks := s.Marks
			last := marks[len(marks)-1]
			had := before.History(s.Category)
			switch {
			case before.Denies(s.Category), other.Denies(s.Category):
				if last.Choice == state.Grant || last.At < later {
					t.Fatalf("%s: a denial does not stand as of now: %+v", s.Category, last)
				}
			case len(had) == 0 || had[len(had)-1] != last:
				t.Fatalf("%s: %+v was granted to nobody", s.Category, last)
			}
		}
		if known.OutAt != max(before.OutAt, other.OutAt) || known.InAt != max(before.InAt, other.InAt) {
			t.Fatal("opt-outs do not add up")
		}
	})
}

// The purpose of the joining itself is exempt.
func TestJoinSparesItsOwnPurpose(t *testing.T) {
	var known, other state.Row
	known.Choose("linking", state.Mark{At: 5, Choice: state.Grant})
	other.Choose("linking", state.Mark{At: 3, Choice: state.Deny})
	known.Join(&other, later, func(category string) bool { return category == "linking" })
	if known.Denies("linking") {
		t.Error("it is denied")
	}
}

// What is counted of either counts of both; what they have in common since they
// were apart is not counted twice, unless another person takes it along.
func TestHistoriesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known, other := drawRow(t), drawRow(t)
		me := state.Subject{1}
		acts, forwards := len(known.Acts)+len(other.Acts), len(known.Forwards)+len(other.Forwards)
		known.Join(&other, later, nobodys)
		if len(known.Acts) != acts || len(known.Forwards) != forwards {
			t.Fatalf("%d acts and %d forwards of %d and %d", len(known.Acts), len(known.Forwards), acts, forwards)
		}
		for i := 1; i < len(known.Acts); i++ {
			if known.Acts[i].At < known.Acts[i-1].At {
				t.Fatal("acts do not stand in the order of their times")
			}
		}
		apart := known.Apart(me)
		for _, s := range apart.Consents {
			if !apart.Denies(s.Category) {
				t.Fatalf("%s: a grant stays on the anonymous subject", s.Category)
			}
		}
		apart.Forward(state.Forward{At: later})
		known.Join(&apart, later, nobodys)
		if len(known.Acts) != acts || len(known.Forwards) != forwards+1 {
			t.Fatalf("joined again: %d acts and %d forwards of %d and %d", len(known.Acts), len(known.Forwards), acts, forwards+1)
		}
		var third state.Row
		third.Join(&apart, later, nobodys)
		if len(third.Acts) != acts || len(third.Forwards) != forwards+1 {
			t.Fatalf("taken along by another: %d acts and %d forwards", len(third.Acts), len(third.Forwards))
		}
	})
}

// Ids that came to either are known, by the latest of their first arrivals: a
// window may have ended between two, and an event that waits is found by its own.
func TestJoinKeepsArrivals(t *testing.T) {
	var known, other state.Row
	known.Arrive(state.ID{1}, 5)
	known.Arrive(state.ID{2}, 7)
	other.Arrive(state.ID{1}, 3)
	other.Predict(state.ID{1}, 3)
	known.Join(&other, later, nobodys)
	if at, ok := known.Arrived(state.ID{1}); !ok || at != 5 || len(known.Arrivals) != 3 {
		t.Errorf("%+v", known.Arrivals)
	}
	if _, ok := known.Predicted(state.ID{1}); !ok {
		t.Error("the prediction is forgotten")
	}
}

// People who take turns on one device, and agree to it, count each other's
// history once, however often the device goes to and fro.
func TestTakingTurnsCountsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := []state.Row{drawRow(t), drawRow(t), drawRow(t)}
		device := drawRow(t)
		acts, forwards := len(device.Acts), len(device.Forwards)
		for i := range people {
			acts, forwards = acts+len(people[i].Acts), forwards+len(people[i].Forwards)
		}
		for range 3 {
			for i := range people {
				people[i].Join(&device, later, nobodys)
				device = people[i].Apart(state.Subject{byte(i)})
			}
		}
		if len(device.Acts) != acts || len(device.Forwards) != forwards {
			t.Fatalf("%d acts and %d forwards of %d and %d", len(device.Acts), len(device.Forwards), acts, forwards)
		}
	})
}
