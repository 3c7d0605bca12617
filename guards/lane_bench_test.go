package guards_test

import (
	"os"
	"testing"
	"time"

	"maat/guards"
	"maat/loadtest/shop"
	"maat/pipeline"
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state/memstore"
)

// webshop is the policy of examples/webshop.
func webshop(tb testing.TB) *policy.Program {
	tb.Helper()
	const file = "../examples/webshop/policy.yaml"
	text, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	program, err := policy.Compile(file, text, policy.Options{Table: guards.Table()})
	if err != nil {
		tb.Fatal(err)
	}
	return program
}

func guardNames() (names []string) {
	for _, k := range guards.Table() {
		names = append(names, k.Name)
	}
	return names
}

// BenchmarkLane is what deciding costs without Kafka: batches of a thousand
// events of a web shop, by the policy of examples/webshop, with their state
// staged and made known. It reports nanoseconds an event.
func BenchmarkLane(b *testing.B) {
	program := webshop(b)
	people, err := pipeline.NewPseudonyms([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		b.Fatal(err)
	}
	lane, err := pipeline.NewLane(memstore.New(), people, 1)
	if err != nil {
		b.Fatal(err)
	}
	start := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	s := shop.New(shop.Options{Seed: 1, Subjects: 20_000, Start: start, Step: time.Millisecond})
	const batch = 1000
	b.ReportAllocs()
	offset := int64(0)
	for b.Loop() {
		b.StopTimer()
		events := make([]shop.Event, batch)
		for i := range events {
			events[i] = s.Next()
		}
		now := instant.Time(events[batch-1].Arrived.UnixNano())
		b.StartTimer()
		lane.Begin(pipeline.Terms{Program: program, Halts: guard.NoHalts(), Now: now, EventMax: event.BytesMax})
		if _, err := lane.Due(batch); err != nil {
			b.Fatal(err)
		}
		for _, e := range events {
			if _, err := lane.Arrive(pipeline.Record{Value: e.Value, Offset: offset}); err != nil {
				b.Fatal(err)
			}
			offset++
		}
		entries, err := lane.Entries()
		if err != nil {
			b.Fatal(err)
		}
		if err := lane.Commit(entries, offset); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*batch), "ns/event")
}
