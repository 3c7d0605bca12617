package pipeline

import (
	"fmt"

	"maat/pipeline/chain"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// word takes a word from another person's partition. An event that it brings is
// judged as any other, and kept whole where it cannot be.
func (l *Lane) word(r Record) (Judged, error) {
	w, err := l.read(r.Value)
	if err != nil {
		return Judged{}, fmt.Errorf("offset %d: %w", r.Offset, err)
	}
	if w.Says == state.Event {
		r.Value = w.Event.Event
		return l.arrive(r, w)
	}
	person, err := l.person(w.To)
	if err != nil {
		return Judged{}, err
	}
	step := chain.Hear(l.terms.Program, &person.Person, l.terms.Halts, w, l.seq(), l.mark.Clock)
	j, err := l.judged(r, person, step)
	j.Halted = w.Says == state.Handed && w.Held.Due == instant.Never
	return j, err
}

// judged makes the words of a step ready to be sent.
func (l *Lane) judged(r Record, person *touched, step chain.Step) (Judged, error) {
	j := Judged{Step: step, Record: r, Subject: person.Subject, Keys: l.keys(person.Subject, step.Outputs)}
	for i := range step.Words {
		w := &step.Words[i]
		value, err := l.write(w)
		if err != nil {
			return Judged{}, err
		}
		j.Letters = append(j.Letters, Letter{To: w.To, Value: value})
	}
	return j, l.done(person, &j)
}

// read takes a word as it stands on the intake. One of before there was a vault
// is plain.
func (l *Lane) read(value []byte) (w *state.Word, err error) {
	if l.vault != nil && state.Sealed(value) {
		if value, err = l.vault.OpenCommon(value[1:], wordAAD); err != nil {
			return nil, err
		}
	}
	return state.Decode[state.Word](value)
}

// write seals a word, for it goes from one person to another: under neither's
// key, but under one that the next owner of any partition has.
func (l *Lane) write(w *state.Word) ([]byte, error) {
	value, err := state.Encode(w)
	if err != nil || l.vault == nil {
		return value, err
	}
	return l.vault.Common().Seal([]byte{state.SealedVersion}, value, wordAAD)
}

var wordAAD = []byte("maat word")

// keys are under whom outputs are sent.
func (l *Lane) keys(who state.Subject, outputs []chain.Output) []state.Subject {
	keys := make([]state.Subject, len(outputs))
	for i := range outputs {
		if keys[i] = who; outputs[i].Whose != "" {
			keys[i] = l.people.Of(outputs[i].Whose)
		}
	}
	return keys
}

// seq is the next order of arrival.
func (l *Lane) seq() uint64 {
	n := l.mark.Seq
	l.mark.Seq += chain.SeqStep
	return n
}

// whose finds as whose an event is judged: its own subject's, or the one's that
// it was sent after. What it names beside its subject is found too.
func (l *Lane) whose(a *chain.Arrival, w *state.Word) state.Subject {
	a.Own = l.people.Of(a.Subject)
	for _, d := range l.terms.Program.Destinations {
		for _, id := range l.terms.Program.Along(a.View, a.Subject, d) {
			a.Along = append(a.Along, chain.Along{Subject: l.people.Of(id), Destination: d})
		}
	}
	if w == nil {
		return a.Own
	}
	a.Trips = w.Event.Trips
	return w.To
}
