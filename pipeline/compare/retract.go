package compare

import (
	"cmp"
	"maps"
	"slices"

	"maat/pipeline/replay"
	"maat/pipeline/state"
)

// retract names what tells a destination to forget. The two policies may send it
// at other lines: what makes it the same is the outreach that it is of.
type retract struct {
	subject         state.Subject
	id, destination string
}

// withoutRetracts pairs the retracts among what one side began, and answers the
// rest.
func (c *Comparison) withoutRetracts(side int, begun []*replay.Course) (rest []*replay.Course) {
	for _, course := range begun {
		if course.Retracts() {
			c.pairRetract(side, course)
		} else {
			rest = append(rest, course)
		}
	}
	return rest
}

func (c *Comparison) pairRetract(side int, course *replay.Course) {
	d := course.First()
	key := retract{d.Subject, d.ID, d.Destination}
	p := c.retracts[key]
	if p[side] != nil { // an id that came again, long after
		c.settleOrWait(p)
		p = pair{}
	}
	p[side] = course
	if p[1-side] == nil {
		c.retracts[key] = p
		return
	}
	delete(c.retracts, key)
	c.settleOrWait(p)
}

// lonely settles the retracts that only one side sent.
func (c *Comparison) lonely() {
	for _, p := range slices.SortedFunc(maps.Values(c.retracts), func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.line(), b.line()), cmp.Compare(a.id(), b.id()), cmp.Compare(a.destination(), b.destination()))
	}) {
		c.settleOrWait(p)
	}
	clear(c.retracts)
}
