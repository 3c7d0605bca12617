package iab_test

import (
	"fmt"
	"strings"
	"testing"

	"maat/pipeline/iab"
	"maat/pipeline/iab/tcf"
)

// specific says whether the string is for one service, by an oracle.
func specific(v vector) bool { return strings.Contains(string(v.JS), `"specific":true`) }

// disclosing says whether a segment of a sound string names the disclosed vendors.
func disclosing(s string) bool {
	for _, segment := range strings.Split(s, ".")[1:] {
		if segment[0] >= 'I' && segment[0] <= 'P' {
			return true
		}
	}
	return false
}

func policy(v vector) (n int) {
	_, rest, _ := strings.Cut(string(v.JS), `"policy":`)
	_, _ = fmt.Sscanf(rest, "%d", &n)
	return n
}

// TestTCFVectors: what the reference implementations write is read, and as they
// read it, but for what is invalid since then.
func TestTCFVectors(t *testing.T) {
	all, count := load(t, "tcf"), map[string]int{}
	for i, v := range all.Sound {
		c, fault := tcf.Parse(v.String)
		switch {
		case refused(v.JS) && refused(v.Java):
			count["refused by both"]++
			if fault == nil {
				t.Errorf("%d %s: read, and refused by those who wrote it", i, v.String)
			}
		case string(v.Java) != `"same"`:
			t.Errorf("%d %s: the oracles differ", i, v.String)
		case !specific(v):
			count["global"]++
			if fault == nil || fault.Code != iab.CodeValue {
				t.Errorf("%d %s: of global scope: %v", i, v.String, fault)
			}
		case policy(v) >= 5 && !disclosing(v.String):
			count["undisclosed"]++
			if fault == nil || fault.Code != iab.CodeSegment {
				t.Errorf("%d %s: of TCF v2.3, without disclosed vendors: %v", i, v.String, fault)
			}
		case fault != nil:
			t.Errorf("%d %s: %v", i, v.String, fault)
		default:
			count["read"]++
			if d := agree(t, c, v.JS); d != nil || c.Discloses() != disclosing(v.String) {
				t.Errorf("%d %s: %v differ from %s, discloses: %t", i, v.String, d, v.JS, c.Discloses())
			}
		}
	}
	t.Log(count)
	if count["read"] < 300 || count["global"] == 0 || count["undisclosed"] == 0 || len(all.Sound) != sum(count) {
		t.Errorf("too few of a kind: %v", count)
	}
}

func sum(count map[string]int) (n int) {
	for _, one := range count {
		n += one
	}
	return n
}

// TestBrokenTCF: of what is not sound, nothing is read that an oracle refuses,
// and what is read is read as they do.
func TestBrokenTCF(t *testing.T) {
	var golden strings.Builder
	for _, v := range load(t, "tcf").Broken {
		c, fault := tcf.Parse(v.String)
		if fault == nil {
			for oracle, said := range map[string]string{"js": string(v.JS), "java": string(v.said())} {
				if said == "null" {
					t.Errorf("%s: %s: read, and refused by %s", v.Why, v.String, oracle)
				} else if d := agree(t, c, []byte(said)); d != nil {
					t.Errorf("%s: %s: %v differ from what %s reads", v.Why, v.String, d, oracle)
				}
			}
		}
		verdict(&golden, v, fault)
	}
	compare(t, "testdata/broken_tcf.txt", golden.String())
}
