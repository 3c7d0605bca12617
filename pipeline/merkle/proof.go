package merkle

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Tree is a tree whose leaves are known from some place on, and before it the
// frontier alone: enough for every proof about what is known.
type Tree struct {
	base   Frontier
	leaves []Hash
}

// NewTree begins where a frontier ends.
func NewTree(base Frontier) *Tree { return &Tree{base: base.Clone()} }

// Append adds a leaf by its hash.
func (t *Tree) Append(h Hash) { t.leaves = append(t.leaves, h) }

// Size is how many leaves there are, known or not.
func (t *Tree) Size() uint64 { return t.base.size + uint64(len(t.leaves)) }

// ErrUnknown says that a proof needs what stands before the known leaves.
var ErrUnknown = errors.New("merkle: that lies before what is known of the tree")

// Include proves that a leaf is in the tree at its size now.
func (t *Tree) Include(index uint64) ([]Hash, error) {
	proof, err := tlog.ProveRecord(int64(t.Size()), int64(index), t)
	return proof, wrap(err)
}

// Extend proves that the tree at its size now extends the one of that size.
func (t *Tree) Extend(from uint64) ([]Hash, error) {
	proof, err := tlog.ProveTree(int64(t.Size()), int64(from), t)
	return proof, wrap(err)
}

func wrap(err error) error {
	if err != nil && !errors.Is(err, ErrUnknown) {
		return fmt.Errorf("merkle: %w", err)
	}
	return err
}

// ReadHashes implements tlog.HashReader.
func (t *Tree) ReadHashes(indexes []int64) ([]Hash, error) {
	all := make([]Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		var err error
		if all[i], err = t.node(level, uint64(n)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// node is the root of the n-th full subtree of a level. One that begins before
// the known leaves and ends after their first is made of what the frontier has.
func (t *Tree) node(level int, n uint64) (Hash, error) {
	from, to := n<<level, (n+1)<<level
	switch {
	case to > t.Size():
		return Hash{}, ErrUnknown
	case to <= t.base.size:
		return t.base.node(level, from)
	case level == 0:
		return t.leaves[from-t.base.size], nil
	}
	left, err := t.node(level-1, 2*n)
	if err != nil {
		return Hash{}, err
	}
	right, err := t.node(level-1, 2*n+1)
	return tlog.NodeHash(left, right), err
}

// node finds one of the frontier's own subtrees, and no part of one.
func (f *Frontier) node(level int, from uint64) (Hash, error) {
	at, i := uint64(0), 0
	for rest := f.size; rest > 0; i++ {
		top := bits.Len64(rest) - 1
		if at == from && top == level {
			return f.hashes[i], nil
		}
		at += 1 << top
		rest -= 1 << top
	}
	return Hash{}, ErrUnknown
}

// Proof says that one leaf is in a signed tree.
type Proof struct {
	Extra      []byte // what the leaf is of; not signed
	Index      uint64
	Hashes     []Hash
	Checkpoint []byte // a signed note
}

// Check opens the checkpoint and holds the leaf against it.
func (p *Proof) Check(leaf Hash, by note.Verifiers) (Checkpoint, error) {
	c, err := Open(p.Checkpoint, by)
	if err != nil {
		return c, err
	}
	if tlog.CheckRecord(p.Hashes, int64(c.Tree.Size()), c.Tree.Root(), int64(p.Index), leaf) != nil {
		return c, errors.New("merkle: the proof does not lead from this entry to the signed root")
	}
	return c, nil
}

const proofHead = "c2sp.org/tlog-proof@v1\n"

// Text is the proof as a file.
func (p *Proof) Text() []byte {
	b := []byte(proofHead)
	if len(p.Extra) > 0 {
		b = append(base64.StdEncoding.AppendEncode(append(b, "extra "...), p.Extra), '\n')
	}
	b = fmt.Appendf(b, "index %d\n", p.Index)
	for _, h := range p.Hashes {
		b = fmt.Appendf(b, "%s\n", h)
	}
	return append(append(b, '\n'), p.Checkpoint...)
}

// ErrProof is what ParseProof answers.
var ErrProof = errors.New("merkle: a proof is not in its one written form")

// ParseProof reads what Text wrote, and nothing else.
func ParseProof(text []byte) (p Proof, err error) {
	rest, ok := strings.CutPrefix(string(text), proofHead)
	head, checkpoint, split := strings.Cut(rest, "\n\n")
	lines := strings.Split(head, "\n")
	if extra, found := strings.CutPrefix(lines[0], "extra "); found {
		p.Extra, err = base64.StdEncoding.DecodeString(extra)
		lines = lines[1:]
	}
	if err != nil || !ok || !split || len(lines) == 0 {
		return Proof{}, ErrProof
	}
	index, _ := strings.CutPrefix(lines[0], "index ")
	if p.Index, err = strconv.ParseUint(index, 10, 63); err != nil {
		return Proof{}, ErrProof
	}
	for _, line := range lines[1:] {
		h, err := tlog.ParseHash(line)
		if err != nil {
			return Proof{}, ErrProof
		}
		p.Hashes = append(p.Hashes, h)
	}
	if p.Checkpoint = []byte(checkpoint); string(p.Text()) != string(text) {
		return Proof{}, ErrProof
	}
	return p, nil
}
