package gpp

import (
	"strings"

	"maat/pipeline/iab"
)

// Choice is what a section says about one kind of processing.
type Choice uint8

// The choices. Opt-outs and consents are told in the same way, by what the
// business may do.
const (
	Unsaid        Choice = 1 + iota // this section has no such field
	NotApplicable                   // the business says that it does no such thing, or gave no notice
	No                              // the person opted out, or did not consent
	Yes                             // the person did not opt out, or consented
)

// US is a section of the United States.
type US struct {
	ID      int
	Name    string // as the framework calls it: "usnat", "usca"
	Version int

	Sale, Sharing, Targeted Choice   // of data; of data for advertising across sites; advertising by such data
	Sensitive               []Choice // processing of sensitive data, by category
	Child                   []Choice // processing of the data of a known child, by kind
	Other                   Choice   // processing beyond what the data was given for
	GPC                     bool     // the browser asks for privacy
}

// OptedOut says whether the person opted out of sale, sharing or targeted
// advertising, in whatever way the section has for it.
func (u *US) OptedOut() bool { return u.GPC || u.Sale == No || u.Sharing == No || u.Targeted == No }

// KnownChild says whether the business knows that the person is a child, whatever
// was consented to.
func (u *US) KnownChild() bool {
	for _, c := range u.Child {
		if c != NotApplicable {
			return true
		}
	}
	return false
}

// SensitiveRefused says whether the person refused a category of sensitive data.
func (u *US) SensitiveRefused() bool {
	for _, c := range u.Sensitive {
		if c == No {
			return true
		}
	}
	return false
}

// choice reads a choice of two bits; number 3 is none.
func choice(r *iab.Reader) Choice {
	v := r.Uint(2)
	r.Want(v < 3, iab.CodeValue)
	return NotApplicable + Choice(v)
}

func choices(r *iab.Reader, n int) []Choice {
	list := make([]Choice, n)
	for i := range list {
		list[i] = choice(r)
	}
	return list
}

// privacy reads the US Privacy string: a version and three letters, of which the
// second says whether the person opted out of sale.
func privacy(s string) (*US, *iab.Fault) {
	switch {
	case s[0] != '1':
		return nil, &iab.Fault{Code: iab.CodeVersion}
	case len(s) != 4:
		return nil, &iab.Fault{Code: iab.CodeLength, Offset: len(s)}
	}
	for i := 1; i < len(s); i++ {
		if strings.IndexByte("YN-", s[i]) < 0 {
			return nil, &iab.Fault{Code: iab.CodeValue, Offset: i}
		}
	}
	sale := map[byte]Choice{'Y': No, 'N': Yes, '-': NotApplicable}[s[2]]
	return &US{ID: SectionPrivacy, Name: "uspv1", Version: 1, Sale: sale, Sharing: Unsaid, Targeted: Unsaid, Other: Unsaid}, nil
}
