package cooldown_test

import (
	"testing"

	"maat/guards/cooldown"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

func at(t *testing.T, s string) instant.Time {
	t.Helper()
	when, ok := instant.Parse("2026-06-" + s + "Z")
	if !ok {
		t.Fatalf("bad moment %s", s)
	}
	return when
}

// TestReleasedLate: a held event is not asked again when it falls due; but one
// that Maat releases late, because it was down, does not leave in quiet hours
// for that. Amsterdam is two hours ahead.
func TestReleasedLate(t *testing.T) {
	zone, err := instant.LoadZone("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	settings := &cooldown.Settings{
		Wait: 4 * instant.Hour, By: guard.ByTopic, MaxHold: 12 * instant.Hour, Quiet: &cooldown.Quiet{From: 22 * 60, To: 8 * 60},
	}
	kind := cooldown.Kind()
	g, problems := kind.Build([]any{settings}, &guard.Env{Zone: zone, Listed: true})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	facts := guard.Facts{Role: state.Outreach, About: state.About{Topic: 1}, Own: at(t, "01T16:00:00")}
	person := state.Row{Acts: []state.Act{{At: at(t, "01T19:00:00"), About: facts.About}}} // a signal that came while it was held
	destination := guard.Destination{Deadline: 2 * instant.Day}
	for _, c := range []struct {
		now  string
		want guard.Verdict
	}{
		{"01T19:59:30", guard.Passed()},
		{"01T20:00:29", guard.Passed()},
		{"01T20:00:30", guard.HeldUntil("cooldown.quiet", at(t, "02T06:00:00"))},
		{"02T05:59:59", guard.HeldUntil("cooldown.quiet", at(t, "02T06:00:00"))},
		{"02T06:00:00", guard.Passed()},
		{"03T15:59:59", guard.Passed()},
		{"03T16:00:00", guard.Dropped("cooldown.deadline")},
	} {
		in := guard.Input{Facts: &facts, Person: &person, Destination: &destination, Now: at(t, c.now), Due: at(t, "01T19:59:30")}
		got := g.Check(&in)
		if got.Action != c.want.Action || got.Reason != c.want.Reason || got.Until != c.want.Until {
			t.Errorf("released at %s: %+v", c.now, got)
		}
	}
}
