package tcf_test

import (
	"testing"

	"maat/pipeline/iab"
	"maat/pipeline/iab/tcf"
)

// example is that of the framework's own text, of three segments.
const example = "CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA"

func TestExample(t *testing.T) {
	c, fault := tcf.Parse(example)
	if fault != nil {
		t.Fatal(fault)
	}
	if c.Updated().String() != "2025-06-03T00:00:00Z" || c.Created() != c.Updated() {
		t.Errorf("made on %s, changed on %s", c.Created(), c.Updated())
	}
	if c.Purpose(1) || c.Allows(1, 1) || !c.Discloses() || !c.HasPublisher() || c.Publisher(1) || c.Language != "EN" || c.Country != "DE" || c.CMP != 880 || c.ListVersion != 48 || c.Policy != 2 {
		t.Errorf("%+v", c.Meta)
	}
}

func TestAnIDThatIsNoneHasNothing(t *testing.T) {
	c, fault := tcf.Parse("CO5rKAAO5rKAAAHABBENAJEgAP___wAAABpYAAoAAAAA") // all purposes, vendor 1
	if fault != nil {
		t.Fatal(fault)
	}
	for _, id := range []int{-1 << 40, -64, -1, 0, 25, 64, 1 << 40} {
		if c.Purpose(id) || c.Interest(id) || c.Feature(id) || c.Publisher(id) || c.PublisherInterest(id) || c.Custom(id) || c.CustomInterest(id) {
			t.Errorf("purpose %d is granted", id)
		}
		if c.Vendor(id) || c.VendorInterest(id) || c.Disclosed(id) || c.Allows(1, id) || c.Allows(id, 1) {
			t.Errorf("vendor %d is granted", id)
		}
	}
	if !c.Purpose(24) || !c.Vendor(1) || !c.Allows(24, 1) || c.Restriction(1, 1) != tcf.Free {
		t.Error("what is granted is not")
	}
}

func TestCanadaAndEuropeAreNotEachOther(t *testing.T) {
	if c, fault := tcf.ParseCanada(example); c != nil || fault == nil || fault.Code != iab.CodeVersion {
		t.Errorf("a European string is read as a Canadian one: %v", fault)
	}
	if c, fault := tcf.Parse("BPVTWEAAAAAABi4YA9FRS4Ef_xTgkxrUeACDABJGAIEAFEYAAA"); c != nil || fault == nil || fault.Code != iab.CodeVersion {
		t.Errorf("a Canadian string is read as a European one: %v", fault)
	}
}

// TestAmbiguousVendors: a Canadian string whose list of vendors has a sound
// reading in both codings, of different vendors, is not guessed at.
func TestAmbiguousVendors(t *testing.T) {
	for _, text := range []string{
		"BO5rKAAO5rKAAAAAAAAAAJEAAAAAAAAAAaC3ABqsNJsIAAAAAAA",
		"BO5rKAAO5rKAAAAAAAAAAJEAAAAAAAAAAezdABBEHJFMAAAAA",
	} {
		if c, fault := tcf.ParseCanada(text); c != nil || fault == nil || fault.Code != iab.CodeAmbiguous {
			t.Errorf("%s: %v", text, fault)
		}
	}
}
