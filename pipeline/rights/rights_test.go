package rights_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/pipeline/rights"
)

func key(t *testing.T) *rights.Key {
	t.Helper()
	k, err := rights.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestAnswersAreForWhoAsked: in however many parts, and by nobody else, nor where
// a part is missing, changed or out of place.
func TestAnswersAreForWhoAsked(t *testing.T) {
	k := key(t)
	reply := &rights.Reply{Answer: &rights.Answer{Subject: "ab", Person: &rights.Person{Held: []rights.Held{{ID: strings.Repeat("x", 3<<20)}}}}, Next: 7}
	parts, err := rights.Seal(k.Public(), reply)
	if err != nil || len(parts) < 3 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	got, err := k.Open(parts)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(reply.Answer.Person.Held[0].ID, got.Answer.Person.Held[0].ID); diff != "" || got.Next != 7 {
		t.Error(diff, got.Next)
	}
	changed := bytes.Clone(parts[1])
	changed[9] ^= 1
	for name, bad := range map[string][][]byte{
		"cut": parts[:len(parts)-1], "order": {parts[1], parts[0], parts[2]}, "changed": {parts[0], changed, parts[2]}, "none": nil,
	} {
		if _, err := k.Open(bad); !errors.Is(err, rights.ErrSealed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := key(t).Open(parts); !errors.Is(err, rights.ErrSealed) {
		t.Error("another key opens it")
	}
}

// TestAnswersDoNotTellByTheirSize: who is not known is answered with as many bytes.
func TestAnswersDoNotTellByTheirSize(t *testing.T) {
	k := key(t)
	size := func(left []rights.Left) int {
		parts, err := rights.Seal(k.Public(), &rights.Reply{Answer: &rights.Answer{Receipt: &rights.Receipt{Left: left}}})
		if err != nil || len(parts) != 1 {
			t.Fatal(len(parts), err)
		}
		return len(parts[0])
	}
	if none, some := size(nil), size([]rights.Left{{Destination: "meta"}, {Destination: "mail"}}); none != some {
		t.Errorf("%d and %d bytes", none, some)
	}
}

// TestWrongWishesAreNotSent: each says why.
func TestWrongWishesAreNotSent(t *testing.T) {
	for name, w := range map[string]rights.Wish{
		"no id": {Kind: rights.See}, "no kind": {ID: "w"}, "long id": {ID: strings.Repeat("w", 300), Kind: rights.See},
		"purpose missing": {ID: "w", Kind: rights.Withdraw}, "purpose elsewhere": {ID: "w", Kind: rights.Erase, Purpose: "ads"},
		"nothing to correct": {ID: "w", Kind: rights.Correct}, "a link without nonce": {ID: "w", Kind: rights.Open, Expires: 1},
		"a link without end": {ID: "w", Kind: rights.Open, Nonce: []byte("n")},
	} {
		_, err := w.Word("user-42")
		if wrong, ok := errors.AsType[*rights.WrongError](err); !ok || wrong.Why == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, subject := range []string{"", strings.Repeat("u", 2000)} {
		w := rights.Wish{ID: "w", Kind: rights.See}
		if _, err := w.Word(subject); err == nil {
			t.Errorf("an identifier of %d bytes is asked about", len(subject))
		}
	}
}
