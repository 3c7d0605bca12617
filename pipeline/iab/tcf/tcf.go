// Package tcf reads the Transparency and Consent strings of IAB Europe
// (version 2: TCF v2.0 to v2.3) and of IAB Canada (version 1, which stands in
// GPP only). A string says what a person agreed to on one site, and for which
// vendors; it is one input among others.
package tcf

import (
	"maat/pipeline/iab"
	"maat/pipeline/instant"
)

// What a string can number.
const (
	PurposeMax = 24
	FeatureMax = 12
)

// policyDisclosing is the version of the policies since which a string must say
// whom it disclosed (TCF v2.3).
const policyDisclosing = 5

// Decisecond is the unit of time in a string.
const Decisecond = instant.Second / 10

// Meta is what a string says about itself.
type Meta struct {
	CMP, CMPVersion, Screen int    // the platform that asked
	Language                string // in which it asked: two capitals
	ListVersion, Policy     int
	NonStandardTexts        bool
	Country                 string // of the publisher; "" in a Canadian string
	PurposeOneUndisclosed   bool   // purpose 1 was not asked for, and is not granted
}

// Consent is a string that could be read. It is not changed any more, and may be
// shared. In a Canadian string express consent is consent, and implied consent
// is what is called legitimate interest here.
type Consent struct {
	Meta
	created, updated          instant.Time
	features                  flags
	purposes, interests       flags
	vendors, vendorInterests  iab.Set
	disclosed                 iab.Set
	discloses                 bool
	restrictions              []restriction
	publisher                 bool
	pubPurposes, pubInterests flags
	custom, customInterests   iab.Set
}

// Created is when the string was first made. Since TCF v2.2 it says the same as
// Updated.
func (c *Consent) Created() instant.Time { return c.created }

// Updated is when the choice was made: since TCF v2.2 the start of that day in
// UTC.
func (c *Consent) Updated() instant.Time { return c.updated }

// Purpose says whether purpose n is consented to.
func (c *Consent) Purpose(n int) bool { return c.purposes.has(n, PurposeMax) }

// Interest says whether purpose n rests on a legitimate interest to which the
// person did not object. That is no consent.
func (c *Consent) Interest(n int) bool { return c.interests.has(n, PurposeMax) }

// Feature says whether the person opted in to special feature n.
func (c *Consent) Feature(n int) bool { return c.features.has(n, FeatureMax) }

// Vendor says whether the vendor has consent. For which purposes Allows says.
func (c *Consent) Vendor(id int) bool { return c.vendors.Has(id) }

// VendorInterest says whether the vendor may rely on a legitimate interest.
func (c *Consent) VendorInterest(id int) bool { return c.vendorInterests.Has(id) }

// Discloses says whether the string says at all whom it disclosed.
func (c *Consent) Discloses() bool { return c.discloses }

// Disclosed says whether the vendor was shown to the person; false where the
// string does not say.
func (c *Consent) Disclosed(id int) bool { return c.disclosed.Has(id) }

// Allows says whether the vendor may work for the purpose with the person's
// consent: both have it, the vendor was shown where the string says who was, and
// the publisher did not restrict it.
func (c *Consent) Allows(purpose, vendor int) bool {
	if !c.Purpose(purpose) || !c.Vendor(vendor) || c.discloses && !c.Disclosed(vendor) {
		return false
	}
	r := c.Restriction(purpose, vendor)
	return r == Free || r == NeedsConsent
}

// HasPublisher says whether the string has choices for the publisher itself.
func (c *Consent) HasPublisher() bool { return c.publisher }

// Publisher says whether purpose n is consented to for the publisher itself.
func (c *Consent) Publisher(n int) bool { return c.pubPurposes.has(n, PurposeMax) }

// PublisherInterest is Interest for the publisher itself.
func (c *Consent) PublisherInterest(n int) bool { return c.pubInterests.has(n, PurposeMax) }

// Custom says whether purpose n of the publisher's own making is consented to.
func (c *Consent) Custom(n int) bool { return c.custom.Has(n) }

// CustomInterest is Interest for a purpose of the publisher's own making.
func (c *Consent) CustomInterest(n int) bool { return c.customInterests.Has(n) }

// flags are the bits of a field as they stand in the string: the first bit, which
// is the highest, is number 1.
type flags uint64

func (f flags) has(n, width int) bool { return n > 0 && n <= width && f>>(width-n)&1 == 1 }
