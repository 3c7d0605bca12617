package main

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"maat/pipeline/dossier"
	"maat/pipeline/explain"
	"maat/pipeline/policytest"
)

// testedBeside runs the tests that stand beside a policy.
func testedBeside(facts *dossier.Facts, policy string) {
	file := strings.TrimSuffix(policy, filepath.Ext(policy)) + testSuffix
	source := dossier.Source{What: dossier.FromTests, From: filepath.Base(file)}
	tests, err := suite(file, facts.Reasons)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		source.Gap = dossier.None
	case err != nil:
		source.Gap = dossier.Unclear
	default:
		source.Records = int64(len(tests.Cases))
		facts.Tests, source.Gap = tested(tests, facts.Reasons)
	}
	facts.Sources = append(facts.Sources, source)
}

func tested(tests *policytest.Suite, reasons explain.Reasons) (t dossier.Tests, gap string) {
	tell := &explain.Teller{Language: tests.Program.Language, Zone: tests.Program.Zone, Reasons: reasons}
	for i := range tests.Cases {
		r, err := tests.Run(&tests.Cases[i], tell, nil)
		switch {
		case err != nil:
			return dossier.Tests{}, dossier.Unclear
		case len(r.Failures) > 0:
			t.Failed = append(t.Failed, tests.Cases[i].Name)
		default:
			t.Passed++
		}
	}
	return t, ""
}
