// Package statetest is the contract of state.Store as tests: one suite that
// every store passes, and a naive model to compare stores with.
package statetest

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Batch is one call of Apply.
type Batch struct {
	Entries   []state.Entry
	Watermark int64
}

// Model is what a store must know, kept as simply as can be: the latest value
// of each key.
type Model struct {
	values    map[string][]byte
	watermark int64
}

// Fold is the model of batches applied in order, up to the given watermark.
func Fold(batches []Batch, watermark int64) *Model {
	m := &Model{values: map[string][]byte{}}
	for _, b := range batches {
		if b.Watermark <= watermark {
			m.Apply(b)
		}
	}
	return m
}

// Apply takes a batch.
func (m *Model) Apply(b Batch) {
	for _, e := range b.Entries {
		if e.Value == nil {
			delete(m.values, string(e.Key))
		} else {
			m.values[string(e.Key)] = slices.Clone(e.Value)
		}
	}
	m.watermark = b.Watermark
}

// Diff asks a store all that can be asked and answers the first difference,
// nil where there is none.
func (m *Model) Diff(s state.Store) error {
	mark, err := s.Watermark()
	if err := same("watermark", mark, m.watermark, err); err != nil {
		return err
	}
	if err := m.diffCheckpoint(s); err != nil {
		return err
	}
	for n := range Subjects {
		if err := m.diffSubject(s, Subject(n)); err != nil {
			return err
		}
	}
	return m.diffDue(s)
}

func (m *Model) diffCheckpoint(s state.Store) error {
	want, wantOK := value[state.Checkpoint](m, []byte{state.KeyCheckpoint})
	got, ok, err := s.Checkpoint()
	if err := same("checkpoint is there", ok, wantOK, err); err != nil {
		return err
	}
	return same("checkpoint", got, want, nil)
}

func (m *Model) diffSubject(s state.Store, who state.Subject) error {
	want, _ := value[state.Row](m, state.RowKey(who))
	row, err := s.Row(who)
	if err := same("row", row, &want, err); err != nil {
		return err
	}
	var held []state.Held
	absent := 0
	for seq := range Seqs {
		want, wantOK := value[state.Held](m, state.HeldKey(who, seq))
		if !wantOK {
			absent++
		}
		if !wantOK && absent > 1 {
			continue // one that is absent answers for all
		}
		got, ok, err := s.One(who, seq)
		if err := same("held event is there", ok, wantOK, err); err != nil {
			return err
		}
		if err := same("held event", got, want, nil); err != nil {
			return err
		}
		if wantOK {
			held = append(held, want)
		}
	}
	got, err := s.Held(who)
	return same("held events of a subject", got, held, err)
}

// diffDue asks for everything, for halves, and in small portions.
func (m *Model) diffDue(s state.Store) error {
	all := m.due(earliest, instant.Never)
	if err := askDue(s, earliest, instant.Never, all, len(all)+1); err != nil {
		return err
	}
	for i, r := range all {
		if i > 0 && all[i-1].Due == r.Due {
			continue // the same questions again
		}
		for _, limit := range []int{0, 1, 2, len(all)} {
			if err := askDue(s, earliest, r.Due, m.due(earliest, r.Due), limit); err != nil {
				return err
			}
			if err := askDue(s, r.Due, instant.Never, m.due(r.Due, instant.Never), limit); err != nil {
				return err
			}
		}
	}
	return nil
}

func askDue(s state.Store, from, to instant.Time, want []state.Ref, limit int) error {
	got, err := s.Due(from, to, limit)
	return same(fmt.Sprintf("due %d to %d, at most %d", from, to, limit), got, want[:min(limit, len(want))], err)
}

// due lists held events by brute force.
func (m *Model) due(from, to instant.Time) (refs []state.Ref) {
	for n := range Subjects {
		for seq := range Seqs {
			h, ok := value[state.Held](m, state.HeldKey(Subject(n), seq))
			if ok && from <= h.Due && h.Due <= to {
				refs = append(refs, state.Ref{Due: h.Due, Seq: seq, Subject: Subject(n)})
			}
		}
	}
	slices.SortStableFunc(refs, func(a, b state.Ref) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Seq, b.Seq))
	})
	return refs
}

func value[T state.Row | state.Held | state.Checkpoint](m *Model, key []byte) (v T, ok bool) {
	b, ok := m.values[string(key)]
	if !ok {
		return v, false
	}
	p, err := state.Decode[T](b)
	if err != nil {
		panic(err) // the model only takes what this package encoded
	}
	return *p, true
}

// same compares what a store answered with the model; lists that are empty and
// lists that are nil say the same.
func same[T any](what string, got, want T, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if v := reflect.ValueOf(got); v.Kind() == reflect.Slice && v.Len() == 0 && reflect.ValueOf(want).Len() == 0 {
		return nil
	}
	if !reflect.DeepEqual(got, want) {
		return fmt.Errorf("%s: got %+v, want %+v", what, got, want)
	}
	return nil
}
