package event

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Transform makes a value that may leave out of one that may not. One that
// does not fit the value removes the field. Transforms are immutable and made
// by the constructors of this package alone, so that what they write is JSON.
type Transform interface {
	// Did is the word for it in a Change: hash, hmac, round, keep, truncate, const.
	Did() string
	// String is the transform as a policy writes it, without its key.
	String() string
	// apply appends the new value as canonical JSON; ok is false where the
	// transform does not fit. x is never an object or array.
	apply(dst []byte, x Value, near siblings) (out []byte, ok bool)
}

// siblings finds the other members of the object that a value stands in.
type siblings interface {
	sibling(key string) (Value, bool)
}

type hashed struct{}

type keyed struct{ key []byte }

type truncated struct{ runes int }

type constant struct{ json []byte }

var (
	_ Transform = hashed{}
	_ Transform = keyed{}
	_ Transform = truncated{}
	_ Transform = constant{}
)

// Hash is the digest that ad platforms match on: SHA-256 of the string,
// trimmed and lower-cased, in lower-case hex. An empty string, and what is not
// a string, does not fit. The only algorithm is "sha256".
func Hash(algorithm string) (Transform, error) {
	if algorithm != "sha256" {
		return nil, errors.New("hash knows only sha256")
	}
	return hashed{}, nil
}

func (hashed) Did() string { return "hash" }

func (hashed) String() string { return "hash: sha256" }

func (hashed) apply(dst []byte, x Value, _ siblings) ([]byte, bool) {
	text := strings.ToLower(strings.TrimSpace(x.Text()))
	if text == "" {
		return dst, false
	}
	sum := sha256.Sum256([]byte(text))
	return appendHex(dst, sum[:]), true
}

// HMAC is a pseudonym: HMAC-SHA-256 of the string as it is, under a key of at
// least 16 bytes, in lower-case hex. Only strings that are not empty fit.
func HMAC(key []byte) (Transform, error) {
	if len(key) < 16 {
		return nil, errors.New("the key of an hmac has at least 16 bytes")
	}
	return keyed{slices.Clone(key)}, nil
}

func (keyed) Did() string { return "hmac" }

func (keyed) String() string { return "hmac" }

func (t keyed) apply(dst []byte, x Value, _ siblings) ([]byte, bool) {
	if x.Text() == "" {
		return dst, false
	}
	mac := hmac.New(sha256.New, t.key)
	mac.Write([]byte(x.Text()))
	return appendHex(dst, mac.Sum(nil)), true
}

func appendHex(dst, sum []byte) []byte {
	dst = append(dst, '"')
	dst = hex.AppendEncode(dst, sum)
	return append(dst, '"')
}

// Truncate keeps the first n code points of a string, n from 1. Only strings
// fit.
func Truncate(n int) (Transform, error) {
	if n < 1 || n > BytesMax {
		return nil, fmt.Errorf("truncate takes a number of characters from 1 to %d", BytesMax)
	}
	return truncated{n}, nil
}

func (truncated) Did() string { return "truncate" }

func (t truncated) String() string { return fmt.Sprintf("truncate: %d", t.runes) }

func (t truncated) apply(dst []byte, x Value, _ siblings) ([]byte, bool) {
	if x.Kind() != String {
		return dst, false
	}
	text, end := x.Text(), 0
	for i := 0; i < t.runes && end < len(text); i++ {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	return Quote(dst, text[:end]), true
}

// Const puts a value of the policy in place of the field, where it is present:
// a string, a number, true, false or null, given as JSON.
func Const(json []byte) (Transform, error) {
	x, ok := scalar(json)
	if !ok {
		return nil, errors.New("const takes a text, a number, true, false or null")
	}
	return constant{x.JSON()}, nil
}

func (constant) Did() string { return "const" }

func (t constant) String() string { return "const: " + string(t.json) }

func (t constant) apply(dst []byte, _ Value, _ siblings) ([]byte, bool) {
	return append(dst, t.json...), true
}

// scalar reads one JSON value that is neither object nor array: such a value
// cannot add depth or members to what leaves.
func scalar(json []byte) (Value, bool) {
	v, fault := parseAny(json)
	if fault != nil || v.nodes[0].kind >= Object {
		return Value{}, false
	}
	return Value{v, 0}, true
}
