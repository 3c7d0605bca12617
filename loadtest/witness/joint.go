package witness

import (
	"cmp"
	"maps"
	"slices"
)

// joint judges those who became one with others, or were asked to. As whose an
// event is judged, and when exactly two became one, only the partitions know;
// so this asks less than replay does, but nothing that may be otherwise: one
// final outcome for each input, no more than the caps allow over all that was
// sent to those who are one, nothing after a denial, and what speaks for itself.
func (c *checker) joint() {
	c.report.Joint = len(c.joints)
	lots := map[string][]*person{}
	for _, key := range slices.Sorted(maps.Keys(c.people)) {
		if lot := c.joints[key]; lot != "" {
			lots[lot] = append(lots[lot], c.people[key])
		}
	}
	for _, lot := range slices.Sorted(maps.Keys(lots)) {
		j := &lotted{checker: c, byKey: map[string][]*decision{}, opened: map[*decision]*event{}, out: map[pair]string{}}
		for _, p := range lots[lot] {
			j.arrivals = append(j.arrivals, p.arrivals...)
			for _, d := range p.decisions {
				j.decided(d)
			}
		}
		j.conserved()
		for _, key := range slices.Sorted(maps.Keys(j.byKey)) {
			j.judge(key)
		}
	}
}

// lotted are the histories of a lot of people.
type lotted struct {
	*checker
	arrivals []*event
	byKey    map[string][]*decision // by as whose it was decided, in the order of the record
	opened   map[*decision]*event
	out      map[pair]string // ids that were forwarded, by where they went and whose they are
}

func (j *lotted) decided(d *decision) {
	e := j.events[d.source]
	if _, ok := j.came[coming{d.source, d.key}]; !ok && d.Verdict != forward && d.Verdict != drop { // what is held moves without its event
		j.report.add(BadRecord, d.where, "it stands under somebody to whom the event never came")
	}
	j.opened[d] = e
	j.byKey[d.key] = append(j.byKey[d.key], d)
}

// conserved proves that every event has one final outcome for each destination,
// wherever it was judged.
func (j *lotted) conserved() {
	final, held := map[pair]int{}, map[pair]int{}
	for d := range j.opened {
		if key := (pair{d.source, d.to()}); d.final() {
			final[key]++
		} else {
			held[key]++
		}
	}
	for _, e := range j.arrivals {
		var must []string
		if changesState(e.role) || e.role == none {
			must = append(must, "")
		}
		for _, d := range j.rules.takers(e.role) {
			must = append(must, d.Name)
		}
		for _, to := range must {
			switch key := (pair{e.where, to}); {
			case final[key] > 1:
				j.report.add(Twice, e.where, "for %s", to)
			case final[key] == 0 && held[key] == 0:
				j.report.add(Missing, e.where, "for %s", to)
			case final[key] == 0 && !j.opts.Unfinished:
				j.report.add(Unended, e.where, "for %s", to)
			}
		}
	}
}

// judge walks down what was decided under one pseudonym.
func (j *lotted) judge(key string) {
	p := newPerson(j.checker, key, "")
	list := slices.Clone(j.byKey[key])
	slices.SortStableFunc(list, func(a, b *decision) int { return cmp.Compare(a.offset, b.offset) })
	met := map[string]bool{}
	for _, d := range list {
		e := j.opened[d]
		e.own = min(e.stamp, d.at())
		if !met[e.where] {
			met[e.where] = true
			if p.repeated(e, d.at()) {
				e = &event{where: e.where, role: e.role}
			}
			j.reached(key, j.came[coming{e.where, key}], d.at())
			p.heard(e, d.at())
		}
		if d.Verdict == forward {
			j.forwarded(p, d)
		}
	}
}

// reached notes from when on the histories that came before an event were known.
func (j *lotted) reached(key string, offset, at int64) {
	for _, t := range j.tells {
		if t.to == key && t.since == 0 && t.offset < offset {
			t.since = at
		}
	}
}

// heard is as much of an event as counts whoever it is about.
func (p *person) heard(e *event, at int64) {
	if e.id == "" {
		return
	}
	p.seen[e.id] = at
	p.choose(e)
	switch e.role {
	case optOut, optIn:
		p.switched(e)
	case prediction:
		p.guesses[e.id] = true
	}
}

// forwarded judges what left.
func (j *lotted) forwarded(p *person, d *decision) {
	e, to := j.opened[d], p.taker(j.opened[d], d.to())
	if to == nil {
		j.report.add(Unfounded, d.where, "the destination does not take it")
		return
	}
	switch {
	case e.sensitive:
		j.report.add(SensitiveLeft, d.where, "of %s", e.where)
	case e.role != prediction && p.content(e) == "predicted" || e.role == prediction && j.rules.Predicted != "":
		j.report.add(GuessLeft, d.where, "of %s", e.where)
	case p.content(e) == "price":
		j.report.add(PriceBroken, d.where, "of %s", e.where)
	case e.role != service && p.out > j.optedIn():
		j.report.add(OptedOut, d.where, "of %s", e.where)
	case e.role != service && p.denied(e, to):
		j.report.add(NoConsent, d.where, "of %s", e.where)
	}
	id := pair{e.who + " " + e.id, to.Name}
	if first, ok := j.out[id]; ok && first != e.where {
		j.report.add(DuplicateLeft, d.where, "of %s", e.where)
	}
	j.out[id] = e.where
	j.left[pair{d.source, to.Name}] = &left{event: e, destination: to, layers: 1, joint: true, where: d.where, key: p.key, linked: p.linked(e, d.at())}
	if e.role == outreach {
		p.sent = append(p.sent, sent{d.at(), to.Name})
		j.weigh(p, d, to)
	}
}

// optedIn is the latest time at which anybody of the lot switched on again.
func (j *lotted) optedIn() (latest int64) {
	for _, e := range j.arrivals {
		if e.role == optIn {
			latest = max(latest, e.stamp)
		}
	}
	return latest
}

// denied says that a purpose without which the event may not leave was denied,
// by what came to this very subject.
func (p *person) denied(e *event, d *Destination) bool {
	layers, enough := d.reached(e.role, func(purpose string) bool {
		marks, then := p.marks[p.rules.Purposes[purpose].Category], int64(-1)
		for _, m := range marks {
			if m.at <= e.own {
				then = max(then, m.at)
			}
		}
		return !slices.ContainsFunc(marks, func(m mark) bool { return m.at >= then && !m.grant })
	})
	return !enough && layers < len(d.Layers)
}

// weigh counts what was sent to all who are one by now: under this pseudonym,
// and under each whose history had come before.
func (j *lotted) weigh(p *person, d *decision, to *Destination) {
	all := slices.Clone(p.sent)
	for _, t := range j.tells {
		if t.to != p.key || t.since == 0 {
			continue
		}
		for _, other := range j.byKey[t.from] {
			if other.Verdict == forward && other.at() < t.since && j.opened[other].role == outreach {
				all = append(all, sent{other.at(), other.to()})
			}
		}
	}
	if len(all) > len(p.sent) {
		j.report.Weighed++
	}
	for _, c := range j.rules.Caps {
		n := 0
		for _, s := range all {
			if within(s.at, c.Per, d.at()) && (c.By == "subject" || s.destination == to.Name) {
				n++
			}
		}
		if n > c.Max {
			j.report.add(CapExceeded, d.where, "by %s, over those who are one", c.By)
		}
	}
}
