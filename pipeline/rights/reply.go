package rights

import (
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/sha256"
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Reply is what is sent to who asked: an answer, or why there is none.
type Reply struct {
	Answer  *Answer `json:"answer,omitempty"`
	Refused string  `json:"refused,omitempty"` // a reason code
	Next    uint64  `json:"next,omitempty"`    // of See: more is held, from behind this order of arrival on
}

// What an answer is sealed with: HPKE (RFC 9180) in base mode. Who asks makes a
// key for one answer, and keeps it in memory.
var (
	kem  = hpke.DHKEM(ecdh.X25519())
	kdf  = hpke.HKDFSHA256()
	aead = hpke.AES256GCM()
	info = []byte("maat answer v1")
)

// padTo hides how much an answer says: who is not known is answered with as many
// bytes as many who are.
const padTo = 4 << 10

// chunkMax is how much of an answer one record holds.
const chunkMax = 1 << 20

// Key opens one answer.
type Key struct{ private hpke.PrivateKey }

// NewKey makes a key.
func NewKey() (*Key, error) {
	private, err := kem.GenerateKey()
	if err != nil {
		return nil, err
	}
	return &Key{private}, nil
}

// Public is what the answer is sealed under.
func (k *Key) Public() []byte { return k.private.PublicKey().Bytes() }

// Sealable says that an answer can be sealed under a public key.
func Sealable(public []byte) bool {
	_, err := kem.NewPublicKey(public)
	return err == nil
}

// Address is the key of the records of an answer: it tells nobody but who asked.
func Address(public []byte) [16]byte {
	sum := sha256.Sum256(public)
	return [16]byte(sum[:16])
}

// Seal seals a reply, in as many parts as it takes.
func Seal(public []byte, r *Reply) (parts [][]byte, err error) {
	to, err := kem.NewPublicKey(public)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(r, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return nil, err
	}
	for len(text)%padTo != 0 {
		text = append(text, ' ')
	}
	sealed, err := hpke.Seal(to, kdf, aead, info, text)
	if err != nil {
		return nil, err
	}
	for len(sealed) > chunkMax {
		parts, sealed = append(parts, sealed[:chunkMax]), sealed[chunkMax:]
	}
	return append(parts, sealed), nil
}

// ErrSealed says that an answer cannot be opened.
var ErrSealed = errors.New("the answer cannot be opened")

// Open opens the parts of a reply.
func (k *Key) Open(parts [][]byte) (*Reply, error) {
	var sealed []byte
	for _, p := range parts {
		sealed = append(sealed, p...)
	}
	text, err := hpke.Open(k.private, kdf, aead, info, sealed)
	if err != nil {
		return nil, ErrSealed
	}
	r := &Reply{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, ErrSealed
	}
	return r, nil
}
