package audit

import (
	"cmp"
	"fmt"
	"slices"
)

// lane is one partition of the intake.
type lane struct {
	arrived []arrival
	decided int // of arrived
	count   int // of what took a place in the order of arrival
	now     int64
	healed  int64 // what now was when all was healed
	people  map[string]*person
	held    []*waiting // in the order of arrival
}

type arrival struct {
	event  *event // nil: it is a word only
	word   *word
	offset int64
}

// person finds who is known by a pseudonym.
func (l *lane) person(key string) *person {
	if l.people[key] == nil {
		l.people[key] = newPerson(key)
	}
	return l.people[key]
}

// waiting is an event that is held for a destination.
type waiting struct {
	event *event
	owner *person
	to    string
	since int64
	due   int64
	order [2]int // arrival, and destination in the policy of then
	moved bool   // it came from another partition
}

func (c *checker) lane(p int32) *lane {
	if c.lanes[p] == nil {
		c.lanes[p] = &lane{people: map[string]*person{}}
	}
	return c.lanes[p]
}

// judged wants what a batch decides in a partition of the intake: what fell
// due, what was resumed, and what arrived, in this order.
func (c *checker) judged(p *Part, _ int64) error {
	l := c.lane(p.Partition)
	if c.now.At < c.Healed || c.now.Clock > c.now.At { // the clock may be ahead of the world still
		l.healed = max(l.now, c.now.Clock)
	}
	l.now = max(l.now, c.now.Clock)
	b := &batch{checker: c, lane: l, rules: c.Rules[c.now.Policy], now: l.now}
	if b.rules == nil {
		return fmt.Errorf("the policy %s is not known", c.now.Policy)
	}
	if err := b.due(); err != nil {
		return err
	}
	if err := b.resumed(); err != nil {
		return err
	}
	for l.decided < len(l.arrived) && l.arrived[l.decided].offset < p.To {
		a := l.arrived[l.decided]
		l.decided++
		step := func() error { return b.arrives(a.event, b.pseudonym(a.event.who), b.now, 0) }
		if a.word != nil {
			step = func() error { return b.hears(a.word) }
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// batch is what is decided in one partition in one transaction.
type batch struct {
	*checker
	*lane
	rules *Rules
	now   int64
}

// due wants what has fallen due, by due time and order of arrival, but no more
// than one batch judges.
func (b *batch) due() error {
	var all []*waiting
	for _, w := range b.held {
		if w.due <= b.now {
			all = append(all, w)
		}
	}
	slices.SortStableFunc(all, func(x, y *waiting) int {
		return cmp.Or(cmp.Compare(x.due, y.due), slices.Compare(x.order[:], y.order[:]))
	})
	for i, w := range all {
		if i == b.Releases {
			b.found["more due than a batch takes"]++
			break
		}
		if err := b.release(w); err != nil {
			return err
		}
	}
	return nil
}

// resumed wants what waited for a person, where it is not halted any more. It is
// asked only now and then: whether this was such a batch shows the next record.
func (b *batch) resumed() error {
	n := 0
	for _, w := range slices.Clone(b.held) {
		if w.due != never || b.halt(w.to) == "hold" {
			continue
		}
		if n == 0 {
			d, err := b.peek()
			if err != nil || d == nil || !b.again(w).is(d, b.now) {
				return err
			}
		}
		if n++; n > b.Releases {
			return nil
		}
		if b.found["resumed"]++; w.moved {
			b.found["resumed where it was handed over"]++
		}
		if err := b.release(w); err != nil {
			return err
		}
	}
	return nil
}

// halt is what the instance had heard for a destination: drop, hold or "".
func (b *batch) halt(to string) string {
	if h, ok := b.checker.now.Halts[to]; ok {
		return h
	}
	return b.checker.now.Halts["*"]
}

// again works out what becomes of a held event now.
func (b *batch) again(w *waiting) want {
	d, _ := b.rules.named(w.to)
	if d == nil || !slices.Contains(d.Takes, w.event.role) {
		return want{event: w.event, person: w.owner, to: w.to, verdict: "drop", reason: "policy.gone"}
	}
	if w.event.item == b.BreaksAgain {
		return want{event: w.event, person: w.owner, to: w.to, verdict: "quarantine", reason: "intake.panic"}
	}
	return b.judge(w.owner, w.event, d, min(w.event.stamp, w.since), w)
}

// release wants a held event judged again.
func (b *batch) release(w *waiting) error {
	must := b.again(w)
	b.remove(w)
	if err := b.meets(must); err != nil {
		return err
	}
	if w.due != never {
		b.found["released"]++
		if b.now == w.due {
			b.found["released at the very moment"]++
		}
		latest := max(w.due, b.Healed+b.Grace, b.lane.healed) + b.Late
		if b.checker.now.At > b.Healed && b.now > latest {
			return fmt.Errorf("%s for %s was due at %d and released %d ns later than it may be", w.event.where, w.to, w.due, b.now-latest)
		}
	}
	return b.follow(w.owner, must, w)
}

// hold keeps what waits in the order of arrival.
func (b *batch) hold(w *waiting) {
	i, _ := slices.BinarySearchFunc(b.held, w, func(x, y *waiting) int { return slices.Compare(x.order[:], y.order[:]) })
	b.held = slices.Insert(b.held, i, w)
}

func (b *batch) remove(w *waiting) {
	b.held = slices.DeleteFunc(b.held, func(o *waiting) bool { return o == w })
}

// meets takes the next decision and compares.
func (b *batch) meets(must want) error {
	d, err := b.decision()
	switch {
	case err != nil:
		return fmt.Errorf("%w: %s", err, must)
	case !must.is(d, b.now):
		return fmt.Errorf("found: %s; must be: %s at %d", d, must, b.now)
	}
	b.found[must.verdict]++
	if must.reason != "" {
		b.found["reason "+must.reason]++
	}
	return nil
}
