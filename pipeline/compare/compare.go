// Package compare replays one history under two policies and says what would
// change. What would newly leave comes first: it is what nobody can call back.
package compare

import (
	"bytes"
	"fmt"

	"maat/pipeline/chain"
	"maat/pipeline/control"
	"maat/pipeline/policy"
	"maat/pipeline/replay"
)

// Comparison is a history under way. It holds what the two policies hold, and
// counts; not the history.
type Comparison struct {
	sides    [2]side // the old policy and the new one
	lines    int64
	pending  []pair // of which one is held
	entries  map[Entry]*tally
	examples int
	retracts map[retract]pair // of which one side is not there yet
}

// side is one policy with its replay.
type side struct {
	program *policy.Program
	courses *replay.Courses
}

// pair is what becomes of one line for one destination under both policies; nil
// where a policy decides nothing.
type pair [2]*replay.Course

// New begins a comparison that keeps up to so many examples of each change.
func New(older, newer *policy.Program, examples int) (*Comparison, error) {
	c := &Comparison{entries: map[Entry]*tally{}, examples: examples, retracts: map[retract]pair{}}
	for i, p := range []*policy.Program{older, newer} {
		courses, err := replay.Follow(replay.Options{Policies: []replay.Dated{{Program: p}}})
		if err != nil {
			return nil, err
		}
		c.sides[i] = side{p, courses}
	}
	return c, nil
}

// Line takes the next line: an event, or a control. One that speaks of a
// destination which only one of the policies has concerns that one.
func (c *Comparison) Line(line []byte) error {
	c.lines++
	var begun [2][]*replay.Course
	var errs [2]error
	for i := range c.sides {
		begun[i], errs[i] = c.sides[i].courses.Line(line)
	}
	if err := bothOf(line, errs); err != nil {
		return err
	}
	for i := range begun {
		begun[i] = c.withoutRetracts(i, begun[i])
	}
	for _, p := range paired(begun) {
		c.settleOrWait(p)
	}
	return nil
}

// bothOf is an error of both sides, or one that is not about a control.
func bothOf(line []byte, errs [2]error) error {
	_, order, wrong := control.Parse(line)
	switch {
	case errs[0] == nil && errs[1] == nil:
		return nil
	case order && wrong == nil && (errs[0] == nil || errs[1] == nil):
		return nil
	case errs[0] != nil:
		return errs[0]
	}
	return errs[1]
}

// paired puts together what is about the same destination; a policy decides once
// for each.
func paired(begun [2][]*replay.Course) (list []pair) {
	for _, o := range begun[0] {
		list = append(list, pair{o, nil})
	}
	for _, n := range begun[1] {
		found := false
		for i := range list {
			if o := list[i][0]; o != nil && list[i][1] == nil && o.Destination == n.Destination {
				list[i][1], found = n, true
				break
			}
		}
		if !found {
			list = append(list, pair{nil, n})
		}
	}
	return list
}

// settleOrWait counts a pair of which all is decided.
func (c *Comparison) settleOrWait(p pair) {
	for _, course := range p {
		if course != nil && !course.Final() {
			c.pending = append(c.pending, p)
			return
		}
	}
	c.settle(p)
}

// End lets the clocks run on until nothing is held, and counts what waited.
func (c *Comparison) End() error {
	for i := range c.sides {
		begun, err := c.sides[i].courses.End()
		if err != nil {
			return err
		}
		c.withoutRetracts(i, begun)
	}
	c.lonely()
	for _, p := range c.pending {
		c.settle(p)
	}
	c.pending = nil
	return nil
}

// settle counts what differs between the two sides of a pair.
func (c *Comparison) settle(p pair) {
	older, newer := outcomeOf(p[0]), outcomeOf(p[1])
	did := older.Verdict == forward
	does := newer.Verdict == forward
	e := Entry{Destination: p.destination(), Retract: p.retracts(), From: older, To: newer}
	switch {
	case !did && does:
		e.Kind = NewlyLeaves
	case did && !does:
		e.Kind = NoLonger
	case did && does:
		c.both(p)
		return
	case older == newer:
		return
	default:
		e.Kind = OtherReason
	}
	c.count(e, p)
}

// both counts what differs between two events that leave.
func (c *Comparison) both(p pair) {
	e := Entry{Destination: p.destination(), Retract: p.retracts()}
	switch before, after := p[0].Last().At, p[1].Last().At; {
	case after < before:
		e.Kind = Sooner
		c.count(e, p)
	case after > before:
		e.Kind = Later
		c.count(e, p)
	}
	if moved := e.Kind != 0 && e.Retract; !moved && !bytes.Equal(p[0].Left, p[1].Left) { // a retract says when it leaves
		c.fields(p)
	}
}

const forward = "forward"

// outcomeOf is what became of it in the end.
func outcomeOf(c *replay.Course) Outcome {
	if c == nil {
		return Outcome{Verdict: "none"}
	}
	d := c.Last()
	o := Outcome{Verdict: d.Verdict.String(), Guard: d.Guard, Reason: d.Reason}
	if d.Verdict == chain.Forward && !c.Retracts() { // what was stripped is told by field; why a retract is sent is not
		o.Guard, o.Reason = "", ""
	}
	return o
}

func (p pair) destination() string {
	if p[0] != nil {
		return p[0].Destination
	}
	return p[1].Destination
}

// retracts says that it is a retract, which each side sends or does not.
func (p pair) retracts() bool {
	return p[0] != nil && p[0].Retracts() || p[1] != nil && p[1].Retracts()
}

func (p pair) line() int64 {
	if p[0] != nil {
		return p[0].Line
	}
	return p[1].Line
}

// id is that of the event, or its line where it has none.
func (p pair) id() string {
	for _, course := range p {
		if course != nil && course.First().ID != "" {
			return course.First().ID
		}
	}
	return fmt.Sprintf("line %d", p.line())
}
