package iab_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"maat/pipeline/iab"
	"maat/pipeline/iab/ac"
	"maat/pipeline/iab/gpp"
	"maat/pipeline/iab/tcf"
)

// sane wants one of two answers and a fault that can be told.
func sane(t *testing.T, s string, read bool, fault *iab.Fault) {
	t.Helper()
	if read == (fault != nil) {
		t.Fatalf("%q: read: %t, with %v", s, read, fault)
	}
	if fault != nil && (fault.Code == "" || fault.Offset < 0 || fault.Offset > len(s) || fault.Moved(2).Offset != fault.Offset+2) {
		t.Fatalf("%q: a fault of %q at %d", s, fault.Code, fault.Offset)
	}
}

// FuzzTCF: there is no panic; and what is read can be written in the plainest way
// and is then read as the same.
func FuzzTCF(f *testing.F) {
	for _, v := range append(load(f, "tcf").Sound[:40], load(f, "tcf").Broken...) {
		f.Add(v.String)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, fault := tcf.Parse(s)
		sane(t, s, c != nil, fault)
		if fault == nil {
			written(t, c)
		}
		ca, fault := tcf.ParseCanada(s)
		sane(t, s, ca != nil, fault)
	})
}

// written writes a consent with one bit a vendor and one record a restriction,
// and reads it again.
func written(t *testing.T, c *tcf.Consent) {
	t.Helper()
	text := write(c)
	if len(text) > iab.BytesMax {
		return // more vendors than the plainest way has room for
	}
	again, fault := tcf.Parse(text)
	if fault != nil {
		t.Fatalf("%s is written, and cannot be read: %v", text, fault)
	}
	if write(again) != text {
		t.Fatalf("%s becomes %s", text, write(again))
	}
	for purpose := range tcf.PurposeMax + 2 {
		for _, vendor := range []int{0, 1, 2, 3, 9, 64, iab.VendorMax} {
			if c.Restriction(purpose, vendor) != again.Restriction(purpose, vendor) || c.Allows(purpose, vendor) != again.Allows(purpose, vendor) {
				t.Fatalf("purpose %d, vendor %d is not the same in %s", purpose, vendor, text)
			}
		}
	}
}

// FuzzGPP: there is no panic, and a section that is read alone is read the same.
func FuzzGPP(f *testing.F) {
	for _, v := range append(load(f, "gpp").Sound[:40], load(f, "gpp").Broken...) {
		f.Add(v.String)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g, fault := gpp.Parse(s)
		sane(t, s, g != nil, fault)
		if fault != nil {
			return
		}
		parts := strings.Split(s, "~")
		if len(parts) != len(g.Sections())+1 {
			t.Fatalf("%q has %d sections", s, len(g.Sections()))
		}
		for i, one := range g.Sections() {
			if i > 0 && g.Sections()[i-1].ID >= one.ID || one.TCF != nil && one.US != nil {
				t.Fatalf("%q: section %d", s, one.ID)
			}
			if one.ID != gpp.SectionEurope {
				continue
			}
			if alone, fault := tcf.Parse(parts[i+1]); fault != nil || write(alone) != write(g.TCF()) {
				t.Fatalf("%q: alone it is %v", parts[i+1], fault)
			}
		}
	})
}

// form is what an Additional Consent string looks like, but for the bound of its
// numbers.
var form = regexp.MustCompile(`^(?:1~((?:[1-9][0-9]*(?:\.[1-9][0-9]*)*)?)|2~((?:[1-9][0-9]*(?:\.[1-9][0-9]*)*)?)~dv\.((?:[1-9][0-9]*(?:\.[1-9][0-9]*)*)?))$`)

// numbered are the ids of a list by the standard library; false where one is too
// high.
func numbered(list string) (map[int]bool, bool) {
	ids := map[int]bool{}
	for one := range strings.SplitSeq(list, ".") {
		id, err := strconv.Atoi(one)
		if list != "" && (err != nil || id > iab.VendorMax) {
			return nil, false
		}
		ids[id] = list != ""
	}
	return ids, true
}

// FuzzAC: there is no panic, and what is read is what a regular expression and
// the standard library read.
func FuzzAC(f *testing.F) {
	for _, s := range []string{"2~1.35.41.101~dv.9.21.81", "2~~dv.", "1~1.2", "1~", "2~1~dv", "2~01~dv.1", "2~65536~dv.", "3~1~dv.2", "2~1..2~dv.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, fault := ac.Parse(s)
		sane(t, s, c != nil, fault)
		parts := form.FindStringSubmatch(s)
		sound := parts != nil && len(s) <= iab.BytesMax
		consented, shown := map[int]bool{}, map[int]bool{}
		if sound {
			var a, b bool
			consented, a = numbered(parts[1] + parts[2])
			shown, b = numbered(parts[3])
			sound = a && b
		}
		if sound != (fault == nil) {
			t.Fatalf("%q is sound: %t, and read with %v", s, sound, fault)
		}
		for id := -1; sound && id <= iab.VendorMax+1; id++ {
			if c.Provider(id) != consented[id] || c.Disclosed(id) != (consented[id] || shown[id]) {
				t.Fatalf("%q: %d has consent: %t", s, id, c.Provider(id))
			}
		}
	})
}

// TestFlips: every bit of sound strings flipped, one at a time, and every string
// cut at each character, is read or refused, and never a panic.
func TestFlips(t *testing.T) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	parse := map[string]func(string) bool{
		"tcf": func(s string) bool { c, fault := tcf.Parse(s); sane(t, s, c != nil, fault); return fault == nil },
		"gpp": func(s string) bool { g, fault := gpp.Parse(s); sane(t, s, g != nil, fault); return fault == nil },
	}
	for kind, parses := range parse {
		tried, read := 0, 0
		for _, v := range load(t, kind).Sound {
			if tried++; len(v.String) > 150 || tried > 50 {
				continue
			}
			for i := range len(v.String) {
				parses(v.String[:i])
				at := strings.IndexByte(alphabet, v.String[i])
				for bit := 0; at >= 0 && bit < 6; bit++ {
					if parses(v.String[:i] + alphabet[at^1<<bit:][:1] + v.String[i+1:]) {
						read++
					}
				}
			}
		}
		if read < 1000 {
			t.Errorf("%s: of the flipped only %d are read", kind, read)
		}
	}
}
