package control

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
)

// SeedSize is how many random bytes make a key.
const SeedSize = ed25519.SeedSize

const (
	privatePrefix = "maat-private-ed25519:"
	publicPrefix  = "ed25519:"
)

// Key signs entries. It does not print.
type Key struct{ private ed25519.PrivateKey }

// NewKey makes a key of SeedSize random bytes.
func NewKey(seed []byte) (Key, error) {
	if len(seed) != SeedSize {
		return Key{}, errors.New("a key is made of 32 random bytes")
	}
	return Key{ed25519.NewKeyFromSeed(seed)}, nil
}

// ParseKey reads what File answers.
func ParseKey(text []byte) (Key, error) {
	encoded, ok := strings.CutPrefix(strings.TrimSpace(string(text)), privatePrefix)
	seed, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil || len(seed) != SeedSize {
		return Key{}, errors.New("this is no key of a principal: maat principal new makes one")
	}
	return NewKey(seed)
}

// File is the text of the key file. It is a secret.
func (k Key) File() string {
	return privatePrefix + base64.StdEncoding.EncodeToString(k.private.Seed()) + "\n"
}

// Public is what the file of principals says of the key.
func (k Key) Public() PublicKey {
	return PublicKey(k.private.Public().(ed25519.PublicKey)) //nolint:forcetypeassert // documented
}

// String keeps the key out of logs.
func (Key) String() string { return "[redacted]" }

// PublicKey checks signatures.
type PublicKey []byte

// ParsePublicKey reads what String answers.
func ParsePublicKey(text string) (PublicKey, bool) {
	encoded, ok := strings.CutPrefix(text, publicPrefix)
	key, err := base64.StdEncoding.DecodeString(encoded)
	return key, ok && err == nil && len(key) == ed25519.PublicKeySize
}

// String is the key in the file of principals.
func (p PublicKey) String() string { return publicPrefix + base64.StdEncoding.EncodeToString(p) }

// ID is the short name of the key in an entry.
func (p PublicKey) ID() string {
	sum := sha256.Sum256(p)
	return hex.EncodeToString(sum[:8])
}

func (p PublicKey) verify(message, signature []byte) bool {
	return len(p) == ed25519.PublicKeySize && ed25519.Verify(ed25519.PublicKey(p), message, signature)
}
