package evidence

import (
	"errors"

	"golang.org/x/mod/sumdb/note"

	"maat/pipeline/merkle"
)

// Proven is a decision that a proof shows to be in the log.
type Proven struct {
	merkle.Leaf
	Record     []byte
	Checkpoint merkle.Checkpoint
}

// CheckProof checks a proof by itself.
func CheckProof(text []byte, keys note.Verifiers) (*Proven, error) {
	p, err := merkle.ParseProof(text)
	if err != nil {
		return nil, err
	}
	l, ok := parse(p.Extra)
	if !ok || l.leaf == nil || !l.leaf.Opens(l.record) || l.leaf.Index != p.Index || l.offset != 0 {
		return nil, errors.New("the record in the proof is not the one that was committed to")
	}
	c, err := p.Check(l.leaf.Hash(), keys)
	if err != nil {
		return nil, err
	}
	return &Proven{*l.leaf, l.record, c}, nil
}
