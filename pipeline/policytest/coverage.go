package policytest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/replay"
	"maat/pipeline/state"
)

// Coverage is what of a policy its tests reach: the names that give a role, what
// is taken, both sides of every condition, layers, what is emitted, guards and
// reasons. A nil
// Coverage counts nothing.
type Coverage struct {
	program *policy.Program
	marks   []*Mark
	byName  map[string]*Mark
}

// Mark is one thing that tests reach or do not.
type Mark struct {
	policy.Place
	What    string
	Reason  string // the code, or guard.* for a family of them; empty for all else
	Reached bool
}

// NewCoverage lists what there is to reach.
func NewCoverage(p *policy.Program) *Coverage {
	c := &Coverage{program: p, byName: map[string]*Mark{}}
	for i := range p.Roles {
		r := &p.Roles[i]
		c.condition(p.Outline.Roles[i], roleMark(i), fmt.Sprintf("%s %q", r.Role, r.Event), r.When != nil)
	}
	for i, d := range p.Destinations {
		o := &p.Outline.Destinations[i]
		for k := range d.Takes {
			c.condition(o.Takes[k], takeMark(d, k), fmt.Sprintf("%s takes %s", d.Name, d.Takes[k].Role), d.Takes[k].When != nil)
		}
		for k := range d.Layers {
			l := &d.Layers[k]
			c.add(o.Layers[k], layerMark(d, k, true), fmt.Sprintf("%s, layer %s: nothing of it leaves", d.Name, l.Name))
			if len(l.Purposes) > 0 {
				c.add(o.Layers[k], layerMark(d, k, false), fmt.Sprintf("%s, layer %s: it is never withheld", d.Name, l.Name))
			}
		}
		for k := range d.Emitted {
			c.add(o.Emits[k], emitMark(d, k, true), fmt.Sprintf("%s, %s: it never says yes", d.Name, d.Emitted[k].Path))
			c.add(o.Emits[k], emitMark(d, k, false), fmt.Sprintf("%s, %s: it never says no", d.Name, d.Emitted[k].Path))
		}
		if d.Retract != nil {
			c.add(o.Retract, retractMark(d.Name), d.Name+", retract: it is never sent")
		}
		for k := range o.Guards {
			if s := &o.Guards[k]; c.speaks(s) {
				c.guard(d, s)
			}
		}
	}
	c.reasons()
	return c
}

// guard adds what a destination sets for itself as its own, and what holds for
// all destinations once.
func (c *Coverage) guard(d *policy.Destination, s *policy.Setting) {
	to, whom := d.Name, d.Name+", "
	if !s.Own {
		to, whom = "", ""
	}
	c.add(s.Place, guardMark(to, s.Kind.Name), fmt.Sprintf("%sguard %s: it never decides", whom, s.Kind.Name))
}

// speaks says that a guard can be seen to decide: one that acts of itself only
// for what not every policy has need not.
func (c *Coverage) speaks(s *policy.Setting) bool {
	return s.Acts() && (s.Listed() || !s.Kind.Base)
}

func (c *Coverage) add(at policy.Place, name, what string) { c.mark(name, Mark{Place: at, What: what}) }

func (c *Coverage) mark(name string, m Mark) {
	if c.byName[name] == nil {
		c.byName[name] = &m
		c.marks = append(c.marks, &m)
	}
}

// condition adds what is reached when an entry matches, and where it has a
// condition also when that does not hold.
func (c *Coverage) condition(at policy.Place, name, what string, conditional bool) {
	if !conditional {
		c.add(at, name+" true", what+": no event is that")
		return
	}
	c.add(at, name+" true", what+" when …: it is never true")
	c.add(at, name+" false", what+" when …: it is never false")
}

func roleMark(i int) string { return fmt.Sprintf("role %d", i) }

func takeMark(d *policy.Destination, i int) string { return fmt.Sprintf("take %s %d", d.Name, i) }

func layerMark(d *policy.Destination, i int, reached bool) string {
	return fmt.Sprintf("layer %s %d %t", d.Name, i, reached)
}

func emitMark(d *policy.Destination, i int, granted bool) string {
	return fmt.Sprintf("emit %s %d %t", d.Name, i, granted)
}

func retractMark(destination string) string { return "retract " + destination }

func guardMark(destination, kind string) string { return "guard " + destination + " " + kind }

func (c *Coverage) reach(name string) {
	if m := c.byName[name]; m != nil {
		m.Reached = true
	}
}

// Marks are all, by their place; what has none comes last.
func (c *Coverage) Marks() []*Mark {
	return slices.SortedStableFunc(slices.Values(c.marks), func(a, b *Mark) int {
		return cmp.Or(cmp.Compare(position(a), position(b)), cmp.Compare(a.Column, b.Column))
	})
}

func position(m *Mark) int {
	if m.Line == 0 {
		return 1 << 30
	}
	return m.Line
}

// line marks the names and the conditions that an event meets.
func (c *Coverage) line(json []byte, now instant.Time) {
	if c == nil {
		return
	}
	view, fault := event.Parse(json)
	if fault != nil {
		return
	}
	facts, _, _ := c.program.Facts(view, now)
	values := view.Map()
	for i := range c.program.Roles {
		r := &c.program.Roles[i]
		if r.Event == facts.Name && c.holds(roleMark(i), r.When, values) {
			break
		}
	}
	for _, d := range c.program.Destinations {
		for i := range d.Takes {
			if t := &d.Takes[i]; t.Role == facts.Role && c.holds(takeMark(d, i), t.When, values) {
				break
			}
		}
	}
}

// holds asks a condition, where there is one, and marks its answer.
func (c *Coverage) holds(name string, when *policy.Expr, values map[string]any) bool {
	is := when == nil || when.Holds(values)
	c.reach(fmt.Sprintf("%s %t", name, is))
	return is
}

// courses marks the guards and reasons that decided, and the layers.
func (c *Coverage) courses(list []*replay.Course) {
	if c == nil {
		return
	}
	for _, course := range list {
		if course.Retracts() && course.Last().Verdict == chain.Forward {
			c.reach(retractMark(course.Destination))
		}
		for i := range course.Decisions {
			d := &course.Decisions[i]
			c.reach(guardMark(d.Destination, d.Guard))
			c.reach(guardMark("", d.Guard))
			c.reach(c.reasonMark(d.Reason))
			if s := d.Shadow; s != nil {
				c.reach(guardMark(d.Destination, s.Guard))
				c.reach(guardMark("", s.Guard))
				c.reach(c.reasonMark(s.Reason))
			}
			for _, e := range d.Edits { // of what several guards did the first is the reason
				c.reach(guardMark(d.Destination, e.Guard))
				c.reach(guardMark("", e.Guard))
				c.reach(c.reasonMark(e.Guard))
			}
			c.withheld(d)
		}
		c.left(course)
	}
}

func (c *Coverage) destination(name string) *policy.Destination {
	for _, d := range c.program.Destinations {
		if d.Name == name {
			return d
		}
	}
	return nil
}

// left marks the layers of which something left, and what was said with it.
func (c *Coverage) left(course *replay.Course) {
	d := c.destination(course.Destination)
	view, fault := event.Parse(course.Left)
	if d == nil || fault != nil {
		return
	}
	for i := range d.Layers {
		if slices.ContainsFunc(d.Layers[i].Fields, func(f event.Field) bool { _, ok := view.Get(f.Path); return ok }) {
			c.reach(layerMark(d, i, true))
		}
	}
	for i := range d.Emitted {
		x, _ := view.Get(d.Emitted[i].Path)
		if granted, ok := d.Emitted[i].Says(x); ok {
			c.reach(emitMark(d, i, granted))
		}
	}
}

// withheld marks the layers that a decision did not let out: a field of theirs
// was removed, or the event dropped for want of consent.
func (c *Coverage) withheld(d *chain.Decision) {
	to := c.destination(d.Destination)
	if to == nil {
		return
	}
	lacking := d.Verdict == chain.Drop && d.Role != state.None && granted(to, d.Guard)
	for i := range to.Layers {
		removed := slices.ContainsFunc(to.Layers[i].Fields, func(f event.Field) bool {
			return slices.ContainsFunc(d.Edits, func(e event.Change) bool {
				return e.Did == "removed" && e.Guard == event.GuardLayers && e.Path == f.Path.String()
			})
		})
		if removed || lacking && needed(to, i) {
			c.reach(layerMark(to, i, false))
		}
	}
}

// granted says that the guard is the one that answers for consents.
func granted(d *policy.Destination, name string) bool {
	return slices.ContainsFunc(d.Guards, func(e policy.Entry) bool {
		_, ok := guard.As[guard.Granter](e.Guard)
		return ok && e.Kind.Name == name
	})
}

// needed says that the layer is the one that a destination needs, or stands
// under it.
func needed(d *policy.Destination, layer int) bool {
	for i := d.Needs; i >= 0; i = d.Layers[i].After {
		if i == layer {
			return true
		}
	}
	return false
}

// Summary is how much is reached.
func (c *Coverage) Summary() (reached, all int) {
	for _, m := range c.marks {
		if m.Reached {
			reached++
		}
	}
	return reached, len(c.marks)
}

// detail is what follows the guard's name in a reason code.
func detail(code string) string {
	_, after, _ := strings.Cut(code, ".")
	return after
}
