package compare

import (
	"bytes"
	"encoding/json"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/replay"
)

// asItIs stands for the form of a field that nothing changed.
const asItIs = "as it is"

// fields counts, once an event, the fields of the policies that leave where they
// did not, that leave otherwise, or that stay.
func (c *Comparison) fields(p pair) {
	older, newer := leaves(p[0].Left), leaves(p[1].Left)
	seen := map[Entry]bool{}
	add := func(e Entry) {
		e.Destination, e.Retract = p.destination(), p.retracts()
		if !seen[e] {
			seen[e] = true
			c.count(e, p)
		}
	}
	for path, now := range newer {
		before, was := older[path]
		field := c.sides[1].field(p[1], path)
		switch {
		case !was:
			add(Entry{Kind: NewField, Field: field})
		case before != now:
			add(Entry{Kind: OtherForm, Field: field, Was: c.sides[0].form(p[0], path, before), Is: c.sides[1].form(p[1], path, now)})
		}
	}
	for path := range older {
		if _, still := newer[path]; !still {
			add(Entry{Kind: FieldGone, Field: c.sides[0].field(p[0], path)})
		}
	}
}

// field is the field of the policy that let a value out: the longest that covers
// it. A name that an event chose is never told.
func (s *side) field(course *replay.Course, path string) string {
	at, err := event.ParsePath(path)
	best := "*"
	if err == nil && s.emits(course.Destination, at) {
		return strings.TrimSuffix(at.String(), "[]")
	}
	for _, f := range s.letsOut(course.Destination) {
		if err == nil && f.Path.Covers(at) && (best == "*" || len(f.Path.String()) > len(best)) {
			best = f.Path.String()
		}
	}
	return best
}

func (s *side) letsOut(destination string) (list []event.Field) {
	for _, d := range s.program.Destinations {
		if d.Name == destination {
			for _, l := range d.Layers {
				list = append(list, l.Fields...)
			}
		}
	}
	return list
}

// emits says that what stands there is a text of the policy.
func (s *side) emits(destination string, at event.Path) bool {
	for _, d := range s.program.Destinations {
		if d.Name == destination {
			return d.Emits(at)
		}
	}
	return false
}

// form is what was done to a field; of what is emitted, which no event chose, what
// it says.
func (s *side) form(course *replay.Course, path, value string) string {
	field := s.field(course, path)
	if at, err := event.ParsePath(path); err == nil && s.emits(course.Destination, at) {
		return strings.TrimSpace(value)
	}
	for _, e := range course.Last().Edits {
		if e.Path == field && e.Did != "removed" {
			return e.Did
		}
	}
	return asItIs
}

// leaves are the values of an event by their paths, those of one path together.
func leaves(text []byte) map[string]string {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var value any
	found := map[string]string{}
	if dec.Decode(&value) == nil {
		gather(found, nil, value)
	}
	return found
}

func gather(found map[string]string, names []string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			gather(found, append(names[:len(names):len(names)], string(event.Quote(nil, name))), member)
		}
	case []any:
		if len(names) == 0 {
			return
		}
		inside := append([]string{}, names...)
		inside[len(inside)-1] += "[]"
		for _, element := range v {
			gather(found, inside, element)
		}
	default:
		text, err := json.Marshal(v)
		if err == nil {
			found[strings.Join(names, ".")] += string(text) + "\n"
		}
	}
}
