// Package witness proves from the outside that what Maat did was right. It
// reads what was committed to Kafka, with a client and with rules of its own,
// and says for every input and destination whether the outcome is the one that
// the policy promises, and whether it left exactly once.
//
// It shares no code with the product: a mistake that both made in the same way
// would be invisible. It is slow and simple where the product is fast. It
// believes the decisions only in one thing: the moment (at) at which each says
// that it was made. Everything else it works out again, person by person, in the
// order of the intake, and compares.
//
// It never reports a value of an event: only where a record stands.
package witness

import (
	"maps"
	"slices"
	"time"
)

// sourceHeader says in a derived record from which input record it comes.
const sourceHeader = "maat-source"

// Options are what the caller knows of the run.
type Options struct {
	Topics Topics
	// ReleaseWithin is how long after its due time a held event may be released;
	// 0: any time. Paused are the times in which nothing ran that could have.
	ReleaseWithin time.Duration
	Paused        []Window
	Unfinished    bool      // what is still held is no violation
	Now           time.Time // after the run; zero: none of its events is too far ahead
}

// Window is a time with both ends.
type Window struct{ From, To time.Time }

// Check judges a history by the rules.
func Check(dump Dump, rules *Rules, opts Options) *Report {
	if opts.Now.IsZero() {
		opts.Now = time.Unix(1<<33, 0)
	}
	c := &checker{rules: rules, opts: opts, report: &Report{Guards: map[string]int{}, Broken: map[Kind]int{}}, events: map[string]*event{}, left: map[pair]*left{}, joints: map[string]string{}, came: map[coming]int64{}, whose: map[string]string{}}
	c.inputs(dump)
	c.intake(dump)
	c.decisions(dump)
	for _, key := range slices.Sorted(maps.Keys(c.people)) {
		if c.joints[key] == "" {
			c.people[key].replay()
		}
	}
	c.joint()
	c.unread(dump)
	c.outputs(dump)
	return c.report
}

// pair is one input for one destination: what has exactly one final outcome.
type pair struct{ source, destination string }

// checker is what is known while a history is judged.
type checker struct {
	rules  *Rules
	opts   Options
	report *Report

	events map[string]*event    // by where they came in
	people map[string]*person   // by pseudonym
	nobody map[string]*decision // decisions on what cannot be read, by source
	left   map[pair]*left       // what was forwarded
	joints map[string]string    // who was asked to become one with whom: a name for the lot of them, by pseudonym
	came   map[coming]int64     // the last offset of the intake at which an event came to somebody
	tells  []*tell
	whose  map[string]string // pseudonyms, by identifier
}
