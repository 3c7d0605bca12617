package policy

import (
	"slices"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/source"
	"maat/pipeline/state"
)

// destinations compiles what is said of each destination, and then its guards.
func (c *compiler) destinations() {
	topics := map[string]string{}
	for i := range c.raw.Destinations.entries {
		e := &c.raw.Destinations.entries[i]
		raw := &e.value
		if before, twice := topics[raw.Topic.text]; twice && raw.Topic.text != "" {
			c.fail(raw.Topic.node, "%s writes to the topic %s already: nobody could tell the two apart", before, raw.Topic.text)
		}
		topics[raw.Topic.text] = e.name.text
		d := &Destination{Destination: guard.Destination{
			Name: e.name.text, Hash: state.HashOf(e.name.text), Topic: c.topic(raw.Topic), Deadline: raw.Deadline.span,
		}}
		d.Takes = c.takes(raw.Takes)
		d.Layers = c.layers(raw.Layers)
		d.Needs = c.needs(raw)
		c.emits(raw, d)
		c.spared(raw, d)
		c.program.Destinations = append(c.program.Destinations, d)
	}
	c.guards()
	c.retracts()
}

// topic checks the name of a Kafka topic.
func (c *compiler) topic(w word) string {
	legal := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("._-", r)
	}
	bad := strings.ContainsFunc(w.text, func(r rune) bool { return !legal(r) })
	if bad || len(w.text) > 249 || w.text == "." || w.text == ".." {
		c.fail(w.node, "%q is no name of a Kafka topic: letters, digits, dot, _ and - are", w.text)
	}
	return w.text
}

func (c *compiler) takes(raw []rawTake) (takes []Take) {
	always := map[state.Role]bool{}
	for i := range raw {
		t := &raw[i]
		if t.Role.Role == 0 {
			continue
		}
		if always[t.Role.Role] {
			c.fail(t.node, "this is never asked: the role %s is taken already, whatever the event holds", t.Role.Role)
		}
		if !t.When.given() {
			always[t.Role.Role] = true
		}
		takes = append(takes, Take{Role: t.Role.Role, When: c.expr(t.When)})
	}
	return takes
}

// layers numbers the layers. A layer stands on one written before it, so that
// every layer can be reached.
func (c *compiler) layers(raw []rawLayer) (layers []guard.Layer) {
	var known []string
	fields := map[string]*rawField{}
	owners := map[string]string{}
	for i := range raw {
		r := &raw[i]
		l := guard.Layer{Name: r.Name.text, After: i - 1, Purposes: c.purposesOf(r.Purpose)}
		if l.Name != "" && c.name(r.Name.node) && slices.Contains(known, l.Name) {
			c.fail(r.Name.node, "there is a layer %s already", l.Name)
		}
		if r.After.text != "" {
			l.After = c.after(raw, i, known)
		}
		for k := range r.Fields {
			f := &r.Fields[k]
			text := f.Path.String()
			if f.Path.IsZero() {
				continue
			}
			if first, twice := fields[text]; twice {
				c.fail(f.Path.node, "the field %s is in layer %s already (line %d): a field belongs to exactly one", text, owners[text], first.Path.node.Line)
				continue
			}
			fields[text], owners[text] = f, l.Name
			c.reachable(presetOf(c.format()), &f.Path)
			l.Fields = append(l.Fields, event.Field{Path: f.Path.Path, Transform: c.transform(f)})
		}
		known = append(known, l.Name)
		layers = append(layers, l)
	}
	return layers
}

func (c *compiler) format() string {
	if c.raw.Events == nil {
		return ""
	}
	return c.raw.Events.Format.text
}

// after finds the layer below.
func (c *compiler) after(raw []rawLayer, i int, known []string) int {
	w := raw[i].After
	if at := slices.Index(known, w.text); at >= 0 {
		return at
	}
	later := slices.ContainsFunc(raw[i:], func(r rawLayer) bool { return r.Name.text == w.text })
	switch {
	case i == 0:
		c.fail(w.node, "the first layer stands on no other: leave after out")
	case later:
		c.fail(w.node, "the layer %s can never be reached: it comes after %s, which must be written before it", raw[i].Name.text, w.text)
	default:
		c.fail(w.node, "unknown layer %q%s", w.text, source.Suggestion(": ", w.text, known))
	}
	return -1
}

// needs finds the lowest layer that makes sense; the first where none is named.
func (c *compiler) needs(raw *rawDestination) int {
	if raw.Needs.text == "" {
		return 0
	}
	var known []string
	for i := range raw.Layers {
		if raw.Layers[i].Name.text == raw.Needs.text {
			return i
		}
		known = append(known, raw.Layers[i].Name.text)
	}
	c.fail(raw.Needs.node, "unknown layer %q%s", raw.Needs.text, source.Suggestion(": ", raw.Needs.text, known))
	return 0
}

// spared: a service event always has the first layer, so that layer cannot
// wait for a purpose where service events are taken.
func (c *compiler) spared(raw *rawDestination, d *Destination) {
	service := slices.ContainsFunc(d.Takes, func(t Take) bool { return t.Role == state.Service })
	if service && len(d.Layers) > 0 && len(d.Layers[0].Purposes) > 0 {
		c.fail(raw.Layers[0].Purpose[0].node, "the first layer of a destination that takes service has no purpose: what is owed to a person leaves without one")
	}
}
