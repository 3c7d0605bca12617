package compare

import (
	"cmp"
	"slices"
)

// Kind is a kind of change, the gravest first.
type Kind uint8

// The kinds of changes.
const (
	NewlyLeaves Kind = 1 + iota // an event leaves that did not
	NewField                    // of an event that left already
	OtherForm                   // a field leaves in another form, such as no longer hashed
	Sooner
	NoLonger // an event leaves no more
	FieldGone
	Later
	OtherReason // it leaves neither way, or changes what is known otherwise
)

var kindNames = [...]string{
	NewlyLeaves: "newly_leaves", NewField: "new_field", OtherForm: "other_form", Sooner: "sooner",
	NoLonger: "no_longer_leaves", FieldGone: "field_gone", Later: "later", OtherReason: "other_reason",
}

// String is the word in JSON.
func (k Kind) String() string { return kindNames[k] }

// Outcome is what became of an event.
type Outcome struct {
	Verdict string `json:"verdict"`
	Guard   string `json:"guard,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// Entry is one change, however many events it is of.
type Entry struct {
	Kind        Kind
	Destination string // empty: none
	Retract     bool   // of what tells the destination to forget, and of no event that came in
	From, To    Outcome
	Field       string
	Was, Is     string // of OtherForm: how the field left
}

// Change is an entry with its count and the first examples.
type Change struct {
	Entry
	Count    int
	Examples []string // ids of events
}

// Report is what would change.
type Report struct {
	Lines   int64
	Changes []Change // by kind, destination, and how often
}

// tally counts the events of an entry.
type tally struct {
	count int
	first []example
}

// example is an event by its line.
type example struct {
	line int64
	id   string
}

// count counts an event. What was held is counted late, so the examples are put
// in the order of their lines.
func (c *Comparison) count(e Entry, p pair) {
	t := c.entries[e]
	if t == nil {
		t = &tally{}
		c.entries[e] = t
	}
	t.count++
	one := example{p.line(), p.id()}
	at, _ := slices.BinarySearchFunc(t.first, one, func(a, b example) int { return cmp.Compare(a.line, b.line) })
	t.first = slices.Insert(t.first, at, one)
	t.first = t.first[:min(len(t.first), c.examples)]
}

// Report is what was found so far.
func (c *Comparison) Report() Report {
	r := Report{Lines: c.lines}
	for e, t := range c.entries {
		one := Change{Entry: e, Count: t.count, Examples: []string{}}
		for _, x := range t.first {
			one.Examples = append(one.Examples, x.id)
		}
		r.Changes = append(r.Changes, one)
	}
	slices.SortFunc(r.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Destination, b.Destination), compareRetracts(a.Retract, b.Retract), cmp.Compare(b.Count, a.Count),
			cmp.Compare(a.Field, b.Field), cmp.Compare(a.Was, b.Was), cmp.Compare(a.Is, b.Is), compareOutcomes(a.From, b.From), compareOutcomes(a.To, b.To))
	})
	return r
}

// compareRetracts puts the events of a destination before its retracts.
func compareRetracts(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func compareOutcomes(a, b Outcome) int {
	return cmp.Or(cmp.Compare(a.Verdict, b.Verdict), cmp.Compare(a.Guard, b.Guard), cmp.Compare(a.Reason, b.Reason))
}

// Of are the changes of some kinds, in order.
func (r *Report) Of(kinds ...Kind) (list []Change) {
	for _, c := range r.Changes {
		if slices.Contains(kinds, c.Kind) {
			list = append(list, c)
		}
	}
	return list
}
