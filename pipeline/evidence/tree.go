package evidence

import (
	"fmt"

	"maat/pipeline/explain"
	"maat/pipeline/merkle"
)

// tree checks the log of one partition: its entries in order, and at each
// checkpoint what they add up to.
type tree struct {
	*verifier
	Tree
	parts []part

	marks *marks
	known bool            // the tree is known up to the next entry
	grown merkle.Frontier // while it is
	base  merkle.Frontier // likewise, at the checkpoint before
	span  []spanned       // the entries since then
	next  uint64          // index of the next entry
	begun bool
	last  Where           // of the entry before
	met   map[uint64]bool // sizes of the checkpoints kept elsewhere that are part of the log
}

// spanned is an entry between two checkpoints.
type spanned struct {
	line
	at Where
}

func (t *tree) finding(entry uint64, at Where, format string, args ...any) *Finding {
	return &Finding{Kind: Decision, Tree: t.ID, Entry: entry, At: at, What: fmt.Sprintf(format, args...)}
}

// check answers the first thing that is wrong.
func (t *tree) check() (*Finding, error) {
	var err error
	if t.marks, err = t.newMarks(); err != nil {
		return nil, err
	}
	defer t.marks.close()
	if f, err := t.marks.advance(); f != nil || err != nil {
		return f, err
	}
	for _, p := range t.parts {
		if f, err := t.part(p); f != nil || err != nil {
			return f, err
		}
	}
	return t.end()
}

func (t *tree) part(p part) (*Finding, error) {
	l, err := t.open(p.name, Where{Topic: t.report.Manifest.Decisions, Partition: p.partition})
	if err != nil {
		return nil, err
	}
	defer l.close()
	for {
		read, what, more, err := l.next()
		if err != nil || !more {
			return nil, err
		}
		if what != "" {
			return t.finding(t.next, l.at, "%s", what), nil
		}
		if f, err := t.entry(spanned{read, l.at}); f != nil || err != nil {
			return f, err
		}
	}
}

// entry takes the next entry.
func (t *tree) entry(e spanned) (*Finding, error) {
	if e.leaf == nil || e.leaf.Partition != t.ID {
		return t.finding(t.next, e.at, "it is no entry of this partition's log"), nil
	}
	if !t.begun {
		if f, err := t.begin(e); f != nil || err != nil {
			return f, err
		}
	}
	switch at := e.leaf.Index; {
	case at > t.next:
		return t.finding(t.next, e.at, "it is missing or out of its place: entry %d stands here", at), nil
	case at < t.next:
		return t.finding(at, e.at, "it stands here a second time, or out of its place: entry %d was to come", t.next), nil
	}
	if f := t.opened(e); f != nil {
		return f, nil
	}
	t.next++
	t.last = e.at
	if !t.known && t.next <= t.Covered {
		return t.cover()
	}
	t.grown.Append(e.leaf.Hash())
	t.span = append(t.span, e)
	return t.compare()
}

// begin finds where the tree can be followed from: its beginning, or the first
// checkpoint at or behind the first entry that is there.
func (t *tree) begin(e spanned) (*Finding, error) {
	t.begun, t.next = true, e.leaf.Index
	t.First, t.known = t.next, t.next == 0
	for !t.known && t.marks.more && t.marks.size() < t.next {
		if f, err := t.marks.advance(); f != nil || err != nil {
			return f, err
		}
	}
	if t.known {
		return nil, nil
	}
	if !t.marks.more {
		return t.finding(t.next, e.at, "no checkpoint covers it: the newest is of fewer entries"), nil
	}
	if t.Since != 0 && t.marks.At > t.Since {
		return t.finding(t.next-1, e.at, "it and those before it are gone; entries are there from about %s on", t.marks.At), nil
	}
	t.Covered = t.marks.size()
	return t.cover()
}

// cover begins to follow the tree where the checkpoint is reached that tells how
// it stood.
func (t *tree) cover() (*Finding, error) {
	if t.next < t.Covered {
		return nil, nil
	}
	t.known, t.grown = true, t.marks.tree.Clone()
	t.base = t.grown.Clone()
	return t.compare()
}

// opened holds a record against its commitment.
func (t *tree) opened(e spanned) *Finding {
	switch {
	case e.leaf.Open && !e.leaf.Opens(e.record):
		return t.finding(t.next, e.at, "the record is not the one that was committed to")
	case e.leaf.Open:
		t.Opened++
	case e.record != nil:
		return t.finding(t.next, e.at, "the record cannot be read, or names another person than the entry is about")
	default:
		t.Closed++
	}
	return nil
}

// compare holds the tree against the checkpoint of its size, and against those
// that were kept elsewhere.
func (t *tree) compare() (*Finding, error) {
	if f := t.expected(&t.grown, t.last); f != nil {
		return f, nil
	}
	if !t.marks.more || t.grown.Size() != t.marks.size() {
		return nil, nil
	}
	if t.grown.Root() != t.marks.tree.Root() {
		return t.blame(fmt.Sprintf("what is here is not what the checkpoint at offset %d has signed", t.marks.at.Offset)), nil
	}
	if t.From == 0 {
		t.From = t.marks.At
	}
	t.To = t.marks.At
	t.Checkpoints++
	if err := t.prove(); err != nil {
		return nil, err
	}
	t.base, t.span = t.grown.Clone(), t.span[:0]
	return t.marks.advance()
}

// expected holds a tree against the checkpoint of its size that was kept
// elsewhere.
func (t *tree) expected(f *merkle.Frontier, at Where) *Finding {
	for _, c := range t.expects() {
		if c.Tree.Size() != f.Size() {
			continue
		}
		if c.Tree.Root() != f.Root() {
			found := t.finding(t.Covered, at, "up to here it is not what the checkpoint kept elsewhere has signed: the log was rewritten")
			found.Last = f.Size() - 1
			return found
		}
		t.met[c.Tree.Size()] = true
	}
	return nil
}

// expects are the checkpoints of this tree that were kept elsewhere.
func (t *tree) expects() (all []*merkle.Checkpoint) {
	for i := range t.Expect {
		if id, ok := t.treeOf(t.Expect[i].Origin); ok && id == t.ID {
			all = append(all, &t.Expect[i])
		}
	}
	return all
}

// blame names the entries between two checkpoints of which one is not what was
// signed; where one of them shows by itself that it is, that one.
func (t *tree) blame(what string) *Finding {
	for _, e := range t.span {
		if e.leaf.Open && !tagged(e.leaf, e.record) {
			return t.finding(e.leaf.Index, e.at, "its tag is not that of the person whom the record names")
		}
	}
	f := t.finding(t.next-1, t.last, "%s", what)
	f.Entry, f.Last = t.base.Size(), t.next-1
	if len(t.span) > 0 {
		f.At = t.span[0].at
	}
	return f
}

// end asks what should have come behind the last entry.
func (t *tree) end() (*Finding, error) {
	t.Size = t.next
	if f, err := t.marks.drain(); f != nil || err != nil {
		return f, err
	}
	newest := t.marks
	switch {
	case !t.begun && newest.count > 0 && t.Since != 0 && newest.At <= t.Since:
		t.Size, t.First, t.Covered = newest.size(), newest.size(), newest.size()
	case newest.count > 0 && newest.size() > t.next && !t.begun:
		return t.finding(0, newest.at, "no entry is there, and this checkpoint of %s has %d: if retention removed them, say since when none are to be missing", newest.At, newest.size()), nil
	case newest.count > 0 && newest.size() > t.next:
		return t.finding(t.next, newest.at, "it and those behind it are missing: this checkpoint has %d entries", newest.size()), nil
	case t.begun && (newest.count == 0 || newest.size() < t.next):
		return t.finding(newest.size(), t.last, "no checkpoint covers it: checkpoints are missing, or entries were added"), nil
	}
	for _, c := range t.expects() {
		switch size := c.Tree.Size(); {
		case size > t.Size:
			return t.finding(t.Size, t.last, "it and those behind it are missing: the checkpoint kept elsewhere has %d entries", size), nil
		case !t.met[size]:
			return t.finding(t.Covered, t.last, "the checkpoint kept elsewhere, of %d entries, lies before what is here and is not among its checkpoints", size), nil
		}
	}
	return nil, nil
}

// tagged says that a leaf is tagged with whom the record names.
func tagged(leaf *merkle.Leaf, record []byte) bool {
	r, err := explain.Parse(record)
	if err == nil && r.Subject == "" {
		return leaf.Whose == merkle.Whose{}
	}
	return err == nil && merkle.Of(r.Subject, leaf.Place) == leaf.Whose
}

// prove makes the proofs that were asked for, in the tree of the checkpoint that
// was reached.
func (t *tree) prove() error {
	if t.Prove == nil {
		return nil
	}
	var all *merkle.Tree
	for _, e := range t.span {
		if !e.leaf.Open || !t.Prove(e.record) {
			continue
		}
		if all == nil {
			all = merkle.NewTree(t.base)
			for _, other := range t.span {
				all.Append(other.leaf.Hash())
			}
		}
		hashes, err := all.Include(e.leaf.Index)
		if err != nil {
			return err
		}
		e.offset = 0 // it is no part of what is proved
		p := &merkle.Proof{Extra: e.append(nil), Index: e.leaf.Index, Hashes: hashes, Checkpoint: t.marks.signed}
		if err := t.Proved(t.ID, e.leaf.Index, p); err != nil {
			return err
		}
	}
	return nil
}
