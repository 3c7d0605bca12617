package sim

import (
	"context"
	"errors"
	"time"

	"maat/pipeline"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
)

// instance is one process of Maat, over all its lives.
type instance struct {
	w        *World
	name     string
	disk     *disk
	producer *producer

	loop   *pipeline.Loop // nil: it does not run
	member *member
	epoch  int
	busy   bool // in a step, perhaps asleep in it
	silent bool // no heartbeats reach the group
	killed bool // while it slept
	down   bool // stopped by its operators
	wakeAt int64
	wait   int64 // what the last poll was ready to wait

	drift int64 // of its clock
	tick  int64 // how much its clock went on within this step
	lag   int64 // after which it hears of orders and policies

	told told // what it was told last
}

// subjectKey is that of the pseudonyms.
const subjectKey = "0123456789abcdef0123456789abcdef"

// told is what an instance believes of the world: all that a decision depends
// on besides the logs.
type told struct {
	clock  int64
	policy *edition
	halts  map[string]string
}

// crash is what a dying instance throws. Only its own step catches it.
type crash struct{ i *instance }

// refusedError is a restore that does not fit what the group has committed.
type refusedError struct{ why string }

func (e *refusedError) Error() string { return e.why }

// stepMin is the least time that a round takes, and what times are multiples of:
// so what is due now is met at its very moment.
const stepMin = 20 * millisecond

// wake has it take a step no later than at.
func (i *instance) wake(at int64) {
	at = (max(at, i.w.now) + stepMin - 1) / stepMin * stepMin
	if i.wakeAt != 0 && i.wakeAt <= at {
		return
	}
	i.wakeAt = at
	i.w.after(at-i.w.now, func() {
		if i.wakeAt == at {
			i.wakeAt = 0
			i.step()
		}
	})
}

func (w *World) wakeAll() {
	for _, i := range w.instances {
		if i.loop != nil && !i.busy {
			i.wake(w.now + w.steps.between(stepMin, 3*stepMin))
		}
	}
}

// step is one round of the loop.
func (i *instance) step() {
	if i.busy || i.down || i.w.failure != nil {
		return
	}
	i.busy, i.tick = true, 0
	defer i.rest()
	i.w.rounds++
	err := i.begin()
	if err == nil {
		i.wait = 0
		err = i.loop.Round(context.Background())
	}
	if err != nil {
		i.ended(err)
		return
	}
	i.wake(i.w.now + max(i.wait, stepMin))
}

// rest ends a step, be it by a crash.
func (i *instance) rest() {
	i.busy = false
	r := recover()
	if r == nil {
		return
	}
	if c, ok := r.(crash); !ok || c.i != i {
		panic(r)
	}
	i.died()
}

// begin starts the process if it does not run.
func (i *instance) begin() (err error) {
	if i.loop != nil {
		return nil
	}
	w := i.w
	i.silent, i.killed = false, false
	if old := i.member; old != nil && w.groups.in(2) { // else the group finds out by itself
		w.group.remove(old)
	}
	i.epoch = w.initProducer(i.producer)
	i.member = w.group.join(i)
	i.loop, err = pipeline.NewLoop(pipeline.Deps{
		Broker: &session{i}, Observer: observer{}, Intake: topicIntake, Partitions: w.plan.partitions,
		Key: []byte(subjectKey), Policy: i.policy, Clock: i.clock,
		Orders: func() pipeline.Orders { return pipeline.Orders{Halts: i.halts()} },
		EventMax: func() int { return 1 << 20 }, Releases: w.plan.releases,
	})
	w.trace("%s begins", i.name)
	return err
}

// died is a crash: nothing is closed, and nobody is told.
func (i *instance) died() {
	w := i.w
	w.trace("%s died", i.name)
	w.see("crash")
	i.interrupted("a crash")
	i.loop, i.silent = nil, true
	w.group.expire(i.member)
	i.disk.crash()
	i.wakeAt = 0
	i.wake(w.now + w.faults.between(300*millisecond, 12*second))
}

// ended is a session that gives up: all lanes are closed, and another begins.
func (i *instance) ended(err error) {
	w := i.w
	w.trace("%s ends: %v", i.name, err)
	i.close()
	if refused, ok := errors.AsType[*refusedError](err); ok {
		i.refused(refused)
		return
	}
	i.wake(w.now + w.faults.between(200*millisecond, 2*second))
}

// close leaves in good order.
func (i *instance) close() {
	if i.loop == nil {
		return
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	if err := i.loop.Run(over); err != nil {
		i.w.fail("%s: closing its lanes: %v", i.name, err)
	}
	i.loop, i.wakeAt = nil, 0
	i.w.group.remove(i.member)
}

// refused stops until an operator has brought offsets and state together. That
// is right where somebody has reset the offsets, and wrong anywhere else.
func (i *instance) refused(why *refusedError) {
	w := i.w
	if !w.group.tampered() {
		w.fail("%s stops for good, and nobody has touched the offsets: %s", i.name, why.why)
		return
	}
	w.see("a restore refused offsets that were reset")
	w.after(2*second, w.group.repair)
	i.wake(w.now + 3*second)
}

// sleep stops the process for a while; the world goes on. It may wake up to find
// that it was killed.
func (i *instance) sleep(d int64) {
	w := i.w
	w.trace("%s sleeps for %v", i.name, time.Duration(d))
	i.silent = true
	i.interrupted("a pause")
	w.group.expire(i.member)
	i.stall(d)
	i.silent = false
}

// stall is the same where only a request takes its time.
func (i *instance) stall(d int64) {
	i.w.depth++
	i.w.run(i.w.now + d)
	i.w.depth--
	if i.killed {
		panic(crash{i})
	}
}

// clock is what the instance takes for the present. It may move between two
// looks at it.
func (i *instance) clock() instant.Time {
	if i.w.steps.in(6) && !i.w.healed {
		i.tick += pick(i.w.steps, millisecond, stepMin)
	}
	i.told.clock = i.w.now + i.drift + i.tick
	return instant.Time(i.told.clock)
}

func (i *instance) policy() *policy.Program {
	for k := range i.w.policies {
		if e := &i.w.policies[k]; e.from+i.lag <= i.w.now || k == 0 {
			i.told.policy = e
		}
	}
	return i.told.policy.program
}

func (i *instance) halts() guard.Halts {
	h := guard.NoHalts()
	i.told.halts = map[string]string{}
	for _, o := range i.w.orders {
		if o.at+i.lag > i.w.now {
			break
		}
		h = h.With(o.to, o.halt)
		if o.to == guard.All {
			clear(i.told.halts)
		}
		i.told.halts[o.to] = map[guard.Halt]string{guard.Running: "", guard.HaltDrop: "drop", guard.HaltHold: "hold"}[o.halt]
	}
	if i.w.bug == HaltsUnheard {
		return guard.NoHalts()
	}
	return h
}

// observer sees nothing.
type observer struct{}

func (observer) Judged(*pipeline.Part, string) []pipeline.Traces { return nil }

func (observer) Owns(int64) {}

func (observer) Ended(*pipeline.Transaction, pipeline.Outcome, time.Duration, int64) {}
