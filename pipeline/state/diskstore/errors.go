package diskstore

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// DamagedError says that a store cannot be read: a file is missing, fails its
// checksum or is of an unknown version. Wipe it and replay the changelog.
type DamagedError struct {
	Dir string
	Err error
}

// Error says what to do.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("state directory %s is damaged; remove it, Maat rebuilds it from the changelog: %v", e.Dir, e.Err)
}

// Unwrap is the cause.
func (e *DamagedError) Unwrap() error { return e.Err }

// IdentityError says that a store is a cache of another changelog or partition.
type IdentityError struct{ Dir, Want, Got string }

// Error says what to do.
func (e *IdentityError) Error() string {
	return fmt.Sprintf("state directory %s belongs to %s, not to %s; mount the right one, or remove it and Maat rebuilds it from the changelog",
		e.Dir, e.Got, e.Want)
}

// explain tells damage from a disk that does not serve. An error that the
// operating system gave for an existing file is the disk's; all else is damage.
func (s *Store) explain(err error) error {
	var sys syscall.Errno
	if errors.As(err, &sys) && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("state directory %s: %w", s.dir, err)
	}
	return &DamagedError{Dir: s.dir, Err: err}
}

// join keeps a single error as it is, so that its text stays one line.
func join(a, b error) error {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	return errors.Join(a, b)
}
