// Package merkle is the tree in which every decision of a partition is
// accounted for: leaves that commit to a record without showing it, a tree kept
// as its frontier alone, signed checkpoints of it, and proofs.
//
// Hashes are those of RFC 6962, as golang.org/x/mod/sumdb/tlog computes them;
// checkpoints and proofs have the forms of https://c2sp.org/tlog-checkpoint and
// https://c2sp.org/tlog-proof. A leaf is the hash of a commitment, and a
// commitment the hash of a salt and the record. Without the salt nobody can tell
// what a leaf says, or whether it speaks of a record that they hold; the tree
// and all of its proofs stand all the same.
package merkle

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a SHA-256 of the tree, a salt or a commitment.
type Hash = tlog.Hash

// Commit is the commitment to a record. The salt has a fixed length, so it says
// where the record begins.
func Commit(salt Hash, record []byte) Hash {
	h := sha256.New()
	h.Write(salt[:])
	h.Write(record)
	var sum Hash
	h.Sum(sum[:0])
	return sum
}

// Salt is that of one leaf under a key: who has the key, and nobody else, can
// make it again. at is the partition and index of the leaf.
func Salt(key []byte, at Place) Hash {
	mac := hmac.New(sha256.New, key)
	b := append(make([]byte, 0, 32), "salt"...)
	b = binary.BigEndian.AppendUint32(b, uint32(at.Partition))
	mac.Write(binary.BigEndian.AppendUint64(b, at.Index))
	var sum Hash
	mac.Sum(sum[:0])
	return sum
}

// Place is where a leaf stands: the partition whose tree it is in, and how many
// stand before it.
type Place struct {
	Partition int32
	Index     uint64
}

// Leaf is one decision in the tree of its partition.
type Leaf struct {
	Place
	Commitment Hash
}

// Hash is the hash of the leaf in the tree.
func (l Leaf) Hash() Hash { return tlog.RecordHash(l.Commitment[:]) }

// Append appends the leaf as it stands in a header of its decision:
// PARTITION/INDEX/COMMITMENT.
func (l Leaf) Append(dst []byte) []byte {
	dst = append(strconv.AppendInt(dst, int64(l.Partition), 10), '/')
	dst = append(strconv.AppendUint(dst, l.Index, 10), '/')
	return base64.StdEncoding.AppendEncode(dst, l.Commitment[:])
}

// ErrLeaf is what ParseLeaf answers.
var ErrLeaf = errors.New("merkle: a leaf is not in its one written form")

// ParseLeaf reads what Append wrote, and nothing else.
func ParseLeaf(s string) (l Leaf, err error) {
	partition, rest, _ := strings.Cut(s, "/")
	index, commitment, ok := strings.Cut(rest, "/")
	p, err1 := strconv.ParseInt(partition, 10, 32)
	n, err2 := strconv.ParseUint(index, 10, 63)
	h, err3 := tlog.ParseHash(commitment)
	l = Leaf{Place{int32(p), n}, h}
	if !ok || p < 0 || errors.Join(err1, err2, err3) != nil || string(l.Append(nil)) != s {
		return Leaf{}, ErrLeaf
	}
	return l, nil
}
