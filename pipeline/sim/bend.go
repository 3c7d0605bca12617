package sim

import (
	"bytes"
	"slices"

	"maat/pipeline"
	"maat/pipeline/state"
)

// bendWord plants a mistake in what one partition says to another; nil where it
// is not said at all.
func (w *World) bendWord(value []byte) []byte {
	switch w.bug {
	case HistoryTwice, HistoryLost, DenialLost, HandedLost, ApartUndenied:
	default:
		return value
	}
	word, err := state.Decode[state.Word](value)
	switch {
	case err != nil:
		w.fail("a word cannot be read: %v", err)
		return value
	case w.bug == HandedLost && word.Says == state.Handed:
		return nil
	case w.bug == ApartUndenied && word.Says == state.Part && word.Row != nil:
		word.Row.Consents = nil
	case word.Says != state.Tell:
		return value
	}
	switch w.bug {
	case HistoryTwice:
		word.Row.Forwards = slices.Concat(word.Row.Forwards, word.Row.Forwards)
	case HistoryLost:
		word.Row.Forwards = nil
	case DenialLost:
		word.Row.Consents = nil
	}
	return encoded(w, word)
}

func encoded[T state.Word | state.Row](w *World, v *T) []byte {
	value, err := state.Encode(v)
	if err != nil {
		w.fail("it cannot be written: %v", err)
	}
	return value
}

// bendEntries plants a mistake in the changes of state that a word brings about.
func (w *World) bendEntries(p *pipeline.Part, j *pipeline.Judged) {
	if !j.Record.Word || w.bug != GrantsTaken && w.bug != WayForgotten {
		return
	}
	word, err := state.Decode[state.Word](j.Record.Value)
	if err != nil {
		return // an event that it brought
	}
	key := state.RowKey(j.Subject)
	i := slices.IndexFunc(p.Entries, func(e state.Entry) bool { return bytes.Equal(e.Key, key) })
	if i < 0 || p.Entries[i].Row == nil {
		return
	}
	e := &p.Entries[i]
	row := e.Row.Clone()
	switch {
	case w.bug == GrantsTaken && word.Says == state.Tell && word.Row != nil:
		for _, s := range word.Row.Consents {
			for _, m := range s.Marks {
				row.Choose(s.Category, m)
			}
		}
	case w.bug == WayForgotten && row.Elsewhere():
		row.To = state.Subject{}
	default:
		return
	}
	if *e = (state.Entry{Key: key}); !row.Empty() {
		*e = state.Entry{Key: key, Row: &row, Value: encoded(w, &row)}
	}
}
