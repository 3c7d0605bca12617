package pipeline

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"maat/pipeline/state"
)

// Entries are the changes of state of this batch, as they go to the changelog:
// people in the order in which they were touched, and last the checkpoint.
func (l *Lane) Entries() ([]state.Entry, error) {
	var all []state.Entry
	l.mark.Held = l.was.Held
	for _, who := range l.order {
		t := l.touched[who]
		l.mark.Held += events(slices.Values(t.Held)) - events(maps.Values(t.held))
		var err error
		if all, err = t.entries(all); err != nil {
			return nil, err
		}
	}
	mark, err := state.Encode(&l.mark)
	if err != nil {
		return nil, err
	}
	return append(all, state.Entry{Key: []byte{state.KeyCheckpoint}, Value: mark}), nil
}

// entries of one person: the key, the row, then what is held no more, then what
// is held now.
func (t *touched) entries(all []state.Entry) ([]state.Entry, error) {
	var own []state.Entry
	row, err := t.row()
	if err != nil {
		return nil, err
	}
	own = append(own, row...)
	for _, seq := range slices.Sorted(maps.Keys(t.held)) {
		if _, ok := t.find(seq); !ok {
			own = append(own, state.Entry{Key: state.HeldKey(t.Subject, seq)})
		}
	}
	for i := range t.Held {
		h := t.Held[i] // a copy of its own, for it is given away
		if was, ok := t.held[h.Seq]; ok && !t.fresh && was.Due == h.Due && was.Wait == h.Wait && was.Fate == h.Fate {
			continue
		}
		key := state.HeldKey(t.Subject, h.Seq)
		value, err := sealed(t, key, &h)
		if err != nil {
			return nil, err
		}
		own = append(own, state.Entry{Key: key, Value: value, Held: &h})
	}
	return append(t.keyEntry(all), own...), nil
}

// row is written under the key, but for what erasure leaves: that is to be known
// without one.
func (t *touched) row() ([]state.Entry, error) {
	key := state.RowKey(t.Subject)
	if t.Row.Empty() {
		if t.known {
			return []state.Entry{{Key: key}}, nil
		}
		return nil, nil
	}
	row := t.Row // a copy of its own, for it is given away
	write := func() ([]byte, error) { return sealed(t, key, &row) }
	if row.Bare() && !t.used {
		write = func() ([]byte, error) { return state.Encode(&row) }
	}
	value, err := write()
	if err != nil {
		return nil, err
	}
	return []state.Entry{{Key: key, Value: value, Row: &row}}, nil
}

// events are those that really wait.
func events(all iter.Seq[state.Held]) (n int64) {
	for h := range all {
		if !h.Wait.Silent() {
			n++
		}
	}
	return n
}

// Commit makes the batch part of what is known, after its transaction was
// committed. watermark is the changelog offset after its last entry.
func (l *Lane) Commit(entries []state.Entry, watermark int64) error {
	if err := l.store.Apply(entries, watermark); err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	l.was, l.broken = l.mark, nil
	l.forget()
	return nil
}

// Discard forgets the batch: its transaction was aborted.
func (l *Lane) Discard() {
	l.mark, l.broken = l.was, nil
	l.forget()
}

func (l *Lane) forget() {
	clear(l.touched)
	l.order = l.order[:0]
}

// Close closes the store.
func (l *Lane) Close() error { return l.store.Close() }
