package sim

import (
	"maps"
	"slices"

	"maat/pipeline"
)

// sessionTimeout is after how long without a sign of life a member is put out.
const sessionTimeout = 8 * second

// group is the consumer group and its coordinator.
type group struct {
	w          *World
	generation int
	joined     int
	members    []*member
	assigned   map[place]*member
	offsets    map[place]int64 // committed
	truth      map[place]int64 // the same, had nobody touched them
	due        bool            // a rebalance is on its way
}

// member is one membership of one process.
type member struct {
	name       string
	inst       *instance
	generation int
	out        bool // put out, or gone
	notes      []pipeline.Poll
	fetches    map[place]int64 // what it may read, and from where; absent until the note of it is taken
	base       map[place]int64 // where reading begins again after an abort
}

func newGroup(w *World) *group {
	return &group{w: w, assigned: map[place]*member{}, offsets: map[place]int64{}, truth: map[place]int64{}}
}

func (g *group) join(i *instance) *member {
	g.joined++
	m := &member{name: i.name, inst: i, generation: -1, fetches: map[place]int64{}, base: map[place]int64{}}
	g.members = append(g.members, m)
	g.changed()
	return m
}

// changed brings a rebalance soon.
func (g *group) changed() {
	if g.due {
		return
	}
	g.due = true
	g.w.after(g.w.groups.between(50*millisecond, second), func() {
		g.due = false
		g.rebalance()
	})
}

// remove takes a member out. It hears of it at its next poll, if it lives.
func (g *group) remove(m *member) {
	if m.out {
		return
	}
	m.out = true
	g.members = slices.DeleteFunc(g.members, func(o *member) bool { return o == m })
	var lost []int32
	for at, owner := range g.assigned {
		if owner == m {
			delete(g.assigned, at)
			if at.topic == topicIntake {
				lost = append(lost, at.n)
			}
		}
	}
	slices.Sort(lost)
	m.notes = append(m.notes, pipeline.Poll{Lost: lost})
	g.changed()
}

// expire takes out a member that gives no sign of life.
func (g *group) expire(m *member) {
	g.w.after(sessionTimeout, func() {
		if m.inst.member != m || m.inst.silent {
			g.w.trace("%s is put out of the group", m.name)
			g.remove(m)
		}
	})
}

// rebalance spreads the partitions anew. A member that is silent holds it up no
// longer than the others wait for it.
func (g *group) rebalance() {
	for _, m := range slices.Clone(g.members) {
		if m.inst.member == m && m.inst.silent {
			g.remove(m)
		}
	}
	g.generation++
	g.w.trace("rebalance %d among %d", g.generation, len(g.members))
	before := maps.Clone(g.assigned)
	clear(g.assigned)
	for _, at := range g.w.places() {
		if len(g.members) == 0 {
			break
		}
		owner := before[at]
		if owner == nil || owner.out || g.w.groups.in(3) {
			owner = pick(g.w.groups, g.members...)
		}
		g.assigned[at] = owner
	}
	for _, m := range g.members {
		m.generation = g.generation
		g.tell(m, before)
	}
	g.w.wakeAll()
}

// tell notes for a member what it has lost and gained.
func (g *group) tell(m *member, before map[place]*member) {
	lost, gained := pipeline.Poll{}, pipeline.Poll{Assigned: true}
	changed := false
	for _, at := range g.w.places() {
		had, has := before[at] == m, g.assigned[at] == m
		if had == has {
			continue
		}
		switch {
		case has && at.topic == topicIntake:
			gained.Gained = append(gained.Gained, at.n)
		case had && at.topic == topicIntake:
			lost.Lost = append(lost.Lost, at.n)
		}
		if had {
			if at.topic == topicIntake && g.w.said(at) {
				g.w.see("a join was interrupted by a rebalance")
			}
			changed = true
			delete(m.fetches, at)
		}
	}
	if changed {
		m.notes = append(m.notes, lost)
	}
	m.notes = append(m.notes, gained)
}

// revoked says that there is a note of something lost that was not taken yet:
// the session aborts what it is doing.
func (m *member) revoked() bool {
	return slices.ContainsFunc(m.notes, func(p pipeline.Poll) bool { return !p.Assigned })
}

// mayCommit is the answer of the coordinator to the offsets of a transaction.
func (m *member) mayCommit() bool {
	return !m.out && m.generation == m.inst.w.group.generation
}

// owned are the partitions that it may fetch from, in a fixed order.
func (m *member) owned() []place {
	all := slices.Collect(maps.Keys(m.fetches))
	slices.SortFunc(all, func(a, b place) int {
		if less(a, b) {
			return -1
		}
		return 1
	})
	return all
}

// rewind goes back to what was committed last.
func (m *member) rewind() {
	for at := range m.fetches {
		m.fetches[at] = m.base[at]
	}
}

// rebase takes what was read for committed.
func (m *member) rebase() { maps.Copy(m.base, m.fetches) }

// tamper is an operator who resets an offset by mistake, which Kafka lets them
// do while nobody is in the group; repair is one who puts all of them right.
func (g *group) tamper() {
	for _, i := range g.w.instances {
		i.deploy()
	}
	if len(g.members) > 0 {
		return
	}
	at := pick(g.w.faults, g.w.places()...)
	if offset := g.offsets[at]; at.topic == topicIntake && offset > 2 {
		g.w.trace("the offset of %s/%d is reset", at.topic, at.n)
		g.offsets[at] = g.w.faults.between(0, offset-1)
		if end := g.w.log(at).end(); end > offset && g.w.faults.in(2) {
			g.offsets[at] = g.w.faults.between(offset+1, end) // what lies between would be lost
		}
	}
}

func (g *group) tampered() bool { return !maps.Equal(g.offsets, g.truth) }

func (g *group) repair() { maps.Copy(g.offsets, g.truth) }

// places are all partitions that the group spreads.
func (w *World) places() (all []place) {
	for n := range w.plan.inputs {
		all = append(all, place{topicInput, n})
	}
	for n := range w.plan.partitions {
		all = append(all, place{topicIntake, n})
	}
	return all
}

// pending says that an open transaction has offsets or entries of a partition:
// whoever takes it over must wait.
func (w *World) pending(at place) bool {
	for _, p := range w.producers {
		if x := p.last; x != nil && (x.status == open || x.status == prepared) {
			_, offsets := x.offsets[at]
			_, entries := x.first[place{topicChangelog, at.n}]
			if offsets || at.topic == topicIntake && entries {
				return true
			}
		}
	}
	return false
}
