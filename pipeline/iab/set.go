package iab

import "math/bits"

// Set is a set of ids from 1 on, one bit each. The zero Set is empty.
type Set struct{ words []uint64 }

// Span is a run of ids, both ends inside.
type Span struct{ First, Last int }

// Has says whether the id is in the set.
func (s Set) Has(id int) bool {
	return id > 0 && id/64 < len(s.words) && s.words[id/64]>>(id%64)&1 == 1
}

// Spans yields the runs of the set in ascending order.
func (s Set) Spans(yield func(Span) bool) {
	end := len(s.words) * 64
	for first := s.next(1, true); first < end; {
		after := s.next(first, false)
		if !yield(Span{first, after - 1}) {
			return
		}
		first = s.next(after, true)
	}
}

// next is the first id from the given one on that is in the set, or that is not.
func (s Set) next(id int, in bool) int {
	for ; id/64 < len(s.words); id = (id/64 + 1) * 64 {
		w := s.words[id/64]
		if !in {
			w = ^w
		}
		if w = w >> (id % 64) << (id % 64); w != 0 {
			return id/64*64 + bits.TrailingZeros64(w)
		}
	}
	return len(s.words) * 64
}

// Add adds an id of at least 1, at most VendorMax, to a set that is being made.
func (s *Set) Add(id int) {
	if id <= 0 || id > VendorMax {
		return
	}
	if need := id/64 + 1; need > len(s.words) {
		s.words = append(s.words, make([]uint64, need-len(s.words))...)
	}
	s.words[id/64] |= 1 << (id % 64)
}

// newSet is empty and has room for ids up to the last.
func newSet(last int) Set { return Set{make([]uint64, last/64+1)} }

// add adds a run that lies within the room.
func (s Set) add(run Span) {
	for id := run.First; id <= run.Last; id = (id/64 + 1) * 64 {
		w := ^uint64(0) << (id % 64)
		if run.Last/64 == id/64 {
			w &= ^uint64(0) >> (63 - run.Last%64)
		}
		s.words[id/64] |= w
	}
}

// Equal says whether both hold the same ids.
func (s Set) Equal(t Set) bool {
	if len(s.words) < len(t.words) {
		s, t = t, s
	}
	for i, w := range s.words {
		if i < len(t.words) && w != t.words[i] || i >= len(t.words) && w != 0 {
			return false
		}
	}
	return true
}

// Bitfield reads one bit for each id from 1 to last.
func (r *Reader) Bitfield(last int) Set {
	if r.Want(last <= r.Left(), CodeTruncated); r.fault != nil {
		return Set{}
	}
	s := newSet(last)
	for id := 1; id <= last; {
		n := min(last-id+1, 56, 64-id%64)
		s.words[id/64] |= bits.Reverse64(r.Uint(n)<<(64-n)) << (id % 64)
		id += n
	}
	return s
}
