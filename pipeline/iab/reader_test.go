package iab_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/iab"
)

func TestReaderReadsWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type field struct {
			value uint64
			width int
		}
		var fields []field
		w := &writer{}
		for range rapid.IntRange(1, 40).Draw(t, "fields") {
			f := field{width: rapid.IntRange(1, 56).Draw(t, "width")}
			f.value = rapid.Uint64Range(0, 1<<f.width-1).Draw(t, "value")
			w.uint(f.value, f.width)
			fields = append(fields, f)
		}
		r := iab.NewReader(w.end())
		for _, f := range fields {
			if got := r.Uint(f.width); got != f.value {
				t.Fatalf("%d in %d bits is read as %d", f.value, f.width, got)
			}
		}
		if fault := r.End(); fault != nil {
			t.Fatal(fault)
		}
	})
}

func TestBitfieldsAndSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		skip, last := rapid.IntRange(0, 70).Draw(t, "skip"), rapid.IntRange(0, 300).Draw(t, "last")
		want := map[int]bool{}
		w := &writer{}
		for range skip {
			w.bool(true)
		}
		var added iab.Set
		for id := 1; id <= last; id++ {
			want[id] = rapid.Bool().Draw(t, "on")
			w.bool(want[id])
			if want[id] {
				added.Add(id)
			}
		}
		r := iab.NewReader(w.end() + "AAAA")
		for range skip {
			r.Bool()
		}
		set := r.Bitfield(last)
		if r.Fault() != nil || !set.Equal(added) || !added.Equal(set) {
			t.Fatalf("%v, equal: %t", r.Fault(), set.Equal(added))
		}
		for id := -2; id < 400; id++ {
			if set.Has(id) != want[id] {
				t.Fatalf("%d of %d: %t", id, last, set.Has(id))
			}
		}
		for span := range set.Spans {
			if !want[span.First] || !want[span.Last] || want[span.First-1] || want[span.Last+1] {
				t.Fatalf("%v is no whole run", span)
			}
			for id := span.First; id <= span.Last; id++ {
				delete(want, id)
			}
		}
		for id, left := range want {
			if left {
				t.Fatalf("%d is in no run", id)
			}
		}
	})
}

func TestSetKeepsItsBounds(t *testing.T) {
	var s iab.Set
	for _, id := range []int{-1, 0, iab.VendorMax + 1} {
		s.Add(id)
	}
	if !s.Equal(iab.Set{}) || s.Has(0) || s.Has(-64) {
		t.Error("a set holds what is no id")
	}
	s.Add(iab.VendorMax)
	if !s.Has(iab.VendorMax) || s.Equal(iab.Set{}) || (iab.Set{}).Equal(s) {
		t.Error("the last id is not in")
	}
	for span := range s.Spans {
		if span != (iab.Span{First: iab.VendorMax, Last: iab.VendorMax}) {
			t.Errorf("%v is the run", span)
		}
		break
	}
}

// fibonacci are the examples of the framework, and the bounds.
func TestFibonacci(t *testing.T) {
	for bits, want := range map[string]int{
		"11": 1, "011": 2, "0011": 3, "1011": 4, "00011": 5, "10011": 6, "01011": 7, "01" + strings.Repeat("0", 20) + "11": 46370,
		"00000000000000000000000011": 0, "": 0, "0": 0, "10101010": 0,
	} {
		w := &writer{}
		for _, b := range bits {
			w.bool(b == '1')
		}
		for w.have > 0 {
			w.bool(false)
		}
		r := iab.NewReader(w.text.String())
		if got := r.Fibonacci(); got != want || (want == 0) != (r.Fault() != nil) {
			t.Errorf("%s is read as %d, %v", bits, got, r.Fault())
		}
	}
}

func TestSpans(t *testing.T) {
	// The examples of the framework: 3 and 5 to 8, in both codings.
	want := []iab.Span{{First: 3, Last: 3}, {First: 5, Last: 8}}
	fixed := &writer{}
	for _, f := range [][2]uint64{{2, 12}, {0, 1}, {3, 16}, {1, 1}, {5, 16}, {8, 16}} {
		fixed.uint(f[0], int(f[1]))
	}
	distance := &writer{}
	for _, f := range [][2]uint64{{2, 12}, {0, 1}, {0b0011, 4}, {1, 1}, {0b011, 3}, {0b0011, 4}} {
		distance.uint(f[0], int(f[1]))
	}
	for coding, w := range map[iab.Coding]*writer{iab.Fixed: fixed, iab.Distance: distance} {
		text := w.end()
		for last, ok := range map[int]bool{7: false, 8: true, iab.VendorMax: true} {
			r := iab.NewReader(text)
			if got := r.Spans(coding, last); ok != slices.Equal(got, want) || ok == (r.Fault() != nil) {
				t.Errorf("coding %d up to %d: %v, %v", coding, last, got, r.Fault())
			}
		}
	}
}

func TestReaderFaults(t *testing.T) {
	for _, c := range []struct {
		text, code string
		at         int
		read       func(*iab.Reader)
	}{
		{"", iab.CodeLength, 0, func(*iab.Reader) {}},
		{"AB=", iab.CodeCharset, 2, func(*iab.Reader) {}},
		{"A\xffB", iab.CodeCharset, 1, func(*iab.Reader) {}},
		{"A", iab.CodeLength, 0, func(r *iab.Reader) { r.Whole() }},
		{"AB", iab.CodeTrailing, 0, func(r *iab.Reader) { r.Whole() }},
		{"AAB", iab.CodeTrailing, 0, func(r *iab.Reader) { r.Whole() }},
		{"AA", iab.CodeTruncated, 0, func(r *iab.Reader) { r.Uint(13) }},
		{"AA", iab.CodeTruncated, 1, func(r *iab.Reader) { r.Uint(6); r.Bitfield(7) }},
		{"aa", iab.CodeValue, 2, func(r *iab.Reader) { r.Letters() }},
		{"AAAAAA", iab.CodeValue, 6, func(r *iab.Reader) { r.Deciseconds() }},
		{"AAAAA", iab.CodeTrailing, 1, func(r *iab.Reader) { r.Uint(6) }},
		{"AAAB", iab.CodeTrailing, 4, func(r *iab.Reader) { r.Uint(6) }},
		{"___A", iab.CodeTruncated, 2, func(r *iab.Reader) { r.Spans(iab.Fixed, 9) }},
		{"AA_A", iab.CodeRange, 4, func(r *iab.Reader) { r.Uint(12); r.Want(r.Uint(12) == 0, iab.CodeRange) }},
	} {
		r := iab.NewReader(c.text)
		c.read(r)
		fault := r.End()
		if fault == nil || fault.Code != c.code || fault.Offset != c.at || r.Uint(6) != 0 || r.Fault() != fault {
			t.Errorf("%q: %v, want %s at %d", c.text, fault, c.code, c.at)
		}
	}
	if text := (&iab.Fault{Code: iab.CodeRange, Offset: 7}).Error(); text != "consent string: range at character 7" {
		t.Error(text)
	}
	if (*iab.Fault)(nil).Moved(3) != nil {
		t.Error("no fault becomes one")
	}
	if iab.Sized("") == nil || iab.Sized(strings.Repeat("A", iab.BytesMax+1)) == nil || iab.Sized(strings.Repeat("A", iab.BytesMax)) != nil {
		t.Error("a size is judged wrongly")
	}
}
