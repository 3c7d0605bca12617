package gpp_test

import (
	"testing"

	"maat/pipeline/iab"
	"maat/pipeline/iab/gpp"
)

// TestExamples are those of the framework's own text.
func TestExamples(t *testing.T) {
	const tc = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"
	s, fault := gpp.Parse("DBACNY~" + tc + "~1YNN")
	if fault != nil {
		t.Fatal(fault)
	}
	if len(s.Sections()) != 2 || s.TCF() == nil || s.Canada() != nil || s.Unknown() || s.TCF().Purpose(1) {
		t.Errorf("%+v", s.Sections())
	}
	us := s.US()
	if len(us) != 1 || us[0].Name != "uspv1" || us[0].OptedOut() || us[0].Sale != gpp.Yes || us[0].Targeted != gpp.Unsaid {
		t.Errorf("%+v", us)
	}
	if s, fault := gpp.Parse("DBABM~" + tc); fault != nil || s.TCF() == nil || len(s.US()) != 0 {
		t.Errorf("%v", fault)
	}
	// The third example puts a European string into the Canadian section.
	if s, fault := gpp.Parse("DBABjw~" + tc + "~1YNN"); s != nil || fault == nil || fault.Code != iab.CodeVersion {
		t.Errorf("%v", fault)
	}
}

// TestWhatWasOptedOutOf: the fourth character of a national section has the three
// opt-outs, the four behind it sensitive data, and the ninth the known child.
func TestWhatWasOptedOutOf(t *testing.T) {
	for text, want := range map[string]struct{ out, child, sensitive bool }{
		"DBABLA~BAAAAAAAAA":    {},
		"DBABLA~BAAAAAAAAAA":   {},
		"DBABLA~BAAAAAAAAA.QA": {},
		"DBABLA~BAAAAAAAAA.YA": {out: true},
		"DBABLA~BAAQAAAAAA":    {out: true}, // of sale
		"DBABLA~BAAEAAAAAA":    {out: true}, // of sharing
		"DBABLA~BAABAAAAAA":    {out: true}, // of targeted advertising
		"DBABLA~BAAqAAAAAA":    {},          // did not opt out of any
		"DBABLA~BAAqAAAAAA.YA": {out: true}, // but the browser did
		"DBABLA~BAAAQAAAAA":    {sensitive: true},
		"DBABLA~BAAAAAABAA":    {sensitive: true},
		"DBABLA~BAAAqqqqAA":    {},
		"DBABLA~BAAAAAAAQA":    {child: true},
		"DBABLA~BAAAAAAAIA":    {child: true}, // with consent
		"DBABT~1YYN":           {out: true},   // the US Privacy string
		"DBABT~1YNN":           {},
		"DBABT~1N-N":           {},
	} {
		s, fault := gpp.Parse(text)
		if fault != nil {
			t.Errorf("%s: %v", text, fault)
			continue
		}
		u := s.US()[0]
		if u.OptedOut() != want.out || u.KnownChild() != want.child || u.SensitiveRefused() != want.sensitive {
			t.Errorf("%s: opted out: %t, child: %t, sensitive: %t, %+v", text, u.OptedOut(), u.KnownChild(), u.SensitiveRefused(), u)
		}
	}
}

// TestUnknownSections: they are told, and hide nothing of the others.
func TestUnknownSections(t *testing.T) {
	s, fault := gpp.Parse("DBACLAY~BAAQAAAAAA~any-thing_1..2") // 7 and 28
	if fault != nil {
		t.Fatal(fault)
	}
	list := s.Sections()
	if !s.Unknown() || len(list) != 2 || !list[0].Known() || list[1].Known() || list[1].ID != 28 || len(s.US()) != 1 || !s.US()[0].OptedOut() {
		t.Errorf("%+v", list)
	}
	for text, code := range map[string]string{
		"DBABKY~":        iab.CodeLength,
		"DBABKY~a b":     iab.CodeCharset,
		"DBABKY~a.é":     iab.CodeCharset,
		"DBABKY":         iab.CodeTruncated,
		"DBABKY~abc~def": iab.CodeTrailing,
	} {
		if s, fault := gpp.Parse(text); s != nil || fault == nil || fault.Code != code {
			t.Errorf("%s: %v, want %s", text, fault, code)
		}
	}
	if s, fault := gpp.Parse("DBABY~BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA"); fault != nil || !s.Unknown() || s.TCF() != nil {
		t.Errorf("TCF version 1 is long gone: %v", fault)
	}
}
