package statetest

import (
	"testing"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

func empty(t *testing.T, s state.Store) {
	if err := Fold(nil, 0).Diff(s); err != nil {
		t.Error(err)
	}
}

func rows(t *testing.T, s state.Store) {
	apply(t, s, 1, PutRow(0, state.Row{OutAt: 1}), PutRow(1, state.Row{OutAt: 2}))
	apply(t, s, 2, PutRow(0, state.Row{OutAt: 3}))
	wantOut(t, s, 0, 3)
	wantOut(t, s, 1, 2)
	wantOut(t, s, 2, 0)
}

func rowTombstone(t *testing.T, s state.Store) {
	apply(t, s, 1, PutRow(0, state.Row{OutAt: 1}), PutHeld(0, 4, 9))
	wantOut(t, s, 0, 1)
	apply(t, s, 2, Forget(PutRow(0, state.Row{})), Forget(PutRow(3, state.Row{})))
	row := wantOut(t, s, 0, 0)
	if !row.Empty() {
		t.Errorf("a forgotten row says %+v", row)
	}
	wantHeld(t, s, 0, 4)
}

func heldOrder(t *testing.T, s state.Store) {
	apply(t, s, 1, PutHeld(0, 256, 1), PutHeld(0, 2, 3), PutHeld(0, 1, 9), PutHeld(1, 5, 2), PutHeld(Subjects-1, 7, 2))
	wantHeld(t, s, 0, 1, 2, 256)
	wantHeld(t, s, 1, 5)
	wantHeld(t, s, 2)
	wantHeld(t, s, Subjects-1, 7)
}

func heldTombstone(t *testing.T, s state.Store) {
	apply(t, s, 1, PutHeld(0, 1, 5), PutHeld(0, 2, 5))
	apply(t, s, 2, Forget(PutHeld(0, 1, 5)), Forget(PutHeld(0, 9, 5)))
	wantHeld(t, s, 0, 2)
	wantDue(t, s, 0, instant.Never, 9, 2)
	if _, ok, err := s.One(Subject(0), 1); ok || err != nil {
		t.Errorf("a released event still waits: %t, %v", ok, err)
	}
	h, ok, err := s.One(Subject(0), 2)
	if !ok || err != nil || h.Seq != 2 || h.Due != 5 || h.Destination != "ads" {
		t.Errorf("one: got %+v, %t, %v", h, ok, err)
	}
}

func dueOrder(t *testing.T, s state.Store) {
	apply(t, s, 1, PutHeld(0, 8, 300), PutHeld(1, 3, 300), PutHeld(2, 9, 20), PutHeld(3, 256, 300), PutHeld(0, 2, 301))
	wantDue(t, s, 0, instant.Never, 9, 9, 3, 8, 256, 2)
}

func dueRange(t *testing.T, s state.Store) {
	apply(t, s, 1, PutHeld(0, 1, 10), PutHeld(0, 2, 20), PutHeld(1, 3, 20), PutHeld(0, 4, 30))
	wantDue(t, s, 10, 30, 9, 1, 2, 3, 4)
	wantDue(t, s, 11, 29, 9, 2, 3)
	wantDue(t, s, 20, 20, 9, 2, 3)
	wantDue(t, s, 20, 20, 1, 2)
	wantDue(t, s, 21, 29, 9)
	wantDue(t, s, 30, 10, 9)
	wantDue(t, s, 0, 30, 0)
	wantDue(t, s, 0, 9, 9)
	wantDue(t, s, 0, 15, 9, 1)
}

func dueNever(t *testing.T, s state.Store) {
	apply(t, s, 1, PutHeld(0, 1, instant.Never), PutHeld(1, 2, instant.Never-1), PutHeld(2, 3, 5))
	wantDue(t, s, 0, instant.Never-1, 9, 3, 2)
	wantDue(t, s, instant.Never, instant.Never, 9, 1)
	wantDue(t, s, 0, instant.Never, 9, 3, 2, 1)
}

func dueMoves(t *testing.T, s state.Store) {
	apply(t, s, 1, PutHeld(0, 1, 10), PutHeld(0, 2, 20))
	apply(t, s, 2, PutHeld(0, 1, 30))
	wantDue(t, s, 0, instant.Never, 9, 2, 1)
	wantDue(t, s, 0, 10, 9)
	apply(t, s, 3, PutHeld(0, 1, 30)) // to where it is
	wantDue(t, s, 0, instant.Never, 9, 2, 1)
	apply(t, s, 4, PutHeld(0, 1, 5))
	wantDue(t, s, 0, instant.Never, 9, 1, 2)
	wantHeld(t, s, 0, 1, 2)
}

func dueLate(t *testing.T, s state.Store) {
	apply(t, s, 1, PutHeld(0, 1, 100), PutHeld(0, 2, 200))
	wantDue(t, s, 0, 150, 9, 1)
	apply(t, s, 2, Forget(PutHeld(0, 1, 100)))
	wantDue(t, s, 0, 150, 9)
	apply(t, s, 3, PutHeld(1, 3, 50))
	wantDue(t, s, 0, 150, 9, 3)
	apply(t, s, 4, PutHeld(2, 4, 50))
	wantDue(t, s, 0, 150, 1, 3)
	apply(t, s, 5, PutHeld(0, 0, 50))
	wantDue(t, s, 0, 150, 9, 0, 3, 4)
	wantDue(t, s, 51, 150, 9)
	apply(t, s, 6, PutHeld(0, 5, 40))
	wantDue(t, s, 0, instant.Never, 9, 5, 0, 3, 4, 2)
}

func lastWins(t *testing.T, s state.Store) {
	apply(t, s, 1,
		PutRow(0, state.Row{OutAt: 1}), PutRow(0, state.Row{OutAt: 2}),
		PutRow(1, state.Row{OutAt: 1}), Forget(PutRow(1, state.Row{})),
		PutHeld(0, 1, 10), PutHeld(0, 1, 20), PutHeld(0, 2, 10), Forget(PutHeld(0, 2, 10)),
		Forget(PutHeld(0, 3, 10)), PutHeld(0, 3, 15))
	wantOut(t, s, 0, 2)
	wantOut(t, s, 1, 0)
	wantDue(t, s, 0, instant.Never, 9, 3, 1)
	wantHeld(t, s, 0, 1, 3)
}

func refusal(t *testing.T, s state.Store) {
	good := PutRow(0, state.Row{OutAt: 7})
	other := PutHeld(0, 2, 1)
	bad := map[string]state.Entry{
		"no key":                     {Value: good.Value},
		"unknown kind":               {Key: []byte("x"), Value: good.Value},
		"short key":                  {Key: []byte("r123"), Value: good.Value},
		"empty value":                {Key: good.Key, Value: []byte{}},
		"unknown version":            {Key: good.Key, Value: append([]byte{99}, good.Value[1:]...)},
		"cut short":                  {Key: good.Key, Value: good.Value[:len(good.Value)-1]},
		"unknown version, held":      {Key: other.Key, Value: append([]byte{99}, other.Value[1:]...)},
		"key and value disagree":     {Key: state.HeldKey(Subject(0), 3), Value: other.Value},
		"bad checkpoint":             {Key: []byte{state.KeyCheckpoint}, Value: []byte{99}},
		"tombstone of unknown kind":  {Key: []byte("x")},
		"tombstone with a short key": {Key: []byte("h1")},
	}
	for name, e := range bad {
		if err := s.Apply([]state.Entry{PutRow(1, state.Row{OutAt: 7}), PutHeld(1, 1, 1), e}, 5); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if err := s.Apply(nil, -1); err == nil {
		t.Error("a negative watermark: taken")
	}
	if err := Fold(nil, 0).Diff(s); err != nil {
		t.Errorf("a refused call left something: %v", err)
	}
}

func ownership(t *testing.T, s state.Store) {
	b := Batch{Entries: []state.Entry{PutRow(0, state.Row{OutAt: 1}), PutHeld(0, 1, 10), PutCheckpoint(state.Checkpoint{Offset: 3})}, Watermark: 3}
	m := Fold([]Batch{b}, 3)
	apply(t, s, b.Watermark, b.Entries...)
	for _, e := range b.Entries {
		clear(e.Key)
		clear(e.Value)
	}
	if err := m.Diff(s); err != nil {
		t.Errorf("the store keeps the caller's bytes: %v", err)
	}
}

func rowStands(t *testing.T, s state.Store) {
	apply(t, s, 1, PutRow(0, state.Row{OutAt: 1}))
	before := wantOut(t, s, 0, 1)
	apply(t, s, 2, PutRow(0, state.Row{OutAt: 2}))
	wantOut(t, s, 0, 2)
	if before.OutAt != 1 {
		t.Error("a row that was read changed under its reader")
	}
}
