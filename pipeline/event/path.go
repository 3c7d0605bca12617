package event

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Path names a field of events, the way a policy writes it: names joined by
// dots; [] after a name reaches into each element of an array; a name with a
// dot or a blank stands in quotes, "a.b".c. Names are compared exactly, with
// escapes resolved. The zero Path names nothing.
type Path struct {
	steps []step
	text  string
}

// step goes to a member of an object, or to each element of an array.
type step struct {
	key  string
	each bool
}

// String is the path in its one canonical spelling; equal paths have equal
// strings, so it serves as a key.
func (p Path) String() string { return p.text }

// IsZero says that the path names nothing.
func (p Path) IsZero() bool { return len(p.steps) == 0 }

// Equal says that both name the same field.
func (p Path) Equal(other Path) bool { return p.text == other.text }

// Covers says that other is p, or lies beneath it. The zero Path covers
// nothing and is covered by nothing.
func (p Path) Covers(other Path) bool {
	if p.IsZero() || len(p.steps) > len(other.steps) {
		return false
	}
	for i, s := range p.steps {
		if other.steps[i] != s {
			return false
		}
	}
	return true
}

// Overlaps says that one of the two covers the other.
func (p Path) Overlaps(other Path) bool { return p.Covers(other) || other.Covers(p) }

// Names are the names that lead to the field, from the top. ok is false for a
// path that reaches into the elements of a list.
func (p Path) Names() (names []string, ok bool) {
	for _, s := range p.steps {
		if s.each {
			return nil, false
		}
		names = append(names, s.key)
	}
	return names, true
}

// Above are the paths that lead to the field, from the top.
func (p Path) Above() (list []Path) {
	for i := 1; i < len(p.steps); i++ {
		list = append(list, newPath(p.steps[:i]))
	}
	return list
}

// newPath spells the steps.
func newPath(steps []step) Path {
	var b strings.Builder
	for i, s := range steps {
		switch {
		case s.each:
			b.WriteString("[]")
			continue
		case i > 0:
			b.WriteByte('.')
		}
		if bareKey(s.key) {
			b.WriteString(s.key)
			continue
		}
		quoted, _ := jsontext.AppendQuote(nil, s.key) // fails on bad UTF-8 only, which ParsePath refuses
		b.Write(quoted)
	}
	return Path{steps: steps, text: b.String()}
}
