package policytest

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/chain"
	"maat/pipeline/policy"
	"maat/pipeline/replay"
)

// retracts are the reasons for which a retract is sent, and none.
func (r *reader) retracts() []string {
	known := []string{none}
	for _, one := range r.reasons.List() {
		if strings.HasPrefix(one.Code, "retract.") {
			known = append(known, one.Code)
		}
	}
	return known
}

// told refuses to ask for the retract of a destination that the policy never
// tells to forget: what it wants would come always, or never.
func (r *reader) told(w *want, at *yaml.Node) {
	tells := func(d *policy.Destination) bool { return d.Name == w.destination && d.Retract != nil }
	if w.retract != "" && !slices.ContainsFunc(r.program.Destinations, tells) {
		r.Refuse(at, "the policy names no retract for %s: nothing tells it to forget", w.destination)
	}
}

// retracted asks why the destination was told to forget, from the event of the
// test on, and answers the courses that say so. One of several will do: they are
// of other topics.
func (m *matcher) retracted(w *want, all []*replay.Course) (theirs []*replay.Course) {
	if w.retract == "" {
		return nil
	}
	var reasons []string
	for _, c := range all {
		if c.Destination == w.destination {
			theirs = append(theirs, c)
			reasons = append(reasons, outcome(c))
		}
	}
	got := none
	switch {
	case slices.Contains(reasons, w.retract):
		got = w.retract
	case len(reasons) > 0:
		got = strings.Join(reasons, ", ")
	}
	m.row("retract", w.retract, got)
	return theirs
}

// outcome is the reason for which a retract left, or that and why it did not.
func outcome(c *replay.Course) string {
	d := c.Last()
	if d.Verdict == chain.Forward {
		return d.Reason
	}
	return d.Verdict.String() + " " + d.Reason
}
