package diskstore_test

import (
	"errors"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"maat/pipeline/instant"
	"maat/pipeline/state"
	"maat/pipeline/state/diskstore"
	"maat/pipeline/state/statetest"
)

// disk is a file system of which one kind of operation on some files fails
// once it is turned on.
type disk struct {
	vfs.FS
	on   atomic.Bool
	seen atomic.Int64
}

func failing(fs vfs.FS, kind errorfs.OpReadWrite, pattern string, err error) *disk {
	d := &disk{}
	d.FS = errorfs.Wrap(fs, errorfs.InjectorFunc(func(op errorfs.Op) error {
		match, _ := filepath.Match(pattern, filepath.Base(op.Path))
		if !d.on.Load() || !match || op.Kind.ReadOrWrite() != kind {
			return nil
		}
		d.seen.Add(1)
		return err
	}))
	return d
}

// notDamage is an error of the disk, with its cause, that does not ask anybody
// to wipe the store.
func notDamage(t *testing.T, what string, err, cause error) {
	t.Helper()
	if _, bad := errors.AsType[*diskstore.DamagedError](err); bad || !errors.Is(err, cause) {
		t.Errorf("%s: %v, want an error of the disk: %v", what, err, cause)
	}
}

// tick is a batch whose checkpoint makes the store flush.
func tick(n int) []state.Entry {
	c := state.Checkpoint{Offset: int64(n), Clock: instant.Time(n) * instant.Time(2*instant.Minute)}
	return []state.Entry{statetest.PutRow(n%statetest.Subjects, state.Row{OutAt: instant.Time(n)}), statetest.PutCheckpoint(c)}
}

// A full disk is an error of a later Apply, from which on nothing is served or
// taken; it is not damage, and what was there before comes back.
func TestFullDisk(t *testing.T) {
	mem := vfs.NewMem()
	d := failing(mem, errorfs.OpIsWrite, "*.sst", syscall.ENOSPC)
	s := open(t, d, 2)
	if err := s.Apply(tick(1), 1); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, d, 2)
	d.on.Store(true)
	refused := refusal(s)
	notDamage(t, "apply", refused, syscall.ENOSPC)
	_, err := s.Row(statetest.Subject(5))
	notDamage(t, "row", err, syscall.ENOSPC)
	_, err = s.Due(0, instant.Never, 1)
	notDamage(t, "due", err, syscall.ENOSPC)
	_, _, err = s.One(statetest.Subject(5), 1)
	notDamage(t, "one", err, syscall.ENOSPC)
	notDamage(t, "close", s.Close(), syscall.ENOSPC)

	s = open(t, mem, 2)
	if mark, err := s.Watermark(); mark < 1 || err != nil {
		t.Errorf("after the disk was full the store is at %d, %v", mark, err)
	}
	if row, err := s.Row(statetest.Subject(1)); err != nil || row.OutAt == 0 {
		t.Errorf("after the disk was full the row is %+v, %v", row, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// refusal applies until an error comes. Pebble flushes by itself, so it may
// take a moment.
func refusal(s state.Store) error {
	until := time.Now().Add(5 * time.Second)
	for n := 2; time.Now().Before(until); n++ {
		if err := s.Apply(tick(n), int64(n)); err != nil {
			return err
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}

// A disk that cannot be read is an error of every question, and no answer.
func TestReadErrors(t *testing.T) {
	mem := vfs.NewMem()
	s := open(t, mem, 2)
	entries := append(tick(1), statetest.PutHeld(1, 4, 9))
	if err := errors.Join(s.Apply(entries, 1), s.Close()); err != nil {
		t.Fatal(err)
	}
	questions := map[string]func(state.Store) error{
		"row":   func(s state.Store) error { _, err := s.Row(statetest.Subject(1)); return err },
		"held":  func(s state.Store) error { _, err := s.Held(statetest.Subject(1)); return err },
		"one":   func(s state.Store) error { _, _, err := s.One(statetest.Subject(1), 4); return err },
		"due":   func(s state.Store) error { _, err := s.Due(0, 99, 9); return err },
		"apply": func(s state.Store) error { return s.Apply([]state.Entry{statetest.PutHeld(1, 4, 10)}, 2) },
	}
	for name, ask := range questions {
		d := failing(mem, errorfs.OpIsRead, "*.sst", syscall.EIO)
		d.on.Store(true)
		s, err := reopen(d)
		if err == nil {
			err = ask(s)
			if closing := s.Close(); closing != nil && !errors.Is(closing, syscall.EIO) {
				t.Errorf("%s: close: %v", name, closing)
			}
		}
		notDamage(t, name, err, syscall.EIO)
		if d.seen.Load() == 0 {
			t.Errorf("%s: the disk was not asked", name)
		}
	}
}

// So it is when it fails between opening and asking.
func TestReadErrorsLater(t *testing.T) {
	mem := vfs.NewMem()
	s := open(t, mem, 2)
	var entries []state.Entry
	for n := range 5000 { // more than one block
		h := state.Held{Seq: uint64(n), Destination: "ads", Due: 9, Event: []byte(`{"event":"a"}`)}
		entries = append(entries, state.Entry{Key: state.HeldKey(statetest.Subject(n%statetest.Subjects), h.Seq), Value: statetest.Encode(h)})
	}
	if err := errors.Join(s.Apply(entries, 1), s.Close()); err != nil {
		t.Fatal(err)
	}
	d := failing(mem, errorfs.OpIsRead, "*.sst", syscall.EIO)
	s = open(t, d, 2)
	d.on.Store(true)
	_, err := s.Held(statetest.Subject(2))
	notDamage(t, "held", err, syscall.EIO)
	d.on.Store(false)
	if list, err := s.Held(statetest.Subject(2)); err == nil && len(list) != 833 {
		t.Errorf("after the disk came back %d events are held", len(list))
	}
	if err := s.Close(); err != nil && !errors.Is(err, syscall.EIO) { // Pebble may have read in the background meanwhile
		t.Error(err)
	}
}

// A disk on which no store can be made says so when it is opened.
func TestOpenFails(t *testing.T) {
	for _, cause := range []error{syscall.EACCES, syscall.ENOSPC, syscall.EROFS} {
		d := failing(vfs.NewMem(), errorfs.OpIsWrite, "*", cause)
		d.on.Store(true)
		s, err := reopen(d)
		if s != nil {
			t.Errorf("%v: a store", cause)
		}
		notDamage(t, "open", err, cause)
	}
	if _, err := diskstore.Open(diskstore.Options{Dir: "state", Identity: identity, CacheRows: -1, FS: vfs.NewMem()}); err == nil {
		t.Error("a cache of -1 rows is taken")
	}
}

// Two processes cannot open one store.
func TestOpenTwice(t *testing.T) {
	o := diskstore.Options{Dir: t.TempDir(), Identity: identity}
	s, err := diskstore.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	if other, err := diskstore.Open(o); err == nil || other != nil {
		t.Error("a store is open twice")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
