package diskstore_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"maat/pipeline/instant"
	"maat/pipeline/state"
	"maat/pipeline/state/diskstore"
	"maat/pipeline/state/statetest"
)

// whole is a disk with a closed store of several files, and its history.
func whole(t *testing.T) (*vfs.MemFS, []statetest.Batch) {
	fs := vfs.NewCrashableMem()
	s := open(t, fs, 2)
	var batches []statetest.Batch
	for i := range 12 {
		n := i % statetest.Subjects
		b := statetest.Batch{Watermark: int64(i+1) * 10, Entries: []state.Entry{
			statetest.PutRow(n, state.Row{OutAt: instant.Time(i + 1), Held: 7}),
			statetest.PutHeld(n, uint64(i), instant.Time(i%5)),
			statetest.Forget(statetest.PutHeld((n+3)%statetest.Subjects, uint64(i-3), 0)),
			statetest.PutCheckpoint(state.Checkpoint{Offset: int64(i), Clock: instant.Time(i+1) * instant.Time(30*instant.Second)}),
		}}
		if i < 3 {
			b.Entries = append(b.Entries[:2], b.Entries[3])
		}
		if err := s.Apply(b.Entries, b.Watermark); err != nil {
			t.Fatal(err)
		}
		batches = append(batches, b)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, fs, 2)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return fs, batches
}

func files(t *testing.T, fs vfs.FS) map[string]int64 {
	sizes := map[string]int64{}
	dir := diskstore.Path("state", 3)
	list, err := fs.List(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range list {
		path := fs.PathJoin(dir, name)
		info, err := fs.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		sizes[path] = info.Size()
	}
	return sizes
}

// askAll opens a store that something was done to and asks all that can be
// asked. It answers nil where the answers are those of the model, and an error
// that is not of the store's own for a wrong one.
func askAll(fs vfs.FS, batches []statetest.Batch) (err error) {
	s, err := reopen(fs)
	if err != nil {
		return err
	}
	mark, err := s.Watermark()
	if err == nil {
		err = statetest.Fold(batches, mark).Diff(s)
	}
	if _, bad := errors.AsType[*diskstore.DamagedError](err); err != nil && !bad {
		return fmt.Errorf("at watermark %d: %w", mark, err)
	}
	closing := s.Close()
	if _, bad := errors.AsType[*diskstore.DamagedError](closing); closing != nil && !bad {
		return closing
	}
	return err
}

// judge says what became of a damage: detected, or without effect.
func judge(t *testing.T, what string, err error) (detected bool) {
	if err == nil {
		return false
	}
	if _, ok := errors.AsType[*diskstore.DamagedError](err); !ok {
		t.Errorf("%s: %v", what, err)
	}
	return true
}

// A flipped byte, in whatever file and place, is reported or has no effect: it
// never changes an answer.
func TestFlippedBytes(t *testing.T) {
	fs, batches := whole(t)
	detected := 0
	for path, size := range files(t, fs) {
		step := max(1, size/30)
		for at := int64(0); at < size; at += step {
			for _, mask := range []byte{0x01, 0xff} {
				clone := crashClone(fs, 100, 0)
				flip(t, clone, path, at, mask)
				if judge(t, fmt.Sprintf("%s, byte %d of %d, by %02x", path, at, size, mask), askAll(clone, batches)) {
					detected++
				}
			}
		}
	}
	if detected < 50 {
		t.Errorf("only %d damages were detected", detected)
	}
}

func flip(t *testing.T, fs vfs.FS, path string, at int64, mask byte) {
	f, err := fs.OpenReadWrite(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 1)
	if _, err := f.ReadAt(b, at); err != nil {
		t.Fatal(err)
	}
	b[0] ^= mask
	if _, err := f.WriteAt(b, at); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// So is a file that is missing, empty or cut short.
func TestMissingFiles(t *testing.T) {
	fs, batches := whole(t)
	detected := 0
	for path, size := range files(t, fs) {
		for _, left := range []int64{-1, 0, size / 2, size - 1} {
			clone := crashClone(fs, 100, 0)
			cut(t, clone, path, left)
			if judge(t, fmt.Sprintf("%s, %d of %d bytes left", path, left, size), askAll(clone, batches)) {
				detected++
			}
		}
	}
	if detected < 4 {
		t.Errorf("only %d damages were detected", detected)
	}
}

// cut leaves the first bytes of a file; -1 removes it.
func cut(t *testing.T, fs vfs.FS, path string, left int64) {
	f, err := fs.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	b := make([]byte, max(left, 0))
	if len(b) > 0 {
		if _, err := f.ReadAt(b, 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(f.Close(), fs.Remove(path)); err != nil {
		t.Fatal(err)
	}
	if left < 0 {
		return
	}
	if f, err = fs.Create(path, vfs.WriteCategoryUnspecified); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
