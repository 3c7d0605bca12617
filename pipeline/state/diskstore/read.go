package diskstore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"maat/pipeline/state"
)

// Keys beside those of the changelog. layout is the version of them all.
const (
	keyDue       = 'd'
	keyIdentity  = 'i'
	keyWatermark = 'w'
	layout       = 1
)

func identity(o Options) string {
	return fmt.Sprintf("%c%s partition %d", layout, o.Identity, o.Partition)
}

// load checks whose store this is and reads what is kept in memory.
func (s *Store) load(want string) error {
	got, err := s.get([]byte{keyIdentity})
	if err != nil {
		return err
	}
	switch {
	case got == nil:
		return s.claim(want)
	case got[0] != layout:
		return s.explain(fmt.Errorf("layout version %d is unknown", got[0]))
	case string(got) != want:
		return &IdentityError{Dir: s.dir, Want: want[1:], Got: string(got[1:])}
	}
	mark, err := s.get([]byte{keyWatermark})
	if err != nil {
		return err
	}
	if mark != nil && len(mark) != 8 {
		return s.explain(errors.New("watermark is not 8 bytes"))
	}
	if mark != nil {
		s.watermark = int64(binary.BigEndian.Uint64(mark))
	}
	b, err := s.get([]byte{state.KeyCheckpoint})
	if err != nil || b == nil {
		return err
	}
	if s.checkpoint, err = state.Decode[state.Checkpoint](b); err != nil {
		return s.explain(err)
	}
	s.flushed = s.checkpoint.Clock
	return nil
}

// claim writes the identity into a store that must be empty.
func (s *Store) claim(identity string) error {
	iter, err := s.db.NewIter(nil)
	if err != nil {
		return s.explain(err)
	}
	empty := !iter.First()
	if err := iter.Close(); err != nil {
		return s.explain(err)
	}
	if !empty {
		return s.explain(errors.New("it does not say whose it is"))
	}
	if err := s.db.Set([]byte{keyIdentity}, []byte(identity), pebble.NoSync); err != nil {
		return s.explain(err)
	}
	return nil
}

// Row implements state.Store.
func (s *Store) Row(who state.Subject) (*state.Row, error) {
	if err := s.failure.check(); err != nil {
		return nil, s.explain(err)
	}
	if row, ok := s.rows.get(who); ok {
		return row, nil
	}
	row, size, err := read[state.Row](s, state.RowKey(who))
	if err != nil {
		return nil, err
	}
	if row == nil {
		row = new(state.Row)
	}
	s.rows.put(who, row, size)
	return row, nil
}

// Held implements state.Store.
func (s *Store) Held(who state.Subject) (list []state.Held, err error) {
	first := state.HeldKey(who, 0)
	last := state.HeldKey(who, ^uint64(0))
	err = s.scan(first, append(last, 0), func(key, value []byte) (bool, error) {
		h, err := decode[state.Held](s, key, value)
		if err != nil {
			return false, err
		}
		list = append(list, *h)
		return true, nil
	})
	return list, err
}

// One implements state.Store.
func (s *Store) One(who state.Subject, seq uint64) (state.Held, bool, error) {
	h, _, err := read[state.Held](s, state.HeldKey(who, seq))
	if err != nil || h == nil {
		return state.Held{}, false, err
	}
	return *h, true, nil
}

// Checkpoint implements state.Store.
func (s *Store) Checkpoint() (state.Checkpoint, bool, error) {
	if s.checkpoint == nil {
		return state.Checkpoint{}, false, nil
	}
	return *s.checkpoint, true, nil
}

// Watermark implements state.Store.
func (s *Store) Watermark() (int64, error) { return s.watermark, nil }

// Key implements state.Store.
func (s *Store) Key(who state.Subject) ([]byte, error) { return s.get(state.KeyOf(who)) }

// Keys implements state.Store.
func (s *Store) Keys(from state.Subject, limit int) (list []state.Lock, err error) {
	err = s.scan(state.KeyOf(from), []byte{state.KeyKey + 1}, func(key, value []byte) (bool, error) {
		if len(list) == limit {
			return false, nil
		}
		list = append(list, state.Lock{Subject: state.Subject(key[1:]), Wrapped: bytes.Clone(value)})
		return true, nil
	})
	return list, err
}

// read decodes the value of a key and tells its encoded size; nil where there
// is none.
func read[T state.Row | state.Held](s *Store, key []byte) (*T, int, error) {
	b, err := s.get(key)
	if err != nil || b == nil {
		return nil, 0, err
	}
	v, err := decode[T](s, key, b)
	return v, len(b), err
}

// decode tells a value that is damaged from one that the storage key does not
// open: the changelog mends only the first.
func decode[T state.Row | state.Held](s *Store, key, value []byte) (*T, error) {
	v, err := state.Open[T](key, value, s.Key, s.open)
	if err != nil && !state.Sealed(value) {
		err = s.explain(err)
	}
	return v, err
}

// get copies the value of a key; nil where there is none. No value of the store
// is empty, apart from the due index, which is only scanned.
func (s *Store) get(key []byte) ([]byte, error) {
	if err := s.failure.check(); err != nil {
		return nil, s.explain(err)
	}
	b, closer, err := s.db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, s.explain(err)
	}
	b = append([]byte(nil), b...)
	if err := closer.Close(); err != nil {
		return nil, s.explain(err)
	}
	if len(b) == 0 {
		return nil, s.explain(fmt.Errorf("a value of kind %q is empty", key[0]))
	}
	return b, nil
}

// scan calls each for all keys with from <= key < to until it answers false.
func (s *Store) scan(from, to []byte, each func(key, value []byte) (bool, error)) error {
	if err := s.failure.check(); err != nil {
		return s.explain(err)
	}
	iter, err := s.db.NewIter(&pebble.IterOptions{LowerBound: from, UpperBound: to})
	if err != nil {
		return s.explain(err)
	}
	more := true
	for ok := iter.First(); ok && more && err == nil; ok = more && err == nil && iter.Next() {
		var value []byte
		if value, err = iter.ValueAndErr(); err != nil {
			err = s.explain(err)
			break
		}
		more, err = each(iter.Key(), value)
	}
	if closed := iter.Close(); closed != nil {
		return s.explain(join(err, closed))
	}
	return err
}
