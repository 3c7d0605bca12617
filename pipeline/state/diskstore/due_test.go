package diskstore

import (
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Releasing leaves tombstones until a compaction. A sweep must not step over
// them again each time: that would cost the square of what is held.
func TestDueDoesNotRescan(t *testing.T) {
	const held, portion = 8_000, 400
	opened, err := Open(Options{Dir: "state", Identity: "i", FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	s := opened.(*Store)
	var entries []state.Entry
	for n := range held {
		entries = append(entries, heldEntry(t, n, true))
	}
	if err := s.Apply(entries, 1); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < held; n += portion {
		if n > 0 {
			if steps := s.steps(t, s.cursor); steps > 2*portion {
				t.Fatalf("with %d released, a sweep steps over %d keys", n, steps)
			}
		}
		release(t, s, portion)
	}
	if steps := s.steps(t, []byte{keyDue}); steps < held {
		t.Fatalf("a scan of all steps over %d keys only: this test measures nothing", steps)
	}
	sweep := best(func() {
		if refs, err := s.Due(0, instant.Never, 1); err != nil || len(refs) != 0 {
			t.Errorf("still due: %v, %v", refs, err)
		}
	})
	if whole := best(func() { s.steps(t, []byte{keyDue}) }); whole < 10*sweep {
		t.Errorf("a sweep takes %s, as long as a scan of all: %s", sweep, whole)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func heldEntry(t *testing.T, n int, waits bool) state.Entry {
	h := state.Held{Seq: uint64(n), Destination: "ads", Due: instant.Time(n)}
	e := state.Entry{Key: state.HeldKey(state.Subject{byte(n)}, h.Seq)}
	if waits {
		var err error
		if e.Value, err = state.Encode(&h); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

// release takes the next events that are due out of the store.
func release(t *testing.T, s *Store, portion int) {
	refs, err := s.Due(0, instant.Never, portion)
	if err != nil || len(refs) != portion {
		t.Fatalf("%d are due, %v", len(refs), err)
	}
	var entries []state.Entry
	for _, r := range refs {
		entries = append(entries, heldEntry(t, int(r.Seq), false))
	}
	if err := s.Apply(entries, 1); err != nil {
		t.Fatal(err)
	}
}

// steps is over how many keys, dead ones too, the first key from lower on is
// found.
func (s *Store) steps(t *testing.T, lower []byte) int {
	iter, err := s.db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: []byte{keyDue + 1}})
	if err != nil {
		t.Fatal(err)
	}
	iter.First()
	n := iter.Stats().ForwardStepCount[pebble.InternalIterCall]
	if err := iter.Close(); err != nil {
		t.Fatal(err)
	}
	return n
}

// best is the shortest of a few runs, which is the least disturbed.
func best(run func()) time.Duration {
	shortest := time.Hour
	for range 7 {
		start := time.Now()
		run()
		shortest = min(shortest, time.Since(start))
	}
	return shortest
}
