package event

import (
	"cmp"
	"slices"
	"strings"
)

// Project builds what leaves of an event, and lists what was done to it. It is
// NewPlan(keep, withheld).Project(v, edits); where the same fields serve many
// events, make the Plan once.
func Project(v *View, keep []Field, withheld []Path, edits []Edit) (out []byte, changes []Change) {
	return NewPlan(keep, withheld).Project(v, edits)
}

// Project builds what leaves: the kept fields, transformed, then edited;
// objects and arrays that this empties go. Where a Replace meets a transform,
// the transform applies to what the edit puts there, for a guard's text is no
// more to leave whole than the event's was.
//
// out is canonical JSON that Parse reads, never longer than BytesMax: it is
// longer than the event only by what transforms and edits add, and what would
// add more than there is room for is removed. changes are sorted by path, then
// guard, then what was done, each once. They name the edits that acted, the
// transforms that did or did not fit, the withheld fields that were present,
// and as * whatever else did not leave.
func (p *Plan) Project(v *View, edits []Edit) (out []byte, changes []Change) {
	b := builder{
		view: v, plan: p,
		dst:    make([]byte, 0, min(len(v.src), 4096)),
		spare:  BytesMax - len(v.src),
		fields: make([]outcome, len(p.fields)),
		gone:   make([]bool, len(p.gone)),
		groups: join(edits),
	}
	b.mark()
	if !b.value(0, p.root, rule{stay: unnamed}, noParent) {
		b.dst = append(b.dst[:0], "{}"...)
	}
	return b.dst, b.changes()
}

// noParent stands for the node around one that has none.
const noParent = -1

// outcome is what became of the places that one field, or one group of edits,
// found in the event.
type outcome struct {
	fit     bool // the transform acted, or the replacement did
	removed bool
}

type builder struct {
	view   *View
	plan   *Plan
	groups []group
	marks  []int32 // by node: which group edits it, from 1; nil without edits
	dst    []byte
	spare  int  // bytes by which transforms and edits may still lengthen the event
	quiet  bool // asking what would leave without edits: transforms note nothing

	fields []outcome
	edited []outcome
	gone   []bool // by withheld path
	rest   bool   // something that no path names did not leave
}

// mark finds the nodes that edits name. An edit without a path names the
// event: a bug of its guard, and nothing leaves.
func (b *builder) mark() {
	if len(b.groups) == 0 {
		return
	}
	b.marks = make([]int32, len(b.view.nodes))
	b.edited = make([]outcome, len(b.groups))
	for g := range b.groups {
		b.view.walk(0, b.groups[g].path.steps, func(at int32) bool {
			b.marks[at] = int32(g) + 1
			return true
		})
	}
}

// value appends what leaves of node at, and says whether anything does. r is
// the rule for what is around it.
func (b *builder) value(at int32, here *branch, r rule, parent int32) bool {
	if here != nil && here.rule != nil {
		r = *here.rule
	}
	g, ok := b.edit(at)
	switch {
	case !ok:
		return b.unedited(at, here, r, parent)
	case r.stay == keptHere && b.groups[g].with.Exists():
		return b.replace(at, r, parent, g)
	}
	return b.remove(at, here, r, parent, g)
}

// edit finds the group that edits node at.
func (b *builder) edit(at int32) (group int32, ok bool) {
	if b.marks == nil || b.quiet || b.marks[at] == 0 {
		return 0, false
	}
	return b.marks[at] - 1, true
}

func (b *builder) unedited(at int32, here *branch, r rule, parent int32) bool {
	n := &b.view.nodes[at]
	container := n.kind >= Object && n.next > at+1
	switch {
	case r.stay == keptHere && b.plan.transform(r) != nil && n.kind >= Object:
		return b.reduce(at, here, r.at)
	case r.stay == keptHere && b.plan.transform(r) != nil:
		return b.transform(at, Value{b.view, at}, r, parent)
	case r.stay == keptHere && (!container || here.leaf() && (b.quiet || b.marks == nil)):
		b.dst = b.view.appendValue(b.dst, at)
		return true
	case container && (r.stay == keptHere || !here.leaf()):
		return b.container(at, here, r)
	}
	b.skip(r)
	return false
}

// container appends an object or array of what leaves of its parts; nothing if
// none does.
func (b *builder) container(at int32, here *branch, r rule) bool {
	n, start, some := &b.view.nodes[at], len(b.dst), false
	b.dst = append(b.dst, opening(n.kind))
	for i := at + 1; i < n.next; i = b.view.nodes[i].next {
		before := len(b.dst)
		if some {
			b.dst = append(b.dst, ',')
		}
		key := b.view.nodes[i].key
		if n.kind == Object {
			b.dst = append(Quote(b.dst, key), ':')
		}
		if b.value(i, here.under(n.kind, key), r, at) {
			some = true
		} else {
			b.dst = b.dst[:before]
		}
	}
	if !some {
		b.dst = b.dst[:start]
		return false
	}
	b.dst = append(b.dst, closing(n.kind))
	return true
}

// reduce takes apart an object or array to which a transform applies: its
// members leave only where the plan names them.
func (b *builder) reduce(at int32, here *branch, field int) bool {
	before := b.fields[field].fit
	b.fields[field].fit = false
	some := b.container(at, here, rule{stay: reducedHere, at: field})
	if !b.fields[field].fit && !b.quiet {
		b.fields[field].removed = true
	}
	b.fields[field].fit = b.fields[field].fit || before
	return some
}

// transform appends what the rule's transform makes of x, which stands in the
// place of node at.
func (b *builder) transform(at int32, x Value, r rule, parent int32) bool {
	before, field := len(b.dst), r.at
	out, ok := b.plan.transform(r).apply(b.dst, x, around{b, parent})
	b.dst = out
	ok = ok && b.afford(at, before)
	if !ok {
		b.dst = b.dst[:before]
	}
	if !b.quiet {
		b.fields[field].fit = b.fields[field].fit || ok
		b.fields[field].removed = b.fields[field].removed || !ok
	}
	return ok
}

// afford pays for the bytes by which what was appended since before is longer
// than node at, if there is room.
func (b *builder) afford(at int32, before int) bool {
	n := &b.view.nodes[at]
	grown := len(b.dst) - before - int(n.end-n.start)
	if grown > b.spare {
		return false
	}
	b.spare -= max(grown, 0)
	return true
}

// replace appends what an edit puts in the place of a kept node.
func (b *builder) replace(at int32, r rule, parent, g int32) bool {
	with, before := b.groups[g].with, len(b.dst)
	var ok bool
	if b.plan.transform(r) != nil {
		ok = b.transform(at, with, r, parent)
	} else {
		b.dst = with.view.appendValue(b.dst, with.at)
		ok = b.afford(at, before)
	}
	if !ok {
		b.dst = b.dst[:before]
	}
	b.edited[g].fit = b.edited[g].fit || ok
	b.edited[g].removed = b.edited[g].removed || !ok
	return ok
}

// remove leaves node at out. The edit acted if anything of it would have left;
// else the layers are the cause, and are noted as if there were no edit.
func (b *builder) remove(at int32, here *branch, r rule, parent, g int32) bool {
	before, spare := len(b.dst), b.spare
	b.quiet = true
	some := b.unedited(at, here, r, parent)
	b.quiet = false
	b.dst, b.spare = b.dst[:before], spare
	if !some {
		return b.unedited(at, here, r, parent)
	}
	b.edited[g].removed = true
	return false
}

// skip notes why a node does not leave. What a transform took apart is the
// transform's doing.
func (b *builder) skip(r rule) {
	switch r.stay {
	case withheldHere:
		b.gone[r.at] = true
	case unnamed:
		b.rest = b.rest || len(b.view.nodes) > 1 // of an empty event nothing goes
	case keptHere, reducedHere: // what stays for its own field, or is noted as that field's change
	}
}

// around is a place in an object. A sibling that an edit changes is not shown:
// it is not to leave under another name.
type around struct {
	b      *builder
	parent int32
}

var _ siblings = around{}

func (p around) sibling(key string) (Value, bool) {
	if p.parent == noParent {
		return Value{}, false
	}
	at, ok := p.b.view.member(p.parent, key)
	if _, edited := p.b.edit(at); !ok || edited {
		return Value{}, false
	}
	return Value{p.b.view, at}, true
}

// changes lists what was noted.
func (b *builder) changes() (list []Change) {
	add := func(is bool, path, did, guard string) {
		if is {
			list = append(list, Change{path, did, guard})
		}
	}
	for i, f := range b.plan.fields {
		if f.Transform != nil {
			add(b.fields[i].fit, f.Path.String(), f.Transform.Did(), GuardLayers)
			add(b.fields[i].removed, f.Path.String(), "removed", GuardLayers)
		}
	}
	for i, path := range b.plan.gone {
		add(b.gone[i], path.String(), "removed", GuardLayers)
	}
	for i := range b.edited {
		for _, guard := range b.groups[i].guards {
			add(b.edited[i].fit, b.groups[i].path.String(), "replaced", guard)
			add(b.edited[i].removed, b.groups[i].path.String(), "removed", guard)
		}
	}
	add(b.rest, "*", "removed", GuardLayers)
	slices.SortFunc(list, func(x, y Change) int {
		return cmp.Or(strings.Compare(x.Path, y.Path), strings.Compare(x.Guard, y.Guard), strings.Compare(x.Did, y.Did))
	})
	return slices.Compact(list)
}
