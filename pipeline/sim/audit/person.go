package audit

import (
	"cmp"
	"slices"
)

// person is what is known of one subject. Nothing falls out of it: a bound
// would be a rule of its own.
type person struct {
	key     string
	with    string             // whom they are one with, who is judged in their place; "": nobody
	links   []link             // who is one with them, or on the way
	seen    map[string][]int64 // first arrivals, by id: when a window has ended, there is another
	marks   map[string][]mark
	out     int64 // own time of the latest opt-out; 0: none
	in      int64
	gone    int64 // own time of the latest erasure; 0: none
	acts    []act
	sent    []sent
	guesses map[string]bool  // ids of predictions
	given   map[string]given // by path
	met     []contact
}

type mark struct {
	at    int64
	grant bool
}

// act and sent have a number each, so that what two have in common is known for
// the same.
type act struct {
	number      int
	at          int64
	topic, item string
	conversion  bool
}

type sent struct {
	number              int
	at                  int64
	to, topic, campaign string
}

type given struct {
	at   int64
	back bool
}

type contact struct {
	at         int64
	brand      string
	preference bool
	own        bool // on the brand's own site
}

func newPerson(key string) *person {
	return &person{key: key, seen: map[string][]int64{}, marks: map[string][]mark{}, guesses: map[string]bool{}, given: map[string]given{}}
}

// forget is an erasure: only an opt-out outlives it, and that it was.
func (p *person) forget(own int64) {
	out, in, links, gone := p.out, p.in, p.links, max(p.gone, own)
	*p = *newPerson(p.key)
	p.gone = gone
	if p.links = links; out != 0 && out >= in {
		p.out, p.in = out, in
	}
}

func (p *person) optedOut() bool { return p.out != 0 && p.out >= p.in }

func (p *person) repeated(r *Rules, id string, now int64) bool {
	return slices.ContainsFunc(p.seen[id], func(first int64) bool { return within(first, r.Duplicate, now) })
}

// choose remembers a choice; the answer is "" where it counts, else why not.
func (p *person) choose(ch choice, own int64) string {
	marks := p.marks[ch.category]
	newest, why := int64(-1), ""
	for _, m := range marks {
		newest = max(newest, m.at)
	}
	switch {
	case ch.grant && own <= p.gone:
		return "consent.older"
	case own < newest:
		why = "consent.older"
	case own == newest && (ch.grant || slices.Contains(marks, mark{own, false})):
		why = "consent.tie"
	}
	p.marks[ch.category] = append(marks, mark{own, ch.grant})
	return why
}

// lacks says why a purpose is not granted to an event, "" where it is: it stood
// granted when the event occurred and was not denied since.
func (p *person) lacks(r *Rules, category string, e *event, own, now int64) string {
	then, newest := int64(-1), int64(-1)
	for _, m := range p.marks[category] {
		newest = max(newest, m.at)
		if m.at <= own {
			then = max(then, m.at)
		}
	}
	denied := slices.ContainsFunc(p.marks[category], func(m mark) bool { return m.at >= then && !m.grant })
	switch {
	case denied:
		return "consent.withdrawn"
	case then < 0:
		return "consent.missing"
	case r.MaxAge > 0 && !(within(then, r.MaxAge, own) && within(newest, r.MaxAge, now)):
		return "consent.expired"
	case r.GPC && e.gpc && category == advertising:
		return "consent.gpc"
	}
	return ""
}

// layers answers how many are reached, and why not the one that is needed.
func (p *person) layers(r *Rules, d *Destination, e *event, own, now int64) (n int, lack string) {
	mild := p.lacks(r, advertising, e, own, now)
	switch {
	case mild != "" && d.Mild && e.role != "service":
		return 1, mild
	case mild != "":
		return 1, ""
	case p.lacks(r, identified, e, own, now) != "":
		return 2, ""
	}
	return 3, ""
}

// knows says that there was contact enough for an outreach; else why not.
func (p *person) knows(r *Rules, e *event, now int64) string {
	switch {
	case r.Relationship.Within == 0:
		return ""
	case r.Relationship.Brand && e.brand == "":
		return "relationship.unknown"
	}
	for _, c := range p.met {
		counts := c.preference || c.own || !r.Relationship.Own
		if counts && (!r.Relationship.Brand || c.brand == e.brand) && within(c.at, r.Relationship.Within, now) {
			return ""
		}
	}
	if r.Relationship.Brand {
		return "relationship.brand"
	}
	return "relationship.none"
}

// interested says that there were signals enough for an outreach; else why not.
func (p *person) interested(r *Rules, e *event, now int64) string {
	about := func(topic, item string) string {
		if r.Interest.Item {
			return item
		}
		return topic
	}
	items, n := map[string]bool{}, 0
	for _, a := range p.acts {
		if !a.conversion && about(a.topic, a.item) == about(e.topic, e.item) && within(a.at, r.Interest.Within, now) {
			items[a.item] = true
			n++
		}
	}
	if delete(items, ""); r.Interest.Distinct {
		n = len(items)
	}
	switch {
	case r.Interest.Signals == 0:
		return ""
	case about(e.topic, e.item) == "":
		return "interest.unknown"
	case n < r.Interest.Signals:
		return "interest.few"
	}
	return ""
}

// lastSignal is the own time of the latest signal on a topic; 0 for none.
func (p *person) lastSignal(topic string) (last int64) {
	for _, a := range p.acts {
		if a.topic == topic && !a.conversion {
			last = max(last, a.at)
		}
	}
	return last
}

// ended says why retargeting on a topic does not go on, "" where it does: it
// starts at the first signal since the last conversion, or since rest without
// any, and after a conversion only with a signal at least rest after it.
func (p *person) ended(r *Rules, topic string, now int64) string {
	acts := slices.Clone(p.acts)
	slices.SortStableFunc(acts, func(a, b act) int { return cmp.Compare(a.at, b.at) })
	var start, last, free int64
	why := "duration.no_signal"
	for _, a := range acts {
		switch {
		case a.topic != topic:
		case a.conversion:
			start, free, why = 0, a.at+r.Rest, "duration.converted"
		case a.at < free:
		case start == 0 || a.at-last >= r.Rest:
			start, last, why = a.at, a.at, ""
		default:
			last = a.at
		}
	}
	if why == "" && !within(start, r.Max, now) {
		return "duration.over"
	}
	return why
}

// capped says which cap is full for one more outreach, "" for none; and whether
// something falls out of a window at this very moment.
func (p *person) capped(r *Rules, d *Destination, e *event, now int64) (by string, edge bool) {
	for _, c := range r.Caps {
		n := 0
		for _, s := range p.sent {
			same := map[string]bool{"destination": s.to == d.Name, "subject": true, "topic": s.topic == e.topic, "campaign": s.campaign == e.campaign}
			if same[c.By] && within(s.at, c.Per, now) {
				n++
			}
			edge = edge || same[c.By] && now-s.at == c.Per
		}
		if n >= c.Max {
			return c.By, false
		}
	}
	return "", edge
}
