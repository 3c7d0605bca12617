package iab_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"maat/pipeline/iab"
	"maat/pipeline/iab/gpp"
)

// unknownToJava are the sections that came after its last release.
var unknownToJava = []int{23, 24, 25, 26, 27}

type identified struct{ ID int }

// sections are those of an oracle's reading.
func sections(t *testing.T, oracle json.RawMessage) (ids []int, list []json.RawMessage) {
	t.Helper()
	if err := json.Unmarshal(oracle, &list); err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		var id identified
		if err := json.Unmarshal(one, &id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id.ID)
	}
	return ids, list
}

// against compares a string with an oracle's reading, section by section, and
// says in which fields of which sections they differ.
func against(t *testing.T, s *gpp.String, oracle json.RawMessage, unknown []int) (differ []string) {
	t.Helper()
	ids, list := sections(t, oracle)
	own := map[int]gpp.Section{}
	for _, one := range s.Sections() {
		own[one.ID] = one
		if one.Known() && !slices.Contains(ids, one.ID) && !slices.Contains(unknown, one.ID) {
			t.Errorf("section %d is not read by the oracle", one.ID)
		}
	}
	for i, id := range ids {
		switch one := own[id]; {
		case one.TCF != nil:
			for _, d := range agree(t, one.TCF, list[i]) {
				differ = append(differ, map[int]string{2: "tcfeuv2", 5: "tcfcav1"}[id]+" "+d)
			}
		case one.US != nil:
			for _, d := range differences(t, one.US, list[i]) {
				differ = append(differ, one.US.Name+" "+d)
			}
		default:
			t.Errorf("section %d is read by the oracle alone", id)
		}
	}
	return differ
}

// contested are differences between the oracles themselves: Java 3.2.4 writes and
// reads the lists of a Canadian string in fixed width only, and gives an old
// national string the categories that came later, which JavaScript 3.2.0 takes
// from one that has them, for its version.
func contested(differ string) bool {
	return strings.HasPrefix(differ, "tcfcav1 ") || slices.Contains([]string{"usnat sensitive", "usnat child"}, differ)
}

// judge compares a string that we read with what the oracles do: each field must
// be as one of them reads it, and as the other one does, but for what is contested.
func judge(t *testing.T, v vector, s *gpp.String) {
	t.Helper()
	if refused(v.JS) {
		t.Errorf("%s %s: read, and refused by JavaScript", v.Why, v.String)
		return
	}
	js := against(t, s, v.JS, nil)
	java := js // where it refuses, JavaScript alone has a say
	if !refused(v.Java) {
		java = against(t, s, v.said(), unknownToJava)
	}
	for _, d := range js {
		if slices.Contains(java, d) || !contested(d) {
			t.Errorf("%s %s: %s differs from %s", v.Why, v.String, d, v.JS)
		}
	}
	for _, d := range java {
		if !contested(d) {
			t.Errorf("%s %s: %s differs from %s", v.Why, v.String, d, v.said())
		}
	}
}

// TestGPPVectors: what the reference implementations write is read, and as they
// read it.
func TestGPPVectors(t *testing.T) {
	count, names := map[string]int{}, map[string]int{}
	for i, v := range load(t, "gpp").Sound {
		s, fault := gpp.Parse(v.String)
		if fault != nil {
			count[fault.Code]++
			if fault.Code != iab.CodeAmbiguous && !undisclosed(t, v) {
				t.Errorf("%d %s: %v", i, v.String, fault)
			}
			continue
		}
		count["read"]++
		for _, u := range s.US() {
			names[u.Name]++
		}
		if refused(v.Java) {
			if count["refused by Java"]++; !strings.Contains(string(v.JS), "tcfcav1") {
				t.Errorf("%d %s: refused by Java", i, v.String)
			}
		}
		judge(t, v, s)
	}
	t.Log(count, names)
	if count["read"] < 400 || count[iab.CodeAmbiguous] > 5 || len(names) != 22 {
		t.Errorf("too few of a kind: %v, %v", count, names)
	}
}

// undisclosed says whether the oracle reads a string of TCF v2.3 without disclosed
// vendors, which is invalid.
func undisclosed(t *testing.T, v vector) bool {
	ids, list := sections(t, v.JS)
	for i, id := range ids {
		if id == 2 && policy(vector{JS: list[i]}) >= 5 {
			return true
		}
	}
	return false
}

// TestBrokenGPP: of what is not sound, nothing is read that both oracles refuse,
// and what is read is read as they do.
func TestBrokenGPP(t *testing.T) {
	var golden strings.Builder
	for _, v := range load(t, "gpp").Broken {
		s, fault := gpp.Parse(v.String)
		if fault == nil {
			judge(t, v, s)
		}
		verdict(&golden, v, fault)
	}
	compare(t, "testdata/broken_gpp.txt", golden.String())
}
