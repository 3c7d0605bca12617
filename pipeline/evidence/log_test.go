package evidence_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/sumdb/note"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/evidence"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/merkle"
	"maat/pipeline/state"
)

const logName = "maat.test.log"

// record is one of a topic.
type record struct {
	offset int64
	header string // of a decision: its leaf
	value  string
}

// world is what the topics hold: decisions by partition, checkpoints by tree.
type world struct {
	decisions   map[int32][]record
	checkpoints map[int32][]record
	keys        map[string]string // of persons, by alias
}

func (w *world) clone() *world {
	c := &world{map[int32][]record{}, map[int32][]record{}, w.keys}
	for p, all := range w.decisions {
		c.decisions[p] = append([]record(nil), all...)
	}
	for p, all := range w.checkpoints {
		c.checkpoints[p] = append([]record(nil), all...)
	}
	return c
}

// author makes logs. The same seed makes the same.
type author struct {
	random   *rand.Rand
	signer   note.Signer
	verifier note.Verifiers
}

func newAuthor(t testing.TB, seed uint64) *author {
	t.Helper()
	secret, public, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{7}, 64)), logName)
	if err != nil {
		t.Fatal(err)
	}
	signer, err1 := note.NewSigner(secret)
	verifier, err2 := note.NewVerifier(public)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return &author{rand.New(rand.NewPCG(seed, 1)), signer, note.VerifierList(remembered{verifier, map[string]bool{}})}
}

// remembered knows the signatures that it has checked.
type remembered struct {
	note.Verifier
	known map[string]bool
}

func (r remembered) Verify(msg, sig []byte) bool {
	key := string(msg) + "\x00" + string(sig)
	ok, known := r.known[key]
	if !known {
		ok = r.Verifier.Verify(msg, sig)
		r.known[key] = ok
	}
	return ok
}

func at(minute int) instant.Time {
	return instant.Time(1_790_000_000)*instant.Time(instant.Second) + instant.Time(minute)*instant.Time(instant.Minute)
}

// persons is how many people a log is about.
const persons = 4

func alias(person int) string {
	return hex.EncodeToString(bytes.Repeat([]byte{byte(0xa0 + person)}, len(state.Subject{})))
}

func saltOf(key string, at merkle.Place) (salt merkle.Hash) {
	mac := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(mac, "%d/%d", at.Partition, at.Index)
	mac.Sum(salt[:0])
	return salt
}

// decide makes the record of a decision about a person, or of nobody's.
func (a *author) decide(person, minute int) []byte {
	d := chain.Decision{ID: fmt.Sprintf("e%d", a.random.IntN(1000)), Destination: "meta", Role: state.Signal, Verdict: chain.Drop, At: at(minute), Guard: "consent", Reason: "consent.missing", Policy: "p@1",
		Edits: []event.Change{{Path: "userId", Did: "removed", Guard: "layers"}}}
	if person == persons {
		d = chain.Decision{Verdict: chain.Quarantine, At: at(minute), Guard: "intake", Reason: "intake.json"}
		return explain.Append(nil, &d)
	}
	d.Known = true
	copy(d.Subject[:], bytes.Repeat([]byte{byte(0xa0 + person)}, len(d.Subject)))
	return explain.Append(nil, &d)
}

// log writes so many transactions to each of several trees, as lanes do; trees
// share the partitions of the decisions topic.
func (a *author) log(t testing.TB, trees, transactions int) *world {
	w := &world{map[int32][]record{}, map[int32][]record{}, map[string]string{}}
	for person := range persons {
		w.keys[alias(person)] = fmt.Sprint("key ", person)
	}
	fronts := make([]merkle.Frontier, trees)
	for n := range trees * transactions {
		a.transaction(t, w, int32(n%trees), &fronts[n%trees], n)
	}
	return w
}

func (a *author) transaction(t testing.TB, w *world, tree int32, front *merkle.Frontier, minute int) {
	partition := tree % 2
	for range 1 + a.random.IntN(4) {
		leaf := merkle.Leaf{Place: merkle.Place{Partition: tree, Index: front.Size()}}
		person := a.random.IntN(persons + 1)
		value := a.decide(person, minute)
		if leaf.Open = person == persons; leaf.Open {
			leaf.Salt = saltOf("nobody", leaf.Place)
			leaf.Commitment = merkle.Commit(leaf.Salt, value)
		} else {
			leaf.Whose = merkle.Of(alias(person), leaf.Place)
			leaf.Commitment = merkle.Commit(saltOf(w.keys[alias(person)], leaf.Place), value)
		}
		front.Append(leaf.Hash())
		w.decisions[partition] = append(w.decisions[partition], record{a.offset(w.decisions[partition]), string(leaf.Append(nil)), string(value)})
	}
	c := merkle.Checkpoint{Origin: merkle.Origin(logName, tree), Tree: *front, At: at(minute)}
	signed, err := c.Sign(a.signer)
	if err != nil {
		t.Fatal(err)
	}
	w.checkpoints[tree] = append(w.checkpoints[tree], record{a.offset(w.checkpoints[tree]), "", string(signed)})
}

// offset is the next of a topic, in which transactions leave gaps.
func (a *author) offset(all []record) int64 {
	next := int64(a.random.IntN(2))
	if len(all) > 0 {
		next += all[len(all)-1].offset + 1
	}
	return next
}

// memory is an export in memory.
type memory struct{ files fstest.MapFS }

type memoryFile struct {
	bytes.Buffer
	close func(*memoryFile)
}

func (f *memoryFile) Close() error {
	f.close(f)
	return nil
}

func (m *memory) create(name string) (io.WriteCloser, error) {
	return &memoryFile{close: func(f *memoryFile) { m.files[name] = &fstest.MapFile{Data: f.Bytes()} }}, nil
}

// export makes the files of what the topics hold; the keys of gone persons are
// not there any more.
func (w *world) export(t testing.TB, gone ...string) fstest.MapFS {
	t.Helper()
	m := memory{fstest.MapFS{}}
	x, err := evidence.NewExport(evidence.Manifest{Pipeline: "test", Log: logName, Decisions: "maat.test.decisions", Control: "maat.test.control", Made: "now"}, m.create,
		func(alias string, at merkle.Place) (merkle.Hash, bool) {
			key, ok := w.keys[alias]
			return saltOf(key, at), ok && !strings.Contains(strings.Join(gone, " "), alias)
		})
	if err != nil {
		t.Fatal(err)
	}
	for p := range int32(2) {
		for _, r := range w.decisions[p] {
			err = errors.Join(err, x.Decision(p, r.offset, []byte(r.header), []byte(r.value)))
		}
	}
	for tree, all := range w.checkpoints {
		for _, r := range all {
			err = errors.Join(err, x.Checkpoint(tree, r.offset, []byte(r.value)))
		}
	}
	if err := errors.Join(err, x.Close()); err != nil {
		t.Fatal(err)
	}
	return m.files
}

func (a *author) verify(t testing.TB, files fstest.MapFS, o evidence.Options) *evidence.Report {
	t.Helper()
	o.Keys = a.verifier
	report, err := evidence.Verify(files, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}
