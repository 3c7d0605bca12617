package iab_test

import (
	"testing"

	"maat/pipeline/iab/tcf"
)

// record is a publisher's restriction of one vendor.
type record struct{ purpose, kind, vendor int }

// consent writes a string in which purposes 1 to 3 and vendors 1 and 2 have
// consent; disclosed is nil where the string does not say.
func consent(disclosed []int, records ...record) string {
	upTo := func(n int) func(int) bool { return func(id int) bool { return id <= n } }
	w := &writer{}
	for _, f := range [][2]uint64{{2, 6}, {16_000_000_000, 36}, {16_000_000_000, 36}, {0, 30}, {0, 12}, {9, 12}, {4, 6}, {1, 1}, {0, 1}, {0, 12}} {
		w.uint(f[0], int(f[1]))
	}
	w.flags(tcf.PurposeMax, upTo(3))
	w.flags(tcf.PurposeMax, upTo(0))
	w.uint(0, 1+12)
	w.vendors(upTo(2))
	w.vendors(upTo(0))
	w.uint(uint64(len(records)), 12)
	for _, r := range records {
		w.uint(uint64(r.purpose), 6)
		w.uint(uint64(r.kind), 2)
		w.uint(1, 12)
		w.bool(false)
		w.uint(uint64(r.vendor), 16)
	}
	text := w.end()
	if disclosed == nil {
		return text
	}
	w = &writer{}
	w.uint(1, 3)
	w.vendors(func(id int) bool { return len(disclosed) > 0 && id == disclosed[0] })
	return text + "." + w.end()
}

// TestAllows: a purpose, a vendor, and neither hidden nor restricted.
func TestAllows(t *testing.T) {
	const notAllowed, needsConsent, needsInterest = 0, 1, 2
	for name, c := range map[string]struct {
		text            string
		purpose, vendor int
		want            bool
	}{
		"both have consent":                   {consent(nil), 2, 1, true},
		"the purpose has none":                {consent(nil), 4, 1, false},
		"the vendor has none":                 {consent(nil), 2, 3, false},
		"disclosed":                           {consent([]int{1}), 2, 1, true},
		"not disclosed":                       {consent([]int{1}), 2, 2, false},
		"nobody is disclosed":                 {consent([]int{}), 2, 1, false},
		"the publisher does not allow it":     {consent(nil, record{2, notAllowed, 1}), 2, 1, false},
		"not allowed to another":              {consent(nil, record{2, notAllowed, 2}), 2, 1, true},
		"not allowed for another":             {consent(nil, record{3, notAllowed, 1}), 2, 1, true},
		"consent is what the publisher wants": {consent(nil, record{2, needsConsent, 1}), 2, 1, true},
		"and is no ground":                    {consent(nil, record{2, needsInterest, 1}), 2, 1, false},
		"the stricter of two, last":           {consent(nil, record{2, needsConsent, 1}, record{2, notAllowed, 1}), 2, 1, false},
		"the stricter of two, first":          {consent(nil, record{2, needsInterest, 1}, record{2, needsConsent, 1}), 2, 1, false},
		"a restriction of consent gives none": {consent(nil, record{4, needsConsent, 1}), 4, 1, false},
	} {
		got, fault := tcf.Parse(c.text)
		if fault != nil {
			t.Errorf("%s: %v", name, fault)
		} else if got.Allows(c.purpose, c.vendor) != c.want {
			t.Errorf("%s: allowed: %t", name, !c.want)
		}
	}
}
