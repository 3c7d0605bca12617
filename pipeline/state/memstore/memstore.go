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
	open       state.Opener
	rows       map[state.Subject]kept[state.Row]
	held       map[state.Subject][]waits // by order of arrival
	keys       map[state.Subject][]byte
	due        []state.Ref // by due time, then order of arrival
	checkpoint *state.Checkpoint
	watermark  int64
}

var _ state.Store = (*Store)(nil)

// kept is a value as it was given: decoded, or sealed until it is asked for.
type kept[T state.Row | state.Held] struct {
	value *T
	box   []byte
}

// waits is a held event and what is known of it without opening it.
type waits struct {
	kept[state.Held]
	seq uint64
	due instant.Time
}

// New is an empty store, in which nothing is sealed.
func New() *Store { return Sealed(nil) }

// Sealed is an empty store that opens what is sealed.
func Sealed(open state.Opener) *Store {
	return &Store{
		open: open, rows: map[state.Subject]kept[state.Row]{}, held: map[state.Subject][]waits{}, keys: map[state.Subject][]byte{},
	}
}

// opened is the value of a changelog key.
func opened[T state.Row | state.Held](s *Store, key []byte, k kept[T]) (*T, error) {
	if k.value != nil {
		return k.value, nil
	}
	return state.Open[T](key, k.box, s.Key, s.open)
}

// Row implements state.Store.
func (s *Store) Row(who state.Subject) (*state.Row, error) {
	row, ok := s.rows[who]
	if !ok {
		return new(state.Row), nil
	}
	return opened(s, state.RowKey(who), row)
}

// Held implements state.Store. The events' bytes are the store's own and must
// not be changed.
func (s *Store) Held(who state.Subject) (list []state.Held, err error) {
	for _, w := range s.held[who] {
		h, err := opened(s, state.HeldKey(who, w.seq), w.kept)
		if err != nil {
			return nil, err
		}
		list = append(list, *h)
	}
	return list, nil
}

// One implements state.Store.
func (s *Store) One(who state.Subject, seq uint64) (state.Held, bool, error) {
	i, ok := find(s.held[who], seq)
	if !ok {
		return state.Held{}, false, nil
	}
	h, err := opened(s, state.HeldKey(who, seq), s.held[who][i].kept)
	if err != nil {
		return state.Held{}, false, err
	}
	return *h, true, nil
}

// Key implements state.Store.
func (s *Store) Key(who state.Subject) ([]byte, error) { return s.keys[who], nil }

// Keys implements state.Store.
func (s *Store) Keys(from state.Subject, limit int) (list []state.Lock, err error) {
	for who, wrapped := range s.keys {
		if slices.Compare(who[:], from[:]) >= 0 {
			list = append(list, state.Lock{Subject: who, Wrapped: wrapped})
		}
	}
	slices.SortFunc(list, func(a, b state.Lock) int { return slices.Compare(a.Subject[:], b.Subject[:]) })
	return list[:min(limit, len(list))], nil
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
