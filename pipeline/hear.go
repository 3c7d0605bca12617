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
	w, err := state.Decode[state.Word](r.Value)
	if err != nil {
		return Judged{}, fmt.Errorf("offset %d: %w", r.Offset, err)
	}
	switch w.Says {
	case state.Event:
		r.Value = w.Event.Event
		return l.arrive(r, w)
	case state.Wishes:
		return l.obey(r, w)
	default: // is heard
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
		value, err := state.Encode(w)
		if err != nil {
			return Judged{}, err
		}
		j.Letters = append(j.Letters, Letter{To: w.To, Value: value})
	}
	return j, nil
}

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
