package diskstore

import (
	"encoding/binary"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// flushEvery is how far the clock of the checkpoints may move between flushes:
// the most that a crash leaves to replay, apart from the time between batches.
const flushEvery = instant.Minute

// staged is one call of Apply before it is committed: the Pebble batch, and
// what is to change in memory after it.
type staged struct {
	batch      *pebble.Batch
	rows       map[state.Subject]hotRow
	due        [][]byte // keys new in the due index
	checkpoint *state.Checkpoint
}

// Apply implements state.Store. An entry that is not of this version refuses
// the whole call. The watermark is taken as it is given: a replay may begin
// below the present one, and until it has caught up the store says so.
func (s *Store) Apply(entries []state.Entry, watermark int64) error {
	if err := s.failure.check(); err != nil {
		return s.explain(err)
	}
	if watermark < 0 {
		return fmt.Errorf("diskstore: watermark %d is not an offset", watermark)
	}
	st := &staged{batch: s.db.NewBatch(), rows: map[state.Subject]hotRow{}, checkpoint: s.checkpoint}
	defer func() { _ = st.batch.Close() }() // it gives memory back; Commit has told what failed
	if err := s.stage(st, entries, watermark); err != nil {
		return err
	}
	if err := st.batch.Commit(pebble.NoSync); err != nil {
		return s.explain(err)
	}
	return s.settle(st, watermark)
}

// stage fills the batch. Of several entries with one key only the last counts,
// so no entry depends on another.
func (s *Store) stage(st *staged, entries []state.Entry, watermark int64) error {
	last := make(map[string]int, len(entries))
	for i, e := range entries {
		last[string(e.Key)] = i
	}
	for i, e := range entries {
		kind, who, seq, err := state.ParseKey(e.Key)
		if err != nil {
			return err
		}
		if last[string(e.Key)] != i {
			continue
		}
		switch kind {
		case state.KeyRow:
			err = s.row(st, who, e)
		case state.KeyHeld:
			err = s.held(st, state.Ref{Seq: seq, Subject: who}, e)
		case state.KeyCheckpoint:
			err = st.check(e)
		case state.KeyKey:
			err = st.set(e)
		}
		if err != nil {
			return err
		}
	}
	return st.batch.Set([]byte{keyWatermark}, binary.BigEndian.AppendUint64(nil, uint64(watermark)), nil)
}

// settle brings what is in memory up to the committed batch.
func (s *Store) settle(st *staged, watermark int64) error {
	for who, r := range st.rows {
		if r.row == nil {
			s.rows.drop(who)
		} else {
			s.rows.put(who, r.row, r.size)
		}
	}
	for _, key := range st.due {
		s.lower(key)
	}
	s.watermark, s.checkpoint = watermark, st.checkpoint
	if s.checkpoint == nil || s.checkpoint.Clock.Sub(s.flushed) < flushEvery {
		return nil
	}
	s.flushed = s.checkpoint.Clock
	if _, err := s.db.AsyncFlush(); err != nil {
		return s.explain(err)
	}
	return nil
}

// row takes a row. One that is sealed and that nobody decoded is opened when it
// is asked for.
func (s *Store) row(st *staged, who state.Subject, e state.Entry) error {
	row := e.Row
	switch {
	case e.Value == nil:
		row = new(state.Row)
	case row == nil && !state.Sealed(e.Value):
		var err error
		if row, err = state.Decode[state.Row](e.Value); err != nil {
			return err
		}
	}
	st.rows[who] = hotRow{row, len(e.Value)}
	return st.set(e)
}

// set writes an entry as it is.
func (st *staged) set(e state.Entry) error {
	if e.Value == nil {
		return st.batch.Delete(e.Key, nil)
	}
	return st.batch.Set(e.Key, e.Value, nil)
}

func (st *staged) check(e state.Entry) (err error) {
	if e.Value == nil {
		st.checkpoint = nil
		return st.set(e)
	}
	if st.checkpoint, err = state.Decode[state.Checkpoint](e.Value); err != nil {
		return err
	}
	return st.set(e)
}

// held replaces a held event and its place in the due index.
func (s *Store) held(st *staged, ref state.Ref, e state.Entry) error {
	old, err := s.get(e.Key)
	if err != nil {
		return err
	}
	if old != nil {
		if ref.Due, err = state.DueOf(e.Key, old); err != nil {
			return s.explain(err)
		}
		if err := st.batch.Delete(dueKey(ref), nil); err != nil {
			return err
		}
	}
	if e.Value == nil {
		return st.set(e)
	}
	if ref.Due, err = state.DueOf(e.Key, e.Value); err != nil {
		return err
	}
	key := dueKey(ref)
	st.due = append(st.due, key)
	if err := st.batch.Set(key, nil, nil); err != nil {
		return err
	}
	return st.set(e)
}
