package compare_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/pipeline/compare"
)

// TestRetractsAreComparedByTheirOutreach, at whichever line each policy sends
// them, and not with the events of their destination.
func TestRetractsAreComparedByTheirOutreach(t *testing.T) {
	lines, before := read(t, "events.jsonl"), read(t, "policy.yaml")
	const name = `    retract: "Retargeting Ended"`
	replaced := func(old, with string) string {
		if !strings.Contains(before, old) {
			t.Fatalf("the web shop's policy does not say %q", old)
		}
		return strings.Replace(before, old, with, 1)
	}
	silent := replaced(name, "")
	sent := compare.Outcome{Verdict: "forward"}
	ended, bought := "retract-9cfbb6219821314214dfc5be78388596", "retract-9686e37c7738c90de960c2a95f2ae19a"
	for _, c := range []struct {
		name, older, newer string
		want               compare.Change
	}{
		{"newly told", silent, before, compare.Change{Entry: compare.Entry{Kind: compare.NewlyLeaves, Destination: "meta", From: compare.Outcome{Verdict: "none"}, To: sent}, Count: 2, Examples: []string{bought, ended}}},
		{"no longer told", before, silent, compare.Change{Entry: compare.Entry{Kind: compare.NoLonger, Destination: "meta", From: sent, To: compare.Outcome{Verdict: "none"}}, Count: 2, Examples: []string{bought, ended}}},
		{"told later", before, replaced("duration:  {max: 7d, by: topic, rest: 30d}", "duration:  {max: 8d, by: topic, rest: 30d}"), compare.Change{Entry: compare.Entry{Kind: compare.Later, Destination: "meta"}, Count: 1, Examples: []string{ended}}},
		{"told otherwise", before, replaced(name, `    retract: "Forget"`), compare.Change{Entry: compare.Entry{Kind: compare.OtherForm, Destination: "meta", Field: "event", Was: "as it is", Is: "as it is"}, Count: 2, Examples: []string{bought, ended}}},
	} {
		got := byText(report(t, c.older, c.newer, lines).Changes)[c.want.Entry]
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
