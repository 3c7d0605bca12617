package merkle

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"maat/pipeline/instant"
)

// Checkpoint is a tree as it was at the end of a transaction, with what was
// obeyed then.
type Checkpoint struct {
	Origin  string // NAME/PARTITION: whose tree it is
	Tree    Frontier
	At      instant.Time // the clock of the partition
	Control Head
}

// Head is the last entry of the control topic that was obeyed. Seq 0 is none.
type Head struct {
	Seq  uint64
	Hash Hash
}

// Origin names the tree of a partition. It stands in the first line of each
// checkpoint, so that one tree's cannot pass for another's.
func Origin(name string, partition int32) string {
	return name + "/" + strconv.Itoa(int(partition))
}

// The names of extension lines, in the order in which they stand.
const (
	lineFrontier = "frontier "
	lineAt       = "at "
	lineControl  = "control "
)

// Text is the checkpoint as it is signed: origin, size and root, and then what
// Maat adds in extension lines.
func (c *Checkpoint) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%d\n%s\n", c.Origin, c.Tree.Size(), c.Tree.Root())
	if c.Tree.Size() > 0 {
		fmt.Fprintf(&b, "%s%s\n", lineFrontier, base64.StdEncoding.EncodeToString(c.Tree.Bytes()))
	}
	fmt.Fprintf(&b, "%s%s\n", lineAt, c.At)
	if c.Control.Seq > 0 {
		fmt.Fprintf(&b, "%s%d %s\n", lineControl, c.Control.Seq, c.Control.Hash)
	}
	return b.String()
}

// ErrCheckpoint is what a text is that no Text has written.
var ErrCheckpoint = errors.New("merkle: a checkpoint is not in its one written form, or its hashes do not make its root")

// ParseCheckpoint reads what Text wrote, and nothing else. The frontier must make
// the root, and have the hashes of a tree of that size.
func ParseCheckpoint(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return c, ErrCheckpoint
	}
	size, err := strconv.ParseUint(lines[1], 10, 63)
	if err != nil {
		return c, ErrCheckpoint
	}
	c.Origin = lines[0]
	var hashes []byte
	for _, line := range lines[3:] {
		if value, ok := strings.CutPrefix(line, lineFrontier); ok {
			hashes, err = base64.StdEncoding.DecodeString(value)
		} else if value, ok := strings.CutPrefix(line, lineAt); ok {
			c.At, ok = instant.Parse(value)
			err = unless(ok)
		} else if value, ok := strings.CutPrefix(line, lineControl); ok {
			c.Control, err = parseHead(value)
		}
		if err != nil {
			return c, ErrCheckpoint
		}
	}
	if c.Tree, err = Restore(size, hashes); err != nil || c.Text() != text {
		return Checkpoint{}, ErrCheckpoint
	}
	return c, nil
}

func unless(ok bool) error {
	if !ok {
		return ErrCheckpoint
	}
	return nil
}

func parseHead(s string) (h Head, err error) {
	seq, hash, _ := strings.Cut(s, " ")
	if h.Seq, err = strconv.ParseUint(seq, 10, 64); err == nil {
		h.Hash, err = tlog.ParseHash(hash)
	}
	return h, err
}

// Sign makes a signed note of the checkpoint.
func (c *Checkpoint) Sign(by note.Signer) ([]byte, error) {
	signed, err := note.Sign(&note.Note{Text: c.Text()}, by)
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint: %w", err)
	}
	return signed, nil
}

// ErrSignature says that nobody who is trusted has signed.
var ErrSignature = errors.New("merkle: no valid signature of the log's key")

// Open reads a checkpoint that one of the keys has signed. Signatures of others
// beside it, such as of witnesses, are let stand.
func Open(signed []byte, by note.Verifiers) (Checkpoint, error) {
	n, err := note.Open(signed, by)
	if err != nil {
		return Checkpoint{}, ErrSignature
	}
	for _, sig := range n.Sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil {
			return Checkpoint{}, ErrSignature // the same bits in another spelling
		}
	}
	return ParseCheckpoint(n.Text)
}

// Public is the verifier key of a signer key.
func Public(signer string) (string, error) {
	parts := strings.SplitN(signer, "+", 5) // PRIVATE+KEY+NAME+HASH+DATA, as note writes it
	if _, err := note.NewSigner(signer); err != nil {
		return "", errors.New("this is no signer key of a log: maat log key makes one")
	}
	data, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(data) != 1+ed25519.SeedSize {
		return "", errors.New("the signer key of a log is Ed25519")
	}
	public := ed25519.NewKeyFromSeed(data[1:]).Public()
	return note.NewEd25519VerifierKey(parts[2], public.(ed25519.PublicKey)) //nolint:forcetypeassert // documented
}
