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
	sent := func(reason string) compare.Outcome {
		return compare.Outcome{Verdict: "forward", Guard: "retract", Reason: reason}
	}
	none := compare.Outcome{Verdict: "none"}
	ended, bought := "retract-9cfbb6219821314214dfc5be78388596", "retract-9686e37c7738c90de960c2a95f2ae19a"
	of := func(kind compare.Kind, from, to compare.Outcome, ids ...string) compare.Change {
		return compare.Change{Entry: compare.Entry{Kind: kind, Destination: "meta", Retract: true, From: from, To: to}, Count: len(ids), Examples: ids}
	}
	otherName := compare.Entry{Kind: compare.OtherForm, Destination: "meta", Retract: true, Field: "event", Was: "as it is", Is: "as it is"}
	for _, c := range []struct {
		name, older, newer string
		want               []compare.Change
	}{
		{"newly told", silent, before, []compare.Change{of(compare.NewlyLeaves, none, sent("retract.ended"), ended), of(compare.NewlyLeaves, none, sent("retract.conversion"), bought)}},
		{"no longer told", before, silent, []compare.Change{of(compare.NoLonger, sent("retract.ended"), none, ended), of(compare.NoLonger, sent("retract.conversion"), none, bought)}},
		{"told later", before, replaced("duration:  {max: 7d, by: topic, rest: 30d}", "duration:  {max: 8d, by: topic, rest: 30d}"), []compare.Change{of(compare.Later, compare.Outcome{}, compare.Outcome{}, ended)}},
		{"told otherwise", before, replaced(name, `    retract: "Forget"`), []compare.Change{{Entry: otherName, Count: 2, Examples: []string{bought, ended}}}},
	} {
		all := byText(report(t, c.older, c.newer, lines).Changes)
		for _, want := range c.want {
			if diff := cmp.Diff(want, all[want.Entry]); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
	}
}
