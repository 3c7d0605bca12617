// Package guardtest runs transcripts: a policy, then what happens, then every
// decision. A guard's folder holds them in testdata, and its test is one line:
//
//	func TestTranscripts(t *testing.T) { guardtest.Run(t) }
//
// With -rewrite the answers are written anew: read the difference, and commit
// it only if you know what caused it.
//
// A directive `policy` holds the guards and destinations of a policy; the rest
// of it is the prelude, into whose events a line `codes: ...` at the start goes.
// With at=TIME it is another policy, from then on. A directive `run` holds one
// line an event or control, in order of time:
//
//	TIME EVENT ID [KEY=VALUE...]
//	TIME halt DESTINATION [drop|hold]
//	TIME resume DESTINATION
//	TIME shadow on|off
//	TIME raw TEXT
//	TIME wish ID KIND [user=ID] [purpose=NAME] [PATH=VALUE...]
//
// TIME is RFC 3339, or DAY/HH:MM[:SS] in UTC, day 1 being 1 June 2026. EVENT is
// a name of the prelude's roles. KEY is a short name or a dotted path, VALUE
// JSON or a word; blanks stand in quotes. `run show` prints what leaves too, and what was done to it.
package guardtest

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"maat/guards"
	"maat/pipeline/chain"
	"maat/pipeline/explain"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/replay"
	"maat/pipeline/state"
)

// Run runs every transcript of the folder's testdata.
func Run(t *testing.T) {
	t.Helper()
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		if filepath.Ext(path) != ".txt" { // beside them may stand what else a test reads
			return
		}
		s := &script{table: Checked(t, guards.Table())}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "policy":
				return s.policy(t, d)
			case "run":
				return s.run(t, d)
			}
			t.Fatalf("%s: unknown directive %s", d.Pos, d.Cmd)
			return ""
		})
	})
}

// script is one transcript under way.
type script struct {
	table    []guard.Kind
	policies []replay.Dated
}

func (s *script) policy(t *testing.T, d *datadriven.TestData) string {
	var at instant.Time
	if d.HasArg("at") {
		var text string
		d.ScanArgs(t, "at", &text)
		at = moment(t, text)
	} else {
		s.policies = nil
	}
	name := fmt.Sprintf("p%d", len(s.policies)+1)
	program, err := policy.Compile(name+".yaml", []byte(Policy(name, d.Input)), policy.Options{Table: s.table})
	if err != nil {
		return err.Error()
	}
	s.policies = append(s.policies, replay.Dated{At: at, Program: program})
	return ""
}

func (s *script) run(t *testing.T, d *datadriven.TestData) string {
	if len(s.policies) == 0 {
		t.Fatalf("%s: a run needs a policy", d.Pos)
	}
	tell := &account{t: t, reasons: explain.NewReasons(s.table), show: d.HasArg("show"), versions: len(s.policies) > 1}
	r, err := replay.New(replay.Options{Policies: s.policies, Decided: tell.decided, Leaves: tell.leaves})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(d.Input, "\n") {
		if wishes(line) {
			fmt.Fprintln(&tell.text, wish(t, r, line))
			continue
		}
		if err := r.Line(Line(t, line)); err != nil {
			t.Fatalf("%s: %s: %v", d.Pos, line, err)
		}
	}
	if err := r.End(); err != nil {
		t.Fatal(err)
	}
	tell.settle()
	return tell.text.String()
}

// account writes down what was decided, and checks what holds of every history.
type account struct {
	t        *testing.T
	reasons  explain.Reasons
	show     bool
	versions bool
	text     strings.Builder
	forward  []chain.Decision // forwarded, and not seen to leave yet
	waits    map[string]int
}

func (a *account) decided(d *chain.Decision) error {
	a.check(d)
	key := d.ID + " " + d.Destination
	switch {
	case d.Verdict == chain.Hold:
		if a.waits == nil {
			a.waits = map[string]int{}
		}
		a.waits[key]++
	case d.Verdict == chain.Forward:
		a.forward = append(a.forward, *d)
	}
	if d.Due != 0 && (d.Role != state.Retract || a.waits[key] > 0) { // a retract waits without a decision
		a.waits[key]--
	}
	fmt.Fprintln(&a.text, a.line(d))
	return nil
}

// line tells a decision: when, what, where to, the verdict and its reason.
func (a *account) line(d *chain.Decision) string {
	words := []string{short(d.At), or(d.ID), or(d.Destination), d.Verdict.String()}
	switch {
	case d.Verdict == chain.Hold && d.Until == instant.Never:
		words = append(words, "until resumed")
	case d.Verdict == chain.Hold:
		words = append(words, "until", short(d.Until))
	}
	if d.Reason != "" {
		words = append(words, d.Reason)
	}
	words = append(words, shadow(d)...)
	if a.versions {
		name, _, _ := strings.Cut(d.Policy, "@")
		words = append(words, "by", name)
	}
	if a.show {
		for _, e := range d.Edits {
			words = append(words, fmt.Sprintf("[%s %s by %s]", e.Path, e.Did, e.Guard))
		}
	}
	return strings.Join(words, " ")
}

// shadow tells in brackets what would have been decided.
func shadow(d *chain.Decision) []string {
	if d.Shadow == nil {
		return nil
	}
	words := []string{"(would", d.Shadow.Verdict.String()}
	switch {
	case d.Shadow.Verdict == chain.Hold && d.Shadow.Until == instant.Never:
		words = append(words, "until resumed")
	case d.Shadow.Verdict == chain.Hold:
		words = append(words, "until", short(d.Shadow.Until))
	}
	if d.Shadow.Reason != "" {
		words = append(words, d.Shadow.Reason)
	}
	words[len(words)-1] += ")"
	return words
}

func or(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// check asks of every decision what holds of all.
func (a *account) check(d *chain.Decision) {
	a.t.Helper()
	r, err := explain.Parse(explain.Append(nil, d))
	if err != nil || r.ID != d.ID || r.Reason != d.Reason {
		a.t.Errorf("%s: the record does not say what was decided: %v", d.ID, err)
	}
	if _, known := a.reasons[d.Reason]; d.Reason != "" && !known {
		a.t.Errorf("%s: the reason %q stands in no list", d.ID, d.Reason)
	}
	if d.Reason != d.Guard && !strings.HasPrefix(d.Reason, d.Guard+".") {
		a.t.Errorf("%s: the reason %q is not of guard %q", d.ID, d.Reason, d.Guard)
	}
	if (d.Until != 0) != (d.Verdict == chain.Hold) {
		a.t.Errorf("%s: %v until %v", d.ID, d.Verdict, d.Until)
	}
	if s := d.Shadow; s != nil {
		_, known := a.reasons[s.Reason]
		if s.Reason != "" && !known || s.Reason != s.Guard && !strings.HasPrefix(s.Reason, s.Guard+".") || (s.Until != 0) != (s.Verdict == chain.Hold) {
			a.t.Errorf("%s: the shadow says %+v", d.ID, *s)
		}
	}
}

func (a *account) leaves(destination string, at instant.Time, event []byte) error {
	a.t.Helper()
	if len(a.forward) == 0 || a.forward[0].Destination != destination || a.forward[0].At != at {
		a.t.Errorf("something leaves for %s that no decision forwards", destination)
	} else {
		a.forward = a.forward[1:]
	}
	if a.show {
		fmt.Fprintf(&a.text, "  %s\n", event)
	}
	return nil
}

// settle checks that all that was forwarded left and nothing waits for ever.
func (a *account) settle() {
	a.t.Helper()
	if len(a.forward) > 0 {
		a.t.Errorf("%d forwards did not leave", len(a.forward))
	}
	for key, n := range a.waits {
		if n != 0 {
			a.t.Errorf("%s: %d holds without an end", key, n)
		}
	}
}
