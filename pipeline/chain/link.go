package chain

import (
	"slices"

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
// is one with, or back where it is one no longer, or not yet again.
func (r *run) elsewhere() bool {
	to := r.person.Row.To
	if own := r.a.Own; !r.person.Row.Elsewhere() && own != (state.Subject{}) && own != r.person.Subject && r.person.Row.Linked(own) != state.Joined {
		to = own
	}
	if to == (state.Subject{}) {
		return false
	}
	r.say(to, state.Word{Says: state.Event, Event: r.sent()})
	return true
}

func (r *run) sent() *state.Sent {
	return &state.Sent{Event: r.a.View.AppendCanonical(nil), Since: r.a.Since, Trips: r.a.Trips}
}

// awaits lets an event wait for the history of an anonymous subject: one that it
// joins, or that is on its way already, for the events of a person keep their
// order. The event comes back behind the history.
func (r *run) awaits() bool {
	if int(r.a.Trips) > min(len(r.a.Along), tripsMax) {
		return false
	}
	says := state.Behind
	from, waits := r.person.Row.Waits()
	if !waits {
		if from, waits = r.joins(); !waits {
			return false
		}
		r.ask(from)
		says = state.Ask
	}
	sent := r.sent()
	sent.Trips++
	r.say(from, state.Word{Says: says, Event: sent})
	r.recall()
	return true
}

// erasedMeanwhile ends an event that waited when its person was erased.
func (r *run) erasedMeanwhile() {
	for _, d := range r.p.Takers(r.a.View, r.a.Facts.Role) {
		r.decide(Decision{Destination: d.Name, Verdict: Drop, Guard: "erase", Reason: "erase"})
	}
}

// tripsMax bounds what an event that names many devices waits for.
const tripsMax = 16

// joins is the next subject that becomes one with the person by this event: it
// counts apart, and the purpose is granted to the event.
func (r *run) joins() (from state.Subject, ok bool) {
	for _, one := range r.a.Along {
		if !r.apart(one) || r.withdrawn() {
			continue
		}
		if in := r.input(one.Destination); in.Grants[one.Destination.Link.Purpose.Index] == "" {
			return one.Subject, true
		}
	}
	return from, false
}

// apart says that somebody counts apart, and could be one with the person.
func (r *run) apart(one Along) bool {
	return one.Subject != r.person.Subject && r.person.Row.Linked(one.Subject) == 0
}

// ask remembers that somebody is asked along. Of more than can be one with a
// person, the one that came first counts apart again.
func (r *run) ask(from state.Subject) {
	row := &r.person.Row
	first := slices.IndexFunc(row.Links, func(l state.Link) bool { return l.State == state.Joined })
	if len(row.Links) >= state.LinksMax && first >= 0 {
		gone := row.Links[first].From
		row.SetLink(gone, 0)
		r.part(gone, row.Apart(r.person.Subject), false)
	}
	row.SetLink(from, state.Asked)
}

// invite asks along whom an event that changed state joins.
func (r *run) invite() {
	for from, ok := r.joins(); ok; from, ok = r.joins() {
		r.ask(from)
		r.say(from, state.Word{Says: state.Ask})
	}
}

// separate ends what the person has withdrawn, under whichever policy: what is
// new counts apart again.
func (r *run) separate() {
	if row := &r.person.Row; len(row.Links) > 0 && r.withdrawn() {
		r.release(row.Apart(r.person.Subject), state.Withdrawn)
	}
}

// withdrawn says that a purpose for which a destination would join the person to
// others is denied.
func (r *run) withdrawn() bool {
	return slices.ContainsFunc(r.p.Destinations, func(d *policy.Destination) bool {
		return d.Link != nil && d.Link.Withdrawn(&r.person.Row)
	})
}

// release lets all go who are one with the person, with a history of their own.
// Whoever is still on the way is released on arrival.
func (r *run) release(with state.Row, late state.LinkState) {
	var links []state.Link
	for _, l := range r.person.Row.Links {
		if l.State == state.Joined {
			r.part(l.From, with, late == state.Forgotten)
			continue
		}
		l.State = max(l.State, late)
		links = append(links, l)
	}
	r.person.Row.Links = links
}

func (r *run) part(from state.Subject, with state.Row, erased bool) {
	r.say(from, state.Word{Says: state.Part, Row: &with, Erase: erased})
}

// erase forgets the person, and whoever is one with them.
func (r *run) erase() {
	row := &r.person.Row
	erased := row.Erased(r.a.Facts.Own)
	r.release(erased, state.Forgotten)
	erased.Held, erased.Links = row.Held, row.Links // the erasure itself may wait for a destination that takes it
	*row = erased
	r.step.Erased = true
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
	case state.Done:
		r.done(w.From)
	case state.Refuse:
		person.Row.SetLink(w.From, 0)
	case state.Leave:
		r.left(w)
	case state.Part:
		r.parted(w)
	case state.Behind:
		r.behind(w)
	case state.Around:
		r.say(w.From, state.Word{Says: state.Back, Next: w.Next, Event: w.Event})
	case state.Back:
		r.event(w.Next, w.Event)
	case state.Event: // is judged, not heard
	}
	person.Row.Prune(p.Keep, now)
	return r.step
}

// asked goes along with a known subject: the history goes before what is held,
// and the event that waited for it comes last. Who goes along with another
// leaves that one first; who is known themselves stays.
func (r *run) asked(by state.Subject, w *state.Word) {
	row := &r.person.Row
	switch {
	case row.Elsewhere():
		r.say(row.To, state.Word{Says: state.Leave, Next: by, Event: w.Event})
		return
	case len(row.Links) > 0:
		r.say(by, state.Word{Says: state.Refuse})
	default:
		moved := row.Moved()
		r.say(by, state.Word{Says: state.Tell, Row: &moved})
		for i := range r.person.Held {
			r.say(by, state.Word{Says: state.Handed, Held: &r.person.Held[i]})
		}
		r.say(by, state.Word{Says: state.Done})
		r.person.Held, r.person.Row = nil, state.Row{To: by}
	}
	if w.Event != nil {
		r.event(by, w.Event)
	}
}

// event sends on an event that a word brought.
func (r *run) event(to state.Subject, e *state.Sent) {
	r.say(to, state.Word{Says: state.Event, Event: e})
}

// behind sends an event back behind the answer that its person waits for, which
// may have to come from further off.
func (r *run) behind(w *state.Word) {
	if to := r.person.Row.To; r.person.Row.Elsewhere() && to != w.From {
		r.say(to, state.Word{Says: state.Around, Next: w.From, Event: w.Event})
		return
	}
	r.event(w.From, w.Event)
}

// told adds the history of the anonymous subject to the person's. Of one who was
// erased meanwhile only an opt-out counts.
func (r *run) told(w *state.Word) {
	row := &r.person.Row
	if row.Linked(w.From) == state.Forgotten {
		if w.Row.OptedOut() {
			row.OutAt, row.InAt = max(row.OutAt, w.Row.OutAt), max(row.InAt, w.Row.InAt)
		}
		row.ErasedAt = max(row.ErasedAt, w.Row.ErasedAt)
		return
	}
	row.Join(w.Row, r.now, r.aboutJoining)
	r.denied = true // either's denials now hold for what is held for the other
	r.recall()
}

// handed takes over an event that was held for the anonymous subject. Its order
// of arrival stays where nothing of this partition can have it.
func (r *run) handed(w *state.Word, seq uint64) {
	h := *w.Held
	h.Since = min(h.Since, r.now) // another lane's clock may be ahead
	if h.Seq >= seq || r.person.holds(h.Seq) {
		h.Seq = seq
	}
	h.Handed = h.Role == state.Retract
	o := forgotten
	if r.person.Row.Linked(w.From) != state.Forgotten {
		o = r.recalled(&h)
	}
	switch {
	case o.reason == "":
		r.person.keep(h)
	case h.Handed:
		r.end(h, causeOf(o.guard))
	default:
		r.decideHeld(&h, o)
	}
}

// whose is the identifier under whose pseudonym something leaves, where that is
// not the person's: without leave to join a name and a device no key joins them.
func (r *run) whose(d *policy.Destination, out []byte) string {
	if d.Link == nil || r.input(d).Grants[d.Link.Purpose.Index] == "" {
		return ""
	}
	return r.p.Whose(r.a.View, out, d)
}

// done ends the asking: they are one, or what was said meanwhile is obeyed.
func (r *run) done(from state.Subject) {
	row := &r.person.Row
	as := row.Linked(from)
	switch as {
	case state.Forgotten:
		row.SetLink(from, 0)
		r.part(from, row.Erased(0), true)
	case state.Withdrawn:
		row.SetLink(from, 0)
		r.part(from, row.Apart(r.person.Subject), false)
	default: // Asked
		row.SetLink(from, state.Joined)
		r.separate()
	}
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
	answer := state.Word{Says: state.Part, Next: w.Next, Event: w.Event}
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
		r.step.Erased = w.Erase
	}
	if w.Next != (state.Subject{}) {
		r.asked(w.Next, w)
	}
}
