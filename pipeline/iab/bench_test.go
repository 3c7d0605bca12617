package iab_test

import (
	"strconv"
	"testing"

	"maat/pipeline/iab/gpp"
	"maat/pipeline/iab/tcf"
)

// BenchmarkTCF is what a string costs, by its length.
func BenchmarkTCF(b *testing.B) {
	var short, usual, long string
	for _, v := range load(b, "tcf").Sound {
		if _, fault := tcf.Parse(v.String); fault != nil {
			continue
		}
		if short == "" || len(v.String) < len(short) {
			short = v.String
		}
		if len(v.String) < 350 && len(v.String) > len(usual) {
			usual = v.String
		}
		if len(v.String) > len(long) {
			long = v.String
		}
	}
	for _, s := range []string{short, usual, long} {
		b.Run(strconv.Itoa(len(s)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, fault := tcf.Parse(s); fault != nil {
					b.Fatal(fault)
				}
			}
		})
	}
}

// BenchmarkGPP is what a national section with GPC costs.
func BenchmarkGPP(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, fault := gpp.Parse("DBABLA~BQAZVBgqamKU.QA"); fault != nil {
			b.Fatal(fault)
		}
	}
}

// BenchmarkWorst is the costliest string that is found: as long as may be, of
// ranges alone.
func BenchmarkWorst(b *testing.B) {
	s := worst()
	b.ReportAllocs()
	for b.Loop() {
		if c, fault := tcf.Parse(s); fault == nil && c.Vendor(1) {
			b.Fatal("that was not meant to be")
		}
	}
}

// worst has as many restrictions as there is room for, each of as many runs.
func worst() string {
	w := &writer{}
	w.uint(2, 6)
	w.uint(1, 36)
	w.uint(1, 36)
	w.uint(0, 30)
	w.letters("EN")
	w.uint(0, 18)
	w.uint(2, 2)
	w.uint(0, 60)
	w.uint(0, 1)
	w.letters("NL")
	w.uint(0, 34)
	const records, runs = 8, 1450
	w.uint(records, 12)
	for range records {
		w.uint(2, 6)
		w.uint(0, 2)
		w.uint(runs, 12)
		for n := range runs {
			w.bool(true)
			w.uint(uint64(n*45+1), 16)
			w.uint(uint64(n*45+2), 16)
		}
	}
	return w.end()
}
