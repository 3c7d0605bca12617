package evidence_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"maat/pipeline/evidence"
	"maat/pipeline/merkle"
)

func lines(text []byte) [][]byte { return bytes.SplitAfter(text, []byte("\n")) }

func contains(line []byte, word string) bool { return bytes.Contains(line, []byte(word)) }

// member is the text value of a member of a line.
func member(line []byte, name string) string {
	_, rest, ok := strings.Cut(string(line), `"`+name+`":"`)
	value, _, _ := strings.Cut(rest, `"`)
	if !ok {
		return ""
	}
	return value
}

// edit is a change of what the topics hold, and the entries of a tree of which
// the first must be found.
type edit struct {
	what        string
	tree        int32
	first, last uint64
	kept        bool // it is only found by a checkpoint that was kept elsewhere
}

// TestEveryEditIsFound changes what the topics hold in one place, exports it,
// and wants the check to name that place: the very entry where the entry shows
// it, and else the entries that one checkpoint has added.
func TestEveryEditIsFound(t *testing.T) {
	counts := map[string]int{}
	for seed := uint64(0); sum(counts) < edits; seed++ {
		a := newAuthor(t, seed)
		w := a.log(t, 2, 4)
		kept := a.newest(t, w)
		var gone []string
		if seed%2 == 0 {
			gone = []string{alias(int(seed/2) % persons)}
		}
		for range 50 {
			c := w.clone()
			e, ok := a.edit(t, c, gone)
			if !ok {
				continue
			}
			counts[e.what]++
			o := evidence.Options{}
			if e.kept {
				o.Expect = kept
			}
			a.wantFound(t, seed, c, gone, e, o)
			if t.Failed() {
				return
			}
		}
	}
	t.Logf("%d edits: %v", sum(counts), counts)
	for _, what := range []string{"flip", "drop", "swap", "truncate", "cut both ends", "fork", "forge", "rename", "repeat", "checkpoint"} {
		if counts[what] < edits/50 {
			t.Errorf("%s: %d times", what, counts[what])
		}
	}
}

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

func (a *author) wantFound(t *testing.T, seed uint64, w *world, gone []string, e edit, o evidence.Options) {
	t.Helper()
	report := a.verify(t, w.export(t, gone...), o)
	for _, f := range report.Findings {
		last := max(f.Entry, f.Last)
		if f.Kind == evidence.Decision && f.Tree == e.tree && f.Entry <= e.last && last >= e.first && f.Entry >= e.first {
			return
		}
		if f.Kind == evidence.Decision && f.Tree == e.tree && e.kept && last >= e.first {
			return
		}
		t.Errorf("seed %d: %s of tree %d entries %d to %d is found as %s", seed, e.what, e.tree, e.first, e.last, &f)
	}
	if len(report.Findings) == 0 {
		t.Errorf("seed %d: %s of tree %d entries %d to %d is not found", seed, e.what, e.tree, e.first, e.last)
	}
}

// place is a random entry: where it stands in its partition, its leaf, and the
// entries of the transaction that it is of.
func (a *author) place(t testing.TB, w *world) (partition int32, i int, leaf merkle.Leaf, from, to uint64) {
	partition = int32(a.random.IntN(2))
	all := w.decisions[partition]
	i = a.random.IntN(len(all))
	leaf, err := merkle.ParseLeaf(all[i].header)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range w.checkpoints[leaf.Partition] {
		c, err := merkle.Open([]byte(r.value), a.verifier)
		if err != nil {
			t.Fatal(err)
		}
		if to = c.Tree.Size(); to > leaf.Index {
			break
		}
		from = to
	}
	return partition, i, leaf, from, to - 1
}

func (a *author) edit(t testing.TB, w *world, gone []string) (edit, bool) {
	partition, i, leaf, from, to := a.place(t, w)
	all := w.decisions[partition]
	closed := slices.ContainsFunc(gone, func(who string) bool { return merkle.Of(who, leaf.Place) == leaf.Whose })
	e := edit{tree: leaf.Partition, first: leaf.Index, last: leaf.Index}
	switch a.random.IntN(10) {
	case 0:
		return a.flip(w, partition, i, e, closed)
	case 1: // removed, and perhaps all that is left is the beginning
		e.what = "drop"
		if leaf.Index == 0 {
			return e, false // the beginning may be gone
		}
		w.decisions[partition] = slices.Delete(all, i, i+1)
		return e, true
	case 2: // two records change places
		return a.swap(w, partition, i, e)
	case 3:
		e.what = "truncate"
		w.decisions[partition] = all[:i]
		return e, leaf.Index > 0 && a.lowest(w, partition, i, all, e.tree)
	case 4:
		return a.cutBoth(t, w, e)
	case 5:
		return a.fork(t, w, e)
	case 6:
		e.what, e.first, e.last = "forge", from, to
		return a.forge(w, partition, i, leaf, e)
	case 7: // another person's name, with the tag that goes with it
		e.what, e.first, e.last = "rename", from, to
		leaf.Whose = merkle.Of(strings.Repeat("ee", 16), leaf.Place)
		all[i].value = strings.Replace(all[i].value, member([]byte(all[i].value), "subject"), strings.Repeat("ee", 16), 1)
		all[i].header = string(leaf.Append(nil))
		return e, !leaf.Open
	case 8:
		e.what = "repeat"
		again := all[i]
		again.offset = all[len(all)-1].offset + 1
		w.decisions[partition] = append(all, again)
		return e, true
	default:
		return a.checkpoint(w, e, from, to)
	}
}

// lowest says that no other tree of the partition loses its beginning.
func (a *author) lowest(w *world, partition int32, i int, all []record, tree int32) bool {
	for _, r := range all[i:] {
		if leaf, err := merkle.ParseLeaf(r.header); err == nil && leaf.Partition != tree {
			return false
		}
	}
	return true
}

// flip changes a bit of the record or of its header. What a record says whose
// person is erased can be held against nothing: only its name still can.
func (a *author) flip(w *world, partition int32, i int, e edit, closed bool) (edit, bool) {
	r := &w.decisions[partition][i]
	e.what = "flip"
	text, header := []byte(r.value), []byte(r.header)
	if a.random.IntN(2) == 0 {
		at := a.random.IntN(len(text))
		text[at] ^= 1 << a.random.IntN(7)
		named := strings.Index(r.value, `"subject":"`) + len(`"subject":"`)
		if closed && (at < named || at >= named+32) {
			return e, false
		}
	} else {
		header[a.random.IntN(len(header))] ^= 1 << a.random.IntN(7)
	}
	leaf, err := merkle.ParseLeaf(string(header))
	was, _ := merkle.ParseLeaf(r.header)
	switch {
	case err != nil && was.Index == 0: // with its place it has lost the beginning of the log
		return e, false
	case err == nil && leaf.Partition != was.Partition: // it has gone to another tree, or to one that is none
		return e, false
	case err == nil && was.Index == 0 && leaf.Index != 0:
		return e, false
	case err == nil && closed && leaf.Commitment != was.Commitment, err == nil && leaf.Whose != was.Whose:
		e = a.around(w, e)
	case err == nil && leaf.Index != was.Index:
		e.first, e.last = min(e.first, leaf.Index), max(e.first, leaf.Index)
	}
	r.value, r.header = string(text), string(header)
	return e, true
}

// around widens an edit to the entries that one checkpoint has added.
func (a *author) around(w *world, e edit) edit {
	from := uint64(0)
	for _, r := range w.checkpoints[e.tree] {
		c, err := merkle.Open([]byte(r.value), a.verifier)
		if err != nil {
			return e
		}
		if to := c.Tree.Size(); to > e.first {
			e.first, e.last = from, to-1
			return e
		}
		from = c.Tree.Size()
	}
	return e
}

func (a *author) swap(w *world, partition int32, i int, e edit) (edit, bool) {
	all := w.decisions[partition]
	j := a.random.IntN(len(all))
	one, err1 := merkle.ParseLeaf(all[i].header)
	two, err2 := merkle.ParseLeaf(all[j].header)
	if i == j || err1 != nil || err2 != nil || one.Partition != two.Partition || min(one.Index, two.Index) == 0 {
		return e, false
	}
	e.what, e.first = "swap", min(one.Index, two.Index)
	e.last = e.first
	all[i].header, all[j].header = all[j].header, all[i].header
	all[i].value, all[j].value = all[j].value, all[i].value
	return e, true
}

// cutBoth removes the end of a tree together with the checkpoints that tell of
// it.
func (a *author) cutBoth(t testing.TB, w *world, e edit) (edit, bool) {
	e.what, e.kept = "cut both ends", true
	marks := w.checkpoints[e.tree]
	keep := 1 + a.random.IntN(len(marks)-1)
	w.checkpoints[e.tree] = marks[:keep]
	c, err := merkle.Open([]byte(marks[keep-1].value), a.verifier)
	if err != nil {
		t.Fatal(err)
	}
	e.first = c.Tree.Size()
	e.last = e.first
	w.forget(e.tree, e.first)
	return e, true
}

// forget removes the entries of a tree from an index on.
func (w *world) forget(tree int32, from uint64) {
	for p, all := range w.decisions {
		w.decisions[p] = slices.DeleteFunc(all, func(r record) bool {
			leaf, err := merkle.ParseLeaf(r.header)
			return err == nil && leaf.Partition == tree && leaf.Index >= from
		})
	}
}

// fork writes another history from some checkpoint on, signed by the log's own
// key: what only somebody finds who has kept a checkpoint.
func (a *author) fork(t testing.TB, w *world, e edit) (edit, bool) {
	e, ok := a.cutBoth(t, w, e)
	if !ok {
		return e, false
	}
	marks := w.checkpoints[e.tree]
	c, err := merkle.Open([]byte(marks[len(marks)-1].value), a.verifier)
	if err != nil {
		t.Fatal(err)
	}
	e.what = "fork"
	for range 5 {
		a.transaction(t, w, e.tree, &c.Tree, 100)
	}
	e.last = c.Tree.Size()
	return e, true
}

// forge puts another record in the place of one, with a commitment that fits.
func (a *author) forge(w *world, partition int32, i int, leaf merkle.Leaf, e edit) (edit, bool) {
	r := &w.decisions[partition][i]
	who := member([]byte(r.value), "subject")
	r.value = strings.Replace(r.value, `"verdict":"drop"`, `"verdict":"hold"`, 1)
	r.value = strings.Replace(r.value, `"reason":"intake.json"`, `"reason":"intake.size"`, 1)
	if leaf.Open {
		leaf.Commitment = merkle.Commit(leaf.Salt, []byte(r.value))
	} else {
		leaf.Commitment = merkle.Commit(saltOf(w.keys[who], leaf.Place), []byte(r.value))
	}
	r.header = string(leaf.Append(nil))
	return e, true
}

// checkpoint spoils the newest checkpoint, or one of those before.
func (a *author) checkpoint(w *world, e edit, from, to uint64) (edit, bool) {
	e.what, e.first, e.last = "checkpoint", from, to
	marks := w.checkpoints[e.tree]
	i := slices.IndexFunc(marks, func(r record) bool { return a.sizeOf(r) > e.first })
	if i == len(marks)-1 && a.random.IntN(3) == 0 {
		w.checkpoints[e.tree] = marks[:i]
		return e, true
	}
	text := []byte(marks[i].value)
	text[a.random.IntN(len(text))] ^= 1 << a.random.IntN(7)
	marks[i].value = string(text)
	return e, true
}

func (a *author) sizeOf(r record) uint64 {
	c, err := merkle.Open([]byte(r.value), a.verifier)
	if err != nil {
		return 0
	}
	return c.Tree.Size()
}

// TestEveryByteOfAnExportCounts flips each byte of the lines that are evidence.
// The offset only says where a line stood: it is no part of what is proved.
func TestEveryByteOfAnExportCounts(t *testing.T) {
	a := newAuthor(t, 11)
	files := a.log(t, 2, 3).export(t, alias(3))
	tried := 0
	for name, f := range files {
		if !strings.HasSuffix(name, ".jsonl") {
			continue
		}
		for i := range f.Data {
			if f.Data[i] == '\n' && i == len(f.Data)-1 || inOffset(f.Data, i) {
				continue
			}
			f.Data[i] ^= 2
			if report := a.verify(t, files, evidence.Options{}); len(report.Findings) == 0 {
				t.Fatalf("%s byte %d may be %q", name, i, f.Data[i])
			}
			f.Data[i] ^= 2
			tried++
		}
	}
	if tried < 5000 {
		t.Errorf("only %d bytes were tried", tried)
	}
	wantNone(t, a.verify(t, files, evidence.Options{}))
}

// inOffset says that a byte is a digit of an offset.
func inOffset(text []byte, i int) bool {
	start := bytes.LastIndexByte(text[:i], '\n') + 1
	return i >= start+len(`{"offset":`) && i < start+bytes.IndexByte(text[start:], ',')
}

func TestFindingsNameThePlace(t *testing.T) {
	a := newAuthor(t, 12)
	w := a.log(t, 1, 4)
	r := &w.decisions[0][2]
	r.value = strings.Replace(r.value, "drop", "hold", 1)
	r.value = strings.Replace(r.value, "intake.json", "intake.size", 1)
	report := a.verify(t, w.export(t), evidence.Options{})
	want := fmt.Sprintf("partition 0 entry 2, topic maat.test.decisions partition 0 offset %d (decisions-0-0.jsonl:3): the record is not the one that was committed to", r.offset)
	if len(report.Findings) != 1 || report.Findings[0].String() != want {
		t.Errorf("%v, not %s", report.Findings, want)
	}
}
