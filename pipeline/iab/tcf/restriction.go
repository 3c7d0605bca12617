package tcf

import "maat/pipeline/iab"

// Restriction is what the publisher says about a vendor and a purpose.
type Restriction uint8

// The restrictions. Where a string says more than one, the first of them holds.
const (
	NotAllowed    Restriction = 1 + iota // whatever was agreed to
	NeedsInterest                        // consent is no ground for it
	NeedsConsent                         // a legitimate interest is no ground for it
	Free                                 // none
)

// wire are the restrictions by their number in a string. Number 3 is undefined.
var wire = [...]Restriction{NotAllowed, NeedsConsent, NeedsInterest}

type restriction struct {
	purpose int
	kind    Restriction
	vendors iab.Span
}

// Restriction is what holds for the vendor and the purpose.
func (c *Consent) Restriction(purpose, vendor int) Restriction {
	strongest := Free
	for _, r := range c.restrictions {
		if r.purpose == purpose && r.vendors.First <= vendor && vendor <= r.vendors.Last {
			strongest = min(strongest, r.kind)
		}
	}
	return strongest
}

// recordBits is how many bits a record has at the least.
const recordBits = 6 + 2 + 12

// restrictions reads the publisher's records: a purpose, a kind and vendors.
func restrictions(r *iab.Reader, vendors func(*iab.Reader) []iab.Span) (list []restriction) {
	n := r.Int(12)
	if r.Want(n*recordBits <= r.Left(), iab.CodeTruncated); r.Fault() != nil {
		return nil
	}
	for range n {
		purpose, kind := r.Int(6), r.Int(2)
		r.Want(purpose > 0 && purpose <= PurposeMax && kind < len(wire), iab.CodeValue)
		spans := vendors(r)
		if r.Fault() != nil {
			return nil
		}
		for _, s := range spans {
			list = append(list, restriction{purpose, wire[kind], s})
		}
	}
	return list
}

// listed reads vendors that are listed as runs.
func listed(r *iab.Reader) []iab.Span { return r.Spans(iab.Fixed, iab.VendorMax) }

// optimised reads vendors that are listed as runs or marked one by one, as a
// Canadian string has them.
func optimised(r *iab.Reader) (spans []iab.Span) {
	last := r.Int(16)
	if r.Bool() {
		return r.Spans(iab.Distance, last)
	}
	for s := range r.Bitfield(last).Spans {
		spans = append(spans, s)
	}
	return spans
}
