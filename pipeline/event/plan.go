package event

import "slices"

// Field is a field that may leave: the path and all beneath it, as it is where
// Transform is nil. Of two fields the one with the longer path decides for what
// is beneath it.
type Field struct {
	Path      Path
	Transform Transform
}

// Plan is a list of fields made ready for Project. It is immutable and safe to
// share; make one for each set of layers.
type Plan struct {
	root   *branch
	fields []Field
	gone   []Path
}

// NewPlan makes a plan that lets out what keep names. withheld are the fields
// that Changes name when they are present and do not leave; where both name a
// path, it does not leave, and of two fields with one path the first counts.
func NewPlan(keep []Field, withheld []Path) *Plan {
	p := &Plan{root: &branch{}, fields: slices.Clone(keep), gone: slices.Clone(withheld)}
	for i, path := range withheld {
		p.add(path, &rule{stay: withheldHere, at: i})
	}
	for i, f := range keep {
		p.add(f.Path, &rule{stay: keptHere, at: i})
	}
	for i, f := range keep {
		p.addMembers(f, i)
	}
	return p
}

func (p *Plan) add(path Path, r *rule) {
	if b := p.root.grow(path); !path.IsZero() && b.rule == nil {
		b.rule = r
	}
}

// addMembers names the members that a transform keeps of an object, where
// nothing else does.
func (p *Plan) addMembers(f Field, at int) {
	t, ok := f.Transform.(kept)
	if !ok || f.Path.IsZero() {
		return
	}
	b := p.root.grow(f.Path)
	if b.rule.stay != keptHere || b.rule.at != at {
		return
	}
	for _, name := range t.members() {
		if child := b.child(step{key: name}); child.rule == nil {
			child.rule = &rule{stay: keptHere, at: at, as: kept{name, place(name)}}
		}
	}
}

// branch is a node of the tree of all paths of a plan.
type branch struct {
	rule    *rule // nil: as for what is around it
	members map[string]*branch
	each    *branch
}

// stay says what happens to a value.
type stay uint8

const (
	unnamed      stay = 1 + iota // no field names it: it goes
	withheldHere                 // a field that may not leave names it
	keptHere                     // a field that may leave names it
	reducedHere                  // it stands in what a transform took apart: it goes
)

// rule is a stay with the index of the field or withheld path that says so.
type rule struct {
	stay stay
	at   int
	as   Transform // for a member of what the field reduces; nil: the field's own
}

// transform is what applies to a kept value; nil where it leaves as it is.
func (p *Plan) transform(r rule) Transform {
	if r.as != nil {
		return r.as
	}
	return p.fields[r.at].Transform
}

func (b *branch) grow(path Path) *branch {
	for _, s := range path.steps {
		b = b.child(s)
	}
	return b
}

// child finds or makes the branch that a step leads to.
func (b *branch) child(s step) *branch {
	if s.each {
		if b.each == nil {
			b.each = &branch{}
		}
		return b.each
	}
	if b.members == nil {
		b.members = map[string]*branch{}
	}
	if b.members[s.key] == nil {
		b.members[s.key] = &branch{}
	}
	return b.members[s.key]
}

// under is the branch for a member or element; nil where no path goes there.
func (b *branch) under(kind Kind, key string) *branch {
	switch {
	case b == nil:
		return nil
	case kind == Array:
		return b.each
	}
	return b.members[key]
}

// leaf says that no path goes on from here.
func (b *branch) leaf() bool { return b == nil || b.each == nil && len(b.members) == 0 }
