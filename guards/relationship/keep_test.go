package relationship_test

import (
	"testing"

	"pgregory.net/rapid"

	"maat/guards/relationship"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// TestTheLatestContactsSuffice: a row that keeps the latest contact of each
// kind, and forgets what Keep lets it forget, lets the same leave as the whole
// history does.
func TestTheLatestContactsSuffice(t *testing.T) {
	contact := guard.Condition{Text: "event.own"}
	passed := 0
	rapid.Check(t, func(rt *rapid.T) {
		settings := relationship.Settings{
			Within: rapid.SampledFrom([]instant.Span{2 * instant.Day, 120 * instant.Day}).Draw(rt, "within"),
			By:     rapid.SampledFrom([]guard.By{guard.ByBrand, guard.BySubject}).Draw(rt, "by"),
		}
		if rapid.Bool().Draw(rt, "asks") {
			settings.Contact = contact
		}
		kind := relationship.Kind()
		g, problems := kind.Build([]any{&settings}, &guard.Env{})
		if len(problems) > 0 {
			rt.Fatal(problems)
		}
		var keep state.Keep
		g.(guard.Keeper).Keep(&keep)
		var row state.Row
		var history []state.Contact
		now := instant.Time(1000 * instant.Day)
		for range rapid.IntRange(1, 20).Draw(rt, "contacts") {
			now = now.Add(instant.Span(rapid.SampledFrom([]int{0, 1, 2, 40, 119, 120}).Draw(rt, "days")) * instant.Day)
			c := state.Contact{
				At:    now.Add(-instant.Span(rapid.SampledFrom([]int{0, 0, 1, 119}).Draw(rt, "late")) * instant.Day),
				Brand: state.Hash(rapid.IntRange(0, 2).Draw(rt, "brand")), Preference: rapid.Bool().Draw(rt, "preference"),
			}
			if rapid.Bool().Draw(rt, "own") && !c.Preference {
				c.When = contact.Hash()
			}
			row.Meet(c)
			if c.When != 0 { // a contact by a condition is one without any too
				row.Meet(state.Contact{At: c.At, Brand: c.Brand})
			}
			history = append(history, c)
			row.Prune(keep, now)
			for brand := range state.Hash(3) {
				in := guard.Input{Facts: &guard.Facts{Role: state.Outreach, About: state.About{Brand: brand}}, Person: &row, Now: now}
				want := met(&settings, history, brand, now)
				if got := g.Check(&in).Action == guard.Pass; got != want {
					rt.Fatalf("to brand %d it passes: %t, want %t of %v", brand, got, want, history)
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

// met says by itself whether there was a contact.
func met(s *relationship.Settings, history []state.Contact, brand state.Hash, now instant.Time) bool {
	for _, c := range history {
		is := c.Preference || s.Contact.Text == "" || c.When != 0
		with := s.By == guard.BySubject || brand != 0 && c.Brand == brand
		if is && with && now-c.At < instant.Time(s.Within) {
			return true
		}
	}
	return false
}
