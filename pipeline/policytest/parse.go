package policytest

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/explain"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/source"
)

// Parse reads the tests of a policy. The error is a source.Problems.
func Parse(file string, text []byte, p *policy.Program, reasons explain.Reasons) (*Suite, error) {
	r := &reader{Document: policy.ParseText("policy test", file, text), program: p, reasons: reasons}
	s := &Suite{Program: p}
	if r.Root == nil || r.Err() != nil {
		return nil, r.Err()
	}
	if r.Root.Kind != yaml.SequenceNode || len(r.Root.Content) == 0 {
		r.Refuse(r.Root, "a list of tests is expected here, each with name, when and then")
		return nil, r.Err()
	}
	names := map[string]*yaml.Node{}
	for _, n := range r.Root.Content {
		c, name := r.test(n)
		if first, twice := names[c.Name]; twice && c.Name != "" {
			r.Refuse(name, "there is a test of this name already (line %d)", first.Line)
		}
		names[c.Name] = name
		s.Cases = append(s.Cases, c)
	}
	r.refuseStrangers()
	if err := r.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// reader reads tests for one policy. It goes on after a mistake, so that all
// are told at once.
type reader struct {
	*policy.Document
	program *policy.Program
	reasons explain.Reasons
	when    instant.Time // of the test under way
	events  int          // of the test under way, for their ids

	asked     string // what the event is called that the test under way is about
	strangers []stranger
	expected  []string // names of which a test says that they have no role
}

// keys reads a mapping: the values by key, after what is unknown was refused.
// known nil: every key is fine.
func (r *reader) keys(n *yaml.Node, known []string) (values map[string]*yaml.Node, ok bool) {
	if n.Kind != yaml.MappingNode {
		listed := ""
		if len(known) > 0 {
			listed = " (" + strings.Join(known, ", ") + ")"
		}
		r.Refuse(n, "keys with their values are expected here%s, not %s", listed, policy.What(n))
		return nil, false
	}
	values = map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if known != nil && !slices.Contains(known, key.Value) {
			r.Refuse(key, "unknown key %q%s", key.Value, source.Suggestion(": ", key.Value, known))
			continue
		}
		values[key.Value] = n.Content[i+1]
	}
	return values, true
}

// text reads a text, "" for something else.
func (r *reader) text(n *yaml.Node) string {
	switch {
	case n == nil:
	case n.Kind == yaml.ScalarNode && policy.What(n) == "a text" && n.Value != "":
		return n.Value
	default:
		r.Refuse(n, "a text is expected here, not %s", empty(n))
	}
	return ""
}

func empty(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode && policy.What(n) == "a text" {
		return "an empty one"
	}
	return policy.What(n)
}

// oneOf reads a word of a list.
func (r *reader) oneOf(n *yaml.Node, known []string) string {
	text := r.text(n)
	if text != "" && !slices.Contains(known, text) {
		r.Refuse(n, "%q is not known here%s", text, source.Suggestion(": ", text, known))
		return ""
	}
	return text
}

// elements are those of a list, or one value alone; none where there is no key.
func elements(n *yaml.Node) []*yaml.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	}
	return []*yaml.Node{n}
}

// test reads one test; what is wrong with it is refused, and the others read.
func (r *reader) test(n *yaml.Node) (c Case, name *yaml.Node) {
	c.Line = n.Line
	keys, ok := r.keys(n, []string{"name", "given", "when", "after", "then"})
	if !ok {
		return c, n
	}
	for _, need := range []struct{ key, what string }{
		{"name", "what the test shows, in a sentence"}, {"when", "the event that the test is about"}, {"then", "what must become of it, by destination"},
	} {
		if keys[need.key] == nil {
			r.Refuse(n, "%s is missing here: %s", need.key, need.what)
		}
	}
	if keys["when"] == nil || keys["then"] == nil {
		return c, n
	}
	c.Name = r.text(keys["name"])
	r.events, r.asked, r.when = 0, "", r.moment(keys["when"])
	c.At = r.when
	for _, e := range elements(keys["given"]) {
		c.lines = append(c.lines, r.line(e, given))
	}
	asked := r.line(keys["when"], asked)
	c.lines = append(c.lines, asked)
	for _, e := range elements(keys["after"]) {
		c.lines = append(c.lines, r.line(e, after))
	}
	c.order()
	c.wants = r.wants(keys["then"])
	r.expect(c.wants)
	if keys["name"] == nil {
		return c, n
	}
	return c, keys["name"]
}

// wants reads what must become of the event for each destination named.
func (r *reader) wants(n *yaml.Node) (list []want) {
	known := []string{}
	for _, d := range r.program.Destinations {
		known = append(known, d.Name)
	}
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		r.Refuse(n, "destinations with what must become of the event are expected here (%s, or %s for the event alone)", strings.Join(known, ", "), Itself)
		return nil
	}
	known = append(known, Itself)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if !slices.Contains(known, key.Value) {
			r.Refuse(key, "the policy has no destination %q%s", key.Value, source.Suggestion(": ", key.Value, known))
			continue
		}
		w := r.want(n.Content[i+1], true)
		w.destination = key.Value
		r.told(&w, key)
		list = append(list, w)
	}
	return list
}

var outcomes = []string{"forward", "hold", "drop", "quarantine", "apply", "ignore", none}

// want reads an outcome alone, or with what else is asked.
func (r *reader) want(n *yaml.Node, first bool) (w want) {
	if n.Kind != yaml.MappingNode {
		w.outcome = r.oneOf(n, outcomes)
		return w
	}
	known := []string{"outcome", "reason", "topic", "until", "at", "present", "absent", "fields", "shadow", "retract", "finally"}
	if !first {
		known = known[:len(known)-2]
	}
	keys, _ := r.keys(n, known)
	if asked := keys["retract"]; asked != nil {
		w.retract = r.oneOf(asked, r.retracts())
		if len(keys) == 1 {
			return w
		}
	}
	if keys["outcome"] == nil {
		r.Refuse(n, "outcome is missing here: %s", strings.Join(outcomes, ", "))
		return w
	}
	w.outcome = r.oneOf(keys["outcome"], outcomes)
	w.reason = r.reason(keys["reason"])
	w.topic = r.text(keys["topic"])
	w.until = r.then(keys["until"])
	w.at = r.then(keys["at"])
	w.present, w.absent = r.paths(keys["present"]), r.paths(keys["absent"])
	w.fields = r.fields(keys["fields"])
	if s := keys["shadow"]; s != nil {
		would := r.would(s)
		w.shadow = &would
	}
	if f := keys["finally"]; f != nil {
		last := r.want(f, false)
		w.finally = &last
	}
	r.fits(&w, keys)
	return w
}

// would reads what would have become of the event: an outcome alone, or with
// what else is asked.
func (r *reader) would(n *yaml.Node) (w want) {
	if n.Kind != yaml.MappingNode {
		w.outcome = r.oneOf(n, outcomes)
		return w
	}
	keys, _ := r.keys(n, []string{"outcome", "reason", "until"})
	if keys["outcome"] == nil {
		r.Refuse(n, "outcome is missing here: %s", strings.Join(outcomes, ", "))
		return w
	}
	w.outcome, w.reason, w.until = r.oneOf(keys["outcome"], outcomes), r.reason(keys["reason"]), r.then(keys["until"])
	r.fits(&w, keys)
	return w
}

// fits refuses what cannot be asked of an outcome.
func (r *reader) fits(w *want, keys map[string]*yaml.Node) {
	for _, key := range []string{"present", "absent", "fields"} {
		if n := keys[key]; n != nil && w.outcome != "" && w.outcome != "forward" {
			r.Refuse(n, "%s is about what leaves, and nothing does: the outcome is %s", key, w.outcome)
		}
	}
	for _, key := range []string{"until", "finally"} {
		if n := keys[key]; n != nil && w.outcome != "" && w.outcome != "hold" {
			r.Refuse(n, "%s is about an event that is held: the outcome is %s", key, w.outcome)
		}
	}
}

// reason reads a reason code.
func (r *reader) reason(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	var known []string
	for _, one := range r.reasons.List() {
		known = append(known, one.Code)
	}
	return r.oneOf(n, known)
}

// destination reads one of the policy, or all.
func (r *reader) destination(n *yaml.Node) string {
	known := []string{guard.All}
	for _, d := range r.program.Destinations {
		known = append(known, d.Name)
	}
	return r.oneOf(n, known)
}
