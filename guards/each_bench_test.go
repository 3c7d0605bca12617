package guards_test

import (
	"slices"
	"testing"
	"time"

	"maat/loadtest/shop"
	"maat/pipeline"
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state/memstore"
)

// asked is what guards of one kind were shown.
type asked struct{ list []question }

type question struct {
	guard guard.Guard
	in    *guard.Input
}

// recorder keeps what a guard is shown.
type recorder struct {
	guard.Guard
	kept *asked
}

// keptMax is how many events a kind of guard is asked about in the benchmark.
const keptMax = 2000

func (r recorder) Check(in *guard.Input) guard.Verdict {
	if len(r.kept.list) < keptMax {
		one, person, facts := *in, in.Person.Clone(), *in.Facts
		one.Person, one.Facts, one.Grants = &person, &facts, slices.Clone(in.Grants)
		r.kept.list = append(r.kept.list, question{r.Guard, &one})
	}
	return r.Guard.Check(in)
}

// BenchmarkEachGuard is what one guard costs for one event and one destination:
// those of a web shop with some history of each person, by the policy of
// examples/webshop. What a guard does once an event for all, such as finding
// what is granted, is in BenchmarkLane.
func BenchmarkEachGuard(b *testing.B) {
	program := webshop(b)
	seen := map[string]*asked{}
	watch := func(list []policy.Entry) {
		for i := range list {
			e := &list[i]
			if seen[e.Kind.Name] == nil {
				seen[e.Kind.Name] = &asked{}
			}
			e.Guard = recorder{e.Guard, seen[e.Kind.Name]}
		}
	}
	watch(program.Shared)
	for _, d := range program.Destinations {
		watch(d.Guards)
	}
	run(b, program, seen)
	for _, k := range guardNames() {
		a := seen[k]
		if a == nil || len(a.list) == 0 {
			continue // no event of the shop is for a destination that has it
		}
		b.Run(k, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				q := &a.list[i%len(a.list)]
				q.guard.Check(q.in)
			}
		})
	}
}

// run lets the events of a shop come in, until each person has some history.
func run(b *testing.B, program *policy.Program, seen map[string]*asked) {
	people, err := pipeline.NewPseudonyms([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		b.Fatal(err)
	}
	lane, err := pipeline.NewLane(memstore.New(), people, 1)
	if err != nil {
		b.Fatal(err)
	}
	s := shop.New(shop.Options{Seed: 1, Subjects: 300, Start: time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC), Step: 5 * time.Second})
	for offset := range int64(20_000) {
		e := s.Next()
		lane.Begin(pipeline.Terms{Program: program, Halts: guard.NoHalts(), Now: instant.Time(e.Arrived.UnixNano()), EventMax: event.BytesMax})
		if _, err := lane.Arrive(pipeline.Record{Value: e.Value, Offset: offset}); err != nil {
			b.Fatal(err)
		}
		if offset == 10_000 { // what was asked before people had a history tells less
			for _, a := range seen {
				a.list = nil
			}
		}
	}
}
