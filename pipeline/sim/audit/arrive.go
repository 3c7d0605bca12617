package audit

import (
	"fmt"
	"slices"
)

// arrives wants everything that is decided because of one event that comes in.
func (b *batch) arrives(e *event) error {
	if e.fault != "" {
		return b.unreadable(e, e.fault, b.now)
	}
	p := b.people[e.who]
	if p == nil {
		p = newPerson()
		b.people[e.who] = p
	}
	a := &arriving{batch: b, event: e, person: p, own: min(e.stamp, b.now), ahead: e.stamp > b.now+ahead, again: p.repeated(b.rules, e.id, b.now)}
	if e.item == b.Breaks && e.role != "" && !a.ahead && !a.again && len(b.rules.takers(e.role)) > 0 {
		b.found["a guard broke"]++
		return b.unreadable(e, "intake.panic", b.now)
	}
	if err := a.run(); err != nil {
		return err
	}
	if !a.again && e.role != "erase" {
		p.seen[e.id] = b.now
	}
	return nil
}

// arriving is one event that comes in.
type arriving struct {
	*batch
	event  *event
	person *person
	own    int64
	ahead  bool // too far
	again  bool // its id was seen
	denied bool // it takes something back
}

func (a *arriving) run() error {
	e := a.event
	switch {
	case a.ahead && !ownDecision(e.role):
		if e.role != "" && !a.again {
			a.choices()
		}
		return a.refused()
	case e.role == "":
		return a.meets(want{event: e, verdict: "drop", reason: "role.none"})
	case a.again:
		return a.repeats()
	case ownDecision(e.role):
		if done, err := a.changes(); done || err != nil {
			return err
		}
	default:
		a.choices()
		if err := a.recall(); err != nil {
			return err
		}
	}
	return a.decided()
}

// refused is an event too far ahead: only what denies in it counts.
func (a *arriving) refused() error {
	a.found["too far ahead"]++
	if err := a.keptWhole(a.event, "intake.future"); err != nil {
		return err
	}
	if err := a.meets(want{event: a.event, verdict: "quarantine", reason: "intake.future"}); err != nil {
		return err
	}
	return a.recall()
}

func (a *arriving) repeats() error {
	a.found["duplicate"]++
	if ownDecision(a.event.role) {
		if err := a.meets(want{event: a.event, verdict: "ignore", reason: "duplicate"}); err != nil {
			return err
		}
	}
	for _, d := range a.rules.takers(a.event.role) {
		if err := a.meets(want{event: a.event, to: d.Name, verdict: "drop", reason: "duplicate"}); err != nil {
			return err
		}
	}
	return nil
}

// choices remembers what the event grants and denies, and says why none of it
// counts; "" where some does, or there is none.
func (a *arriving) choices() (why string) {
	counts, none := false, true
	for _, ch := range a.event.choices {
		if a.ahead && ch.grant {
			continue
		}
		a.denied = a.denied || !ch.grant
		got := a.person.choose(ch, a.own)
		counts, none = counts || got == "", false
		if why == "" || got == "consent.older" {
			why = got
		}
	}
	if counts || none {
		return ""
	}
	return why
}

// changes is an event that changes what is known and has a decision of its own.
func (a *arriving) changes() (done bool, err error) {
	e, p := a.event, a.person
	why := a.choices()
	switch e.role {
	case "consent":
		if a.ahead && !a.denied {
			return true, a.refused()
		}
	case "opt_out":
		if why = ""; a.own < p.in || a.own < p.out {
			why = "opt_out.older"
		}
		p.out = max(p.out, a.own)
		a.denied = a.denied || why == ""
	case "opt_in", "preference":
		if a.ahead {
			return true, a.refused()
		}
		if why = ""; e.role == "opt_in" {
			if a.own <= p.out || a.own < p.in {
				why = "opt_out.older"
			}
			p.in = max(p.in, a.own)
		}
	case "erase":
		why, a.denied = "", true
	}
	verdict := "apply"
	if why != "" {
		verdict = "ignore"
	}
	if err := a.meets(want{event: e, verdict: verdict, reason: why}); err != nil {
		return true, err
	}
	return false, a.recall()
}

// recall wants at once the end of what is held and may not leave any more.
func (a *arriving) recall() error {
	if !a.denied {
		return nil
	}
	for _, w := range slices.Clone(a.held) {
		if w.owner != a.person {
			continue
		}
		if why := a.recalled(w); why != "" {
			a.remove(w)
			a.found["recalled: "+why]++
			if err := a.meets(want{event: w.event, to: w.to, verdict: "drop", reason: why}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *arriving) recalled(w *waiting) string {
	d, _ := a.rules.named(w.to)
	own := min(w.event.stamp, w.since)
	switch {
	case a.event.role == "erase":
		return "erase"
	case d == nil:
		return "policy.gone"
	case w.event.role == "service":
		return ""
	case a.person.optedOut():
		return "opt_out"
	}
	if _, lack := a.person.layers(a.rules, d, w.event, own, a.now); lack == "consent.withdrawn" {
		return lack
	}
	return ""
}

// decided wants the outcome for every destination, and then lets the event
// count.
func (a *arriving) decided() error {
	e, p := a.event, a.person
	counted := e.role == "signal" && a.counts()
	for _, d := range a.rules.takers(e.role) {
		must := a.judge(p, e, d, a.own, nil)
		if err := a.meets(must); err != nil {
			return err
		}
		if err := a.follow(p, must, nil); err != nil {
			return err
		}
	}
	if counted || e.role == "conversion" {
		p.acts = append(p.acts, act{a.own, e.topic, e.role == "conversion"})
	}
	if e.role == "erase" {
		p.forget()
	}
	return nil
}

// counts says that a signal is one for some destination, whether or not that
// takes it.
func (a *arriving) counts() bool {
	for i := range a.rules.Destinations {
		d := &a.rules.Destinations[i]
		_, lack := a.person.layers(a.rules, d, a.event, a.own, a.now)
		if a.halt(d.Name) != "drop" && !a.person.optedOut() && lack == "" {
			return true
		}
	}
	return false
}

// follow makes what was decided part of what is known.
func (b *batch) follow(p *person, must want, before *waiting) error {
	switch must.verdict {
	case "hold":
		d, at := b.rules.named(must.to)
		w := &waiting{event: must.event, owner: p, to: d.Name, since: b.now, due: must.until, order: [2]int{b.decided, at}}
		if before != nil {
			w.since, w.order = before.since, before.order
		}
		i, _ := slices.BinarySearchFunc(b.held, w, func(x, y *waiting) int {
			return slices.Compare(x.order[:], y.order[:])
		})
		b.held = slices.Insert(b.held, i, w)
	case "forward":
		return b.leaves(p, must, before)
	case "quarantine":
		b.found["a guard broke at a release"]++
		if r, ok := b.next(b.Topics.Quarantine); !ok || r.Source != must.event.where || r.Reason != must.reason || len(r.Value) == 0 {
			return fmt.Errorf("%s is not in the quarantine", must.event.where)
		}
	}
	return nil
}

// leaves wants the event in the topic of its destination, once.
func (b *batch) leaves(p *person, must want, before *waiting) error {
	d, _ := b.rules.named(must.to)
	own := min(must.event.stamp, b.now)
	if before != nil {
		own = min(must.event.stamp, before.since)
	}
	n, _ := p.layers(b.rules, d, must.event, own, b.now)
	r, ok := b.next(d.Topic)
	switch {
	case !ok || r.Source != must.event.where:
		return fmt.Errorf("%s goes on with %q and not with %s", d.Topic, r.Source, must.event.where)
	case r.Policy != b.checker.now.Policy:
		return fmt.Errorf("%s of %s names another policy", d.Topic, must.event.where)
	}
	if err := projected(&r, must.event, n); err != nil {
		return err
	}
	if must.event.role == "outreach" {
		p.sent = append(p.sent, sent{b.now, d.Name, must.event.topic, must.event.campaign})
	}
	return nil
}
