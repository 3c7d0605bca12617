// Package memstore keeps what a partition knows in memory: for replays, the
// demo and tests. It forgets everything when the process ends.
package memstore

import (
	"fmt"
	"slices"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Store is a state.Store in maps. Equal calls give equal answers in equal
// order; nothing depends on the order of a map.
type Store struct {
	rows       map[state.Subject]*state.Row
	held       map[state.Subject][]state.Held // by order of arrival
	due        []state.Ref                    // by due time, then order of arrival
	checkpoint *state.Checkpoint
	watermark  int64
}

var _ state.Store = (*Store)(nil)

// New is an empty store.
func New() *Store {
	return &Store{rows: map[state.Subject]*state.Row{}, held: map[state.Subject][]state.Held{}}
}

// Row implements state.Store.
func (s *Store) Row(who state.Subject) (*state.Row, error) {
	if row := s.rows[who]; row != nil {
		return row, nil
	}
	return new(state.Row), nil
}

// Held implements state.Store. The events' bytes are the store's own and must
// not be changed.
func (s *Store) Held(who state.Subject) ([]state.Held, error) {
	return slices.Clone(s.held[who]), nil
}

// One implements state.Store.
func (s *Store) One(who state.Subject, seq uint64) (state.Held, bool, error) {
	i, ok := find(s.held[who], seq)
	if !ok {
		return state.Held{}, false, nil
	}
	return s.held[who][i], true, nil
}

// Due implements state.Store.
func (s *Store) Due(from, to instant.Time, limit int) ([]state.Ref, error) {
	i, _ := slices.BinarySearchFunc(s.due, from, func(r state.Ref, t instant.Time) int {
		if r.Due < t {
			return -1
		}
		return 1
	})
	n := i
	for n < len(s.due) && s.due[n].Due <= to && n-i < limit {
		n++
	}
	return slices.Clone(s.due[i:n]), nil
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

// Apply implements state.Store. An entry that is not of this version refuses
// the whole call.
func (s *Store) Apply(entries []state.Entry, watermark int64) error {
	if watermark < 0 {
		return fmt.Errorf("memstore: watermark %d is not an offset", watermark)
	}
	changes := make([]change, len(entries))
	for i, e := range entries {
		c, err := read(e)
		if err != nil {
			return err
		}
		changes[i] = c
	}
	for _, c := range changes {
		s.apply(c)
	}
	s.watermark = watermark
	return nil
}

// Close implements state.Store; there is nothing to close.
func (s *Store) Close() error { return nil }
