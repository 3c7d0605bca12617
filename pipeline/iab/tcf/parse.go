package tcf

import (
	"slices"
	"strings"

	"maat/pipeline/iab"
	"maat/pipeline/instant"
)

// version of the encoding, which is its first field.
const (
	versionEurope = 2
	versionCanada = 1
)

// The segments behind the core. The allowed vendors went with the global scope;
// they are still read, so that an old string is, but say nothing any more.
const (
	segmentDisclosed = 1
	segmentAllowed   = 2
	segmentPublisher = 3
)

// Parse reads a TC string. A string of global scope, or one of the policies of
// TCF v2.3 that does not say whom it disclosed, is invalid and cannot be read.
func Parse(s string) (*Consent, *iab.Fault) {
	c, fault := parse(s, europe, iab.Fixed, (*iab.Reader).Whole)
	switch {
	case fault != nil:
		return nil, fault
	case c.Policy >= policyDisclosing && !c.discloses:
		return nil, &iab.Fault{Code: iab.CodeSegment, Offset: len(s)}
	}
	return c, nil
}

// ParseCanada reads a TC string of IAB Canada. Its lists of vendors are written
// in two ways by the writers that are about, and nothing in the string says
// which: the one that fits is taken, and where both do and differ, none.
func ParseCanada(s string) (*Consent, *iab.Fault) {
	c, fault := parse(s, canada(iab.Distance, optimised), iab.Distance, characters)
	old, oldFault := parse(s, canada(iab.Fixed, listed), iab.Fixed, characters)
	switch {
	case fault == nil && oldFault == nil && !c.same(old):
		return nil, &iab.Fault{Code: iab.CodeAmbiguous}
	case fault == nil:
		return c, nil
	case oldFault == nil:
		return old, nil
	}
	return nil, fault
}

// parse reads the core and the segments behind it, each of which may come once,
// in any order.
func parse(s string, core func(*iab.Reader, *Consent), vendors iab.Coding, packed func(*iab.Reader) *iab.Reader) (*Consent, *iab.Fault) {
	if fault := iab.Sized(s); fault != nil {
		return nil, fault
	}
	first, rest, more := strings.Cut(s, ".")
	c, r := &Consent{}, packed(iab.NewReader(first))
	core(r, c)
	if fault := r.End(); fault != nil {
		return nil, fault
	}
	seen := [8]bool{}
	for more {
		at := len(s) - len(rest)
		first, rest, more = strings.Cut(rest, ".")
		r := packed(iab.NewReader(first))
		kind := r.Uint(3)
		r.Want(!seen[kind], iab.CodeSegment)
		seen[kind] = true
		segment(r, kind, c, vendors)
		if fault := r.End(); fault != nil {
			return nil, fault.Moved(at)
		}
	}
	return c, nil
}

// characters is how GPP packs bits: into characters, not into bytes.
func characters(r *iab.Reader) *iab.Reader { return r }

func segment(r *iab.Reader, kind uint64, c *Consent, vendors iab.Coding) {
	switch kind {
	case segmentDisclosed:
		c.disclosed, c.discloses = r.Vendors(vendors), true
	case segmentAllowed:
		r.Vendors(vendors)
	case segmentPublisher:
		c.publisher = true
		c.pubPurposes, c.pubInterests = flags(r.Uint(PurposeMax)), flags(r.Uint(PurposeMax))
		n := r.Int(6)
		c.custom, c.customInterests = r.Bitfield(n), r.Bitfield(n)
	default:
		r.Want(false, iab.CodeSegment)
	}
}

// head reads the fields with which both kinds of string begin.
func head(r *iab.Reader, c *Consent, version int) {
	r.Want(r.Int(6) == version, iab.CodeVersion)
	c.created, c.updated = moment(r), moment(r)
	c.CMP, c.CMPVersion, c.Screen = r.Int(12), r.Int(12), r.Int(6)
	c.Language = r.Letters()
	c.ListVersion, c.Policy = r.Int(12), r.Int(6)
}

func moment(r *iab.Reader) instant.Time { return instant.Time(r.Deciseconds() * int64(Decisecond)) }

func choices(r *iab.Reader, c *Consent) {
	c.features = flags(r.Uint(FeatureMax))
	c.purposes, c.interests = flags(r.Uint(PurposeMax)), flags(r.Uint(PurposeMax))
}

func europe(r *iab.Reader, c *Consent) {
	head(r, c, versionEurope)
	r.Want(r.Bool(), iab.CodeValue) // global scope was given up in 2021
	c.NonStandardTexts = r.Bool()
	choices(r, c)
	c.PurposeOneUndisclosed = r.Bool()
	c.Country = r.Letters()
	c.vendors, c.vendorInterests = r.Vendors(iab.Fixed), r.Vendors(iab.Fixed)
	c.restrictions = restrictions(r, listed)
}

// canada is the core of a Canadian string, whose lists are written so.
func canada(coding iab.Coding, restricted func(*iab.Reader) []iab.Span) func(*iab.Reader, *Consent) {
	return func(r *iab.Reader, c *Consent) {
		head(r, c, versionCanada)
		c.NonStandardTexts = r.Bool()
		choices(r, c)
		c.vendors, c.vendorInterests = r.Vendors(coding), r.Vendors(coding)
		c.restrictions = restrictions(r, restricted)
	}
}

// same says whether two readings of one string agree on what they may differ in.
func (c *Consent) same(d *Consent) bool {
	return c.vendors.Equal(d.vendors) && c.vendorInterests.Equal(d.vendorInterests) && c.disclosed.Equal(d.disclosed) &&
		slices.Equal(c.restrictions, d.restrictions)
}
