package iab_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"maat/pipeline/iab"
	"maat/pipeline/iab/gpp"
	"maat/pipeline/iab/tcf"
)

// vectors are strings beside what the reference implementations read in them.
// tools/oracles/iab writes them.
type vectors struct {
	Oracles       struct{ JS, Java string }
	Sound, Broken []vector
}

type vector struct {
	String, Writer, Why string
	JS, Java            json.RawMessage
}

// refused says that an oracle refuses the string.
func refused(r json.RawMessage) bool { return string(r) == "null" }

// said is what Java reads, which is mostly what JavaScript does.
func (v vector) said() json.RawMessage {
	if string(v.Java) == `"same"` {
		return v.JS
	}
	return v.Java
}

func load(tb testing.TB, name string) (v vectors) {
	tb.Helper()
	text, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		tb.Fatal(err)
	}
	if v.Oracles.JS == "" || v.Oracles.Java == "" || len(v.Sound) < 300 || len(v.Broken) < 300 {
		tb.Fatalf("%s.json has %d sound and %d broken strings by %v", name, len(v.Sound), len(v.Broken), v.Oracles)
	}
	return v
}

// reading is a TC string as the oracles print it. Kinds of restrictions are
// numbered as on the wire.
type reading struct {
	Created, Updated     int64
	CMP                  [3]int
	Language, Country    string
	List, Policy         int
	Specific, Texts, One bool
	Features             []int
	Purposes             []int
	Interests            []int
	Vendors              [][2]int
	VendorInterests      [][2]int `json:"vendor_interests"`
	Disclosed            [][2]int
	Restrictions         []restriction
	Publisher            []int
	PublisherInterests   []int `json:"publisher_interests"`
	Custom               []int
	CustomInterests      []int `json:"custom_interests"`
}

type restriction struct {
	purpose, kind int
	vendors       [][2]int
}

func (r *restriction) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&r.purpose, &r.kind, &r.vendors})
}

// kinds are the restrictions by their number on the wire.
var kinds = []tcf.Restriction{tcf.NotAllowed, tcf.NeedsConsent, tcf.NeedsInterest}

func numbers(has func(int) bool) []int {
	ids := []int{}
	for id := -1; id <= 70; id++ {
		if has(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func runs(has func(int) bool) [][2]int {
	list := [][2]int{}
	for id := -1; id <= iab.VendorMax+70; id++ {
		switch n := len(list); {
		case !has(id):
		case n > 0 && list[n-1][1] == id-1:
			list[n-1][1] = id
		default:
			list = append(list, [2]int{id, id})
		}
	}
	return list
}

// read is what our own decoder reads, all but the restrictions.
func read(c *tcf.Consent) reading {
	return reading{
		Created: int64(c.Created()) / int64(tcf.Decisecond), Updated: int64(c.Updated()) / int64(tcf.Decisecond),
		CMP: [3]int{c.CMP, c.CMPVersion, c.Screen}, Language: c.Language, Country: c.Country, List: c.ListVersion, Policy: c.Policy,
		Specific: true, Texts: c.NonStandardTexts, One: c.PurposeOneUndisclosed,
		Features: numbers(c.Feature), Purposes: numbers(c.Purpose), Interests: numbers(c.Interest),
		Vendors: runs(c.Vendor), VendorInterests: runs(c.VendorInterest), Disclosed: runs(c.Disclosed),
		Publisher: numbers(c.Publisher), PublisherInterests: numbers(c.PublisherInterest),
		Custom: numbers(c.Custom), CustomInterests: numbers(c.CustomInterest),
	}
}

// strongest is what holds for a vendor and a purpose by a list of restrictions.
func strongest(list []restriction, purpose, vendor int) tcf.Restriction {
	for _, kind := range []int{0, 2, 1} {
		for _, r := range list {
			if r.purpose == purpose && r.kind == kind && slices.ContainsFunc(r.vendors, func(s [2]int) bool { return s[0] <= vendor && vendor <= s[1] }) {
				return kinds[kind]
			}
		}
	}
	return tcf.Free
}

// agree compares our reading with that of an oracle, and says in what they differ.
func agree(t *testing.T, c *tcf.Consent, oracle json.RawMessage) (differ []string) {
	t.Helper()
	var want reading
	if err := json.Unmarshal(oracle, &want); err != nil {
		t.Fatal(err)
	}
	probes := []int{0, 1, 2, iab.VendorMax}
	for _, r := range want.Restrictions {
		for _, s := range r.vendors {
			probes = append(probes, s[0]-1, s[0], s[1], s[1]+1)
		}
	}
	for purpose := range tcf.PurposeMax + 2 {
		for _, vendor := range probes {
			if got := c.Restriction(purpose, vendor); vendor > 0 && got != strongest(want.Restrictions, purpose, vendor) {
				differ = append(differ, "restrictions")
			}
		}
	}
	want.Restrictions = nil
	a, errA := json.Marshal(read(c))
	b, errB := json.Marshal(want)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	var x, y map[string]json.RawMessage
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		t.Fatal("a reading is no object")
	}
	for field := range x {
		if string(x[field]) != string(y[field]) {
			differ = append(differ, field)
		}
	}
	slices.Sort(differ)
	return slices.Compact(differ)
}

// state is a section of the United States as the oracles print it.
type state struct {
	ID                             int
	Name                           string
	Version                        int
	Sale, Sharing, Targeted, Other *int
	Sensitive, Child               []int
	GPC                            bool
}

func number(c gpp.Choice) *int {
	if c == gpp.Unsaid {
		return nil
	}
	n := int(c - gpp.NotApplicable)
	return &n
}

func list(choices []gpp.Choice) []int {
	out := []int{}
	for _, c := range choices {
		out = append(out, *number(c))
	}
	return out
}

// differences compares a section of the United States.
func differences(t *testing.T, u *gpp.US, oracle json.RawMessage) (differ []string) {
	t.Helper()
	var want state
	if err := json.Unmarshal(oracle, &want); err != nil {
		t.Fatal(err)
	}
	same := func(a, b *int) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
	for field, ok := range map[string]bool{
		"id": u.ID == want.ID, "name": u.Name == want.Name, "version": u.Version == want.Version, "gpc": u.GPC == want.GPC,
		"sale": same(number(u.Sale), want.Sale), "sharing": same(number(u.Sharing), want.Sharing), "targeted": same(number(u.Targeted), want.Targeted),
		"other": same(number(u.Other), want.Other), "sensitive": slices.Equal(list(u.Sensitive), want.Sensitive), "child": slices.Equal(list(u.Child), want.Child),
	} {
		if !ok {
			differ = append(differ, field)
		}
	}
	slices.Sort(differ)
	return differ
}
