package pipeline

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"hash"

	"maat/pipeline/state"
)

// SubjectKeyMin is how many bytes the key of the pseudonyms has at least.
const SubjectKeyMin = 32

// Pseudonyms turns the identifier in an event into the pseudonym of a person:
// the first 16 bytes of HMAC-SHA-256 (RFC 2104). It is used by one goroutine
// at a time.
type Pseudonyms struct{ mac hash.Hash }

// NewPseudonyms needs a key of at least SubjectKeyMin bytes.
func NewPseudonyms(key []byte) (*Pseudonyms, error) {
	if len(key) < SubjectKeyMin {
		return nil, errors.New("the subject key is shorter than 32 bytes")
	}
	return &Pseudonyms{hmac.New(sha256.New, key)}, nil
}

// Of is the pseudonym of an identifier.
func (p *Pseudonyms) Of(id string) state.Subject {
	p.mac.Reset()
	p.mac.Write([]byte(id))
	var sum [sha256.Size]byte
	return state.Subject(p.mac.Sum(sum[:0])[:16])
}
