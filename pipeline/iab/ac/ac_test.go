package ac_test

import (
	"strings"
	"testing"

	"maat/pipeline/iab"
	"maat/pipeline/iab/ac"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]struct {
		consented, disclosed string // of 1 to 9 and the last
		discloses            bool
	}{
		"2~1.5.9~dv.2.4": {"1.5.9", "1.2.4.5.9", true},
		"2~~dv.2":        {"", "2", true},
		"2~7~dv.":        {"7", "7", true},
		"2~~dv.":         {"", "", true},
		"2~65535.1~dv.1": {"1.65535", "1.65535", true},
		"2~3.3~dv.3":     {"3", "3", true},
		"1~2.8":          {"2.8", "2.8", false},
		"1~":             {"", "", false},
	} {
		c, fault := ac.Parse(text)
		if fault != nil {
			t.Errorf("%s: %v", text, fault)
			continue
		}
		for id, name := range map[int]string{1: "1", 2: "2", 3: "3", 4: "4", 5: "5", 6: "6", 7: "7", 8: "8", 9: "9", 65535: "65535", 0: "0", -1: "-1"} {
			if c.Provider(id) != listed(want.consented, name) || c.Disclosed(id) != listed(want.disclosed, name) {
				t.Errorf("%s: %d has consent: %t, disclosed: %t", text, id, c.Provider(id), c.Disclosed(id))
			}
		}
		if c.Discloses() != want.discloses {
			t.Errorf("%s: discloses: %t", text, c.Discloses())
		}
	}
}

func listed(list, id string) bool { return strings.Contains("."+list+".", "."+id+".") }

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]iab.Fault{
		"":                            {Code: iab.CodeLength},
		strings.Repeat("1", 1<<16+1):  {Code: iab.CodeLength, Offset: 1 << 16},
		"2":                           {Code: iab.CodeVersion},
		"0~1":                         {Code: iab.CodeVersion},
		"3~1~dv.2":                    {Code: iab.CodeVersion},
		"22~1~dv.2":                   {Code: iab.CodeVersion},
		" 2~1~dv.2":                   {Code: iab.CodeVersion},
		"2~1.2":                       {Code: iab.CodeSegment, Offset: 5},
		"1~1~dv.2":                    {Code: iab.CodeSegment, Offset: 4},
		"2~1~2":                       {Code: iab.CodeSegment, Offset: 4},
		"2~1~dv":                      {Code: iab.CodeSegment, Offset: 4},
		"2~1~DV.2":                    {Code: iab.CodeSegment, Offset: 4},
		"2~1~dv.2~3":                  {Code: iab.CodeCharset, Offset: 8},
		"2~1.x~dv.2":                  {Code: iab.CodeCharset, Offset: 4},
		"2~1,2~dv.2":                  {Code: iab.CodeCharset, Offset: 3},
		"2~1 ~dv.2":                   {Code: iab.CodeCharset, Offset: 3},
		"2~-1~dv.2":                   {Code: iab.CodeCharset, Offset: 2},
		"2~٣~dv.2":                    {Code: iab.CodeCharset, Offset: 2},
		"2~1~dv.2\n":                  {Code: iab.CodeCharset, Offset: 8},
		"2~0~dv.2":                    {Code: iab.CodeValue, Offset: 2},
		"2~01~dv.2":                   {Code: iab.CodeValue, Offset: 2},
		"2~1..2~dv.2":                 {Code: iab.CodeTruncated, Offset: 4},
		"2~.1~dv.2":                   {Code: iab.CodeTruncated, Offset: 2},
		"2~1.~dv.2":                   {Code: iab.CodeTruncated, Offset: 4},
		"2~1~dv.2.":                   {Code: iab.CodeTruncated, Offset: 9},
		"2~65536~dv.2":                {Code: iab.CodeRange, Offset: 6},
		"2~99999999999999999999~dv.2": {Code: iab.CodeRange, Offset: 6},
		"2~1~dv.18446744073709551617": {Code: iab.CodeRange, Offset: 12},
	} {
		if c, fault := ac.Parse(text); c != nil || fault == nil || *fault != want {
			t.Errorf("%.40q: %v, want %v", text, fault, &want)
		}
	}
}
