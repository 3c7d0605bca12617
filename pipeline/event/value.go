package event

// Value is one value of an event; the zero Value exists nowhere.
type Value struct {
	view *View
	at   int32
}

func (x Value) node() *node {
	if x.view == nil {
		return &node{}
	}
	return &x.view.nodes[x.at]
}

// Exists says that the value is present; null is.
func (x Value) Exists() bool { return x.view != nil }

// Kind is the JSON type, 0 for a Value that does not exist.
func (x Value) Kind() Kind { return x.node().kind }

// Text is a string with its escapes resolved, else "".
func (x Value) Text() string {
	if n := x.node(); n.kind == String {
		return n.text
	}
	return ""
}

// Bool is true for the literal true only.
func (x Value) Bool() bool {
	n := x.node()
	return n.kind == Bool && x.view.src[n.start] == 't'
}

// Literal is a number as it was written, else "".
func (x Value) Literal() string {
	if n := x.node(); n.kind == Number {
		return n.text
	}
	return ""
}

// JSON is the value in canonical form, or nil if it does not exist. It serves
// as Edit.With when it is neither object nor array.
func (x Value) JSON() []byte {
	if x.view == nil {
		return nil
	}
	return x.view.appendValue(nil, x.at)
}

// Members yields the members of an object in document order, until yield says
// false. Of anything else there are none.
func (x Value) Members(yield func(key string, member Value) bool) {
	if x.Kind() != Object {
		return
	}
	for i := x.at + 1; i < x.node().next; i = x.view.nodes[i].next {
		if !yield(x.view.nodes[i].key, Value{x.view, i}) {
			return
		}
	}
}

// Elements yields the elements of an array in order, until yield says false.
// Of anything else there are none.
func (x Value) Elements(yield func(element Value) bool) {
	if x.Kind() != Array {
		return
	}
	for i := x.at + 1; i < x.node().next; i = x.view.nodes[i].next {
		if !yield(Value{x.view, i}) {
			return
		}
	}
}

// Root is the event itself.
func (v *View) Root() Value { return Value{v, 0} }

// Get is the first value at the path in document order. A null counts as
// present, with Kind Null.
func (v *View) Get(p Path) (Value, bool) {
	var found Value
	v.Each(p, func(x Value) bool {
		found = x
		return false
	})
	return found, found.Exists()
}

// Text is the first string at the path; ok is false where there is none.
func (v *View) Text(p Path) (text string, ok bool) {
	v.Each(p, func(x Value) bool {
		text, ok = x.Text(), x.Kind() == String
		return !ok
	})
	return text, ok
}

// Each yields all values at the path in document order, until yield says
// false. Only [] makes more than one.
func (v *View) Each(p Path, yield func(Value) bool) {
	if !p.IsZero() {
		v.walk(0, p.steps, func(at int32) bool { return yield(Value{v, at}) })
	}
}

// walk follows the steps from node at and yields where they end. It answers
// false once yield did.
func (v *View) walk(at int32, steps []step, yield func(int32) bool) bool {
	if len(steps) == 0 {
		return yield(at)
	}
	if !steps[0].each {
		member, ok := v.member(at, steps[0].key)
		return !ok || v.walk(member, steps[1:], yield)
	}
	if v.nodes[at].kind != Array {
		return true
	}
	for i := at + 1; i < v.nodes[at].next; i = v.nodes[i].next {
		if !v.walk(i, steps[1:], yield) {
			return false
		}
	}
	return true
}

// member finds a member of an object by its exact name.
func (v *View) member(at int32, key string) (int32, bool) {
	if v.nodes[at].kind != Object {
		return 0, false
	}
	for i := at + 1; i < v.nodes[at].next; i = v.nodes[i].next {
		if v.nodes[i].key == key {
			return i, true
		}
	}
	return 0, false
}

// Strings yields every string at the path and beneath it, in document order,
// until yield says false.
func (v *View) Strings(p Path, yield func(text string) bool) {
	v.Each(p, func(x Value) bool { return x.Strings(yield) })
}

// Strings yields every string in the value. It answers false once yield did.
func (x Value) Strings(yield func(text string) bool) bool {
	more := true
	switch x.Kind() {
	case String:
		return yield(x.Text())
	case Object:
		x.Members(func(_ string, member Value) bool {
			more = member.Strings(yield)
			return more
		})
	case Array:
		x.Elements(func(element Value) bool {
			more = element.Strings(yield)
			return more
		})
	case Null, Bool, Number: // no text
	}
	return more
}
