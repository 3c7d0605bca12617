package vault

import (
	"bytes"
	"crypto/cipher"
	"encoding/base64"
	"fmt"
	"io"
	"regexp"
)

// Ring is the storage keys of a file: a line each, `ID BASE64`, of 32 bytes. The
// first wraps, and all of them open, so that a new one can come before an old
// one goes.
type Ring struct {
	keys   []storage
	random io.Reader
}

var _ Keeper = (*Ring)(nil)

// storage is one storage key.
type storage struct {
	id  string
	box cipher.AEAD
}

// idText is what can name a storage key; it stands in clear in the changelog.
var idText = regexp.MustCompile(`^[A-Za-z0-9._-]{1,32}$`)

// SyntaxError says which line of the file is wrong, and nothing of what it
// holds.
type SyntaxError struct {
	Line int
	Why  string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Why) }

// Parse reads the file. random is for the nonces of what is wrapped.
func Parse(text []byte, random io.Reader) (*Ring, error) {
	r := &Ring{random: random}
	n := 0
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		n++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if why := r.take(line); why != "" {
			return nil, &SyntaxError{n, why}
		}
	}
	if len(r.keys) == 0 {
		return nil, &SyntaxError{1, "there is no key: a line is an ID, a space, and 32 bytes in base64"}
	}
	return r, nil
}

// take adds the key of a line, and says what is wrong with it.
func (r *Ring) take(line []byte) (why string) {
	words := bytes.Fields(line)
	if len(words) != 2 {
		return "a line is an ID, a space, and 32 bytes in base64"
	}
	id := string(words[0])
	if !idText.MatchString(id) {
		return "an ID is at most 32 letters, digits, dots, dashes and underscores"
	}
	if r.find(id) != nil {
		return "the ID of this line stands on an earlier one too"
	}
	secret, err := base64.StdEncoding.DecodeString(string(words[1]))
	if err != nil || len(secret) != KeyBytes {
		return "the key after the ID is not 32 bytes in base64"
	}
	box, err := gcm(secret, "maat wrap")
	if err != nil {
		return err.Error()
	}
	r.keys = append(r.keys, storage{id, box})
	return ""
}

func (r *Ring) find(id string) cipher.AEAD {
	for _, k := range r.keys {
		if k.id == id {
			return k.box
		}
	}
	return nil
}

// First implements Keeper.
func (r *Ring) First() string { return r.keys[0].id }

// Wrap implements Keeper: the length of the ID, the ID, a nonce, and the key.
func (r *Ring) Wrap(key, about []byte) ([]byte, error) {
	id := r.First()
	head := append([]byte{byte(len(id))}, id...)
	return seal(r.random, r.keys[0].box, head, key, append(head[:len(head):len(head)], about...))
}

// ID implements Keeper.
func (r *Ring) ID(wrapped []byte) (string, error) {
	head, _, err := split(wrapped)
	if err != nil {
		return "", err
	}
	return string(head[1:]), nil
}

// Unwrap implements Keeper.
func (r *Ring) Unwrap(wrapped, about []byte) ([]byte, error) {
	head, box, err := split(wrapped)
	if err != nil {
		return nil, err
	}
	id := string(head[1:])
	with := r.find(id)
	if with == nil {
		return nil, locked("the storage key %q is not in keys.storage_file, and something is still sealed under it: put its line back", id)
	}
	key, ok := open(with, box, append(head[:len(head):len(head)], about...))
	if !ok || len(key) != KeyBytes {
		return nil, locked("the storage key %q of keys.storage_file is not the one that sealed, or what it sealed is damaged: put back the file with which this pipeline ran", id)
	}
	return key, nil
}

func split(wrapped []byte) (head, box []byte, err error) {
	if len(wrapped) == 0 || len(wrapped) < 1+int(wrapped[0]) || wrapped[0] == 0 {
		return nil, nil, locked("a wrapped key is cut off")
	}
	n := 1 + int(wrapped[0])
	return wrapped[:n], wrapped[n:], nil
}

// Format implements fmt.Formatter: no verb shows the keys.
func (*Ring) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[keys]")) }
