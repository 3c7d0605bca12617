package duration_test

import (
	"testing"

	"pgregory.net/rapid"

	"maat/guards/duration"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// TestWhatIsForgottenIsNotMissed: a row that forgets what Keep lets it forget
// lets the same leave as one that forgets nothing.
func TestWhatIsForgottenIsNotMissed(t *testing.T) {
	settings := &duration.Settings{Max: 9 * instant.Day, By: guard.ByTopic, Rest: 40 * instant.Day}
	kind := duration.Kind()
	g, problems := kind.Build([]any{settings}, &guard.Env{})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var keep state.Keep
	g.(guard.Keeper).Keep(&keep)
	passed := 0
	rapid.Check(t, func(rt *rapid.T) {
		var whole, pruned state.Row
		facts := guard.Facts{Role: state.Outreach, About: state.About{Topic: 1}}
		now := instant.Time(1000 * instant.Day)
		for range rapid.IntRange(1, 25).Draw(rt, "acts") {
			now = now.Add(instant.Span(rapid.SampledFrom([]int{1, 3, 9, 20, 39, 40, 41}).Draw(rt, "days")) * instant.Day)
			act := state.Act{At: now, About: facts.About, Conversion: rapid.IntRange(0, 3).Draw(rt, "conversion") == 0}
			whole.Act(act)
			pruned.Act(act)
			pruned.Prune(keep, now)
			for _, later := range []instant.Span{0, 8, 9, 15, 39} {
				in := guard.Input{Facts: &facts, Person: &whole, Now: now.Add(later * instant.Day)}
				want := g.Check(&in).Action
				in.Person = &pruned
				if got := g.Check(&in).Action; got != want {
					rt.Fatalf("%d days later: %d, and with the whole history %d", later, got, want)
				}
				if want == guard.Pass {
					passed++
				}
			}
		}
	})
	if passed == 0 {
		t.Error("nothing ever passed")
	}
}
