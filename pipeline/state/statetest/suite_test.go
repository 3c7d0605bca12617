package statetest_test

import (
	"slices"
	"testing"

	"maat/pipeline/instant"
	"maat/pipeline/state"
	"maat/pipeline/state/memstore"
	"maat/pipeline/state/statetest"
)

// liar answers one question wrongly.
type liar struct {
	state.Store
	about string
}

func (l liar) Row(who state.Subject) (*state.Row, error) {
	row, err := l.Store.Row(who)
	if l.about == "row" && row.OutAt != 0 {
		row = new(state.Row)
	}
	return row, err
}

func (l liar) Held(who state.Subject) ([]state.Held, error) {
	list, err := l.Store.Held(who)
	if l.about == "held" {
		slices.Reverse(list)
	}
	return list, err
}

func (l liar) One(who state.Subject, seq uint64) (state.Held, bool, error) {
	h, ok, err := l.Store.One(who, seq)
	if l.about == "one" {
		h.Due++
	}
	return h, ok && l.about != "none", err
}

func (l liar) Due(from, to instant.Time, limit int) ([]state.Ref, error) {
	switch l.about {
	case "from":
		from++
	case "to":
		to--
	case "limit":
		limit++
	}
	list, err := l.Store.Due(from, to, limit)
	if l.about == "order" {
		slices.Reverse(list)
	}
	return list, err
}

func (l liar) Checkpoint() (state.Checkpoint, bool, error) {
	c, ok, err := l.Store.Checkpoint()
	if l.about == "checkpoint" {
		c.Seq++
	}
	return c, ok && l.about != "no checkpoint", err
}

func (l liar) Watermark() (int64, error) {
	n, err := l.Store.Watermark()
	if l.about == "watermark" {
		n++
	}
	return n, err
}

// The model finds whatever a store can get wrong, and nothing in one that is
// right.
func TestDiffFindsEveryLie(t *testing.T) {
	b := statetest.Batch{Watermark: 9, Entries: []state.Entry{
		statetest.PutRow(0, state.Row{OutAt: 5}), statetest.PutHeld(0, 1, 10), statetest.PutHeld(0, 2, 20), statetest.PutHeld(1, 3, 20),
		statetest.PutHeld(2, 4, instant.Never), statetest.PutCheckpoint(state.Checkpoint{Offset: 9}),
	}}
	s := memstore.New()
	if err := s.Apply(b.Entries, b.Watermark); err != nil {
		t.Fatal(err)
	}
	m := statetest.Fold([]statetest.Batch{b}, 9)
	if err := m.Diff(liar{s, "nothing"}); err != nil {
		t.Errorf("of a store that is right: %v", err)
	}
	for _, about := range []string{"row", "held", "one", "none", "from", "to", "limit", "order", "checkpoint", "no checkpoint", "watermark"} {
		if m.Diff(liar{s, about}) == nil {
			t.Errorf("a lie about %s is not found", about)
		}
	}
	if statetest.Fold([]statetest.Batch{b}, 8).Diff(s) == nil {
		t.Error("a batch too many is not found")
	}
}
