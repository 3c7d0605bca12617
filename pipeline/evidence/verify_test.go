package evidence_test

import (
	"fmt"
	"testing"

	"maat/pipeline/evidence"
	"maat/pipeline/merkle"
)

func wantNone(t testing.TB, report *evidence.Report) {
	t.Helper()
	for _, f := range report.Findings {
		t.Errorf("found: %s", &f)
	}
}

func TestAWholeLogVerifies(t *testing.T) {
	for seed := range uint64(20) {
		a := newAuthor(t, seed)
		w := a.log(t, 3, 5)
		files := w.export(t)
		report := a.verify(t, files, evidence.Options{})
		wantNone(t, report)
		if len(report.Trees) != 3 {
			t.Fatalf("%d trees", len(report.Trees))
		}
		for _, tree := range report.Trees {
			if tree.First != 0 || tree.Size == 0 || tree.Opened != int(tree.Size) || tree.Closed != 0 || tree.Checkpoints != 5 {
				t.Errorf("%+v", tree)
			}
		}
	}
}

// TestWithoutAPersonsKeyTheLogStands: erasing a person takes the salts of their
// entries away. Every entry is still proved to be there, and nothing of the
// person is in the export: neither what was decided, nor a name, nor that two
// entries are one person's.
func TestWithoutAPersonsKeyTheLogStands(t *testing.T) {
	a := newAuthor(t, 1)
	w := a.log(t, 2, 8)
	whole := a.verify(t, w.export(t), evidence.Options{})
	files := w.export(t, alias(1), alias(2))
	report := a.verify(t, files, evidence.Options{Expect: a.newest(t, w)})
	wantNone(t, report)
	closed := 0
	for i, tree := range report.Trees {
		closed += tree.Closed
		if tree.Size != whole.Trees[i].Size || tree.Opened+tree.Closed != int(tree.Size) {
			t.Errorf("%+v, and before %+v", tree, whole.Trees[i])
		}
	}
	if closed < 5 {
		t.Fatalf("only %d entries are closed", closed)
	}
	tags := map[string]bool{}
	for name, f := range files {
		for _, line := range lines(f.Data) {
			if contains(line, alias(1)) || contains(line, alias(2)) {
				t.Errorf("%s: an erased person is named:\n%s", name, line)
			}
			if tag := member(line, "whose"); tag != "" && tags[tag] {
				t.Errorf("%s: two entries have the tag %s", name, tag)
			} else {
				tags[tag] = true
			}
		}
	}
}

// newest are the newest checkpoints.
func (a *author) newest(t testing.TB, w *world) (all []merkle.Checkpoint) {
	for _, list := range w.checkpoints {
		c, err := merkle.Open([]byte(list[len(list)-1].value), a.verifier)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// TestRetentionMayCutTheBeginning: whatever part of the beginning is gone, the
// rest verifies from the next checkpoint on; unless it is to be there.
func TestRetentionMayCutTheBeginning(t *testing.T) {
	a := newAuthor(t, 2)
	w := a.log(t, 1, 12)
	all := w.decisions[0]
	for cut := range len(all) {
		c := w.clone()
		c.decisions[0] = all[cut:]
		report := a.verify(t, c.export(t), evidence.Options{Expect: a.newest(t, w)})
		wantNone(t, report)
		tree := report.Trees[0]
		if tree.First != uint64(cut) || tree.Size != uint64(len(all)) || tree.Covered < tree.First {
			t.Fatalf("%d are gone: %+v", cut, tree)
		}
		since := a.verify(t, c.export(t), evidence.Options{Since: at(0)})
		if got := len(since.Findings) > 0; got != (tree.Covered > 0 && tree.From > at(0)) {
			t.Errorf("%d are gone, and none since the first checkpoint may be: %v", cut, since.Findings)
		}
		c.checkpoints[0] = w.checkpoints[0][len(w.checkpoints[0])-1:] // these were cut too
		wantNone(t, a.verify(t, c.export(t), evidence.Options{}))
	}
}

func TestAllIsGone(t *testing.T) {
	a := newAuthor(t, 3)
	w := a.log(t, 1, 3)
	w.decisions[0] = nil
	for since, want := range map[int]bool{-1: true, 1: true, 2: false, 3: false} {
		o := evidence.Options{Since: at(since)}
		if since < 0 {
			o = evidence.Options{}
		}
		if report := a.verify(t, w.export(t), o); (len(report.Findings) > 0) != want {
			t.Errorf("since minute %d: %v", since, report.Findings)
		}
	}
}

// TestOutside: what stands in no tree may be nobody's, or older than the log.
func TestOutside(t *testing.T) {
	a := newAuthor(t, 4)
	w := a.log(t, 1, 3)
	older := record{0, "", string(a.decide(0, 0))}
	for i := range w.decisions[0] {
		w.decisions[0][i].offset += 10
	}
	w.decisions[0] = append([]record{older}, w.decisions[0]...)
	last := w.decisions[0][len(w.decisions[0])-1].offset
	w.decisions[0] = append(w.decisions[0], record{last + 1, "", string(a.decide(persons, 9))})
	report := a.verify(t, w.export(t), evidence.Options{})
	wantNone(t, report)
	if report.Outside != 2 {
		t.Errorf("%d are outside", report.Outside)
	}
	w.decisions[0] = append(w.decisions[0], record{last + 2, "", string(a.decide(2, 9))})
	report = a.verify(t, w.export(t), evidence.Options{})
	if len(report.Findings) != 1 || report.Findings[0].Kind != evidence.Outside || report.Findings[0].At.Offset != last+2 {
		t.Errorf("a decision was put in beside the log: %v", report.Findings)
	}
	cut := w.clone()
	cut.decisions[0] = append([]record{older}, w.decisions[0][3:len(w.decisions[0])-1]...)
	if report = a.verify(t, cut.export(t), evidence.Options{}); len(report.Findings) != 1 || report.Findings[0].At.Offset != older.offset {
		t.Errorf("a decision was put in where the beginning is gone: %v", report.Findings)
	}
}

func TestProofsByThemselves(t *testing.T) {
	a := newAuthor(t, 5)
	w := a.log(t, 2, 9)
	files := w.export(t, alias(0))
	proved := 0
	report := a.verify(t, files, evidence.Options{
		Prove: func(record []byte) bool { return contains(record, alias(1)) },
		Proved: func(tree int32, index uint64, p *merkle.Proof) error {
			proved++
			got, err := evidence.CheckProof(p.Text(), a.verifier)
			if err != nil {
				return err
			}
			if got.Partition != tree || got.Index != index || !contains(got.Record, alias(1)) || got.Checkpoint.Tree.Size() <= index {
				return fmt.Errorf("it proves %+v", got)
			}
			return refuted(p, a)
		},
	})
	wantNone(t, report)
	if proved < 3 {
		t.Errorf("%d are proved", proved)
	}
}

// refuted changes every byte of a proof, and wants it to be refused.
func refuted(p *merkle.Proof, a *author) error {
	text := p.Text()
	for i := range text {
		text[i] ^= 1
		if _, err := evidence.CheckProof(text, a.verifier); err == nil {
			return fmt.Errorf("byte %d may be changed", i)
		}
		text[i] ^= 1
	}
	return nil
}

func TestAManifestIsNeeded(t *testing.T) {
	a := newAuthor(t, 6)
	files := a.log(t, 1, 1).export(t)
	delete(files, "manifest.json")
	if _, err := evidence.Verify(files, evidence.Options{Keys: a.verifier}); err == nil {
		t.Error("an export without a manifest is taken")
	}
}
