package policytest

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/event"
	"maat/pipeline/instant"
	"maat/pipeline/source"
)

// stranger is an event of a name to which the policy gives no role. It leaves
// nowhere and counts for nothing, so that a slip in a name could make a test pass
// that shows nothing.
type stranger struct {
	node *yaml.Node
	name string
}

// meet remembers a stranger, and what the event that the test is about is called.
func (r *reader) meet(n *yaml.Node, keys map[string]*yaml.Node, text []byte, at instant.Time, in part) {
	view, fault := event.Parse(text)
	if fault != nil {
		return
	}
	facts, _, _ := r.program.Facts(view, at)
	if in == asked {
		r.asked = facts.Name
	}
	if facts.Name == "" || slices.Contains(r.names(), facts.Name) {
		return
	}
	if keys["event"] != nil {
		n = keys["event"]
	}
	r.strangers = append(r.strangers, stranger{n, facts.Name})
}

// names are those to which the policy gives a role, at least at times.
func (r *reader) names() (list []string) {
	for _, rule := range r.program.Roles {
		list = append(list, rule.Event)
	}
	return list
}

// expect takes note of a test that asks what becomes of its event alone: a name
// without a role cannot pass there unnoticed.
func (r *reader) expect(wants []want) {
	for i := range wants {
		if w := &wants[i]; w.destination == Itself && w.outcome != "" {
			r.expected = append(r.expected, r.asked)
		}
	}
}

// refuseStrangers does so where no test of the file expects the name.
func (r *reader) refuseStrangers() {
	for _, s := range r.strangers {
		if slices.Contains(r.expected, s.name) {
			continue
		}
		meant := source.Meant(": ", s.name, r.names())
		if meant == "" {
			meant = "."
		}
		r.Refuse(s.node, "no role of the policy has events called %q%s Where none is meant, let a test ask for it: then: {itself: {outcome: drop, reason: role.none}}", s.name, meant)
	}
}
