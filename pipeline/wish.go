package pipeline

import (
	"bytes"
	"encoding/hex"

	"maat/pipeline/chain"
	"maat/pipeline/rights"
	"maat/pipeline/state"
)

// Unreadable is the reason for which a wish is kept whole: it cannot be read, or
// nobody could be answered.
const Unreadable = "intake.wish"

// wish takes a wish as it came in. Who writes the intake may be anybody who is
// let: what cannot be read never stops the lane.
func (l *Lane) wish(r Record) (Judged, error) {
	w, err := state.Decode[state.Word](r.Value)
	if err != nil || !sound(w) || !bytes.Equal(r.Key, w.To[:]) {
		return l.refuse(r, Unreadable), nil //nolint:nilerr // it is kept whole, and told so in its decision
	}
	r.Key = nil
	return l.obey(r, w)
}

func sound(w *state.Word) bool {
	return w.Says == state.Wishes && w.Wish != nil && w.Wish.Kind.Known() && w.Wish.ID != "" && len(w.Wish.ID) <= rights.IDMax &&
		w.From == state.Subject{} && w.Next == w.To && rights.Sealable(w.Wish.Reply)
}

// obey does what a wish says and answers it. One on which a guard panics, or of
// which more would leave than its topic takes, is kept whole, and told so.
func (l *Lane) obey(r Record, w *state.Word) (Judged, error) {
	here := asked{offset: r.Offset}
	if reason, ok := l.broken[here]; ok {
		j := l.refuse(r, reason)
		return j, l.answer(&j, w.Wish, &rights.Reply{Refused: reason})
	}
	person, err := l.person(w.To)
	if err != nil {
		return Judged{}, err
	}
	l.busy = &here
	from := chain.Arrival{Seq: l.seq(), Source: r.Source, Trace: r.Trace.String()}
	step := chain.Obey(l.terms.Program, &person.Person, l.terms.Halts, w, from, l.mark.Clock)
	l.busy = nil
	if err := l.fits(here, &step); err != nil {
		return Judged{}, err
	}
	j, err := l.judged(r, person, step)
	if err != nil || step.Reply == nil {
		return j, err
	}
	if a := step.Reply.Answer; a != nil {
		a.Subject = hex.EncodeToString(person.Subject[:])
	}
	return j, l.answer(&j, w.Wish, step.Reply)
}

// answer seals a reply for who asked.
func (l *Lane) answer(j *Judged, w *state.Wish, reply *rights.Reply) error {
	parts, err := rights.Seal(w.Reply, reply)
	if err != nil {
		return err
	}
	j.Answer = &Answer{To: rights.Address(w.Reply), Parts: parts}
	return nil
}
