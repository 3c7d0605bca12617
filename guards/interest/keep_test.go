package interest_test

import (
	"testing"

	"pgregory.net/rapid"

	"maat/guards/interest"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// TestCountsAsWritten: of a row that forgets what Keep lets it forget, the guard
// counts what a reader of the policy would in the whole history.
func TestCountsAsWritten(t *testing.T) {
	passed := 0
	rapid.Check(t, func(rt *rapid.T) {
		settings := interest.Settings{
			Signals:  rapid.IntRange(1, 3).Draw(rt, "signals"),
			Within:   rapid.SampledFrom([]instant.Span{2 * instant.Day, 90 * instant.Day}).Draw(rt, "within"),
			By:       guard.ByTopic,
			Distinct: rapid.SampledFrom([]guard.By{"", guard.ByItem}).Draw(rt, "distinct"),
		}
		kind := interest.Kind()
		g, problems := kind.Build([]any{&settings}, &guard.Env{})
		if len(problems) > 0 {
			rt.Fatal(problems)
		}
		var keep state.Keep
		g.(guard.Keeper).Keep(&keep)
		var row state.Row
		var history []state.Act
		now := instant.Time(1000 * instant.Day)
		for range rapid.IntRange(1, 25).Draw(rt, "acts") {
			now = now.Add(instant.Span(rapid.SampledFrom([]int{0, 1, 2, 44, 89, 90}).Draw(rt, "days")) * instant.Day)
			a := state.Act{
				At:         now.Add(-instant.Span(rapid.SampledFrom([]int{0, 0, 1, 30}).Draw(rt, "late")) * instant.Day),
				About:      state.About{Topic: state.Hash(rapid.IntRange(0, 2).Draw(rt, "topic")), Item: state.Hash(rapid.IntRange(0, 3).Draw(rt, "item"))},
				Conversion: rapid.IntRange(0, 4).Draw(rt, "conversion") == 0,
			}
			row.Act(a)
			history = append(history, a)
			row.Prune(keep, now)
			for topic := range state.Hash(3) {
				in := guard.Input{Facts: &guard.Facts{Role: state.Outreach, About: state.About{Topic: topic}}, Person: &row, Now: now}
				want := topic != 0 && counted(&settings, history, topic, now) >= settings.Signals
				if got := g.Check(&in).Action == guard.Pass; got != want {
					rt.Fatalf("on topic %d it passes: %t, want %t of %v", topic, got, want, history)
				}
				if want {
					passed++
				}
			}
		}
	})
	if passed == 0 {
		t.Error("nothing ever passed")
	}
}

func counted(s *interest.Settings, history []state.Act, topic state.Hash, now instant.Time) int {
	n, items := 0, map[state.Hash]bool{0: true}
	for _, a := range history {
		if a.Conversion || a.About.Topic != topic || now-a.At >= instant.Time(s.Within) {
			continue
		}
		if s.Distinct == "" || !items[a.About.Item] {
			n++
		}
		items[a.About.Item] = true
	}
	return n
}
