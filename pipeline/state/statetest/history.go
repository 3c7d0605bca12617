package statetest

import (
	"encoding/binary"

	"pgregory.net/rapid"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// The world of the suite: few subjects and orders of arrival, so that random
// histories meet the same keys again.
const (
	Subjects = 6
	Seqs     = uint64(12)
	earliest = instant.Time(0)
)

// Subject is the n-th subject of the world. Some share all bytes but the last,
// and one ends in 0xff, where a prefix scan goes wrong first.
func Subject(n int) state.Subject {
	var s state.Subject
	binary.BigEndian.PutUint64(s[8:], uint64(n))
	if n == Subjects-1 {
		for i := range s {
			s[i] = 0xff
		}
	}
	return s
}

// Encode is state.Encode for values that can always be encoded.
func Encode[T state.Row | state.Held | state.Checkpoint](v T) []byte {
	b, err := state.Encode(&v)
	if err != nil {
		panic(err)
	}
	return b
}

// PutRow is the entry that writes a row.
func PutRow(n int, r state.Row) state.Entry {
	return state.Entry{Key: state.RowKey(Subject(n)), Value: Encode(r)}
}

// PutHeld is the entry that holds an event until due.
func PutHeld(n int, seq uint64, due instant.Time) state.Entry {
	h := state.Held{Seq: seq, Destination: "ads", Due: due, Since: 1, Event: []byte(`{"event":"a"}`), Source: "in/0/7"}
	return state.Entry{Key: state.HeldKey(Subject(n), seq), Value: Encode(h)}
}

// PutCheckpoint is the entry that writes a checkpoint.
func PutCheckpoint(c state.Checkpoint) state.Entry {
	return state.Entry{Key: []byte{state.KeyCheckpoint}, Value: Encode(c)}
}

// Forget is the tombstone of an entry.
func Forget(e state.Entry) state.Entry { return state.Entry{Key: e.Key} }

// History draws batches with growing watermarks. Each batch ends with a
// checkpoint, as those of the pipeline do.
func History() *rapid.Generator[[]Batch] {
	return rapid.Custom(func(t *rapid.T) []Batch {
		batches := make([]Batch, rapid.IntRange(1, 20).Draw(t, "batches"))
		var offset int64
		for i := range batches {
			entries := rapid.SliceOfN(entry(), 0, 12).Draw(t, "entries")
			offset += int64(len(entries)) + 1
			c := state.Checkpoint{Offset: offset, Seq: Seqs, Clock: instant.Time(i+1) * instant.Time(20*instant.Second)}
			batches[i] = Batch{Entries: append(entries, PutCheckpoint(c)), Watermark: offset}
		}
		return batches
	})
}

func entry() *rapid.Generator[state.Entry] {
	return rapid.Custom(func(t *rapid.T) state.Entry {
		n := rapid.IntRange(0, Subjects-1).Draw(t, "subject")
		var e state.Entry
		if rapid.Bool().Draw(t, "row") {
			e = PutRow(n, row().Draw(t, "value"))
		} else {
			e = PutHeld(n, rapid.Uint64Range(0, Seqs-1).Draw(t, "seq"), due().Draw(t, "due"))
		}
		if rapid.IntRange(0, 2).Draw(t, "forget") == 0 {
			return Forget(e)
		}
		return e
	})
}

func row() *rapid.Generator[state.Row] {
	return rapid.Custom(func(t *rapid.T) state.Row {
		r := state.Row{OutAt: instant.Time(rapid.IntRange(0, 3).Draw(t, "out")), Held: rapid.Uint32Range(0, 3).Draw(t, "held")}
		for range rapid.IntRange(0, 3).Draw(t, "arrivals") {
			r.Arrive(state.HashID(rapid.StringN(1, 4, -1).Draw(t, "id")), instant.Time(rapid.IntRange(1, 9).Draw(t, "at")))
		}
		return r
	})
}

// due favours few instants, so that ties are common, and the ends of time.
func due() *rapid.Generator[instant.Time] {
	return rapid.SampledFrom([]instant.Time{0, 1, 2, 255, 256, 257, 1 << 40, instant.Never - 1, instant.Never})
}
