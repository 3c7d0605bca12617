package event_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"maat/pipeline/event"
)

// The reference says what must leave, in the plainest way: it works on what a
// foreign decoder reads, and shares nothing with the package but the spelling
// of paths.

// place is where a value stands; each element of an array is at eachStep, which
// no name can be.
type place []string

const eachStep = "\x00"

// path is the place as a policy spells it.
func (p place) path() event.Path {
	var b strings.Builder
	for i, s := range p {
		if s == eachStep {
			b.WriteString("[]")
			continue
		}
		if i > 0 {
			b.WriteByte('.')
		}
		b.Write(event.Quote(nil, s))
	}
	return event.MustPath(b.String())
}

// refEdit removes where with is nil.
type refEdit struct {
	at   place
	with any
}

type reference struct {
	keep, withheld []place
	edits          []refEdit
}

// project answers what leaves of x, as a foreign decoder reads it.
func (r reference) project(x any) any {
	if out, ok := r.value(x, nil, false); ok {
		return out
	}
	return map[string]any{}
}

func (r reference) value(x any, at place, kept bool) (any, bool) {
	switch {
	case slices.ContainsFunc(r.withheld, at.is):
		kept = false
	case slices.ContainsFunc(r.keep, at.is):
		kept = true
	}
	if i := slices.IndexFunc(r.edits, func(e refEdit) bool { return at.is(e.at) }); i >= 0 {
		return r.edits[i].with, kept && r.edits[i].with != nil
	}
	switch x := x.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, member := range x {
			if y, ok := r.value(member, append(slices.Clone(at), key), kept); ok {
				out[key] = y
			}
		}
		return out, len(out) > 0 || len(x) == 0 && kept
	case []any:
		out := []any{}
		for _, element := range x {
			if y, ok := r.value(element, append(slices.Clone(at), eachStep), kept); ok {
				out = append(out, y)
			}
		}
		return out, len(out) > 0 || len(x) == 0 && kept
	}
	return x, kept
}

func (p place) is(other place) bool { return slices.Equal(p, other) }

// foreign is how encoding/json reads an event, numbers as they are written.
func foreign(b []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var x any
	err := d.Decode(&x)
	return x, err
}

func (r reference) fields() (fields []event.Field) {
	for _, p := range r.keep {
		fields = append(fields, event.Field{Path: p.path()})
	}
	return fields
}

func (r reference) gone() (paths []event.Path) {
	for _, p := range r.withheld {
		paths = append(paths, p.path())
	}
	return paths
}

func (r reference) events() (edits []event.Edit) {
	for _, e := range r.edits {
		x := event.Edit{Path: e.at.path(), Op: event.Remove, Guard: "g"}
		if e.with != nil {
			x.Op = event.Replace
			x.With, _ = json.Marshal(e.with)
		}
		edits = append(edits, x)
	}
	return edits
}
