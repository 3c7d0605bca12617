package policy

import "go.yaml.in/yaml/v4"

// walker refuses the parts of YAML that hide from a reader what a policy says.
type walker struct {
	document *Document
	nodes    int
}

func (w *walker) node(n *yaml.Node, depth int) {
	d := w.document
	w.nodes++
	switch {
	case w.nodes == NodesMax+1:
		d.fail(n, "the %s holds more than %d keys and values", d.noun, NodesMax)
		return
	case w.nodes > NodesMax:
		return
	case depth > DepthMax:
		d.fail(n, "%v", errDepth)
		return
	case n.Kind == yaml.AliasNode:
		d.fail(n, "a YAML alias (*%s) is not used in a %s: write the value out", n.Value, d.noun)
	case n.Anchor != "":
		d.fail(n, "a YAML anchor (&%s) is not used in a %s", n.Anchor, d.noun)
	case n.Style&yaml.TaggedStyle != 0:
		d.fail(n, "a YAML tag (%s) is not used in a %s", n.ShortTag(), d.noun)
	}
	if n.Kind == yaml.MappingNode {
		w.keys(n)
	}
	for _, child := range n.Content {
		w.node(child, depth+1)
	}
}

// keys refuses keys that are no texts, merge keys, and a key that comes twice.
func (w *walker) keys(n *yaml.Node) {
	first := map[string]*yaml.Node{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		before, twice := first[key.Value]
		switch {
		case key.Kind == yaml.AliasNode:
		case key.Kind != yaml.ScalarNode:
			w.document.fail(key, "a key is a word, not %s", what(key))
		case key.ShortTag() == "!!merge":
			w.document.fail(key, "a YAML merge key (<<) is not used in a %s: write the keys out", w.document.noun)
		case twice:
			w.document.fail(key, "the key %q comes twice: it stands on line %d already", key.Value, before.Line)
		default:
			first[key.Value] = key
		}
	}
}

// What says in plain words what a node is: a mapping, a list, a text, a number,
// true or false, nothing.
func What(n *yaml.Node) string { return what(n) }

// what says in plain words what a node is.
func what(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias"
	}
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	}
	return "a text"
}
