package replay

import (
	"slices"

	"maat/pipeline/chain"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Course is what became of one line for one destination: what was decided when
// it came, and what was decided of it later. What becomes of a retract is a
// course of its own, of the line that ended the retargeting or before which its
// time came.
type Course struct {
	Line        int64
	Destination string // empty: none
	Decisions   []chain.Decision
	Left        []byte // what left, if it did
}

// Retracts says that the course is of a retract.
func (c *Course) Retracts() bool { return c.First().Role == state.Retract }

// First is what was decided when the line came in.
func (c *Course) First() *chain.Decision { return &c.Decisions[0] }

// Last is what became of it in the end, or so far.
func (c *Course) Last() *chain.Decision { return &c.Decisions[len(c.Decisions)-1] }

// Final says that nothing is decided of it any more.
func (c *Course) Final() bool { return c.Last().Verdict != chain.Hold }

// Courses follows a history: which decision is about which line. It hears what
// an Options would.
type Courses struct {
	replay *Replay
	begun  []*Course             // by the line under way
	held   map[waiting][]*Course // in the order in which they came
	left   map[string][]*Course  // by destination: what was let go and has not left yet, in that order
}

// waiting names what is held. A person can have two events of one id that wait
// for one destination: ids are not remembered for ever.
type waiting struct {
	subject         state.Subject
	id, destination string
}

// Follow begins a history that is followed.
func Follow(o Options) (*Courses, error) {
	c := &Courses{held: map[waiting][]*Course{}, left: map[string][]*Course{}}
	o.Decided, o.Leaves = c.decided, c.leaves
	r, err := New(o)
	c.replay = r
	return c, err
}

// Line takes the next line and answers what it began: a course for each of its
// decisions. What was held before and is decided now is added to its own
// course.
func (c *Courses) Line(line []byte) ([]*Course, error) {
	c.begun = nil
	err := c.replay.Line(line)
	return c.begun, err
}

// End is Replay.End, and answers the courses that began there.
func (c *Courses) End() ([]*Course, error) {
	c.begun = nil
	err := c.replay.End()
	return c.begun, err
}

func (c *Courses) decided(d *chain.Decision) error {
	key := waiting{d.Subject, d.ID, d.Destination}
	var course *Course
	if list := c.held[key]; d.Due != 0 && len(list) > 0 {
		course, c.held[key] = list[0], list[1:]
		if len(list) == 1 {
			delete(c.held, key)
		}
	} else {
		course = &Course{Line: c.replay.lines, Destination: d.Destination}
		c.begun = append(c.begun, course)
	}
	one := *d
	one.Edits = slices.Clone(d.Edits)
	course.Decisions = append(course.Decisions, one)
	switch d.Verdict {
	case chain.Hold:
		c.held[key] = append(c.held[key], course)
	case chain.Forward:
		c.left[d.Destination] = append(c.left[d.Destination], course)
	case chain.Drop, chain.Quarantine, chain.Apply, chain.Ignore: // nothing more becomes of it
	}
	return nil
}

// leaves hears of what left after all that was decided with it.
func (c *Courses) leaves(destination string, _ instant.Time, event []byte) error {
	list := c.left[destination]
	list[0].Left, c.left[destination] = slices.Clone(event), list[1:]
	return nil
}
