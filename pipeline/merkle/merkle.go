// Package merkle is the tree in which every decision of a partition is
// accounted for: leaves that commit to a record without showing it, a tree kept
// as its frontier alone, signed checkpoints of it, and proofs.
//
// Hashes are those of RFC 6962, as golang.org/x/mod/sumdb/tlog computes them;
// checkpoints and proofs have the forms of https://c2sp.org/tlog-checkpoint and
// https://c2sp.org/tlog-proof. A leaf is a commitment, the hash of a salt and the
// record, and a tag of whose it is. Without the salt nobody can tell what a leaf
// says, or whether it speaks of a record that they hold; the tree and all of its
// proofs stand all the same. The tag is there so that a record in which somebody
// writes another person's name does not pass for one whose salt is gone.
package merkle

import (
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

// Place is where a leaf stands: the partition whose tree it is in, and how many
// stand before it.
type Place struct {
	Partition int32
	Index     uint64
}

// Whose ties a leaf to the alias of a person, and two leaves of one person to
// each other only for who knows the alias. The zero value is nobody's.
type Whose [16]byte

// Of is whose the leaf at a place is, by the alias of the person.
func Of(alias string, at Place) (w Whose) {
	b := append(make([]byte, 0, 64), "whose"...)
	b = binary.BigEndian.AppendUint32(b, uint32(at.Partition))
	b = binary.BigEndian.AppendUint64(b, at.Index)
	sum := sha256.Sum256(append(b, alias...))
	copy(w[:], sum[:])
	return w
}

// Leaf is one decision in the tree of its partition.
type Leaf struct {
	Place
	Commitment Hash
	Whose      Whose
	Salt       Hash // where it is Open
	Open       bool // the salt is known: in a header, because the record is nobody's and there is nothing to forget
}

// Hash is the hash of the leaf in the tree.
func (l Leaf) Hash() Hash {
	return tlog.RecordHash(append(append(make([]byte, 0, len(l.Commitment)+len(l.Whose)), l.Commitment[:]...), l.Whose[:]...))
}

// Opens says that the leaf is of this record.
func (l Leaf) Opens(record []byte) bool { return l.Open && Commit(l.Salt, record) == l.Commitment }

// Append appends the leaf as it stands in a header of its decision:
// PARTITION/INDEX/COMMITMENT/WHOSE, and of an open one its salt; in base64url,
// which has no slash.
func (l Leaf) Append(dst []byte) []byte {
	dst = append(strconv.AppendInt(dst, int64(l.Partition), 10), '/')
	dst = append(strconv.AppendUint(dst, l.Index, 10), '/')
	dst = append(base64.RawURLEncoding.AppendEncode(dst, l.Commitment[:]), '/')
	if l.Whose != (Whose{}) {
		dst = base64.RawURLEncoding.AppendEncode(dst, l.Whose[:])
	}
	if l.Open {
		dst = base64.RawURLEncoding.AppendEncode(append(dst, '/'), l.Salt[:])
	}
	return dst
}

// ErrLeaf is what ParseLeaf answers.
var ErrLeaf = errors.New("merkle: a leaf is not in its one written form")

// ParseLeaf reads what Append wrote, and nothing else.
func ParseLeaf(text string) (l Leaf, err error) {
	parts := strings.Split(text, "/")
	if len(parts) < 4 || len(parts) > 5 {
		return Leaf{}, ErrLeaf
	}
	p, err1 := strconv.ParseInt(parts[0], 10, 32)
	n, err2 := strconv.ParseUint(parts[1], 10, 63)
	l.Partition, l.Index = int32(p), n
	err3 := errors.Join(decode(l.Commitment[:], parts[2]), decode(l.Whose[:], parts[3]))
	if l.Open = len(parts) == 5; l.Open {
		err3 = errors.Join(err3, decode(l.Salt[:], parts[4]))
	}
	if p < 0 || errors.Join(err1, err2, err3) != nil || string(l.Append(nil)) != text {
		return Leaf{}, ErrLeaf
	}
	return l, nil
}

// decode takes what is too short or too long too: writing it anew tells.
func decode(dst []byte, s string) error {
	b, err := base64.RawURLEncoding.DecodeString(s)
	copy(dst, b)
	return err
}

// MarshalText is the tag in base64.
func (w Whose) MarshalText() ([]byte, error) { return base64.StdEncoding.AppendEncode(nil, w[:]), nil }

// UnmarshalText reads what MarshalText wrote.
func (w *Whose) UnmarshalText(text []byte) error {
	b, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil || len(b) != len(w) {
		return ErrLeaf
	}
	copy(w[:], b)
	return nil
}

// String is the tag in base64.
func (w Whose) String() string { return base64.StdEncoding.EncodeToString(w[:]) }
