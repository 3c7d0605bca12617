package event

// visitsMax bounds how many values Paths looks at: their number is the
// sender's choice.
const visitsMax = 10_000

// Paths lists the paths at which the event holds something else than an object,
// each once, in document order, and at most so many: fields, lists and what
// stands in lists.
func (v *View) Paths(most int) []Path {
	l := lister{view: v, most: most, seen: map[string]bool{}}
	l.list(0, nil)
	return l.paths
}

type lister struct {
	view   *View
	most   int
	visits int
	seen   map[string]bool
	paths  []Path
}

// list adds node at, which the steps lead to, and what is beneath it. It answers
// false once that is enough.
func (l *lister) list(at int32, steps []step) bool {
	n := &l.view.nodes[at]
	if l.visits++; l.visits > visitsMax {
		return false
	}
	if n.kind != Object && !l.add(steps) {
		return false
	}
	for i := at + 1; i < n.next; i = l.view.nodes[i].next {
		next := step{key: l.view.nodes[i].key, each: n.kind == Array}
		if !l.list(i, append(steps, next)) {
			return false
		}
	}
	return true
}

func (l *lister) add(steps []step) bool {
	p := newPath(append([]step(nil), steps...))
	if l.seen[p.text] {
		return true
	}
	if len(l.paths) == l.most {
		return false
	}
	l.seen[p.text] = true
	l.paths = append(l.paths, p)
	return true
}
