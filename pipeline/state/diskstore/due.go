package diskstore

import (
	"bytes"
	"encoding/binary"
	"errors"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// dueKey is 'd', due time, order of arrival, subject: bytes in the order in
// which held events become due. The sign bit is turned so that it sorts right.
func dueKey(r state.Ref) []byte {
	key := append(make([]byte, 0, dueLen), keyDue)
	key = binary.BigEndian.AppendUint64(key, uint64(r.Due)^signBit)
	key = binary.BigEndian.AppendUint64(key, r.Seq)
	return append(key, r.Subject[:]...)
}

const (
	dueLen  = 1 + 8 + 8 + 16
	signBit = 1 << 63
)

func parseDue(key []byte) (state.Ref, error) {
	if len(key) != dueLen {
		return state.Ref{}, errors.New("a key of the due index is not of this version")
	}
	return state.Ref{
		Due:     instant.Time(binary.BigEndian.Uint64(key[1:]) ^ signBit),
		Seq:     binary.BigEndian.Uint64(key[9:]),
		Subject: state.Subject(key[17:]),
	}, nil
}

// Due implements state.Store. A sweep begins at the cursor, not at the start of
// the index, because Pebble would step over every event released since the
// latest compaction.
func (s *Store) Due(from, to instant.Time, limit int) (refs []state.Ref, err error) {
	if err := s.failure.check(); err != nil {
		return nil, s.explain(err)
	}
	lower, upper := dueKey(state.Ref{Due: from}), []byte{keyDue + 1}
	if to != instant.Never {
		upper = dueKey(state.Ref{Due: to + 1})
	}
	sweep := bytes.Compare(lower, s.cursor) <= 0
	if sweep {
		lower = s.cursor
	}
	if limit <= 0 || bytes.Compare(lower, upper) >= 0 {
		return nil, nil
	}
	first := upper
	err = s.scan(lower, upper, func(key, _ []byte) (bool, error) {
		if refs == nil {
			first = bytes.Clone(key)
		}
		ref, err := parseDue(key)
		if err != nil {
			return false, s.explain(err)
		}
		refs = append(refs, ref)
		return len(refs) < limit, nil
	})
	if err != nil {
		return nil, err
	}
	if sweep {
		s.cursor = first
	}
	return refs, nil
}

// rewind puts the cursor at the first key of the index.
func (s *Store) rewind() error {
	s.cursor = []byte{keyDue + 1}
	return s.scan([]byte{keyDue}, s.cursor, func(key, _ []byte) (bool, error) {
		s.cursor = bytes.Clone(key)
		return false, nil
	})
}

// lower makes sure that the next sweep sees a key.
func (s *Store) lower(key []byte) {
	if bytes.Compare(key, s.cursor) < 0 {
		s.cursor = key
	}
}
