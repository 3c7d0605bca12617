package audit

import (
	"encoding/hex"
	"fmt"
	"slices"
)

// arrives wants everything that is decided because of one event that comes in.
// key is under whom it comes, since when it came in, and trips how often it has
// waited for a history.
func (b *batch) arrives(e *event, key string, since int64, trips int) error {
	if e.fault != "" {
		return b.unreadable(e, e.fault, b.now)
	}
	p := b.person(key)
	a := &arriving{batch: b, event: e, person: p, since: since, trips: trips, own: min(e.stamp, since), ahead: e.stamp > since+ahead, again: p.repeated(b.rules, e.id, b.now)}
	for _, step := range []func() (bool, error){a.elsewhere, a.returns, a.waits, a.breaks} {
		if done, err := step(); done || err != nil {
			if !a.broken { // an event that breaks a guard takes no place in the order
				b.count++
			}
			return err
		}
	}
	if err := a.run(); err != nil {
		return err
	}
	b.count++
	a.came()
	return b.separate(p)
}

// came remembers that an event has come.
func (a *arriving) came() {
	if a.again || a.event.role == "erase" {
		return
	}
	a.person.seen[a.event.id] = append(a.person.seen[a.event.id], a.since)
	if a.event.role == "prediction" {
		a.person.guesses[a.event.id] = true
	}
}

// arriving is one event that comes in.
type arriving struct {
	*batch
	event  *event
	person *person // as whose it is judged
	since  int64
	trips  int
	own    int64
	ahead  bool // too far
	again  bool // its id was seen
	denied bool // it takes something back
	broken bool // a guard broke on it
}

// breaks is an event at which a guard fails: it is kept for a person.
func (a *arriving) breaks() (done bool, err error) {
	e := a.event
	if e.item != a.Breaks || e.role == "" || a.ahead || a.again || len(a.rules.takers(e.role)) == 0 {
		return false, nil
	}
	if a.broken = true; a.trips > 0 { // nothing of it counts, and that it came stays known
		a.came()
	}
	a.found["a guard broke"]++
	return true, a.unreadable(e, "intake.panic", a.now)
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
		return a.meets(a.must("", "drop", "role.none"))
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
	if err := a.decided(); err != nil || !ownDecision(e.role) || e.role == "erase" {
		return err
	}
	return a.invites()
}

func (a *arriving) must(to, verdict, reason string) want {
	return want{event: a.event, person: a.person, to: to, verdict: verdict, reason: reason}
}

// refused is an event too far ahead: only what denies in it counts.
func (a *arriving) refused() error {
	a.found["too far ahead"]++
	if err := a.keptWhole(a.event, "intake.future"); err != nil {
		return err
	}
	if err := a.meets(a.must("", "quarantine", "intake.future")); err != nil {
		return err
	}
	return a.recall()
}

func (a *arriving) repeats() error {
	a.found["duplicate"]++
	if ownDecision(a.event.role) {
		if err := a.meets(a.must("", "ignore", "duplicate")); err != nil {
			return err
		}
	}
	for _, d := range a.rules.takers(a.event.role) {
		if err := a.meets(a.must(d.Name, "drop", "duplicate")); err != nil {
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
		if why = ""; e.role == "preference" {
			p.gives(e, a.own)
		} else {
			if a.own <= p.out || a.own < p.in || a.own <= p.gone {
				why = "opt_out.older"
			}
			if a.own > p.gone {
				p.in = max(p.in, a.own)
			}
		}
	case "erase":
		why, a.denied = "", true
	}
	verdict := "apply"
	if why != "" {
		verdict = "ignore"
	}
	if err := a.meets(a.must("", verdict, why)); err != nil {
		return true, err
	}
	return false, a.recall()
}

// recall wants at once the end of what is held and may not leave any more.
func (a *arriving) recall() error {
	if !a.denied {
		return nil
	}
	return a.batch.recall(a.person, a.event.role == "erase")
}

func (b *batch) recall(p *person, erased bool) error {
	for _, w := range slices.Clone(b.held) {
		if w.owner != p {
			continue
		}
		why := "erase"
		if !erased {
			why = b.recalled(w)
		}
		if why != "" {
			b.remove(w)
			b.found["recalled: "+why]++
			if err := b.meets(want{event: w.event, person: p, to: w.to, verdict: "drop", reason: why}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch) recalled(w *waiting) string {
	d, _ := b.rules.named(w.to)
	own := min(w.event.stamp, w.since)
	switch {
	case d == nil:
		return "policy.gone"
	case w.event.role == "service":
		return ""
	case w.owner.optedOut():
		return "opt_out"
	}
	if _, lack := w.owner.layers(b.rules, d, w.event, own, b.now); lack == "consent.withdrawn" {
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
		must.since = a.since
		if err := a.meets(must); err != nil {
			return err
		}
		if err := a.follow(p, must, nil); err != nil {
			return err
		}
	}
	if counted || e.role == "conversion" {
		a.facts++
		p.acts = append(p.acts, act{a.facts, a.own, e.topic, e.item, e.role == "conversion"})
	}
	if counted || e.role == "conversion" || e.role == "preference" {
		p.met = append(p.met, contact{a.own, e.brand, e.role == "preference", e.own})
	}
	if e.role == "erase" {
		return a.erased(p, a.own)
	}
	return nil
}

// gives remembers which fields the person gave, or took back.
func (p *person) gives(e *event, own int64) {
	for path, v := range e.fields {
		if _, many := v.(map[string]any); !many {
			p.give(path, given{own, v == nil})
		}
	}
}

func (p *person) give(path string, g given) {
	if !g.back && g.at <= p.gone {
		return
	}
	if was, ok := p.given[path]; !ok || g.at > was.at || g.at == was.at && g.back {
		p.given[path] = g
	}
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
		w := &waiting{event: must.event, owner: p, to: d.Name, since: must.since, due: must.until, order: [2]int{b.count, at}}
		if before != nil {
			w.since, w.order = before.since, before.order
		}
		b.hold(w)
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
	since := must.since
	if before != nil {
		since = before.since
	}
	own := min(must.event.stamp, since)
	n, _ := p.layers(b.rules, d, must.event, own, b.now)
	linked := b.rules.Linkage == "" || p.lacks(b.rules, linking, must.event, own, b.now) == ""
	r, ok := b.next(d.Topic)
	switch {
	case !ok || r.Source != must.event.where:
		return fmt.Errorf("%s goes on with %q and not with %s", d.Topic, r.Source, must.event.where)
	case string(r.Key) != hex.EncodeToString([]byte(b.under(p, r.Value, linked))):
		return fmt.Errorf("%s of %s stands under somebody else", d.Topic, must.event.where)
	case r.Policy != b.checker.now.Policy:
		return fmt.Errorf("%s of %s names another policy", d.Topic, must.event.where)
	}
	if err := b.projected(r.Value, p, must.event, n, linked); err != nil {
		return err
	}
	if must.event.role == "outreach" {
		b.facts++
		p.sent = append(p.sent, sent{b.facts, b.now, d.Name, must.event.topic, must.event.campaign})
	}
	return nil
}
