package event

// Beside is the path of a member that stands beside p and is called as p is,
// with more at the end. Of a path that ends in a list, and of the zero Path,
// there is none.
func (p Path) Beside(more string) Path {
	last := len(p.steps) - 1
	if last < 0 || p.steps[last].each {
		return Path{}
	}
	steps := append([]step(nil), p.steps...)
	steps[last].key += more
	return newPath(steps)
}

// Clashes says that what p names and what other names could not stand in one
// event side by side: one lies at, above or beneath the other, one makes a list
// of what is an object to the other, or their names are one to a careless reader.
func (p Path) Clashes(other Path) bool {
	for i := range min(len(p.steps), len(other.steps)) {
		a, b := p.steps[i], other.steps[i]
		switch {
		case a.each != b.each:
			return true
		case a.key != b.key:
			return confusable(a.key, b.key)
		}
	}
	return true
}

// confusable says that two names are one to a careless reader.
func confusable(a, b string) bool { return fold(a, ascii(a)) == fold(b, ascii(b)) }

func ascii(key string) bool {
	is, _ := look(key)
	return is
}

// Form is a set of places at which values that are not the event's own stand in
// what leaves. It is immutable and safe to share.
type Form struct{ root *slot }

// slot is a name on the way to places of a Form.
type slot struct {
	key   string
	below []*slot
	at    int // of the place that it is; -1 where it only leads to some
}

// NewForm makes a form of paths that reach into no list and do not clash.
func NewForm(paths []Path) *Form {
	f := &Form{root: &slot{at: -1}}
	for i, p := range paths {
		here := f.root
		for _, s := range p.steps {
			here = here.child(s.key)
		}
		here.at = i
	}
	return f
}

// child finds or makes the slot of a name.
func (s *slot) child(key string) *slot {
	for _, one := range s.below {
		if one.key == key {
			return one
		}
	}
	one := &slot{key: key, at: -1}
	s.below = append(s.below, one)
	return one
}

// Fill puts values, which are JSON, at the places of the form: none where a
// value is nil. What the event has there gives way, and so does what would hide
// the value from a reader. The result is canonical JSON that Parse reads; ok is
// false where it would be too large for that, and then nothing may leave.
func (f *Form) Fill(out []byte, values [][]byte) (filled []byte, ok bool) {
	v, fault := Parse(out)
	if fault != nil {
		return nil, false
	}
	w := filler{view: v, values: values, dst: make([]byte, 0, len(out)+64*len(values)), count: len(v.nodes), ok: true}
	w.object(0, f.root)
	return w.dst, w.ok && w.count <= ValuesMax && len(w.dst) <= BytesMax
}

type filler struct {
	view   *View
	values [][]byte
	dst    []byte
	count  int // values at most
	ok     bool
}

// nowhere is the node of an object that the event does not have.
const nowhere = -1

// object appends the members of node at, and what the form has among them.
func (w *filler) object(at int32, here *slot) {
	w.dst = append(w.dst, '{')
	members := 0
	inside := make([]int32, len(here.below)) // by slot: the object of the event that it goes into
	for i := range inside {
		inside[i] = nowhere
	}
	if at != nowhere {
		n := &w.view.nodes[at]
		for i := at + 1; i < n.next; i = w.view.nodes[i].next {
			if w.yields(i, here, inside) {
				continue
			}
			w.name(w.view.nodes[i].key, &members)
			w.dst = w.view.appendValue(w.dst, i)
		}
	}
	for i, s := range here.below {
		switch {
		case s.at >= 0 && w.values[s.at] != nil:
			w.name(s.key, &members)
			w.dst = append(w.dst, w.values[s.at]...)
			w.count += 2 // a value, or a list of one
		case s.at < 0 && (inside[i] != nowhere || w.any(s)):
			w.name(s.key, &members)
			w.object(inside[i], s)
			w.count++
		}
	}
	w.dst = append(w.dst, '}')
	w.ok = w.ok && members <= MembersMax
}

// yields says that a member of the event gives way to the form, or goes into it.
func (w *filler) yields(member int32, here *slot, inside []int32) bool {
	n := &w.view.nodes[member]
	for i, s := range here.below {
		if n.key == s.key && s.at < 0 && n.kind == Object {
			inside[i] = member
			return true
		}
		if confusable(n.key, s.key) {
			return true
		}
	}
	return false
}

// any says that a value stands beneath the slot.
func (w *filler) any(s *slot) bool {
	for _, one := range s.below {
		if one.at >= 0 && w.values[one.at] != nil || one.at < 0 && w.any(one) {
			return true
		}
	}
	return false
}

// name appends the name of the next member.
func (w *filler) name(key string, members *int) {
	if *members > 0 {
		w.dst = append(w.dst, ',')
	}
	w.dst = append(Quote(w.dst, key), ':')
	*members++
}
