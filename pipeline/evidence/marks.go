package evidence

import (
	"fmt"

	"maat/pipeline/merkle"
)

// marks reads the checkpoints of a tree.
type marks struct {
	merkle.Checkpoint // the last that was read
	of                *tree
	lines             *lines
	signed            []byte
	at                Where
	count             int
	more              bool // the last is yet to be held against the tree
	tree              *merkle.Frontier
}

func (t *tree) newMarks() (*marks, error) {
	l, err := t.open(fmt.Sprintf("checkpoints-%d.jsonl", t.ID), Where{Topic: t.report.Manifest.Log, Partition: t.ID})
	return &marks{of: t, lines: l, tree: &merkle.Frontier{}}, err
}

func (m *marks) close() { m.lines.close() }

// size is how many entries the last checkpoint has.
func (m *marks) size() uint64 { return m.tree.Size() }

// advance reads the next checkpoint; more is false where there is none, and then
// the last one stands.
func (m *marks) advance() (*Finding, error) {
	read, what, more, err := m.lines.next()
	if m.more = more && err == nil; !m.more {
		return nil, err
	}
	wrong := func(what string) (*Finding, error) { return m.of.finding(m.size(), m.lines.at, "%s", what), nil }
	if what != "" {
		return wrong(what)
	}
	c, err := merkle.Open(read.checkpoint, m.of.Keys)
	switch {
	case err != nil:
		return wrong("the checkpoint that covers it is not signed by a key of the log, or was changed")
	case c.Origin != merkle.Origin(m.of.report.Manifest.Log, m.of.ID):
		return wrong("the checkpoint that covers it is that of another log")
	case c.Tree.Size() <= m.size():
		return wrong(fmt.Sprintf("the checkpoint here is of %d entries, and one of %d stands before it: the log was begun anew, or checkpoints were moved", c.Tree.Size(), m.size()))
	case c.Control.Seq < m.Control.Seq:
		return wrong("the checkpoint here knows less of the control topic than the one before")
	}
	m.Checkpoint, m.signed, m.at = c, read.checkpoint, m.lines.at
	m.tree = &m.Checkpoint.Tree
	m.count++
	return m.of.expected(m.tree, m.at), nil
}

// drain reads on to the newest checkpoint.
func (m *marks) drain() (*Finding, error) {
	for m.more {
		if f, err := m.advance(); f != nil || err != nil {
			return f, err
		}
	}
	return nil, nil
}
