package portal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// Key seals links and sessions. Its id stands in them, so that a new key can be
// put first while what the old ones sealed still opens.
type Key struct {
	ID     string
	Secret []byte
}

// KeyMin is how many bytes a key has at least.
const KeyMin = 32

// keysMax bounds how many keys a file may hold.
const keysMax = 16

var keyID = regexp.MustCompile(`^[-_.a-zA-Z0-9]{1,32}$`)

// ParseKeys reads keys.link_file: a line for each key, its id and its bytes in
// base64, the one that seals first. Its errors hold nothing of a key.
func ParseKeys(text []byte) (keys []Key, err error) {
	line := 0
	for row := range bytes.Lines(text) {
		line++
		words := bytes.Fields(row)
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		key, err := parseKey(words)
		if err == nil && slices.ContainsFunc(keys, func(k Key) bool { return k.ID == key.ID }) {
			err = errors.New("this id stood before: each key has an id of its own")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		keys = append(keys, key)
	}
	switch {
	case len(keys) == 0:
		return nil, errors.New("the file holds no key: a line has an id and at least 32 random bytes in base64")
	case len(keys) > keysMax:
		return nil, fmt.Errorf("the file holds %d keys, the most is %d", len(keys), keysMax)
	}
	return keys, nil
}

func parseKey(words [][]byte) (Key, error) {
	if len(words) != 2 {
		return Key{}, errors.New("a line has an id and a key in base64, and nothing else")
	}
	if !keyID.Match(words[0]) {
		return Key{}, errors.New("an id has at most 32 letters, digits, dots, dashes and underscores")
	}
	secret, err := base64.StdEncoding.DecodeString(string(words[1]))
	switch {
	case err != nil:
		return Key{}, errors.New("the key is not base64")
	case len(secret) < KeyMin:
		return Key{}, fmt.Errorf("the key has %d bytes; at least %d are needed", len(secret), KeyMin)
	}
	return Key{ID: string(words[0]), Secret: secret}, nil
}
