package lexicon_test

import (
	"runtime"
	"testing"

	"maat/guards/sensitive/lexicon"
)

// BenchmarkCompile says what one compilation of everything costs, and how much
// memory the result keeps.
func BenchmarkCompile(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	lex := mustCompile(b, lexicon.Options{})
	runtime.GC()
	runtime.ReadMemStats(&after)
	for b.Loop() {
		mustCompile(b, lexicon.Options{})
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB-kept")
	runtime.KeepAlive(lex)
}

// BenchmarkFind judges texts as a shop's events carry them.
func BenchmarkFind(b *testing.B) {
	lex := mustCompile(b, lexicon.Options{})
	for _, c := range []struct{ name, text string }{
		{"query", "draadloze koptelefoon"},
		{"name", "Koffiezetapparaat Breda met thermoskan, 1,2 liter, zwart"},
		{"url", "https://shop.example/nl/schoenen/wandelschoen-veluwe?kleur=bruin&maat=42&utm_source=nieuwsbrief&sessie=8f14e45fceea167a"},
		{"hit", "Zelfhulpboek: leven met depressie"},
		{"escaped", "https://shop.example/zoek?q=wandelschoenen%2520waterdicht%2520maat%252042"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				lex.Find(c.text)
			}
		})
	}
}
