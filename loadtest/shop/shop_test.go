package shop_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"maat/loadtest/shop"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func open(seed uint64) *shop.Shop {
	return shop.New(shop.Options{Seed: seed, Subjects: 50, Start: start, Step: time.Second})
}

func TestEqualSeedsGiveEqualBytes(t *testing.T) {
	a, b, other := open(7), open(7), open(8)
	same := 0
	for range 2000 {
		x, y, z := a.Next(), b.Next(), other.Next()
		if !bytes.Equal(x.Value, y.Value) || x.Kind != y.Kind || x.ID != y.ID {
			t.Fatalf("seed 7 gave\n%s\nand\n%s", x.Value, y.Value)
		}
		if bytes.Equal(x.Value, z.Value) {
			same++
		}
	}
	if same > 50 {
		t.Errorf("two seeds gave %d equal events of 2000", same)
	}
}

// What the shop says about an event must be what stands in it: the load test judges by it.
func TestEventsAreWhatTheyAreSaidToBe(t *testing.T) {
	s, roles := open(1), shop.Roles()
	seen := map[string]int{}
	sent := map[string][]byte{}
	for range 20_000 {
		e := s.Next()
		seen[e.Kind]++
		if e.Kind == shop.Unreadable {
			continue
		}
		var m map[string]any
		if err := json.Unmarshal(e.Value, &m); err != nil {
			t.Fatalf("%v: %s", err, e.Value)
		}
		if !slices.Contains(roles[e.Kind], m["event"].(string)) {
			t.Errorf("a %s is named %v", e.Kind, m["event"])
		}
		subject := m["anonymousId"]
		if m["userId"] != nil {
			subject = m["userId"]
		}
		if m["messageId"] != e.ID || subject != e.Subject {
			t.Errorf("id %q of %q is in fact %v of %v", e.ID, e.Subject, m["messageId"], subject)
		}
		if first, again := sent[e.ID]; again != e.Duplicate || again && !bytes.Equal(first, e.Value) {
			t.Errorf("duplicate %v, but %q was sent before: %v", e.Duplicate, e.ID, again)
		}
		sent[e.ID] = e.Value
		if has := mentions(string(e.Value)); has != e.Sensitive {
			t.Errorf("sensitive %v, but a word is in it: %v: %s", e.Sensitive, has, e.Value)
		}
		seen["late"] += count(e.Late)
		seen["duplicate"] += count(e.Duplicate)
		seen["sensitive"] += count(e.Sensitive)
		at, err := time.Parse(time.RFC3339, m["timestamp"].(string))
		if err != nil || at.After(e.Arrived) {
			t.Errorf("timestamp %v at %v: %v", m["timestamp"], e.Arrived, err)
		}
	}
	for _, kind := range []string{
		shop.Signal, shop.Outreach, shop.Conversion, shop.Service, shop.Consent, shop.OptOut, shop.OptIn, shop.Unreadable,
		"late", "duplicate", "sensitive",
	} {
		if seen[kind] == 0 {
			t.Errorf("20000 events have no %s", kind)
		}
	}
}

func mentions(text string) bool {
	text = strings.ReplaceAll(strings.ToLower(text), "+", " ")
	return slices.ContainsFunc(shop.SensitiveWords(), func(w string) bool { return strings.Contains(text, w) })
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestImpossibleOptionsPanic(t *testing.T) {
	for _, o := range []shop.Options{
		{},
		{Subjects: 1, Mix: shop.Mix{Outreach: 9999, Consent: 2}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v was accepted", o)
				}
			}()
			shop.New(o)
		}()
	}
}

func BenchmarkNext(b *testing.B) {
	s := open(1)
	for b.Loop() {
		s.Next()
	}
}
