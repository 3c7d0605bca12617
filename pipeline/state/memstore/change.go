package memstore

import (
	"cmp"
	"fmt"
	"slices"

	"maat/pipeline/state"
)

// change is an entry taken apart. Of the three values the one of its kind is
// set; nil forgets.
type change struct {
	kind       byte
	who        state.Subject
	seq        uint64
	row        *state.Row
	held       *state.Held
	checkpoint *state.Checkpoint
}

func read(e state.Entry) (c change, err error) {
	if c.kind, c.who, c.seq, err = state.ParseKey(e.Key); err != nil || e.Value == nil {
		return c, err
	}
	switch c.kind {
	case state.KeyRow:
		if c.row = e.Row; c.row == nil {
			c.row, err = state.Decode[state.Row](e.Value)
		}
	case state.KeyCheckpoint:
		c.checkpoint, err = state.Decode[state.Checkpoint](e.Value)
	case state.KeyHeld:
		c.held, err = state.Decode[state.Held](e.Value)
		if err == nil && c.held.Seq != c.seq {
			err = fmt.Errorf("memstore: the key of held event %d says %d", c.held.Seq, c.seq)
		}
	}
	return c, err
}

func (s *Store) apply(c change) {
	switch c.kind {
	case state.KeyRow:
		if c.row == nil {
			delete(s.rows, c.who)
		} else {
			s.rows[c.who] = c.row
		}
	case state.KeyCheckpoint:
		s.checkpoint = c.checkpoint
	case state.KeyHeld:
		s.release(c.who, c.seq)
		if c.held != nil {
			s.hold(c.who, *c.held)
		}
	}
}

func (s *Store) hold(who state.Subject, h state.Held) {
	i, _ := find(s.held[who], h.Seq)
	s.held[who] = slices.Insert(s.held[who], i, h)
	i, _ = slices.BinarySearchFunc(s.due, ref(who, h), compare)
	s.due = slices.Insert(s.due, i, ref(who, h))
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

func find(list []state.Held, seq uint64) (int, bool) {
	return slices.BinarySearchFunc(list, seq, func(h state.Held, n uint64) int { return cmp.Compare(h.Seq, n) })
}

func ref(who state.Subject, h state.Held) state.Ref {
	return state.Ref{Due: h.Due, Seq: h.Seq, Subject: who}
}

func compare(a, b state.Ref) int {
	return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Seq, b.Seq), slices.Compare(a.Subject[:], b.Subject[:]))
}
