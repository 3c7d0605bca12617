package state_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

func TestGiven(t *testing.T) {
	var row state.Row
	row.Give(state.Given{Path: 1, At: 5})
	row.Give(state.Given{Path: 2, At: 5})
	row.Give(state.Given{Path: 2, At: 6, Back: true})
	row.Give(state.Given{Path: 3, At: 5, Back: true})
	for path, want := range map[state.Hash]bool{1: true, 2: false, 3: false, 4: false} {
		if got := row.Gave(path); got != want {
			t.Errorf("%d was given: %t", path, got)
		}
	}
	row.Give(state.Given{Path: 2, At: 6}) // of one moment, that it was taken back
	row.Give(state.Given{Path: 1, At: 4, Back: true})
	if row.Gave(2) || !row.Gave(1) {
		t.Errorf("what is given is %v", row.Given)
	}
	row.Give(state.Given{Path: 2, At: 7})
	if !row.Gave(2) {
		t.Error("what is given again is not given")
	}
}

// TestOrderOfArrivalChangesNoGift: the same preferences in any order come to
// the same.
func TestOrderOfArrivalChangesNoGift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) state.Given {
			return state.Given{Path: state.Hash(rapid.IntRange(1, 2).Draw(t, "path")), At: instant.Time(rapid.Int64Range(1, 4).Draw(t, "at")), Back: rapid.Bool().Draw(t, "back")}
		})
		list := rapid.SliceOfN(one, 0, 8).Draw(t, "given")
		var a, b state.Row
		for _, g := range list {
			a.Give(g)
		}
		for _, g := range rapid.Permutation(list).Draw(t, "order") {
			b.Give(g)
		}
		for path := state.Hash(1); path < 3; path++ {
			if a.Gave(path) != b.Gave(path) {
				t.Fatalf("%v and %v of %v", a.Given, b.Given, list)
			}
		}
	})
}

func TestContactsAreTheLatestOfEach(t *testing.T) {
	var row state.Row
	row.Meet(state.Contact{At: 5, Brand: 1})
	row.Meet(state.Contact{At: 3, Brand: 1})
	row.Meet(state.Contact{At: 4, Brand: 1, When: 7})
	row.Meet(state.Contact{At: 6, Brand: 1, Preference: true})
	row.Meet(state.Contact{At: 7, Brand: 1})
	want := []state.Contact{{At: 7, Brand: 1}, {At: 4, Brand: 1, When: 7}, {At: 6, Brand: 1, Preference: true}}
	if !reflect.DeepEqual(row.Contacts, want) {
		t.Errorf("contacts are %v", row.Contacts)
	}
}

func TestPredictionsAreKnownOnce(t *testing.T) {
	var row state.Row
	row.Predict(state.HashID("a"), 1)
	row.Predict(state.HashID("a"), 2)
	at, a := row.Predicted(state.HashID("a"))
	if _, b := row.Predicted(state.HashID("b")); len(row.Predictions) != 1 || at != 1 || !a || b {
		t.Errorf("predictions are %v", row.Predictions)
	}
}

// A row stays bounded: what is oldest goes first; and a contact exactly as old as it must be kept is gone.
func TestWhatIsGivenIsBounded(t *testing.T) {
	var row state.Row
	now := 1000 * day
	for i := range state.PredictionsMax + 10 {
		row.Predictions = append(row.Predictions, state.Arrival{ID: state.ID{byte(i), byte(i >> 8)}, At: now + instant.Time(i)})
	}
	for i := range state.ContactsMax + 10 {
		row.Contacts = append(row.Contacts, state.Contact{At: now - instant.Time(i), Brand: state.Hash(i)})
		row.Given = append(row.Given, state.Given{Path: state.Hash(i), At: now - instant.Time(i)})
	}
	row.Prune(state.Keep{}, now)
	if len(row.Predictions) != state.PredictionsMax || len(row.Contacts) != state.ContactsMax || len(row.Given) != state.GivenMax {
		t.Errorf("%d predictions, %d contacts, %d fields stay", len(row.Predictions), len(row.Contacts), len(row.Given))
	}
	if row.Predictions[0].At != now+10 || row.Contacts[0].At != now || row.Given[0].At != now {
		t.Error("not the oldest went")
	}
	for _, keep := range []instant.Span{0, instant.Day, 120 * instant.Day} {
		age := max(keep, state.ContactsMin)
		row := state.Row{Contacts: []state.Contact{{At: now.Add(-age), Brand: 1}, {At: now.Add(-age + 1), Brand: 2}}}
		row.Prune(state.Keep{Contacts: keep}, now)
		if len(row.Contacts) != 1 || row.Contacts[0].Brand != 2 {
			t.Errorf("kept %v: %v", keep, row.Contacts)
		}
	}
}
