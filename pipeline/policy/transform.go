package policy

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/event"
	"maat/pipeline/source"
)

// transform makes the one transform of a field; nil where the entry is a path
// alone.
func (c *compiler) transform(f *rawField) event.Transform {
	if f.node.Kind != yaml.MappingNode {
		return nil
	}
	makers := []struct {
		word string
		at   place
		make func() (event.Transform, error)
	}{
		{"hash", f.Hash.place, func() (event.Transform, error) { return event.Hash(f.Hash.text) }},
		{"hmac", f.HMAC.place, func() (event.Transform, error) { return c.hmac(f.HMAC) }},
		{"round", f.Round.place, func() (event.Transform, error) { return event.Round(number(f.Round.node)) }},
		{"keep", f.Keep.place, func() (event.Transform, error) { return c.keep(f.Keep) }},
		{"truncate", f.Truncate.place, func() (event.Transform, error) { return event.Truncate(f.Truncate.value) }},
		{"const", f.Const.place, func() (event.Transform, error) { return event.Const(scalarJSON(f.Const.node)) }},
	}
	var chosen []string
	var made event.Transform
	before := len(c.problems)
	for _, m := range makers {
		if !m.at.given() {
			continue
		}
		chosen = append(chosen, m.word)
		if c.refused(m.at.node) {
			continue
		}
		t, err := m.make()
		if err != nil {
			c.fail(m.at.node, "%v", err)
		}
		made = t
	}
	switch {
	case len(c.problems) > before || c.refused(f.node):
	case len(chosen) == 0:
		c.fail(f.node, "one of hash, hmac, round, keep, truncate, const is missing here: without one, write the path alone")
	case len(chosen) > 1:
		c.fail(f.node, "a field has one transform, not %s", strings.Join(chosen, " and "))
	}
	return made
}

// refused says that something was wrong there already.
func (c *compiler) refused(n *yaml.Node) bool {
	return slices.ContainsFunc(c.problems, func(p source.Problem) bool { return p.Line == n.Line && p.Column == n.Column })
}

// hmac finds the key of a pseudonym.
func (c *compiler) hmac(w word) (event.Transform, error) {
	var key []byte
	ok := false
	if c.o.Key != nil {
		key, ok = c.o.Key(w.text)
	}
	if !ok {
		c.fail(w.node, "there is no key named %q among the keys of the process", w.text)
		return nil, nil
	}
	return event.HMAC(key)
}

// keep needs the policy's timezone where it is about time.
func (c *compiler) keep(w word) (event.Transform, error) {
	if timed := w.text == "day_part" || w.text == "date" || w.text == "year"; timed && !c.zoned {
		c.fail(w.node, "keep %s needs a timezone: write timezone: Europe/Amsterdam, or whichever it is, at the top", w.text)
	}
	return event.Keep(w.text, c.zone)
}

// number is a plain number as it is written; what is none fits no transform.
func number(n *yaml.Node) string {
	if n.Style != 0 {
		return ""
	}
	return n.Value
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// scalarJSON is a YAML scalar as JSON; nil for a number that JSON cannot hold.
func scalarJSON(n *yaml.Node) []byte {
	switch what(n) {
	case "nothing":
		return []byte("null")
	case "a number":
		if !jsonNumber.MatchString(n.Value) {
			return nil
		}
		return []byte(n.Value)
	case "true or false":
		return []byte(strings.ToLower(n.Value))
	}
	return event.Quote(nil, n.Value)
}
