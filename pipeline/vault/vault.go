// Package vault keeps the keys of people. Each person has one of their own, at
// random, under which everything personal at rest is sealed; it lies wrapped
// under the storage key beside what it seals. Who throws it away has erased
// every copy, in every segment and every backup.
//
// Nothing here reads a file, a clock or a source of chance: the storage keys and
// the chance are arguments.
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
)

// KeyBytes is how long every key is.
const KeyBytes = 32

// Keeper holds the storage keys. Ring is one, from a file; it can as well be the
// key management of a cloud, from which the storage key never comes out.
type Keeper interface {
	// Wrap seals a key under the first storage key; about must be given again
	// to open it.
	Wrap(key, about []byte) (wrapped []byte, err error)
	// Unwrap opens what Wrap sealed, under whichever storage key it did.
	Unwrap(wrapped, about []byte) (key []byte, err error)
	// ID names the storage key under which a key is wrapped.
	ID(wrapped []byte) (string, error)
	// First names the storage key that Wrap uses.
	First() string
}

// LockedError says that something cannot be opened with the storage keys that
// there are. It is never taken for nothing: who does not know whether a person
// opted out does not decide.
type LockedError struct{ Why string }

func (e *LockedError) Error() string { return e.Why }

func locked(format string, args ...any) error { return &LockedError{fmt.Sprintf(format, args...)} }

// Locked says that an error will not go away by trying again: the storage key is
// another one than that which sealed.
func Locked(err error) bool {
	_, ok := errors.AsType[*LockedError](err)
	return ok
}

// Vault makes keys and opens them. It may be used by several goroutines if its
// Keeper and its chance may.
type Vault struct {
	keeper Keeper
	random io.Reader
	common *Key
}

// New is a vault over the storage keys. random is where keys come from.
func New(keeper Keeper, random io.Reader) (*Vault, error) {
	v := &Vault{keeper: keeper, random: random}
	var err error
	if v.common, err = v.Make(nobody); err != nil {
		return nil, err
	}
	v.common.common = true
	return v, nil
}

// nobody is whose the common key is.
var nobody = []byte("nobody")

// Make is a new key for a person.
func (v *Vault) Make(who []byte) (*Key, error) {
	secret := make([]byte, KeyBytes)
	if _, err := io.ReadFull(v.random, secret); err != nil {
		return nil, fmt.Errorf("vault: a new key: %w", err)
	}
	wrapped, err := v.keeper.Wrap(secret, about(who))
	if err != nil {
		return nil, err
	}
	return v.key(secret, wrapped)
}

// Load is the key that lies wrapped beside what is known of a person.
func (v *Vault) Load(wrapped, who []byte) (*Key, error) {
	secret, err := v.keeper.Unwrap(wrapped, about(who))
	if err != nil {
		return nil, err
	}
	return v.key(secret, wrapped)
}

// Renew wraps a key anew where that was done under another storage key than the
// first.
func (v *Vault) Renew(k *Key, who []byte) error {
	if v.Fresh(k.wrapped) {
		return nil
	}
	wrapped, err := v.keeper.Wrap(k.secret, about(who))
	if err == nil {
		k.wrapped = wrapped
	}
	return err
}

// Fresh says that a key is wrapped under the first storage key.
func (v *Vault) Fresh(wrapped []byte) bool {
	id, err := v.keeper.ID(wrapped)
	return err == nil && id == v.keeper.First()
}

// ID names the storage key under which a key is wrapped.
func (v *Vault) ID(wrapped []byte) (string, error) { return v.keeper.ID(wrapped) }

// Open opens what was sealed under a person's wrapped key.
func (v *Vault) Open(wrapped, who, aad, box []byte) ([]byte, error) {
	k, err := v.Load(wrapped, who)
	if err != nil {
		return nil, err
	}
	return k.Open(box, aad)
}

func (v *Vault) key(secret, wrapped []byte) (*Key, error) {
	box, err := gcm(secret, "maat seal")
	if err != nil {
		return nil, err
	}
	return &Key{secret: secret, wrapped: wrapped, box: box, random: v.random}, nil
}

// about binds a wrapped key to whose it is: it opens nothing beside another
// person.
func about(who []byte) []byte { return append([]byte("maat key\x00"), who...) }

func gcm(secret []byte, use string) (cipher.AEAD, error) {
	key, err := derive(secret, use)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
