package main

import (
	"testing"

	"maat/guards"
)

// TestWebshop replays the example that has every part of the language.
func TestWebshop(t *testing.T) { retold(t, "webshop") }

// TestWebshopShowsEveryGuard keeps the example whole: a guard of this build, a
// verdict or a kind of hold that it does not show needs an event there.
func TestWebshopShowsEveryGuard(t *testing.T) {
	_, decisions := replayed(t, "webshop")
	seen := map[string]bool{}
	for _, r := range records(t, decisions) {
		seen[r.Guard], seen[r.Verdict], seen[r.Role], seen[r.Reason] = true, true, true, true
		for _, e := range r.Edits {
			seen[e.Guard+" "+e.Did] = true
		}
	}
	want := []string{
		"forward", "hold", "drop", "quarantine", "apply", "ignore",
		"consent.missing", "consent.withdrawn", "consent.expired", "consent.gpc", "consent.older", "opt_out.older",
		"cooldown.wait", "cooldown.quiet", "cooldown.deadline", "duration.over", "duration.converted", "duration.no_signal",
		"frequency.destination", "frequency.campaign", "frequency.subject",
		"predicted.event", "predicted.cause", "predicted removed", "undisclosed removed",
		"price.basis", "price.personal", "price replaced", "price removed", "relationship.brand", "interest.few",
		"intake.json", "intake.duplicate_name", "intake.future", "role.none", "erase", "service", "conversion",
		"retract", "retract.ended", "retract.conversion",
	}
	for _, k := range guards.Table() {
		seen[k.Name] = seen[k.Name] || seen[k.Name+" removed"]
		want = append(want, k.Name)
	}
	for _, word := range want {
		if !seen[word] {
			t.Errorf("no event of examples/webshop shows %s: add one to events.jsonl", word)
		}
	}
}
