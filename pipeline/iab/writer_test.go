package iab_test

import (
	"strings"

	"maat/pipeline/iab"
	"maat/pipeline/iab/tcf"
)

// writer puts bits one behind the other.
type writer struct {
	text strings.Builder
	word uint64
	have int
}

func (w *writer) uint(v uint64, width int) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for i := width - 1; i >= 0; i-- {
		w.word = w.word<<1 | v>>i&1
		if w.have++; w.have == 6 {
			w.text.WriteByte(alphabet[w.word])
			w.word, w.have = 0, 0
		}
	}
}

func (w *writer) bool(b bool) {
	if b {
		w.uint(1, 1)
	} else {
		w.uint(0, 1)
	}
}

func (w *writer) flags(width int, has func(int) bool) {
	for id := 1; id <= width; id++ {
		w.bool(has(id))
	}
}

func (w *writer) letters(s string) {
	w.uint(uint64(s[0]-'A'), 6)
	w.uint(uint64(s[1]-'A'), 6)
}

func (w *writer) vendors(has func(int) bool) {
	last := iab.VendorMax
	for last > 0 && !has(last) {
		last--
	}
	w.uint(uint64(last), 16)
	w.bool(false)
	w.flags(last, has)
}

// restrictions writes the strongest restriction of each purpose and vendor, for
// some vendors.
func (w *writer) restrictions(c *tcf.Consent) {
	type record struct{ purpose, kind, vendor int }
	var list []record
	for purpose := 1; purpose <= tcf.PurposeMax; purpose++ {
		for _, vendor := range []int{1, 2, 3, 9, 64, iab.VendorMax} {
			for kind, r := range kinds {
				if c.Restriction(purpose, vendor) == r {
					list = append(list, record{purpose, kind, vendor})
				}
			}
		}
	}
	w.uint(uint64(len(list)), 12)
	for _, r := range list {
		w.uint(uint64(r.purpose), 6)
		w.uint(uint64(r.kind), 2)
		w.uint(1, 12)
		w.bool(false)
		w.uint(uint64(r.vendor), 16)
	}
}

// end fills up to whole bytes and characters.
func (w *writer) end() string {
	for w.text.Len()%4 != 0 || w.have > 0 {
		w.uint(0, 1)
	}
	return w.text.String()
}

// write writes a consent in the plainest way.
func write(c *tcf.Consent) string {
	w := &writer{}
	w.uint(2, 6)
	w.uint(uint64(c.Created()/100_000_000), 36)
	w.uint(uint64(c.Updated()/100_000_000), 36)
	w.uint(uint64(c.CMP), 12)
	w.uint(uint64(c.CMPVersion), 12)
	w.uint(uint64(c.Screen), 6)
	w.letters(c.Language)
	w.uint(uint64(c.ListVersion), 12)
	w.uint(uint64(c.Policy), 6)
	w.bool(true)
	w.bool(c.NonStandardTexts)
	w.flags(tcf.FeatureMax, c.Feature)
	w.flags(tcf.PurposeMax, c.Purpose)
	w.flags(tcf.PurposeMax, c.Interest)
	w.bool(c.PurposeOneUndisclosed)
	w.letters(c.Country)
	w.vendors(c.Vendor)
	w.vendors(c.VendorInterest)
	w.restrictions(c)
	text := w.end()
	if c.HasPublisher() {
		w = &writer{}
		w.uint(3, 3)
		w.flags(tcf.PurposeMax, c.Publisher)
		w.flags(tcf.PurposeMax, c.PublisherInterest)
		w.uint(63, 6)
		w.flags(63, c.Custom)
		w.flags(63, c.CustomInterest)
		text += "." + w.end()
	}
	if c.Discloses() {
		w = &writer{}
		w.uint(1, 3)
		w.vendors(c.Disclosed)
		text += "." + w.end()
	}
	return text
}
