package sim

import (
	"cmp"
	"container/heap"
	"fmt"
	"hash"
	"hash/fnv"

	"maat/pipeline/sim/audit"
)

// The topics of every world.
const (
	topicInput      = "shop.events"
	topicIntake     = "sim.intake"
	topicDecisions  = "sim.decisions"
	topicQuarantine = "sim.quarantine"
	topicChangelog  = "sim.changelog"
)

// World is one run under way.
type World struct {
	lab  *Lab
	plan plan
	bug  Bug

	now   int64 // ns; the true time, which no instance knows
	queue queue
	order int64
	hash  hash.Hash64
	lines []string // of the trace, where it is asked for
	keep  bool

	shop, faults, groups, steps, disks chance

	logs      map[place]*partition
	folds     map[int32]map[string][]byte // what the changelog adds up to
	producers map[string]*producer
	group     *group
	instances []*instance
	orders    []order // of people who halt and resume
	policies  []edition
	history   audit.History

	txns, commits, rounds int
	depth                 int // of pauses inside pauses
	healed                bool
	failure               error
	seen                  map[string]int
}

// happening is something that will happen.
type happening struct {
	at, tie, order int64
	do             func()
}

type queue []*happening

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].at, q[j].at), cmp.Compare(q[i].tie, q[j].tie), cmp.Compare(q[i].order, q[j].order)) < 0
}

// Push implements heap.Interface.
func (q *queue) Push(x any) { *q = append(*q, x.(*happening)) }

// Pop implements heap.Interface.
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}

// after lets something happen later. What happens at one moment is in an order
// of chance.
func (w *World) after(delay int64, do func()) {
	w.order++
	heap.Push(&w.queue, &happening{w.now + max(delay, 0), w.steps.Int64N(1 << 20), w.order, do})
}

// run lets the world go on until a moment, and no further than the first thing
// that is wrong.
func (w *World) run(until int64) {
	for len(w.queue) > 0 && w.queue[0].at <= until && w.failure == nil {
		e := heap.Pop(&w.queue).(*happening)
		w.now = max(w.now, e.at)
		e.do()
	}
	w.now = max(w.now, until)
}

// fail notes what is wrong; the first counts.
func (w *World) fail(format string, args ...any) {
	if w.failure == nil {
		w.failure = fmt.Errorf(format, args...)
		w.trace("failure: %v", w.failure)
	}
}

// see counts that something came true.
func (w *World) see(what string) { w.seen[what]++ }

// trace adds a line to what two runs of one seed must have in common.
func (w *World) trace(format string, args ...any) {
	line := fmt.Sprintf("%12.3f ", float64(w.now%day)/1e9) + fmt.Sprintf(format, args...)
	w.hash.Write([]byte(line))
	if w.keep {
		w.lines = append(w.lines, line)
	}
}

func (w *World) log(at place) *partition {
	if w.logs[at] == nil {
		w.logs[at] = &partition{}
	}
	return w.logs[at]
}

// start is when every run begins: noon, some minutes before the quiet hours.
const start = 20_000*day + 12*hour

func newWorld(l *Lab, o Options) *World {
	w := &World{
		lab: l, bug: o.Bug, keep: o.Trace, now: start, hash: fnv.New64a(),
		shop: newChance(o.Seed, streamShop), faults: newChance(o.Seed, streamFaults), groups: newChance(o.Seed, streamGroup),
		steps: newChance(o.Seed, streamSteps), disks: newChance(o.Seed, streamDisk),
		logs: map[place]*partition{}, folds: map[int32]map[string][]byte{}, producers: map[string]*producer{}, seen: map[string]int{},
		history: audit.History{
			Topics: audit.Topics{Intake: topicIntake, Decisions: topicDecisions, Quarantine: topicQuarantine},
			Key:    []byte(subjectKey), Rules: map[string]*audit.Rules{}, Grace: grace, Late: late, Breaks: breaks, BreaksAgain: breaksAgain,
		},
	}
	w.plan = makePlan(newChance(o.Seed, streamPlan))
	w.history.Releases = w.plan.releases
	w.group = newGroup(w)
	return w
}
