// Package ac reads Google's Additional Consent string, which stands beside a TC
// string and names ad tech providers that are not on the list of the framework:
// "2~1.35.41~dv.9.21" in version 2, "1~1.35.41" in version 1, which does not say
// who else was shown. It says who has consent and not for what, so it grants
// nothing without the TC string beside it.
package ac

import (
	"strings"

	"maat/pipeline/iab"
)

// Consent is a string that could be read. It is not changed any more.
type Consent struct {
	consented, disclosed iab.Set
	discloses            bool
}

// Provider says whether the provider has consent.
func (c *Consent) Provider(id int) bool { return c.consented.Has(id) }

// Discloses says whether the string says at all who else was shown.
func (c *Consent) Discloses() bool { return c.discloses }

// Disclosed says whether the provider was shown to the person, with or without
// getting consent.
func (c *Consent) Disclosed(id int) bool { return c.disclosed.Has(id) || c.consented.Has(id) }

// Parse reads an Additional Consent string.
func Parse(s string) (*Consent, *iab.Fault) {
	if fault := iab.Sized(s); fault != nil {
		return nil, fault
	}
	version, rest, more := strings.Cut(s, "~")
	if version != "1" && version != "2" || !more {
		return nil, &iab.Fault{Code: iab.CodeVersion}
	}
	list, shown, discloses := strings.Cut(rest, "~")
	at := len(version) + 1 + len(list) + 1
	switch {
	case discloses != (version == "2"):
		return nil, &iab.Fault{Code: iab.CodeSegment, Offset: min(at, len(s))}
	case discloses && !strings.HasPrefix(shown, "dv."):
		return nil, &iab.Fault{Code: iab.CodeSegment, Offset: at}
	}
	consented, fault := ids(list)
	if fault != nil {
		return nil, fault.Moved(len(version) + 1)
	}
	disclosed, fault := ids(strings.TrimPrefix(shown, "dv."))
	if fault != nil {
		return nil, fault.Moved(at + len("dv."))
	}
	return &Consent{consented, disclosed, discloses}, nil
}

// ids reads numbers with a dot between each two; there may be none.
func ids(s string) (iab.Set, *iab.Fault) {
	set := iab.Set{}
	for at, more := 0, s != ""; more; {
		var one string
		one, _, more = strings.Cut(s[at:], ".")
		id, fault := number(one)
		if fault != nil {
			return iab.Set{}, fault.Moved(at)
		}
		set.Add(id)
		at += len(one) + 1
	}
	return set, nil
}

// number reads a decimal of at least one, without a sign or leading zeroes.
func number(s string) (int, *iab.Fault) {
	n := 0
	for i := range len(s) {
		switch d := int(s[i]) - '0'; {
		case d < 0 || d > 9:
			return 0, &iab.Fault{Code: iab.CodeCharset, Offset: i}
		case n == 0 && d == 0:
			return 0, &iab.Fault{Code: iab.CodeValue, Offset: i}
		default:
			n = n*10 + d
		}
		if n > iab.VendorMax {
			return 0, &iab.Fault{Code: iab.CodeRange, Offset: i}
		}
	}
	if n == 0 {
		return 0, &iab.Fault{Code: iab.CodeTruncated}
	}
	return n, nil
}
