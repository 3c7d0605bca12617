package portal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/fxamacker/cbor/v2"
)

// The form of what is sealed: version, length of the key's id, the id, a salt,
// and then what AES-256-GCM makes of the claims. The key of each token is its
// own, drawn by HKDF from the key of the file and the salt, so that no number of
// tokens wears a key out. What it is for and which pipeline it is of is in the
// derivation: what one was made for, another cannot open.
const (
	sealVersion = 1
	saltSize    = 24
	keySize     = 32
	nonceSize   = 12
	sealBlock   = 64 // claims are padded to a multiple: the length tells nothing of a name
	tokenMax    = 4096
	claimsMax   = 2048
)

// errSealed is all that is said of a token that cannot be opened: it is forged,
// cut, of another pipeline, or under a key that is not known any more.
var errSealed = errors.New("portal: not a token that was made here")

// spelling is of tokens in addresses and cookies. Strict: a token has one form.
var spelling = base64.RawURLEncoding.Strict()

// sealer seals claims for one use, such as links.
type sealer struct {
	keys   []Key // the first seals, all open
	use    string
	random io.Reader
}

func (s *sealer) seal(claims any) (string, error) {
	plain, err := cbor.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("portal: %w", err)
	}
	if len(plain) > claimsMax {
		return "", fmt.Errorf("portal: %d bytes are too many for a token", len(plain))
	}
	plain = append(plain, make([]byte, -len(plain)&(sealBlock-1))...)
	key := s.keys[0]
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(s.random, salt); err != nil {
		return "", fmt.Errorf("portal: no randomness: %w", err)
	}
	head := append([]byte{sealVersion, byte(len(key.ID))}, key.ID...)
	aead, nonce, err := s.cipher(key, salt)
	if err != nil {
		return "", err
	}
	return spelling.EncodeToString(aead.Seal(append(slices.Clone(head), salt...), nonce, plain, head)), nil
}

func (s *sealer) open(token string, claims any) error {
	if len(token) > tokenMax {
		return errSealed
	}
	raw, err := spelling.DecodeString(token)
	if err != nil || len(raw) < 2 || raw[0] != sealVersion || len(raw) < 2+int(raw[1])+saltSize {
		return errSealed
	}
	head, rest := raw[:2+int(raw[1])], raw[2+int(raw[1]):]
	at := slices.IndexFunc(s.keys, func(k Key) bool { return bytes.Equal([]byte(k.ID), head[2:]) })
	if at < 0 {
		return errSealed
	}
	aead, nonce, err := s.cipher(s.keys[at], rest[:saltSize])
	if err != nil {
		return err
	}
	plain, err := aead.Open(nil, nonce, rest[saltSize:], head)
	if err != nil {
		return errSealed
	}
	if _, err := cbor.UnmarshalFirst(plain, claims); err != nil {
		return errSealed
	}
	return nil
}

// cipher is that of one token, with its nonce: both from the salt.
func (s *sealer) cipher(key Key, salt []byte) (cipher.AEAD, []byte, error) {
	drawn, err := hkdf.Key(sha256.New, key.Secret, salt, "maat portal 1 "+s.use, keySize+nonceSize)
	if err != nil {
		return nil, nil, fmt.Errorf("portal: %w", err)
	}
	block, err := aes.NewCipher(drawn[:keySize])
	if err != nil {
		return nil, nil, fmt.Errorf("portal: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	return aead, drawn[keySize:], err
}
