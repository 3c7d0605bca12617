package sim

import (
	"fmt"
	"maps"
	"time"

	"maat/pipeline/guard"
	"maat/pipeline/sim/audit"
)

// Options say which world is run.
type Options struct {
	Seed  uint64
	Bug   Bug  // planted in it; 0: none
	Trace bool // keep the lines of the trace
}

// The bounds of a run.
const (
	grace    = 40 * second // for members to expire, transactions to time out, lanes to be restored
	late     = 3 * second  // after its due time, all being well: a batch may take few of those that fall due together
	drainMax = 10 * day    // longer than any clock was ahead and any event can wait
	idleMax  = 2 * minute  // without a commit while there is something to do
	roundMax = 200_000     // of all instances together
)

// Run runs one world from its seed.
func (l *Lab) Run(o Options) Result {
	w := newWorld(l, o)
	if err := w.legislate(newChance(o.Seed, streamPlan)); err != nil {
		return Result{Err: err}
	}
	for n := range w.plan.instances {
		i := &instance{w: w, name: fmt.Sprintf("i%d", n), disk: newDisk(w), producer: &producer{}, lag: w.faults.between(0, 1500) * millisecond}
		w.producers[i.name] = i.producer
		w.instances = append(w.instances, i)
		i.wake(w.now + w.steps.between(0, 3*second))
	}
	(&shop{w: w}).open()
	w.trouble()
	w.run(start + w.plan.length)
	w.heal()
	w.drain()
	w.compareAll()
	return w.result()
}

// heal ends all trouble.
func (w *World) heal() {
	w.healed = true
	w.history.Healed = w.now
	w.trace("healed")
	w.group.repair()
	w.ordered(guard.All, guard.Running)
	for _, i := range w.instances {
		i.drift = 0
	}
}

// drain lets the world go on until everything has come to its end. Where all
// wait for a moment far ahead, it comes sooner.
func (w *World) drain() {
	last, commits := w.now, w.commits
	for w.failure == nil && !w.drained() {
		w.run(w.now + second)
		if w.commits > commits {
			last, commits = w.now, w.commits
		}
		switch next := w.nextDue(); {
		case w.rounds > roundMax:
			w.fail("after %d rounds there is still something to do", w.rounds)
		case w.now > w.history.Healed+drainMax:
			w.fail("it does not drain")
		case w.read() && w.now > w.history.Healed+grace && next > w.now+second:
			w.skip(next - second/2)
			last = w.now
		case w.now-last > idleMax:
			w.fail("no progress: nothing was committed for two minutes, and there is something to do")
		}
	}
}

// skip moves the time on. Whatever would have happened meanwhile is idling.
func (w *World) skip(to int64) {
	w.trace("nothing happens until %d", to)
	w.now = to
	for _, i := range w.instances {
		i.wakeAt = 0
		i.wake(to)
	}
}

// read says that all input and all of the intake has been read.
func (w *World) read() bool {
	for _, at := range w.places() {
		l := w.log(at)
		for n := w.group.truth[at]; n < l.end(); n++ {
			if e := &l.entries[n]; e.visible() || e.txn != nil && e.txn.status < committed {
				return false
			}
		}
	}
	return true
}

func (w *World) drained() bool { return w.read() && w.waiting() == 0 }

// result has the history judged.
func (w *World) result() Result {
	r := Result{
		Err: w.failure, Lines: w.lines, Seen: maps.Clone(w.seen), Inputs: len(w.history.Inputs), Commits: w.commits, Rounds: w.rounds,
		Crashes: w.seen["crash"], Length: time.Duration(w.now - start), Drain: time.Duration(w.now - w.history.Healed),
	}
	found, err := audit.Check(&w.history)
	if r.Err == nil {
		r.Err = err
	}
	for what, n := range found {
		r.Seen[what] += n
	}
	for _, verdict := range []string{"forward", "hold", "drop", "apply", "ignore", "quarantine", "unreadable"} {
		r.Decided += found[verdict]
	}
	w.trace("ends")
	r.Hash = w.hash.Sum64()
	return r
}
