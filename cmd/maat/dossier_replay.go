package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"maat/pipeline/dossier"
	"maat/pipeline/explain"
)

// fromReplay gathers the facts from a policy and the decisions of a replay.
func (f *dossierFlags) fromReplay(*cobra.Command) (*dossier.Facts, error) {
	program, err := compileWith(anyKey).read(f.policy)
	if err != nil {
		return nil, err
	}
	facts := f.about(program)
	facts.Approval = dossier.Unknown
	facts.Sources = append(facts.Sources, dossier.Source{What: dossier.FromPolicy, From: filepath.Base(f.policy)})
	tally, lines := dossier.NewTally(f.period), int64(0)
	err = eachDecision(f.decisions, func(_ int64, r *explain.Record) {
		lines++
		tally.Add(r)
	})
	if err == nil && tally.Waits() {
		err = eachDecision(f.decisions, func(_ int64, r *explain.Record) { tally.Follow(r) })
	}
	if err != nil {
		return nil, err
	}
	counted(facts, tally)
	facts.Sources = append(facts.Sources, dossier.Source{What: dossier.FromDecisions, From: filepath.Base(f.decisions), Records: lines})
	testedBeside(facts, f.policy)
	return facts, nil
}
