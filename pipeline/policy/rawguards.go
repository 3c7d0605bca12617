package policy

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/guard"
	"maat/pipeline/source"
)

// rawGuards are the guards that are set somewhere.
type rawGuards struct{ list []*rawGuard }

// rawGuard is the setting of one guard.
type rawGuard struct {
	kind    *guard.Kind
	key     *yaml.Node
	entries []*yaml.Node // as many as settings: the whole, or the entries of a list
	config  []any
	off     bool
	tried   []bool // by entry: it is in shadow
	sound   bool   // nothing was wrong with it
}

// rawMode is what every guard takes.
type rawMode struct {
	Mode word `yaml:"mode" enum:"enforce,shadow,off" doc:"enforce, which is meant where it is not said; shadow: judged and recorded, never applied; or off."`
	Why  word `yaml:"why" doc:"Why it is off; it is printed on the page that says what the brand does."`
}

func (g *rawGuards) read(d *decoder, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "guards with their settings are expected here, not %s", what(n))
		return
	}
	for key, value := range pairs(n) {
		if kind := d.kind(key); kind != nil {
			g.list = append(g.list, d.guard(kind, key, value))
		}
	}
}

// kind finds the guard that a key names, if it may be set.
func (d *decoder) kind(key *yaml.Node) *guard.Kind {
	var known []string
	for i := range d.o.Table {
		k := &d.o.Table[i]
		switch {
		case k.Name == key.Value && k.Fixed:
			d.fail(key, "%s always acts and cannot be set", k.Name)
			return nil
		case k.Name == key.Value:
			return k
		case !k.Fixed:
			known = append(known, k.Name)
		}
	}
	d.fail(key, "unknown guard %q%s", key.Value, source.Suggestion(": ", key.Value, known))
	return nil
}

// guard reads the setting of one guard.
func (d *decoder) guard(kind *guard.Kind, key, n *yaml.Node) *rawGuard {
	before := len(d.problems)
	g := &rawGuard{kind: kind, key: key, entries: []*yaml.Node{n}}
	switch {
	case n.Kind == yaml.SequenceNode && !kind.Many:
		d.fail(n, "%s is set once, not by a list", kind.Name)
		return g
	case n.Kind == yaml.SequenceNode:
		g.entries = n.Content
		if len(n.Content) == 0 {
			d.fail(n, "the list is empty: to take %s away, write {mode: off, why: ...}", kind.Name)
		}
	case what(n) == "nothing":
		d.fail(n, "nothing is set here: write {} to take what %s does by default", kind.Name)
		return g
	}
	for _, e := range g.entries {
		config, mode := d.config(kind, e)
		off := mode == "off"
		g.config = append(g.config, config)
		g.tried = append(g.tried, mode == "shadow")
		g.off = g.off || off
		if off && n.Kind == yaml.SequenceNode {
			d.fail(e, "mode off is for the whole guard: write %s: {mode: off, why: ...}", kind.Name)
		}
	}
	g.sound = len(d.problems) == before
	return g
}

// config reads one settings mapping over the defaults.
func (d *decoder) config(kind *guard.Kind, n *yaml.Node) (config any, saying string) {
	var mode rawMode
	into := []reflect.Value{reflect.ValueOf(&mode).Elem()}
	if kind.Settings != nil {
		config = kind.Settings()
		into = append(into, reflect.ValueOf(config).Elem())
	}
	off := modeOff(n)
	d.object(n, !off, into...)
	if off && mode.Why.text == "" && !mode.Why.given() {
		d.fail(n, "why is missing here: a guard that is off says why, for the page that says what the brand does")
	}
	if mode.Why.given() && !off {
		d.fail(mode.Why.node, "why is for mode: off")
	}
	return config, mode.Mode.text
}

// modeOff looks ahead: what a guard that is off requires is its why alone.
func modeOff(n *yaml.Node) bool {
	if n.Kind == yaml.MappingNode {
		for key, value := range pairs(n) {
			if key.Value == "mode" && value.Kind == yaml.ScalarNode && value.Value == "off" {
				return true
			}
		}
	}
	return false
}

// at finds the key that a problem of a guard names; where there is none, the
// setting itself.
func (g *rawGuard) at(p guard.Problem) *yaml.Node {
	if p.Entry < 0 || p.Entry >= len(g.entries) {
		return g.key
	}
	n := g.entries[p.Entry]
	found := n
	if len(g.entries) == 1 {
		found = g.key
	}
	for rest := p.Field; rest != ""; {
		key, value := findKey(n, rest)
		if key == nil {
			break
		}
		found, n = key, value
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, key.Value), ".")
	}
	return found
}

// findKey finds the key of a mapping that dotted is, or begins with.
func findKey(n *yaml.Node, dotted string) (key, value *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for k, v := range pairs(n) {
		if dotted == k.Value || strings.HasPrefix(dotted, k.Value+".") {
			return k, v
		}
	}
	return nil, nil
}
