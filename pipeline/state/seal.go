package state

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"maat/pipeline/instant"
)

// SealedVersion is the first byte of a value that only a key opens. Of a held
// event the moment at which it falls due follows in clear, for without a key a
// store must know what is due.
const SealedVersion = 2

const sealedDue = 1 + 8 // bytes in clear

// Opener opens what is sealed with the wrapped key of a person; aad is what was
// given when it was sealed.
type Opener func(wrapped, who, aad, box []byte) ([]byte, error)

// Seal is Encode for what only the person's key opens again, and only as the
// value of the same changelog key.
func Seal[T Row | Held](v *T, key []byte, seal func(dst, plain, aad []byte) ([]byte, error)) ([]byte, error) {
	plain, err := cbor.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("state: encode: %w", err)
	}
	head := []byte{SealedVersion}
	if h, ok := any(v).(*Held); ok {
		head = binary.BigEndian.AppendUint64(head, uint64(h.Due))
	}
	return seal(head, plain, aad(key, head))
}

func aad(key, head []byte) []byte {
	return append(append(make([]byte, 0, len(key)+len(head)), key...), head...)
}

// Sealed says that a value cannot be read without its person's key.
func Sealed(value []byte) bool { return len(value) > 0 && value[0] == SealedVersion }

// Open decodes the value of a changelog key, sealed or plain. wrapped answers
// the wrapped key of the person, nil where there is none.
func Open[T Row | Held](key, value []byte, wrapped func(Subject) ([]byte, error), open Opener) (*T, error) {
	if !Sealed(value) {
		return Decode[T](value)
	}
	_, who, _, err := ParseKey(key)
	if err != nil {
		return nil, err
	}
	lock, err := wrapped(who)
	switch {
	case err != nil:
		return nil, err
	case open == nil:
		return nil, errors.New("state: what is known of a person is sealed, and there is no storage key")
	case lock == nil:
		return nil, errors.New("state: what is known of a person is sealed, and their key is not there")
	}
	n := 1
	if key[0] == KeyHeld {
		n = sealedDue
	}
	if len(value) < n {
		return nil, errors.New("state: a sealed value is cut off")
	}
	plain, err := open(lock, who[:], aad(key, value[:n]), value[n:])
	if err != nil {
		return nil, err
	}
	return unmarshal[T](plain)
}

// DueOf is when a held event falls due, sealed or plain.
func DueOf(key, value []byte) (instant.Time, error) {
	if Sealed(value) {
		if len(value) < sealedDue {
			return 0, errors.New("state: a sealed value is cut off")
		}
		return instant.Time(binary.BigEndian.Uint64(value[1:])), nil
	}
	h, err := Decode[Held](value)
	if err != nil {
		return 0, err
	}
	if _, _, seq, err := ParseKey(key); err != nil || h.Seq != seq {
		return 0, fmt.Errorf("state: the key of held event %d says %d", h.Seq, seq)
	}
	return h.Due, nil
}

// Lock is the wrapped key of a person.
type Lock struct {
	Subject Subject
	Wrapped []byte
}
