package chain

import (
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// Along is an anonymous subject that an event names beside its own, which is
// known: for a destination that would join the two.
type Along struct {
	Subject     state.Subject
	Destination *policy.Destination
}

// say tells another person's partition something.
func (r *run) say(to state.Subject, w state.Word) {
	w.To, w.From = to, r.person.Subject
	r.step.Words = append(r.step.Words, w)
}

// elsewhere sends an event to where it is judged: after the subject that its own
// is one with, or back where it is one no longer.
func (r *run) elsewhere() bool {
	to := r.person.Row.To
	if own := r.a.Own; !r.person.Row.Elsewhere() && own != (state.Subject{}) && own != r.person.Subject && r.person.Row.Linked(own) == 0 {
		to = own
	}
	if to == (state.Subject{}) {
		return false
	}
	r.say(to, state.Word{Says: state.Event, Event: r.a.View.AppendCanonical(nil), Trips: r.a.Trips})
	return true
}

// awaits lets an event wait for the history of an anonymous subject: one that it
// joins, or that is on its way already, for the events of a person keep their
// order. The event comes back behind the history. What changes state never
// waits: a denial is heard at once.
func (r *run) awaits() bool {
	if r.a.Facts.Role.ChangesState() || int(r.a.Trips) > min(len(r.a.Along), tripsMax) {
		return false
	}
	w := state.Word{Says: state.Behind, Trips: r.a.Trips + 1}
	from, waits := r.person.Row.Waits()
	if !waits {
		if len(r.a.Along) == 0 {
			return false
		}
		r.consents()
		if from, waits = r.joins(); !waits {
			return false
		}
		r.person.Row.SetLink(from, state.Asked)
		w.Says = state.Ask
	}
	w.Event = r.a.View.AppendCanonical(nil)
	r.say(from, w)
	return true
}

// tripsMax bounds what an event that names many devices waits for.
const tripsMax = 16

// joins is the next subject that becomes one with the person by this event: it
// counts apart, and the purpose is granted to the event.
func (r *run) joins() (from state.Subject, ok bool) {
	for _, one := range r.a.Along {
		if one.Subject == r.person.Subject || r.person.Row.Linked(one.Subject) != 0 || len(r.person.Row.Links) == state.LinksMax {
			continue
		}
		if in := r.input(one.Destination); in.Grants[one.Destination.Link.Purpose.Index] == "" {
			return one.Subject, true
		}
	}
	return from, false
}

// invite asks along whom an event that changed state joins.
func (r *run) invite() {
	for from, ok := r.joins(); ok; from, ok = r.joins() {
		r.person.Row.SetLink(from, state.Asked)
		r.say(from, state.Word{Says: state.Ask})
	}
}

// separate ends what the person has withdrawn: what is new counts apart again.
func (r *run) separate() {
	row := &r.person.Row
	if !r.denied || len(row.Links) == 0 {
		return
	}
	for _, d := range r.p.Destinations {
		if d.Link != nil && d.Link.Withdrawn(row) {
			r.release(row.Apart(r.person.Subject), state.Withdrawn)
			return
		}
	}
}

// release lets all go who are one with the person, with a history of their own.
// Whoever is still on the way is released on arrival.
func (r *run) release(with state.Row, late state.LinkState) {
	var links []state.Link
	for _, l := range r.person.Row.Links {
		if l.State == state.Joined {
			r.part(l.From, with)
			continue
		}
		l.State = max(l.State, late)
		links = append(links, l)
	}
	r.person.Row.Links = links
}

func (r *run) part(from state.Subject, with state.Row) {
	r.say(from, state.Word{Says: state.Part, Row: &with})
}

// erase forgets the person, and whoever is one with them.
func (r *run) erase() {
	row := &r.person.Row
	erased := row.Erased()
	r.release(erased, state.Forgotten)
	erased.Held, erased.Links = row.Held, row.Links // the erasure itself may wait for a destination that takes it
	*row = erased
}

// Hear is what a word from another person's partition does. seq is its order of
// arrival.
func Hear(p *policy.Program, person *Person, halts guard.Halts, w *state.Word, seq uint64, now instant.Time) Step {
	r := &run{p: p, person: person, halts: halts, a: &Arrival{}, now: now, dark: halts.Dark(p.Shadow)}
	switch w.Says {
	case state.Ask:
		r.asked(w.From, w)
	case state.Handed:
		r.handed(w, seq)
	case state.Tell:
		r.told(w)
	case state.Refuse:
		person.Row.SetLink(w.From, 0)
	case state.Leave:
		r.left(w)
	case state.Part:
		r.parted(w)
	case state.Behind:
		r.behind(w)
	case state.Around:
		r.say(w.From, state.Word{Says: state.Back, Next: w.Next, Event: w.Event, Trips: w.Trips})
	case state.Back:
		r.event(w.Next, w)
	case state.Event: // is judged, not heard
	}
	person.Row.Prune(p.Keep, now)
	return r.step
}

// asked goes along with a known subject: what is held goes before the history,
// and the event that waited for it comes last. Who goes along with another
// leaves that one first; who is known themselves stays.
func (r *run) asked(by state.Subject, w *state.Word) {
	row := &r.person.Row
	switch {
	case row.Elsewhere():
		r.say(row.To, state.Word{Says: state.Leave, Next: by, Event: w.Event, Trips: w.Trips})
		return
	case len(row.Links) > 0:
		r.say(by, state.Word{Says: state.Refuse})
	default:
		for i := range r.person.Held {
			r.say(by, state.Word{Says: state.Handed, Held: &r.person.Held[i]})
		}
		moved := row.Moved()
		r.say(by, state.Word{Says: state.Tell, Row: &moved})
		r.person.Held, r.person.Row = nil, state.Row{To: by}
	}
	if w.Event != nil {
		r.event(by, w)
	}
}

// event sends on the event that a word brought.
func (r *run) event(to state.Subject, w *state.Word) {
	r.say(to, state.Word{Says: state.Event, Event: w.Event, Trips: w.Trips})
}

// behind sends an event back behind the answer that its person waits for, which
// may have to come from further off.
func (r *run) behind(w *state.Word) {
	if to := r.person.Row.To; r.person.Row.Elsewhere() && to != w.From {
		r.say(to, state.Word{Says: state.Around, Next: w.From, Event: w.Event, Trips: w.Trips})
		return
	}
	r.event(w.From, w)
}

// handed takes over an event that was held for the anonymous subject.
func (r *run) handed(w *state.Word, seq uint64) {
	h := *w.Held
	h.Seq = seq
	switch erased := r.person.Row.Linked(w.From) == state.Forgotten; {
	case erased && h.Role == state.Retract:
		r.end(h, RetractErased)
	case erased:
		r.decideHeld(&h, forgotten)
	default:
		h.Handed = h.Role == state.Retract
		r.person.keep(h)
	}
}

// told adds the history of the anonymous subject to the person's.
func (r *run) told(w *state.Word) {
	row, as := &r.person.Row, r.person.Row.Linked(w.From)
	if as == state.Forgotten {
		row.OutAt, row.InAt = max(row.OutAt, w.Row.OutAt), max(row.InAt, w.Row.InAt)
		row.SetLink(w.From, 0)
		r.part(w.From, row.Erased())
		return
	}
	row.Join(w.Row, r.person.Subject, r.now, r.aboutJoining)
	row.SetLink(w.From, state.Joined)
	r.denied = true // either's denials now hold for what is held for the other
	r.recall()
	if as == state.Withdrawn {
		row.SetLink(w.From, 0)
		r.part(w.From, row.Apart(r.person.Subject))
		return
	}
	r.separate()
}

func (r *run) aboutJoining(category string) bool {
	for _, d := range r.p.Destinations {
		if d.Link != nil && d.Link.Own(category) {
			return true
		}
	}
	return false
}

// left lets the anonymous subject go to another known one. Where it is on its
// way again meanwhile it hears of that first, and asks once more.
func (r *run) left(w *state.Word) {
	answer := state.Word{Says: state.Part, Next: w.Next, Event: w.Event, Trips: w.Trips}
	if r.person.Row.Linked(w.From) == state.Joined {
		with := r.person.Row.Apart(r.person.Subject)
		answer.Row = &with
		r.person.Row.SetLink(w.From, 0)
	}
	r.say(w.From, answer)
}

// parted counts apart again, or goes along with the next.
func (r *run) parted(w *state.Word) {
	if w.Row != nil && r.person.Row.To == w.From {
		r.person.Row = *w.Row
	}
	if w.Next != (state.Subject{}) {
		r.asked(w.Next, w)
	}
}
