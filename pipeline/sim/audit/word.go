package audit

import (
	"fmt"
	"slices"
)

// word is what one partition says to another, with what it really stands for: a
// history is taken from what the audit knows, and not from the record.
type word struct {
	Word
	event   *event // that it brings along; nil: none
	since   int64  // when that came in
	trips   int    // how often it has waited
	history *person
	held    *waiting
}

// What is said. A known subject asks an anonymous one along; that hands over its
// history and then what is held for it, or refuses. It leaves one person for
// another, and is let go by them. Events follow, or go the way of the question
// and back, to come behind the answer.
const (
	ask    = "ask"
	handed = "handed"
	tell   = "tell"
	done   = "done"
	refuse = "refuse"
	leave  = "leave"
	part   = "part"
	follow = "event"
	behind = "behind"
	around = "around"
	back   = "back"
)

// String shows the first bytes of pseudonyms.
func (w *Word) String() string {
	return fmt.Sprintf("%s from %.3x to %.3x for %.3x", w.Says, w.From, w.To, w.Next)
}

// says wants a word, in the transaction in which it is said, and lets it come in
// where it goes.
func (b *batch) says(w word) error {
	r, ok := b.next(b.Topics.Intake)
	switch {
	case !ok:
		return fmt.Errorf("nothing is said where there must be: %s", w.Says)
	case r.Word == nil:
		return fmt.Errorf("%s goes to the intake where must be said: %s", r.Source, w.Says)
	case r.Word.Says != w.Says || r.Word.From != w.From || r.Word.To != w.To || r.Word.Next != w.Next:
		return fmt.Errorf("what is said because of %s is %s, and must be: %s", r.Source, r.Word, &w.Word)
	case (w.event == nil) != (r.Word.Event == nil):
		return fmt.Errorf("the word %s because of %s brings an event, or none, and must not", w.Says, r.Source)
	case w.event != nil && (r.Source != w.event.where || !same(r.Word.Event, w.event.value)):
		return fmt.Errorf("%s does not go along whole with the word %s, but %s", w.event.where, w.Says, r.Source)
	}
	if err := b.lives(w.To, &r); err != nil {
		return fmt.Errorf("the word %s because of %s: %w", w.Says, r.Source, err)
	}
	b.found["said: "+w.Says]++
	return b.checker.lane(r.Partition).insert(arrival{word: &w, offset: r.Offset})
}

// hears wants what follows from a word.
func (b *batch) hears(w *word) error {
	p := b.person(w.To)
	if w.Says == follow {
		w.event.hopped = true
		return b.arrives(w.event, w.To, min(w.since, b.now), w.trips)
	}
	b.count++
	switch w.Says {
	case ask:
		return b.asked(p, w.From, w)
	case done:
		return b.done(p, w.From)
	case handed:
		return b.handed(p, w)
	case tell:
		return b.told(p, w)
	case refuse:
		p.unlink(w.From)
		return nil
	case leave:
		return b.left(p, w)
	case part:
		return b.parted(p, w)
	case behind:
		if p.with != "" && p.with != w.From {
			return b.brings(p, w, Word{Says: around, To: p.with, Next: w.From})
		}
		return b.brings(p, w, Word{Says: follow, To: w.From})
	case around:
		return b.brings(p, w, Word{Says: back, To: w.From, Next: w.Next})
	}
	return b.brings(p, w, Word{Says: follow, To: w.Next})
}

// brings sends on the event that a word brought.
func (b *batch) brings(p *person, w *word, next Word) error {
	next.From = p.key
	return b.says(word{Word: next, event: w.event, since: w.since, trips: w.trips})
}

// asked: who is known themselves stays; who is one with somebody else asks to
// leave; anybody else comes, with all that they have.
func (b *batch) asked(p *person, by string, w *word) error {
	if p.with != "" {
		return b.brings(p, w, Word{Says: leave, To: p.with, Next: by})
	}
	if len(p.links) > 0 {
		b.found["a known subject was asked along"]++
		if err := b.says(word{Word: Word{Says: refuse, From: p.key, To: by}}); err != nil {
			return err
		}
	} else if err := b.comes(p, by); err != nil {
		return err
	}
	if w.event == nil {
		return nil
	}
	return b.brings(p, w, Word{Says: follow, To: by})
}

// comes hands over what is known and what is held.
func (b *batch) comes(p *person, to string) error {
	history := *p
	*p = *newPerson(p.key)
	p.with = to
	if err := b.says(word{Word: Word{Says: tell, From: p.key, To: to}, history: &history}); err != nil {
		return err
	}
	for i := 0; i < len(b.held); {
		h := b.held[i]
		if h.owner != p {
			i++
			continue
		}
		b.remove(h)
		if err := b.says(word{Word: Word{Says: handed, From: p.key, To: to}, held: h}); err != nil {
			return err
		}
	}
	return b.says(word{Word: Word{Says: done, From: p.key, To: to}})
}

// handed is an event that was held for somebody who has come: it waits on, where
// that is not over already, in the order of arrival that it had, if nothing of
// this partition can have the same.
func (b *batch) handed(p *person, w *word) error {
	h := w.held
	taken := slices.ContainsFunc(b.held, func(o *waiting) bool { return o.owner == p && o.order == h.order })
	if h.owner, h.since = p, min(h.since, b.now); taken || h.order[0] >= b.count {
		h.order = [2]int{b.count, 0}
	}
	h.moved = true
	b.found["held, and handed over"]++
	why := "erase"
	if p.link(w.From) != forgotten {
		why = b.recalled(h)
	}
	if why != "" {
		return b.meets(want{event: h.event, person: p, to: h.to, verdict: "drop", reason: why})
	}
	b.hold(h)
	return nil
}

// told adds up two histories; of one who comes to somebody erased meanwhile only
// that they opted out counts.
func (b *batch) told(p *person, w *word) error {
	if p.link(w.From) == forgotten {
		if w.history.optedOut() {
			p.out, p.in = max(p.out, w.history.out), max(p.in, w.history.in)
		}
		p.gone = max(p.gone, w.history.gone)
		return nil
	}
	b.found["two became one"]++
	if len(w.history.sent) > 0 && len(p.sent) > 0 {
		b.found["two became one who were both sent something"]++
	}
	p.adds(w.history, b.now)
	return b.recall(p, false)
}

// done: all has come. Who withdrew or was erased meanwhile is obeyed now.
func (b *batch) done(p *person, from string) error {
	switch p.link(from) {
	case forgotten:
		b.found["forgotten on the way"]++
		p.unlink(from)
		gone := *p
		gone.forget(0)
		gone.links = nil
		return b.lets(p, from, &gone)
	case withdrawn:
		b.found["withdrawn on the way"]++
		p.unlink(from)
		return b.lets(p, from, p.apart())
	case onTheWay, joined:
	}
	p.setLink(from, joined)
	return b.separate(p)
}

// left lets somebody go to the next who asks for them.
func (b *batch) left(p *person, w *word) error {
	b.found["asked along by another"]++
	answer := word{Word: Word{Says: part, From: p.key, To: w.From, Next: w.Next}, event: w.event, since: w.since, trips: w.trips}
	if p.link(w.From) == joined {
		answer.history = p.apart()
		p.unlink(w.From)
	}
	return b.says(answer)
}

// parted counts apart again, or comes along with the next.
func (b *batch) parted(p *person, w *word) error {
	if w.history != nil && p.with == w.From {
		key := p.key
		*p = *w.history
		p.key = key
		b.found["one became two"]++
	}
	if w.Next == "" {
		return nil
	}
	return b.asked(p, w.Next, w)
}

func (b *batch) lets(p *person, who string, history *person) error {
	return b.says(word{Word: Word{Says: part, From: p.key, To: who}, history: history})
}
