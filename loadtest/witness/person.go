package witness

import "time"

// person is one subject's history: what came in, in the order of the intake,
// and what was decided, in the order in which it was recorded. replay walks
// down both and carries the facts along.
type person struct {
	*checker
	facts
	key, who  string
	arrivals  []*event
	decisions []*decision

	next    int // arrival that has not begun
	now     int64
	current *arriving
	held    map[pair]*waiting
	over    map[pair]bool // has its final outcome
	must    []pair        // must be dropped at once
}

// arriving is the event that is being judged for one destination after another.
type arriving struct {
	*event
	at       int64
	repeated bool
	changed  bool // what its own decision must say, where it changes state
	counts   bool // a signal that counts
	decided  map[string]bool
}

// waiting is an event that is held for a destination.
type waiting struct {
	event       *event
	destination *Destination
	until       int64
	order       int
	noted       bool // a violation about its waiting was reported
}

// note reports a violation about what waits, once.
func (p *person) note(w *waiting, kind Kind, format string, args ...any) {
	if !w.noted {
		p.report.add(kind, w.event.where, format, args...)
	}
	w.noted = true
}

func newPerson(c *checker, key, who string) *person {
	return &person{checker: c, facts: newFacts(c.rules), key: key, who: who, held: map[pair]*waiting{}, over: map[pair]bool{}}
}

// replay judges every decision on this person. Where one is not what it should
// be, that is reported and the history goes on from what was done, so that one
// mistake is one violation.
func (p *person) replay() {
	for _, d := range p.decisions {
		if d.at() < p.now {
			p.report.add(ClockBack, d.where, "")
		}
		p.now = max(p.now, d.at())
		key := pair{d.source, d.to()}
		switch w := p.held[key]; {
		case p.over[key]:
			p.report.add(Twice, d.where, "of %s", d.source)
		case w != nil:
			p.again(w, key, d)
		default:
			p.arrive(d, key)
		}
	}
	for p.next < len(p.arrivals) {
		p.begin(p.now)
	}
	p.close()
	if p.opts.Unfinished {
		return
	}
	for key := range p.held {
		p.report.add(Unended, key.source, "for %s", key.destination)
	}
}

// arrive takes a decision on an event that came in.
func (p *person) arrive(d *decision, key pair) {
	e := p.events[d.source]
	if p.current == nil || p.current.event != e {
		if e.order < p.next {
			p.report.add(Order, d.where, "what came in after %s was decided before", d.source)
			return
		}
		for p.next <= e.order {
			p.begin(d.at())
		}
	}
	if d.at() != p.current.at {
		p.report.add(NotDecidedAtOnce, d.where, "of %s", d.source)
	}
	p.current.decided[key.destination] = true
	if d.final() {
		p.over[key] = true
	}
	destination := p.taker(e, key.destination)
	switch {
	case key.destination == "":
		p.own(d)
	case destination == nil:
		p.report.add(Unfounded, d.where, "the destination does not take it")
	default:
		w := p.judge(e, destination, d.at(), nil)
		p.compare(d, w)
		p.follow(e, destination, d, nil)
	}
}

func (p *person) taker(e *event, name string) *Destination {
	for _, d := range p.rules.takers(e.role) {
		if d.Name == name {
			return d
		}
	}
	return nil
}

// own judges the decision that an event has without a destination.
func (p *person) own(d *decision) {
	a, wanted := p.current, apply
	switch {
	case a.role == none:
		if d.Verdict != drop || text(d.Reason) != "role.none" {
			p.report.add(WrongVerdict, d.where, "%s, and not drop of role.none", d.Verdict)
		}
		return
	case !changesState(a.role):
		p.report.add(Unfounded, d.where, "it changes no state")
		return
	case a.repeated || !a.changed:
		wanted = ignore
	}
	if d.Verdict != wanted {
		p.report.add(WrongVerdict, d.where, "%s, and not %s", d.Verdict, wanted)
	}
}

// begin lets the next event of the intake arrive: the one before it is over,
// and its choices count before it is judged.
func (p *person) begin(at int64) {
	p.close()
	e := p.arrivals[p.next]
	p.next++
	e.own = min(e.stamp, at)
	a := &arriving{event: e, at: at, repeated: p.repeated(e, at), decided: map[string]bool{}}
	p.current = a
	for _, w := range p.held {
		if w.until <= at {
			p.note(w, ReleaseOrder, "it was due, and %s was decided before it", e.where)
		}
	}
	if a.repeated || e.role == none {
		return
	}
	a.changed = p.choose(e)
	if e.role == optOut || e.role == optIn {
		a.changed = p.switched(e)
	}
	for key, w := range p.held {
		if p.recalled(w, at) != "" {
			p.must = append(p.must, key)
		}
	}
	for i := range p.rules.Destinations {
		a.counts = a.counts || p.dropped(e, &p.rules.Destinations[i], at, nil) == ""
	}
}

// close ends the event that was being judged: everything was decided on it, and
// from now on it counts.
func (p *person) close() {
	for _, key := range p.must {
		if w := p.held[key]; w != nil {
			p.note(w, NotAtOnce, "for %s", key.destination)
		}
	}
	p.must = nil
	a := p.current
	if a == nil {
		return
	}
	p.current = nil
	p.complete(a)
	if a.repeated {
		return
	}
	if p.seen[a.id] = a.at; a.role == prediction {
		p.guesses[a.id] = true
	}
	if a.role == none {
		return
	}
	if a.role == conversion || a.role == signal && a.counts {
		p.acts[a.topic] = append(p.acts[a.topic], act{a.own, a.role == conversion})
		p.met[a.brand] = append(p.met[a.brand], a.own)
	}
	if a.sensitive && p.rules.Taint > 0 {
		p.taint = append(p.taint, taint{a.at, a.id, a.topic, a.item, a.page})
	}
}

// complete proves that nothing is missing.
func (p *person) complete(a *arriving) {
	if (changesState(a.role) || a.role == none) && !a.decided[""] {
		p.report.add(Missing, a.where, "")
	}
	for _, d := range p.rules.takers(a.role) {
		if !a.decided[d.Name] {
			p.report.add(Missing, a.where, "for %s", d.Name)
		}
	}
}

// again takes a decision on what was held: it fell due, or was withdrawn. What
// withdraws it may be the event that comes next, of which nothing is decided
// yet.
func (p *person) again(w *waiting, key pair, d *decision) {
	guard := text(d.Guard)
	withdrawn := d.Verdict == drop && (guard == "opt_out" || guard == "consent")
	if withdrawn && p.recalled(w, d.at()) != guard && p.next < len(p.arrivals) && p.arrivals[p.next].withdraws(guard) {
		p.begin(d.at())
	}
	if !withdrawn {
		p.close() // what came before counts; a release never stands amid the decisions on an arrival
	}
	delete(p.held, key)
	if d.final() {
		p.over[key] = true
	}
	switch {
	case withdrawn && p.recalled(w, d.at()) == guard:
		p.report.Recalled++
		return
	case d.at() < w.until:
		p.report.add(ReleasedEarly, d.where, "of %s", d.source)
	}
	p.inTime(w, d)
	p.compare(d, p.judge(w.event, w.destination, d.at(), w))
	p.follow(w.event, w.destination, d, w)
}

// inTime judges when something was released.
func (p *person) inTime(w *waiting, d *decision) {
	p.report.Released++
	for _, other := range p.held {
		if other.until < w.until || other.until == w.until && other.order < w.order {
			p.report.add(ReleaseOrder, d.where, "%s was due before", other.event.where)
			break
		}
	}
	late := time.Duration(d.at() - w.until)
	for _, pause := range p.opts.Paused {
		from, to := max(w.until, pause.From.UnixNano()), min(d.at(), pause.To.UnixNano())
		late -= time.Duration(max(0, to-from))
	}
	p.report.LatestRelease = max(p.report.LatestRelease, late)
	if p.opts.ReleaseWithin > 0 && late > p.opts.ReleaseWithin {
		p.report.add(ReleasedLate, d.where, "by %v", late)
	}
}

// linked says that the two identifiers of an event may leave together.
func (p *person) linked(e *event, now int64) bool {
	purpose := p.rules.Linkage.Purpose
	return purpose == "" || p.granted(e, purpose, now)
}

// follow makes what was done part of what is known.
func (p *person) follow(e *event, to *Destination, d *decision, before *waiting) {
	key := pair{d.source, to.Name}
	switch d.Verdict {
	case forward:
		layers, _ := to.reached(e.role, func(purpose string) bool { return p.granted(e, purpose, d.at()) })
		p.left[key] = &left{event: e, destination: to, layers: layers, where: d.where, key: p.key, linked: p.linked(e, d.at())}
		if e.role == outreach {
			p.sent = append(p.sent, sent{d.at(), to.Name})
		}
	case hold:
		w := &waiting{event: e, destination: to, until: d.Until.UnixNano(), order: e.order}
		if before != nil {
			w.order = before.order
		}
		p.held[key] = w
	}
}
