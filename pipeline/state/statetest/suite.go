package statetest

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Run checks the contract of state.Store. open gives a new, empty store; the
// suite closes it.
func Run(t *testing.T, open func(*testing.T) state.Store) {
	cases := []struct {
		name string
		test func(*testing.T, state.Store)
	}{
		{"an empty store knows nothing", empty},
		{"a row is what was last written", rows},
		{"a tombstone forgets a row", rowTombstone},
		{"held events come in order of arrival", heldOrder},
		{"a tombstone releases a held event", heldTombstone},
		{"due is by time, then by order of arrival", dueOrder},
		{"due respects its range and limit", dueRange},
		{"never is a time like others", dueNever},
		{"a held event can move", dueMoves},
		{"an earlier held event is seen after a sweep", dueLate},
		{"the last of equal keys counts", lastWins},
		{"a bad entry refuses the whole call", refusal},
		{"entries belong to the caller", ownership},
		{"a row once read stands still", rowStands},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			defer closeStore(t, s)
			c.test(t, s)
		})
	}
	t.Run("any history gives what the model gives", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) { random(t, r, open) })
	})
}

func random(t *testing.T, r *rapid.T, open func(*testing.T) state.Store) {
	s := open(t)
	defer closeStore(t, s)
	m := Fold(nil, 0)
	batches := History().Draw(r, "history")
	for i := 0; i < len(batches); i++ {
		step(r, s, m, batches[i])
		if i > 0 && rapid.IntRange(0, 5).Draw(r, "replay") == 0 {
			for _, b := range batches[rapid.IntRange(0, i-1).Draw(r, "from") : i+1] {
				step(r, s, m, b)
			}
		}
	}
	if err := Fold(batches, m.watermark).Diff(s); err != nil {
		r.Fatalf("replays changed the outcome: %v", err)
	}
}

func step(r *rapid.T, s state.Store, m *Model, b Batch) {
	if err := s.Apply(b.Entries, b.Watermark); err != nil {
		r.Fatalf("apply: %v", err)
	}
	m.Apply(b)
	if rapid.IntRange(0, 4).Draw(r, "ask") > 0 {
		return // asking all takes far longer than applying; the last step is always followed by it
	}
	if err := m.Diff(s); err != nil {
		r.Fatalf("after watermark %d: %v", b.Watermark, err)
	}
}

func closeStore(t *testing.T, s state.Store) {
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

func apply(t *testing.T, s state.Store, watermark int64, entries ...state.Entry) {
	t.Helper()
	if err := s.Apply(entries, watermark); err != nil {
		t.Fatalf("apply: %v", err)
	}
}

// wantDue compares the orders of arrival of what is due.
func wantDue(t *testing.T, s state.Store, from, to instant.Time, limit int, want ...uint64) {
	t.Helper()
	refs, err := s.Due(from, to, limit)
	if err != nil {
		t.Fatalf("due: %v", err)
	}
	var got []uint64
	for _, r := range refs {
		got = append(got, r.Seq)
	}
	if !slices.Equal(got, want) {
		t.Errorf("due %d to %d, at most %d: got %d, want %d", from, to, limit, got, want)
	}
}

// wantHeld compares the orders of arrival of what is held for a subject.
func wantHeld(t *testing.T, s state.Store, n int, want ...uint64) {
	t.Helper()
	list, err := s.Held(Subject(n))
	if err != nil {
		t.Fatalf("held: %v", err)
	}
	var got []uint64
	for _, h := range list {
		got = append(got, h.Seq)
	}
	if !slices.Equal(got, want) {
		t.Errorf("held for subject %d: got %d, want %d", n, got, want)
	}
}

func wantOut(t *testing.T, s state.Store, n int, want instant.Time) *state.Row {
	t.Helper()
	row, err := s.Row(Subject(n))
	if err != nil {
		t.Fatalf("row: %v", err)
	}
	if row.OutAt != want {
		t.Errorf("row of subject %d: opted out at %d, want %d", n, row.OutAt, want)
	}
	return row
}
