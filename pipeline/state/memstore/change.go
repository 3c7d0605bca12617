package memstore

import (
	"cmp"
	"slices"

	"maat/pipeline/state"
)

// change is an entry taken apart. Of the values the one of its kind is set,
// unless it is to be forgotten.
type change struct {
	kind       byte
	who        state.Subject
	seq        uint64
	gone       bool
	row        kept[state.Row]
	held       waits
	checkpoint *state.Checkpoint
	key        []byte
}

func read(e state.Entry) (c change, err error) {
	if c.kind, c.who, c.seq, err = state.ParseKey(e.Key); err != nil || e.Value == nil {
		c.gone = true
		return c, err
	}
	switch c.kind {
	case state.KeyRow:
		c.row, err = take(e.Row, e.Value)
	case state.KeyCheckpoint:
		c.checkpoint, err = state.Decode[state.Checkpoint](e.Value)
	case state.KeyKey:
		c.key = slices.Clone(e.Value)
	case state.KeyHeld:
		c.held.seq = c.seq
		if c.held.due, err = state.DueOf(e.Key, e.Value); err == nil {
			c.held.kept, err = take(e.Held, e.Value)
		}
	}
	return c, err
}

// take keeps a value decoded where it can be.
func take[T state.Row | state.Held](known *T, value []byte) (k kept[T], err error) {
	switch k.value = known; {
	case known != nil:
	case state.Sealed(value):
		k.box = slices.Clone(value)
	default:
		k.value, err = state.Decode[T](value)
	}
	return k, err
}

func (s *Store) apply(c change) {
	switch c.kind {
	case state.KeyRow:
		put(s.rows, c.who, c.row, c.gone)
	case state.KeyKey:
		put(s.keys, c.who, c.key, c.gone)
	case state.KeyCheckpoint:
		s.checkpoint = c.checkpoint
	case state.KeyHeld:
		s.release(c.who, c.seq)
		if !c.gone {
			s.hold(c.who, c.held)
		}
	}
}

func put[V any](m map[state.Subject]V, who state.Subject, v V, gone bool) {
	if gone {
		delete(m, who)
		return
	}
	m[who] = v
}

func (s *Store) hold(who state.Subject, w waits) {
	i, _ := find(s.held[who], w.seq)
	s.held[who] = slices.Insert(s.held[who], i, w)
	i, _ = slices.BinarySearchFunc(s.due, ref(who, w), compare)
	s.due = slices.Insert(s.due, i, ref(who, w))
}

func (s *Store) release(who state.Subject, seq uint64) {
	i, ok := find(s.held[who], seq)
	if !ok {
		return
	}
	at, _ := slices.BinarySearchFunc(s.due, ref(who, s.held[who][i]), compare)
	if at == 0 {
		s.due = s.due[1:] // the usual case, and free of copying
	} else {
		s.due = slices.Delete(s.due, at, at+1)
	}
	if s.held[who] = slices.Delete(s.held[who], i, i+1); len(s.held[who]) == 0 {
		delete(s.held, who)
	}
}

func find(list []waits, seq uint64) (int, bool) {
	return slices.BinarySearchFunc(list, seq, func(w waits, n uint64) int { return cmp.Compare(w.seq, n) })
}

func ref(who state.Subject, w waits) state.Ref {
	return state.Ref{Due: w.due, Seq: w.seq, Subject: who}
}

func compare(a, b state.Ref) int {
	return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Seq, b.Seq), slices.Compare(a.Subject[:], b.Subject[:]))
}
