package chain_test

import (
	"encoding/binary"
	"testing"

	"maat/pipeline/chain"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// full is a history as long as a row may be.
func full(who byte, now instant.Time) (r state.Row) {
	for i := range state.ArrivalsMax {
		r.Arrive(state.ID(binary.BigEndian.AppendUint64([]byte{15: who}, uint64(i))[8:]), now)
	}
	for i := range state.ForwardsMax {
		r.Forward(state.Forward{At: now.Add(-instant.Span(i)), Role: state.Outreach})
		r.Acts = append(r.Acts, state.Act{At: now.Add(-instant.Span(i))})
	}
	return r
}

// Two histories are more than a row may be, and a word is no larger than a row.
func TestWordsAreBounded(t *testing.T) {
	now, me, device := 900*instant.Time(instant.Day), state.Subject{1}, state.Subject{2}
	person := &chain.Person{Subject: me, Row: full(1, now)}
	person.Row.SetLink(device, state.Withdrawn)
	other := full(2, now)
	hear := func(w state.Word) chain.Step {
		w.To, w.From = me, device
		return chain.Hear(&policy.Program{}, person, guard.NoHalts(), &w, 7, now)
	}
	hear(state.Word{Says: state.Tell, Row: &other})
	words := hear(state.Word{Says: state.Done}).Words
	if len(words) != 1 || words[0].Says != state.Part || words[0].To != device {
		t.Fatalf("%d words", len(words))
	}
	if r := words[0].Row; len(r.Arrivals) != state.ArrivalsMax || len(r.Forwards) != state.ForwardsMax || len(r.Acts) > state.ActsMax {
		t.Errorf("%d arrivals, %d forwards, %d acts", len(r.Arrivals), len(r.Forwards), len(r.Acts))
	}
}
