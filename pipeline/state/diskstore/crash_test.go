package diskstore_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"maat/pipeline/instant"
	"maat/pipeline/state"
	"maat/pipeline/state/diskstore"
	"maat/pipeline/state/statetest"
)

// crashClone is the disk as a crash at this moment may leave it: all that was
// synced, and percent of what was not.
func crashClone(fs *vfs.MemFS, percent int, seed uint64) *vfs.MemFS {
	return fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: percent, RNG: rand.New(rand.NewPCG(seed, 0))})
}

func reopen(fs vfs.FS) (state.Store, error) {
	return diskstore.Open(diskstore.Options{Dir: "state", Partition: 3, Identity: identity, CacheRows: 2, FS: fs})
}

// crasher is a disk that is cloned, as a crash would leave it, before some of
// the operations on it.
type crasher struct {
	vfs.FS
	mem     *vfs.MemFS
	percent int
	applied atomic.Int64 // the watermark of the latest Apply

	mu     sync.Mutex
	ops    int
	clones []clone
}

type clone struct {
	fs      vfs.FS
	applied int64
}

// every is how many operations of the disk pass between crashes: a prime, so
// that all kinds of them are met.
const every = 23

func newCrasher(percent, seed int) *crasher {
	c := &crasher{mem: vfs.NewCrashableMem(), percent: percent, ops: seed}
	c.FS = errorfs.Wrap(c.mem, errorfs.InjectorFunc(func(op errorfs.Op) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.ops++; op.Kind.ReadOrWrite() == errorfs.OpIsWrite && c.ops%every == 0 {
			c.clones = append(c.clones, clone{crashClone(c.mem, percent, uint64(c.ops)), c.applied.Load()})
		}
		return nil
	}))
	return c
}

// After a crash at any moment the store is what the changelog says up to the
// store's own watermark, and the rest can be replayed. A store that lost a file
// that it names says so.
func TestCrash(t *testing.T) {
	for _, percent := range []int{0, 30, 70, 100} {
		t.Run(fmt.Sprintf("%d%% of what was not synced survives", percent), func(t *testing.T) {
			marks, damaged := map[int64]bool{}, 0
			for seed := range 2 {
				damaged += crashes(t, newCrasher(percent, seed), history(seed), marks)
			}
			if len(marks) < 10 {
				t.Errorf("after all crashes the stores were at %d places only", len(marks))
			}
			if damaged > 0 && (percent == 0 || percent == 100) {
				t.Errorf("%d stores are damaged though nothing is missing", damaged)
			}
		})
	}
}

// history is long enough for compactions: several random ones, one after the
// other. Each of its batches makes the store flush.
func history(seed int) (batches []statetest.Batch) {
	for part := range 5 {
		var base int64
		if n := len(batches); n > 0 {
			base = batches[n-1].Watermark
		}
		for _, b := range statetest.History().Example(10*seed + part) {
			c := state.Checkpoint{Offset: base + b.Watermark, Clock: instant.Time(len(batches)) * instant.Time(2*instant.Minute)}
			batches = append(batches, statetest.Batch{Entries: append(b.Entries, statetest.PutCheckpoint(c)), Watermark: base + b.Watermark})
		}
	}
	return batches
}

// crashes applies the batches, opens the store anew now and then, and looks at
// what crashes meanwhile left. It answers how many were found damaged.
func crashes(t *testing.T, c *crasher, batches []statetest.Batch, marks map[int64]bool) (damaged int) {
	s := open(t, c, 2)
	for i, b := range batches {
		c.applied.Store(b.Watermark)
		if err := s.Apply(b.Entries, b.Watermark); err != nil {
			t.Fatal(err)
		}
		if i%4 > 0 {
			continue
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, c, 2)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for i, left := range c.clones {
		mark, err := recovered(left.fs, batches)
		if bad, ok := errors.AsType[*diskstore.DamagedError](err); ok && bad.Dir == diskstore.Path("state", 3) {
			damaged++
		} else if err != nil {
			t.Errorf("crash %d: %v", i, err)
		}
		if mark > left.applied {
			t.Errorf("crash %d: the store says %d, but only %d was committed", i, mark, left.applied)
		}
		marks[mark] = true
	}
	return damaged
}

// recovered opens what a crash left, compares it with the model at its own
// watermark, replays the rest and compares again.
func recovered(fs vfs.FS, batches []statetest.Batch) (mark int64, err error) {
	s, err := reopen(fs)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if mark, err = s.Watermark(); err != nil {
		return 0, err
	}
	if err := statetest.Fold(batches, mark).Diff(s); err != nil {
		return mark, fmt.Errorf("at watermark %d: %w", mark, err)
	}
	for _, b := range batches {
		if b.Watermark <= mark {
			continue
		}
		if err := s.Apply(b.Entries, b.Watermark); err != nil {
			return mark, err
		}
	}
	if err := statetest.Fold(batches, batches[len(batches)-1].Watermark).Diff(s); err != nil {
		return mark, fmt.Errorf("replayed from %d: %w", mark, err)
	}
	return mark, nil
}

// What was closed is all there, even when the crash comes right after.
func TestCloseKeepsAll(t *testing.T) {
	for seed := range 5 {
		fs := vfs.NewCrashableMem()
		batches := statetest.History().Example(seed)
		s := open(t, fs, 2)
		for _, b := range batches {
			if err := s.Apply(b.Entries, b.Watermark); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		mark, err := recovered(crashClone(fs, 0, 0), batches)
		if want := batches[len(batches)-1].Watermark; mark != want || err != nil {
			t.Errorf("opened again at %d, want %d: %v", mark, want, err)
		}
	}
}

// A store is a cache of one partition of one changelog and of no other.
func TestIdentity(t *testing.T) {
	fs := vfs.NewMem()
	s := open(t, fs, 2)
	if err := s.Apply([]state.Entry{statetest.PutRow(0, state.Row{OutAt: 1})}, 1); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := fs.MkdirAll("other", 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := vfs.Clone(fs, fs, diskstore.Path("state", 3), diskstore.Path("other", 4)); err != nil {
		t.Fatal(err)
	}
	for _, o := range []diskstore.Options{
		{Dir: "state", Partition: 3, Identity: "cluster c2, topic maat-changelog, id t1"},
		{Dir: "state", Partition: 3, Identity: ""},
		{Dir: "other", Partition: 4, Identity: identity},
	} {
		o.FS = fs
		other, err := diskstore.Open(o)
		bad, ok := errors.AsType[*diskstore.IdentityError](err)
		if !ok || other != nil {
			t.Errorf("%q of partition %d: opened %v, %v", o.Identity, o.Partition, other, err)
			continue
		}
		if bad.Dir != diskstore.Path(o.Dir, o.Partition) || bad.Got != identity+" partition 3" || bad.Want == bad.Got {
			t.Errorf("the error says %v", bad)
		}
	}
	again := open(t, fs, 2)
	if row, err := again.Row(statetest.Subject(0)); err != nil || row.OutAt != 1 {
		t.Errorf("after the refusals the row is %+v, %v", row, err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestWipe(t *testing.T) {
	dir := t.TempDir()
	o := diskstore.Options{Dir: dir, Partition: 3, Identity: identity}
	s, err := diskstore.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Apply(nil, 9), s.Close(), diskstore.Wipe(dir, 3)); err != nil {
		t.Fatal(err)
	}
	o.Identity = "another"
	if s, err = diskstore.Open(o); err != nil {
		t.Fatal(err)
	}
	if mark, err := s.Watermark(); mark != 0 || err != nil {
		t.Errorf("a wiped store is at %d, %v", mark, err)
	}
	if err := errors.Join(s.Close(), diskstore.Wipe(dir, 77)); err != nil {
		t.Error(err)
	}
}
