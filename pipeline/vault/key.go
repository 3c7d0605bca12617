package vault

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
)

// Key is that of one person. It does not print.
type Key struct {
	secret  []byte
	wrapped []byte
	box     cipher.AEAD
	random  io.Reader
	common  bool
}

// derive makes of a secret a key of its own for each use.
func derive(secret []byte, use string) ([]byte, error) {
	return hkdf.Expand(sha256.New, secret, use, KeyBytes)
}

// Wrapped is the key as it lies beside what it seals.
func (k *Key) Wrapped() []byte { return k.wrapped }

// Seal appends to dst what only this key opens, with the same aad.
func (k *Key) Seal(dst, plain, aad []byte) ([]byte, error) {
	if k.common {
		dst = k.along(dst)
	}
	return seal(k.random, k.box, dst, plain, aad)
}

// Open opens what Seal appended.
func (k *Key) Open(box, aad []byte) ([]byte, error) {
	plain, ok := open(k.box, box, aad)
	if !ok {
		return nil, locked("what is sealed does not open with its person's key: it was sealed under another, stands in another's place, or is damaged")
	}
	return plain, nil
}

// Alias is under what decisions about the person stand: it cannot be told any
// more when the key is gone.
func (k *Key) Alias() (alias [16]byte) {
	copy(alias[:], k.mac([]byte("subject")))
	return alias
}

// Salt blinds one entry of the decision log.
func (k *Key) Salt(partition int32, index uint64) (salt [sha256.Size]byte) {
	text := binary.BigEndian.AppendUint32([]byte("salt"), uint32(partition))
	copy(salt[:], k.mac(binary.BigEndian.AppendUint64(text, index)))
	return salt
}

func (k *Key) mac(text []byte) []byte {
	h := hmac.New(sha256.New, k.secret)
	h.Write(text)
	return h.Sum(nil)
}

// Format implements fmt.Formatter: no verb shows the key.
func (*Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[key]")) }

// seal appends a nonce and what it seals.
func seal(random io.Reader, box cipher.AEAD, dst, plain, aad []byte) ([]byte, error) {
	at := len(dst)
	dst = append(dst, make([]byte, box.NonceSize(), box.NonceSize()+len(plain)+box.Overhead())...)
	if _, err := io.ReadFull(random, dst[at:]); err != nil {
		return nil, fmt.Errorf("vault: a nonce: %w", err)
	}
	return box.Seal(dst, dst[at:], plain, aad), nil
}

func open(box cipher.AEAD, sealed, aad []byte) ([]byte, bool) {
	n := box.NonceSize()
	if len(sealed) < n {
		return nil, false
	}
	plain, err := box.Open(nil, sealed[:n], sealed[n:], aad)
	return plain, err == nil
}
