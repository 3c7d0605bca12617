package merkle

import (
	"crypto/sha256"
	"errors"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Frontier is a tree of which only the right edge is kept: the roots of its
// full subtrees, the largest first. It is all that is needed to add leaves, and
// to know the root. The zero value is the empty tree.
type Frontier struct {
	size   uint64
	hashes []Hash
}

// Restore is the frontier that Size and Bytes told of.
func Restore(size uint64, hashes []byte) (Frontier, error) {
	if size > sizeMax || len(hashes) != bits.OnesCount64(size)*tlog.HashSize {
		return Frontier{}, errors.New("merkle: these are not the hashes of a tree of this size")
	}
	f := Frontier{size: size}
	for h := range slices.Chunk(hashes, tlog.HashSize) {
		f.hashes = append(f.hashes, Hash(h))
	}
	return f, nil
}

// sizeMax bounds a tree; tlog counts in int64, twice over.
const sizeMax = 1 << 61

// Size is how many leaves there are.
func (f *Frontier) Size() uint64 { return f.size }

// Bytes are the hashes, one after another.
func (f *Frontier) Bytes() []byte { return slices.Concat(f.slices()...) }

func (f *Frontier) slices() (all [][]byte) {
	for i := range f.hashes {
		all = append(all, f.hashes[i][:])
	}
	return all
}

// Append adds a leaf by its hash.
func (f *Frontier) Append(h Hash) {
	for full := f.size; full&1 == 1; full >>= 1 { // a subtree of this size stands to the left
		last := len(f.hashes) - 1
		h = tlog.NodeHash(f.hashes[last], h)
		f.hashes = f.hashes[:last]
	}
	f.hashes = append(f.hashes, h)
	f.size++
}

// Root is the root of the tree.
func (f *Frontier) Root() Hash {
	if f.size == 0 {
		return sha256.Sum256(nil)
	}
	root := f.hashes[len(f.hashes)-1]
	for _, left := range slices.Backward(f.hashes[:len(f.hashes)-1]) {
		root = tlog.NodeHash(left, root)
	}
	return root
}

// Clone is a copy that goes on by itself.
func (f *Frontier) Clone() Frontier { return Frontier{f.size, slices.Clone(f.hashes)} }
