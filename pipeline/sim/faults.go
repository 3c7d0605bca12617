package sim

import (
	"fmt"

	"maat/pipeline/guard"
	"maat/pipeline/policy"
	"maat/pipeline/sim/audit"
)

// plan is what a seed has in store: how large the world is, and which kinds of
// trouble exist in it. One in ten worlds has all, one in twenty none.
type plan struct {
	instances          int
	inputs, partitions int32
	people, batch      int
	devices            int // 0: everybody has a name
	releases           int
	length             int64 // of the first half

	crashes, disks, pauses, unknown, aborts, refusals, away, rebalances bool
	deploys, clocks, halts, policies, offsets, compaction, slow         bool
}

func makePlan(c chance) plan {
	p := plan{
		instances: 1 + c.IntN(3), inputs: 1 + c.Int32N(2), partitions: 1 + c.Int32N(3), people: 2 + c.IntN(7),
		batch: pick(c, 3, 10, 30), releases: pick(c, 1, 3, 20), length: c.between(40, 80) * second,
	}
	if c.in(2) {
		p.devices = 1 + c.IntN(4)
	}
	amount := c.IntN(20)
	for _, kind := range []*bool{
		&p.crashes, &p.disks, &p.pauses, &p.unknown, &p.aborts, &p.refusals, &p.away, &p.rebalances,
		&p.deploys, &p.clocks, &p.halts, &p.policies, &p.offsets, &p.compaction, &p.slow,
	} {
		chosen := c.in(2)
		*kind = amount > 0 && (amount <= 2 || chosen)
	}
	return p
}

// order is what a person ordered.
type order struct {
	at   int64
	to   string
	halt guard.Halt
}

// edition is a policy and from when on it is in force.
type edition struct {
	from    int64
	rules   *audit.Rules
	program *policy.Program
}

// often lets something happen again and again until all is healed.
func (w *World) often(planned bool, least, most int64, do func()) {
	if !planned {
		return
	}
	var again func()
	again = func() {
		w.after(w.faults.between(least, most), func() {
			if w.healed {
				return
			}
			do()
			again()
		})
	}
	again()
}

// trouble sets up all that goes wrong by itself. What goes wrong at a point of
// an instance's own doing is in session.go and commit.go.
func (w *World) trouble() {
	p := &w.plan
	some := func() *instance { return pick(w.faults, w.instances...) }
	w.often(p.crashes, 3*second, 20*second, func() { some().kill() })
	w.often(p.rebalances, second, 15*second, func() { w.group.changed() })
	w.often(p.deploys, 5*second, 30*second, func() { some().deploy() })
	w.often(p.clocks, 2*second, 20*second, func() {
		i := some()
		i.drift = pick(w.faults, 0, 0, 5*second, -3*second, -3*minute, 2*minute, pick(w.faults, 0, 0, 0, 0, 3*hour, 3*hour, 9*day))
		w.trace("the clock of %s is off by %d s", i.name, i.drift/second)
		w.see("a clock jumped")
	})
	w.often(p.halts, 3*second, 15*second, func() {
		w.ordered(pick(w.faults, "*", "meta", "mail"), pick(w.faults, guard.Running, guard.Running, guard.HaltDrop, guard.HaltHold, guard.HaltHold))
	})
	w.often(p.offsets, 3*second, 12*second, func() { w.group.tamper() })
	w.often(p.compaction, 2*second, 10*second, func() {
		for n := range p.partitions {
			w.log(place{topicChangelog, n}).compact(w.bug == TombstonesLost)
		}
		w.see("a compaction")
	})
}

func (w *World) ordered(to string, halt guard.Halt) {
	w.orders = append(w.orders, order{w.now, to, halt})
	w.trace("%s of %s", halt, to)
	w.wakeAll()
}

// kill is a kill -9. One that sleeps in the middle of a step dies when it wakes.
func (i *instance) kill() {
	switch {
	case i.loop == nil:
	case i.busy:
		i.killed = true
	default:
		i.died()
	}
}

// deploy stops an instance in good order and starts it again.
func (i *instance) deploy() {
	if i.busy || i.loop == nil {
		return
	}
	i.w.see("a deployment")
	i.interrupted("a deployment")
	i.close()
	i.wake(i.w.now + i.w.faults.between(second, 6*second))
}

// legislate writes the policies and when each comes into force.
func (w *World) legislate(c chance) error {
	quiet := int(start%day/minute) + c.IntN(2)
	rules := draw(c, quiet)
	from := int64(0)
	for n := 0; n == 0 || w.plan.policies && n < 3; n++ {
		if n > 0 {
			rules = other(c, rules, quiet)
			from = start + c.between(5*second, w.plan.length)
		}
		if err := w.enact(rules, max(from, w.lastEdition())); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) lastEdition() int64 {
	if len(w.policies) == 0 {
		return 0
	}
	return w.policies[len(w.policies)-1].from + 1
}

// enact compiles rules. The audit always hears the true ones.
func (w *World) enact(rules audit.Rules, from int64) error {
	bent := bend(rules, w.bug)
	program, err := w.lab.compile(text(&bent), w.bug)
	if err != nil {
		return err
	}
	if old := w.history.Rules[program.Version]; old != nil && fmt.Sprint(*old) != fmt.Sprint(rules) {
		return nil // bent to what another edition is already
	}
	w.history.Rules[program.Version] = &rules
	w.policies = append(w.policies, edition{from, &rules, program})
	return nil
}

// bend plants a mistake in a policy.
func bend(r audit.Rules, bug Bug) audit.Rules {
	r.Caps = append([]audit.Cap(nil), r.Caps...)
	r.Destinations = append([]audit.Destination(nil), r.Destinations...)
	switch bug {
	case CapAbove:
		r.Caps[0].Max++
	case CapBelow:
		r.Caps[1].Max = max(1, r.Caps[1].Max-1)
	case CooldownShort:
		if r.Wait > second {
			r.Wait -= second
		}
	case DuplicatesForgotten:
		r.Duplicate -= second
	case DurationLong:
		if r.Max > 0 {
			r.Max += second
		}
	case ConsentUnaged:
		if r.MaxAge > 0 {
			r.MaxAge = 395 * day
		}
	case InterestBelow:
		r.Interest.Signals = max(r.Interest.Signals-1, 0)
	case ContactLong:
		if r.Relationship.Within > 0 {
			r.Relationship.Within += second
		}
	case GuessesLeave:
		r.Predicted = ""
	case PriceKept:
		r.Price = ""
	case DeadlineForgotten:
		for i := range r.Destinations {
			r.Destinations[i].Deadline = 0
		}
	}
	return r
}
