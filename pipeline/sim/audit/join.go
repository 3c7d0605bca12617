package audit

import (
	"maps"
	"slices"
)

// link is somebody who is one with a person, or on the way to be.
type link struct {
	who string
	as  linked
}

type linked uint8

const (
	onTheWay  linked = 1 + iota
	joined           // their events come here
	withdrawn        // it was taken back while they were on the way
	forgotten        // the person was erased while they were on the way
)

func (p *person) link(who string) linked {
	for _, l := range p.links {
		if l.who == who {
			return l.as
		}
	}
	return 0
}

func (p *person) setLink(who string, as linked) {
	for i := range p.links {
		if p.links[i].who == who {
			p.links[i].as = as
			return
		}
	}
	p.links = append(p.links, link{who, as})
}

func (p *person) unlink(who string) {
	p.links = slices.DeleteFunc(slices.Clone(p.links), func(l link) bool { return l.who == who })
}

// outlived says that an event waited longer than its id is remembered, as it can
// where a clock jumps: then it is over as if the person had been erased. Whether
// the id was still known shows the record.
func (a *arriving) outlived() bool {
	d, err := a.peek()
	return err == nil && d != nil && d.source == a.event.where && d.reason() == "erase" && !within(a.since, 7*day, a.now)
}

// elsewhere is an event that is judged where the history of its person is.
func (a *arriving) elsewhere() (done bool, err error) {
	to := a.person.with
	if own := a.pseudonym(a.event.who); to == "" && own != a.person.key && a.person.link(own) != joined {
		to = own
	}
	if to == "" {
		return false, nil
	}
	a.found["an event followed its person"]++
	return true, a.says(word{Word: Word{Says: follow, From: a.person.key, To: to}, event: a.event, since: a.since, trips: a.trips})
}

// waits is an event that comes behind a history which is on its way, or which it
// asks for itself. What it denies is heard at once.
func (a *arriving) waits() (done bool, err error) {
	e, p := a.event, a.person
	if ownDecision(e.role) || a.ahead || e.role == "" || a.again {
		return false, nil
	}
	rounds := 0 // the event names no device
	if e.device != "" && a.rules.Linkage != "" {
		rounds = len(a.rules.Destinations)
	}
	if a.trips > rounds {
		return false, nil
	}
	i := slices.IndexFunc(p.links, func(l link) bool { return l.as != joined })
	if i >= 0 {
		a.found["an event waits for a history"]++
		a.choices()
		return true, a.waitsFor(Word{Says: behind, To: p.links[i].who})
	}
	before := p.copied().marks
	if rounds > 0 {
		a.choices()
	}
	who, ok := a.joins()
	if !ok {
		p.marks, a.denied = before, false // they are heard when it is judged, if it can be
		return false, nil
	}
	p.setLink(who, onTheWay)
	return true, a.waitsFor(Word{Says: ask, To: who})
}

// waitsFor sends the event round. It has come, and what it denies is heard.
func (a *arriving) waitsFor(w Word) error {
	if err := a.recall(); err != nil {
		return err
	}
	w.From = a.person.key
	if err := a.says(word{Word: w, event: a.event, since: a.since, trips: a.trips + 1}); err != nil {
		return err
	}
	a.came()
	return a.separate(a.person)
}

// returns is an event that has waited: it is not its own repetition, and over if
// the person was erased meanwhile.
func (a *arriving) returns() (done bool, err error) {
	if a.trips == 0 {
		return false, nil
	}
	i := slices.Index(a.person.seen[a.event.id], a.since)
	if i >= 0 && !a.outlived() {
		a.person.seen[a.event.id] = slices.Delete(slices.Clone(a.person.seen[a.event.id]), i, i+1)
		a.again = a.person.repeated(a.rules, a.event.id, a.now)
		return false, nil
	}
	a.found["erased while an event waited"]++
	for _, d := range a.rules.takers(a.event.role) {
		if err := a.meets(a.must(d.Name, "drop", "erase")); err != nil {
			return true, err
		}
	}
	return true, nil
}

// joins says that the event carries two who are not one yet, and that this is
// agreed to.
func (a *arriving) joins() (who string, ok bool) {
	e, p := a.event, a.person
	if a.rules.Linkage == "" || e.device == "" {
		return "", false
	}
	who = a.pseudonym(e.device)
	return who, who != p.key && p.link(who) == 0 && p.lacks(a.rules, linking, e, a.own, a.now) == ""
}

// invites asks along whom an event that changes what is known joins.
func (a *arriving) invites() error {
	who, ok := a.joins()
	if !ok {
		return nil
	}
	a.person.setLink(who, onTheWay)
	return a.says(word{Word: Word{Says: ask, From: a.person.key, To: who}})
}

// separate lets all go who are one with a person that takes it back.
func (b *batch) separate(p *person) error {
	if b.rules.Linkage == "" || len(p.links) == 0 || !p.denies(linking) {
		return nil
	}
	return b.letAllGo(p, p.apart(), withdrawn)
}

// letAllGo lets go who has come; who is on the way hears of it on arrival.
func (b *batch) letAllGo(p *person, history *person, late linked) error {
	links := p.links
	p.links = nil
	for _, l := range links {
		if l.as != joined {
			p.links = append(p.links, link{l.who, max(l.as, late)})
			continue
		}
		each := *history
		if err := b.lets(p, l.who, each.copied()); err != nil {
			return err
		}
	}
	return nil
}

// erased forgets a person, and whoever is one with them.
func (b *batch) erased(p *person, own int64) error {
	p.forget(own)
	history := *p
	history.links = nil
	return b.letAllGo(p, &history, forgotten)
}

// adds is the history of another: what was counted of either counts for both,
// and once. Consents stay as they are, but what either denied counts as denied
// now; that about the joining itself is left out.
func (p *person) adds(o *person, now int64) {
	for _, category := range []string{advertising, identified} {
		if p.denies(category) || o.denies(category) {
			p.marks[category] = append(p.marks[category], mark{now, false})
		}
	}
	p.out, p.in, p.gone = max(p.out, o.out), max(p.in, o.in), max(p.gone, o.gone)
	for id, at := range o.seen {
		all := slices.Concat(p.seen[id], at)
		slices.Sort(all)
		p.seen[id] = slices.Compact(all) // the same arrival, of one with whom they were one before
	}
	maps.Copy(p.guesses, o.guesses)
	for path, g := range o.given {
		p.give(path, g)
	}
	for _, a := range o.acts {
		if !slices.ContainsFunc(p.acts, func(b act) bool { return a.number == b.number }) {
			p.acts = append(p.acts, a)
		}
	}
	for _, s := range o.sent {
		if !slices.ContainsFunc(p.sent, func(b sent) bool { return s.number == b.number }) {
			p.sent = append(p.sent, s)
		}
	}
	p.met = append(p.met, o.met...)
}

// apart is what stays with somebody who counts apart again: all that was added
// up, and of consents what is denied.
func (p *person) apart() *person {
	c := p.copied()
	c.links, c.with, c.marks = nil, "", map[string][]mark{}
	for _, category := range []string{advertising, identified, linking} {
		if p.denies(category) {
			last := int64(0)
			for _, m := range p.marks[category] {
				last = max(last, m.at)
			}
			c.marks[category] = []mark{{last, false}}
		}
	}
	return c
}

// copied shares nothing with the original.
func (p *person) copied() *person {
	c := *p
	c.links, c.acts, c.sent, c.met = slices.Clone(p.links), slices.Clone(p.acts), slices.Clone(p.sent), slices.Clone(p.met)
	c.seen, c.guesses, c.given, c.marks = map[string][]int64{}, maps.Clone(p.guesses), maps.Clone(p.given), map[string][]mark{}
	for id, at := range p.seen {
		c.seen[id] = slices.Clone(at)
	}
	for category, marks := range p.marks {
		c.marks[category] = slices.Clone(marks)
	}
	return &c
}

// denies says that the latest choice about a category is a denial.
func (p *person) denies(category string) bool {
	last, denied := int64(-1), false
	for _, m := range p.marks[category] {
		if m.at > last || m.at == last && !m.grant {
			last, denied = m.at, !m.grant
		}
	}
	return denied
}
