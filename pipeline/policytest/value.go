package policytest

import (
	"encoding/json"
	"regexp"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/event"
	"maat/pipeline/policy"
)

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// value is what YAML holds, as encoding/json writes it. A date is a text.
func (r *reader) value(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = r.value(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := []any{}
		for _, e := range n.Content {
			list = append(list, r.value(e))
		}
		return list
	default: // one value: no document, alias or stream stands in a tree that was read
	}
	switch policy.What(n) {
	case "nothing":
		return nil
	case "true or false":
		return n.Value == "true" || n.Value == "True" || n.Value == "TRUE"
	case "a number":
		if !jsonNumber.MatchString(n.Value) {
			r.Refuse(n, "%s is no number of an event: write it as 12 or 12.5, or in quotes to mean a text", n.Value)
			return nil
		}
		return json.RawMessage(n.Value)
	}
	return n.Value
}

// put writes a value at the first of the paths, unless the event has one there.
func (r *reader) put(n *yaml.Node, m map[string]any, paths []event.Path, value any) {
	if len(paths) == 0 || paths[0].IsZero() {
		return
	}
	names, ok := paths[0].Names()
	if !ok {
		r.Refuse(n, "%s stands in a list: write it out as a part of the event", paths[0])
		return
	}
	for _, name := range names[:len(names)-1] {
		next, ok := m[name].(map[string]any)
		if !ok && m[name] != nil {
			r.Refuse(n, "%s cannot be put into the event: there is no mapping under %s", paths[0], name)
			return
		}
		if !ok {
			next = map[string]any{}
			m[name] = next
		}
		m = next
	}
	last := names[len(names)-1]
	if _, taken := m[last]; taken {
		r.Refuse(n, "%s is given twice, here and as a part of the event", paths[0])
		return
	}
	m[last] = value
}

// fill is put where none of the paths holds anything.
func (r *reader) fill(n *yaml.Node, m map[string]any, paths []event.Path, value any) {
	for _, path := range paths {
		if holds(m, path) {
			return
		}
	}
	r.put(n, m, paths, value)
}

func holds(m map[string]any, path event.Path) bool {
	names, ok := path.Names()
	if !ok {
		return false
	}
	for i, name := range names {
		value, found := m[name]
		next, mapping := value.(map[string]any)
		switch {
		case !found:
			return false
		case i == len(names)-1:
			return true
		case !mapping:
			return false
		}
		m = next
	}
	return false
}

// paths reads a path or a list of them.
func (r *reader) paths(n *yaml.Node) (list []string) {
	for _, e := range elements(n) {
		if text := r.text(e); r.path(e, text) {
			list = append(list, text)
		}
	}
	return list
}

func (r *reader) path(n *yaml.Node, text string) bool {
	if text == "" {
		return false
	}
	if _, err := event.ParsePath(text); err != nil {
		r.Refuse(n, "%q is no path: %v", text, err)
		return false
	}
	return true
}

// fields reads the values that what leaves must have, by path.
func (r *reader) fields(n *yaml.Node) (list []field) {
	if n == nil {
		return nil
	}
	if _, ok := r.keys(n, nil); !ok {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; r.path(key, key.Value) {
			list = append(list, field{key.Value, canonical(marshal(map[string]any{"x": r.value(n.Content[i+1])}))})
		}
	}
	return list
}

// canonical spells the value under x as events spell theirs.
func canonical(wrapped []byte) string {
	view, fault := event.Parse(wrapped)
	if fault != nil {
		return ""
	}
	x, _ := view.Get(event.MustPath("x"))
	return string(x.JSON())
}
