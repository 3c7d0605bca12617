// Package policytest runs the tests that stand beside a policy: what came
// before, one event, and what must become of it. A test is a history replayed;
// there is no other judge than the one that runs.
package policytest

import (
	"cmp"
	"slices"

	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/replay"
)

// Itself stands in place of a destination for what became of the event alone:
// a consent that was applied, an event that cannot be read.
const Itself = "itself"

// Suite is the tests of one policy.
type Suite struct {
	Program *policy.Program
	Cases   []Case
}

// Case is one test.
type Case struct {
	Name  string
	Line  int // of the file, where it begins
	At    instant.Time
	lines []line
	wants []want
}

// line is what comes in at a moment: an event or an order.
type line struct {
	at    instant.Time
	json  []byte
	asked bool // the event that the test is about
}

// want is what must become of the event for a destination.
type want struct {
	destination string
	outcome     string
	reason      string       // empty: not asked, and so for the others
	topic       string       //
	until       instant.Time // of a hold; 0: not asked; Never: till resumed
	at          instant.Time
	present     []string
	absent      []string
	fields      []field
	finally     *want
	retract     string // the reason for which a retract is sent, or none; empty: not asked
	shadow      *want  // what would have become of it; outcome none: its decision says nothing of that
}

// field is a path of what leaves, with its value in JSON.
type field struct {
	path string
	json string
}

// Result is what became of one test.
type Result struct {
	Case     *Case
	Failures []Failure // none: it passes
}

// Failure is what differs for one destination.
type Failure struct {
	Destination string
	Rows        []Row
	Said        []string // what was decided, in words
}

// Row is one thing that was asked: the same, or not.
type Row struct {
	What      string
	Want, Got string
}

// Run replays one test.
func (s *Suite) Run(c *Case, tell *explain.Teller, cover *Coverage) (Result, error) {
	followed, err := replay.Follow(replay.Options{Policies: []replay.Dated{{Program: s.Program}}})
	if err != nil {
		return Result{}, err
	}
	var came told
	for i := range c.lines {
		begun, err := followed.Line(c.lines[i].json)
		if err != nil {
			return Result{}, err
		}
		came.add(begun, c.lines[i].asked)
		cover.line(c.lines[i].json, c.lines[i].at)
	}
	begun, err := followed.End()
	if err != nil {
		return Result{}, err
	}
	came.add(begun, false)
	cover.courses(came.all)
	r := Result{Case: c}
	for i := range c.wants {
		if f := s.judge(c, &c.wants[i], &came, tell); f != nil {
			r.Failures = append(r.Failures, *f)
		}
	}
	return r, nil
}

// told is what became of the lines of a test.
type told struct {
	all      []*replay.Course
	asked    []*replay.Course // of the event that the test is about
	retracts []*replay.Course // that were sent from then on
	begun    bool             // that event came
}

// add takes the courses that a line began.
func (t *told) add(courses []*replay.Course, asked bool) {
	t.all = append(t.all, courses...)
	t.begun = t.begun || asked
	for _, c := range courses {
		switch {
		case c.Retracts() && t.begun:
			t.retracts = append(t.retracts, c)
		case asked:
			t.asked = append(t.asked, c)
		}
	}
}

// order puts lines in the order of their moments; of one moment what was
// written first comes first.
func (c *Case) order() {
	slices.SortStableFunc(c.lines, func(a, b line) int { return cmp.Compare(a.at, b.at) })
}

// judge compares what became of the event with what was wanted.
func (s *Suite) judge(c *Case, w *want, came *told, tell *explain.Teller) *Failure {
	m := matcher{zone: s.Program.Zone, when: c.At}
	asked := came.asked
	i := slices.IndexFunc(asked, func(course *replay.Course) bool {
		return course.Destination == w.destination || course.Destination == "" && w.destination == Itself
	})
	switch {
	case w.outcome == "": // only a retract is asked
	case i < 0:
		m.row("outcome", w.outcome, none)
	default:
		m.decision(w, asked[i], 0)
		if last := len(asked[i].Decisions) - 1; w.finally != nil && last > 0 {
			m.under = "finally "
			m.decision(w.finally, asked[i], last)
		} else if w.finally != nil {
			m.row("finally", w.finally.outcome, "it was never held")
		}
	}
	m.under = ""
	retracts := m.retracted(w, came.retracts)
	if m.same() {
		return nil
	}
	f := &Failure{Destination: w.destination, Rows: m.rows}
	if i >= 0 {
		f.say(asked[i], tell)
	}
	for _, course := range retracts {
		f.say(course, tell)
	}
	return f
}

// say adds in words what was decided.
func (f *Failure) say(course *replay.Course, tell *explain.Teller) {
	for k := range course.Decisions {
		record := explain.Of(&course.Decisions[k])
		record.Policy = "" // each sentence would name the same one
		f.Said = append(f.Said, tell.Sentence(&record))
	}
}

// none is the outcome for a destination that does not take the event.
const none = "none"
