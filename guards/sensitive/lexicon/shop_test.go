package lexicon_test

import (
	"encoding/json"
	"testing"
	"time"

	"maat/guards/sensitive/lexicon"
	"maat/loadtest/shop"
)

// TestTheMadeUpShop judges all that the load test's shop writes: what it says
// is sensitive hits, and nothing else does, or the witness counts wrongly.
func TestTheMadeUpShop(t *testing.T) {
	lex := mustCompile(t, lexicon.Options{})
	s := shop.New(shop.Options{Seed: 1, Subjects: 50, Start: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Step: time.Second})
	told, sensitive := map[string]bool{}, 0
	for range 3000 {
		e := s.Next()
		if e.Kind == shop.Unreadable {
			continue
		}
		var m any
		if err := json.Unmarshal(e.Value, &m); err != nil {
			t.Fatal(err)
		}
		found := ""
		everyString(m, func(text string) {
			if hit, ok := lex.Find(text); ok {
				found = hit.Topic.String() + " " + hit.Term + " in " + text
			}
		})
		if (found != "") != e.Sensitive && !told[found] {
			told[found] = true
			t.Errorf("sensitive is %v, and found is %q: %s", e.Sensitive, found, e.Value)
		}
		if e.Sensitive {
			sensitive++
		}
	}
	if sensitive < 20 {
		t.Errorf("only %d sensitive events: nothing was tried", sensitive)
	}
}

// everyString calls each with every string in x.
func everyString(x any, each func(string)) {
	switch x := x.(type) {
	case string:
		each(x)
	case []any:
		for _, element := range x {
			everyString(element, each)
		}
	case map[string]any:
		for _, member := range x {
			everyString(member, each)
		}
	}
}
