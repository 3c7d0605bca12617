package merkle_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"maat/pipeline/instant"
	"maat/pipeline/merkle"
)

// stored is the whole tree, as tlog keeps one.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		all[i] = s[at]
	}
	return all, nil
}

func (s *stored) add(t interface{ Fatal(...any) }, n int, h merkle.Hash) {
	more, err := tlog.StoredHashesForRecordHash(int64(n), h, *s)
	if err != nil {
		t.Fatal(err)
	}
	*s = append(*s, more...)
}

func leaf(n int) merkle.Hash { return tlog.RecordHash(fmt.Append(nil, "leaf ", n)) }

// TestFrontierIsTheTree: at every size the frontier has the root that tlog
// finds with all hashes at hand, also after it was written down and restored.
func TestFrontierIsTheTree(t *testing.T) {
	var f merkle.Frontier
	var all stored
	for n := range 1100 {
		want, err := tlog.TreeHash(int64(n), all)
		if err != nil {
			t.Fatal(err)
		}
		if f.Size() != uint64(n) || f.Root() != want {
			t.Fatalf("at size %d: %d, %s, not %s", n, f.Size(), f.Root(), want)
		}
		if f, err = merkle.Restore(f.Size(), f.Bytes()); err != nil {
			t.Fatal(err)
		}
		f.Append(leaf(n))
		all.add(t, n, leaf(n))
	}
}

// TestProofs: from whatever place on the leaves are known, what is proved of
// them is what tlog proves with all of the tree, and tlog accepts it.
func TestProofs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 300).Draw(t, "size")
		base := rapid.IntRange(0, size-1).Draw(t, "known from")
		var f merkle.Frontier
		var all stored
		for n := range base {
			f.Append(leaf(n))
			all.add(t, n, leaf(n))
		}
		tree := merkle.NewTree(f)
		for n := base; n < size; n++ {
			f.Append(leaf(n))
			tree.Append(leaf(n))
			all.add(t, n, leaf(n))
		}
		index := rapid.IntRange(base, size-1).Draw(t, "index")
		got, err := tree.Include(uint64(index))
		if err != nil {
			t.Fatal(err)
		}
		want, err := tlog.ProveRecord(int64(size), int64(index), all)
		if err != nil || fmt.Sprint(want) != fmt.Sprint(got) {
			t.Fatalf("%v, %v, not %v", err, got, want)
		}
		if err := tlog.CheckRecord(got, int64(size), f.Root(), int64(index), leaf(index)); err != nil {
			t.Fatal(err)
		}
		from := rapid.IntRange(max(base, 1), size).Draw(t, "from")
		old, err := tlog.TreeHash(int64(from), all)
		if err != nil {
			t.Fatal(err)
		}
		extends, err := tree.Extend(uint64(from))
		if err == nil {
			err = tlog.CheckTree(extends, int64(size), f.Root(), int64(from), old)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestWhatLiesBeforeTheKnownLeavesIsNotProved(t *testing.T) {
	var f merkle.Frontier
	for n := range 6 {
		f.Append(leaf(n))
	}
	tree := merkle.NewTree(f)
	tree.Append(leaf(6))
	for index := range uint64(6) {
		if _, err := tree.Include(index); !errors.Is(err, merkle.ErrUnknown) {
			t.Errorf("index %d: %v", index, err)
		}
	}
	if _, err := tree.Include(7); err == nil {
		t.Error("a leaf is proved that is not there")
	}
}

func TestRestoreRefusesWhatIsNoFrontier(t *testing.T) {
	for size, n := range map[uint64]int{0: 1, 1: 0, 2: 2, 7: 2, 1 << 62: 1} {
		if _, err := merkle.Restore(size, make([]byte, n*tlog.HashSize)); err == nil {
			t.Errorf("size %d with %d hashes is taken", size, n)
		}
	}
}

func TestALeafHasOneSpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := merkle.Leaf{Place: merkle.Place{Partition: rapid.Int32Min(0).Draw(t, "partition"), Index: rapid.Uint64Max(1<<61).Draw(t, "index")}}
		copy(want.Commitment[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "commitment"))
		if rapid.Bool().Draw(t, "somebody's") {
			want.Whose = merkle.Of(rapid.String().Draw(t, "alias"), want.Place)
		}
		if want.Open = rapid.Bool().Draw(t, "open"); want.Open {
			copy(want.Salt[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "salt"))
		}
		text := string(want.Append(nil))
		if got, err := merkle.ParseLeaf(text); err != nil || got != want {
			t.Fatalf("%s: %+v, %v", text, got, err)
		}
		changed := []byte(text)
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		changed[at] ^= 1 << rapid.IntRange(0, 6).Draw(t, "bit")
		if got, err := merkle.ParseLeaf(string(changed)); err == nil && got == want {
			t.Fatalf("%s is taken for %s", changed, text)
		}
	})
}

func keys(t testing.TB, name string) (note.Signer, note.Verifiers) {
	t.Helper()
	secret, public, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte(name), 64)[:64]), name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err1 := note.NewSigner(secret)
	verifier, err2 := note.NewVerifier(public)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return signer, note.VerifierList(verifier)
}

func TestPublic(t *testing.T) {
	secret, public, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{3}, 64)), "shop.example/maat")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := merkle.Public(secret); err != nil || got != public {
		t.Errorf("%s, %v, not %s", got, err, public)
	}
	for _, wrong := range []string{"", public, secret[:len(secret)-4], strings.Replace(secret, "maat", "mat", 1)} {
		if _, err := merkle.Public(wrong); err == nil || strings.Contains(err.Error(), "mat+") {
			t.Errorf("%v", err)
		}
	}
}

func checkpoint(size int) merkle.Checkpoint {
	c := merkle.Checkpoint{Origin: merkle.Origin("maat.test.log", 3), At: 1_700_000_000 * instant.Time(instant.Second)}
	for n := range size {
		c.Tree.Append(leaf(n))
	}
	if size%2 == 1 {
		c.Control = merkle.Head{Seq: uint64(size), Hash: leaf(-size)}
	}
	return c
}

func TestCheckpointText(t *testing.T) {
	signer, verifier := keys(t, "maat.test.log")
	for size := range 40 {
		want := checkpoint(size)
		signed, err := want.Sign(signer)
		if err != nil {
			t.Fatal(err)
		}
		got, err := merkle.Open(signed, verifier)
		if err != nil || got.Text() != want.Text() || got.Tree.Root() != want.Tree.Root() || got.Control != want.Control || got.At != want.At {
			t.Fatalf("size %d: %v\n%s", size, err, got.Text())
		}
		if lines := strings.Split(string(signed), "\n"); lines[0] != "maat.test.log/3" || lines[1] != fmt.Sprint(size) || lines[2] != want.Tree.Root().String() {
			t.Fatalf("not as c2sp.org/tlog-checkpoint has it:\n%s", signed)
		}
	}
}

// TestACheckpointCannotBeChanged: not a bit of one, signature and spelling
// included, and another's signature does not do.
func TestACheckpointCannotBeChanged(t *testing.T) {
	signer, verifier := keys(t, "maat.test.log")
	c := checkpoint(7)
	signed, err := c.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	for at := range signed {
		for bit := range 8 {
			changed := bytes.Clone(signed)
			changed[at] ^= 1 << bit
			if _, err := merkle.Open(changed, verifier); err == nil {
				t.Fatalf("bit %d of byte %d:\n%s", bit, at, changed)
			}
		}
	}
	foreign, _ := keys(t, "maat.other.log")
	other, err := c.Sign(foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := merkle.Open(other, verifier); !errors.Is(err, merkle.ErrSignature) {
		t.Error(err)
	}
	both, err := note.Sign(&note.Note{Text: c.Text()}, foreign, signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := merkle.Open(both, verifier); err != nil {
		t.Errorf("a witness has signed beside the log: %v", err)
	}
}

// TestParseCheckpointTakesOneSpelling: a log that signs anything else is not
// believed.
func TestParseCheckpointTakesOneSpelling(t *testing.T) {
	c := checkpoint(7)
	text := c.Text()
	frontier := strings.Split(text, "\n")[3]
	for name, wrong := range map[string]string{
		"nothing":        "",
		"no frontier":    strings.Replace(text, frontier+"\n", "", 1),
		"twice":          strings.Replace(text, frontier, frontier+"\n"+frontier, 1),
		"another size":   strings.Replace(text, "\n7\n", "\n8\n", 1),
		"leading zero":   strings.Replace(text, "\n7\n", "\n07\n", 1),
		"unknown line":   text + "more 1\n",
		"no time":        strings.Replace(text, "at 20", "at x20", 1),
		"other control":  strings.Replace(text, "control 7", "control +7", 1),
		"no line end":    strings.TrimSuffix(text, "\n"),
		"another root":   strings.Replace(text, c.Tree.Root().String(), leaf(0).String(), 1),
		"another origin": "\n" + text,
	} {
		if _, err := merkle.ParseCheckpoint(wrong); !errors.Is(err, merkle.ErrCheckpoint) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProofFile(t *testing.T) {
	signer, verifier := keys(t, "maat.test.log")
	c := checkpoint(21)
	signed, err := c.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	tree := merkle.NewTree(merkle.Frontier{})
	for n := range 21 {
		tree.Append(leaf(n))
	}
	for n := range 21 {
		hashes, err := tree.Include(uint64(n))
		if err != nil {
			t.Fatal(err)
		}
		p := merkle.Proof{Index: uint64(n), Hashes: hashes, Checkpoint: signed}
		if n%2 == 0 {
			p.Extra = fmt.Append(nil, "entry ", n)
		}
		read, err := merkle.ParseProof(p.Text())
		if err != nil || !bytes.Equal(read.Text(), p.Text()) {
			t.Fatalf("%v\n%s", err, p.Text())
		}
		if _, err := read.Check(leaf(n), verifier); err != nil {
			t.Fatal(err)
		}
		if _, err := read.Check(leaf(n+1), verifier); err == nil {
			t.Fatal("another entry is proved by it")
		}
	}
	for _, wrong := range []string{"", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\nindex 1\n", "c2sp.org/tlog-proof@v1\nindex 01\n\nx", "c2sp.org/tlog-proof@v1\nindex 1\nx\n\nx", "c2sp.org/tlog-proof@v1\nextra ?\nindex 1\n\nx"} {
		if _, err := merkle.ParseProof([]byte(wrong)); !errors.Is(err, merkle.ErrProof) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

// TestCommit: salt and record each change what is committed to, and no byte of
// one passes for a byte of the other.
func TestCommit(t *testing.T) {
	seen := map[merkle.Hash]string{}
	for _, salt := range []merkle.Hash{{}, {31: 1}, leaf(1), leaf(2)} {
		for _, record := range []string{"", "\x00", "a", "b", "ab"} {
			here := fmt.Sprintf("%s %q", salt, record)
			c := merkle.Commit(salt, []byte(record))
			if other, ok := seen[c]; ok {
				t.Errorf("%s and %s have one commitment", here, other)
			}
			seen[c] = here
		}
	}
	c := strings.Repeat("A", 43)
	if _, err := merkle.ParseLeaf("1/2/" + c + "/"); err != nil {
		t.Error(err)
	}
	for _, wrong := range []string{"", "1/2", "1/2/" + c, "1/2/A" + c + "/", "-1/2/" + c + "/", "1/2/" + c + "//", "1/2/" + c + "/AA", "1/2/" + c + "/x/y/z"} {
		if _, err := merkle.ParseLeaf(wrong); !errors.Is(err, merkle.ErrLeaf) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
