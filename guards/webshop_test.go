package guards_test

import (
	"slices"
	"testing"
	"time"

	"maat/guards"
	"maat/loadtest/shop"
	"maat/pipeline/chain"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
)

// TestExampleReadsTheShop streams the made-up shop through the example: every
// event is what its maker says it is, and each guard that the example lists has
// something to do.
func TestExampleReadsTheShop(t *testing.T) {
	p, err := policy.Compile("policy.yaml", []byte(example(t)), policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	s := shop.New(shop.Options{Seed: 7, Subjects: 12, Start: time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC), Step: 60 * time.Second})
	people := map[string]*chain.Person{}
	seen := map[string]int{}
	for i := range 4_000 {
		e := s.Next()
		now := instant.Time(e.Arrived.UnixNano())
		a := chain.Read(p, e.Value, now)
		if e.Kind == shop.Unreadable {
			continue
		}
		if a.Fault != "" || a.Facts.Role.String() != e.Kind || a.Facts.ID != e.ID || a.Subject != e.Subject {
			t.Fatalf("a %s reads as %s, fault %q", e.Kind, a.Facts.Role, a.Fault)
		}
		person := people[a.Subject]
		if person == nil {
			person = &chain.Person{}
			people[a.Subject] = person
		}
		a.Seq = uint64(i) + 1
		decisions := due(p, person, now)
		decisions = append(decisions, chain.Arrive(p, person, guard.NoHalts(), &a, now).Decisions...)
		for _, d := range decisions {
			seen[d.Destination+" "+d.Guard]++
			seen[d.Destination+" "+d.Verdict.String()]++
		}
	}
	for _, want := range []string{
		"meta forward", "meta hold", "meta duplicate", "meta opt_out", "meta consent", "meta sensitive", "meta cooldown", "meta duration", "meta frequency",
		"email forward", "email hold", "email duplicate", "email opt_out", "email cooldown", "email duration", "email frequency",
	} {
		if seen[want] == 0 {
			t.Errorf("nothing was decided as %s: %v", want, seen)
		}
	}
}

// due releases what is held for the person and fell due.
func due(p *policy.Program, person *chain.Person, now instant.Time) (decisions []chain.Decision) {
	for _, h := range slices.Clone(person.Held) {
		if h.Due <= now {
			decisions = append(decisions, chain.Release(p, person, guard.NoHalts(), h.Seq, now).Decisions...)
		}
	}
	return decisions
}
