package event

// Coarse is the text that a transform makes of the first value at a path. ok is
// false where there is none, and where the transform does not make a text of it.
func (v *View) Coarse(p Path, t Transform) (text string, ok bool) {
	x, found := v.Get(p)
	if !found || x.Kind() >= Object {
		return "", false
	}
	made, ok := t.apply(nil, x, beside{v, p.parent()})
	if !ok {
		return "", false
	}
	y, ok := scalar(made)
	return y.Text(), ok && y.Kind() == String
}

// parent is the path of what a field stands in; nothing where that is the event.
func (p Path) parent() Path {
	if len(p.steps) < 2 {
		return Path{}
	}
	return newPath(p.steps[:len(p.steps)-1])
}

// beside is the object in which a field of an event stands.
type beside struct {
	view *View
	in   Path
}

var _ siblings = beside{}

func (b beside) sibling(key string) (Value, bool) {
	object := b.view.Root()
	if !b.in.IsZero() {
		object, _ = b.view.Get(b.in)
	}
	if object.Kind() != Object {
		return Value{}, false
	}
	at, ok := b.view.member(object.at, key)
	return Value{b.view, at}, ok
}
