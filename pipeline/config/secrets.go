package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"

	"maat/pipeline/source"
)

const (
	keyMin     = 32       // bytes of a key for HMAC-SHA-256
	secretsMax = 64 << 10 // bytes of a file that holds a secret
)

// ReadSecrets reads the files of the keys and of the password, each once. The
// error is a source.Problems and holds nothing of what they contain.
func (c *Config) ReadSecrets() error {
	var found source.Problems
	c.readSubject(&found)
	c.Keys.HMAC = map[string]Secret{}
	for _, name := range slices.Sorted(maps.Keys(c.Keys.HMACFiles)) {
		key := c.secret(&found, "keys.hmac."+name, c.Keys.HMACFiles[name], keyMin)
		if key.Present() && key.Equal(c.Keys.Subject) {
			found = append(found, c.place("keys.hmac."+name).problem("keys.hmac.%s is the subject key; what leaves needs a key of its own", name))
		}
		c.Keys.HMAC[name] = key
	}
	if c.Keys.LinkFile != "" {
		c.Keys.Link = c.secret(&found, "keys.link_file", c.Keys.LinkFile, keyMin)
	}
	c.readPassword(&found)
	return found.Err()
}

// ReadKafkaSecrets reads what a command needs that only speaks to Kafka.
func (c *Config) ReadKafkaSecrets() error {
	var found source.Problems
	c.readPassword(&found)
	return found.Err()
}

// ReadSubjectKey reads what a command needs that asks about a person.
func (c *Config) ReadSubjectKey() error {
	var found source.Problems
	c.readSubject(&found)
	return found.Err()
}

func (c *Config) readSubject(found *source.Problems) {
	c.Keys.Subject = c.secret(found, "keys.subject_file", c.Keys.SubjectFile, keyMin)
}

func (c *Config) readPassword(found *source.Problems) {
	if c.Kafka.SASL.PasswordFile != "" {
		c.Kafka.SASL.Password = c.secret(found, "kafka.sasl.password_file", c.Kafka.SASL.PasswordFile, 1)
	}
}

func (c *Config) secret(found *source.Problems, path, file string, least int) Secret {
	value, err := readSecret(file, least)
	if err != nil {
		*found = append(*found, c.place(path).problem("%s: %s: %v", path, file, err))
		return Secret{}
	}
	return NewSecret(value)
}

// place is where a setting was written.
func (c *Config) place(path string) place {
	if at, given := c.places[path]; given {
		return at
	}
	return place{file: source.NewFile("", nil)}
}

// readSecret is what the file holds but for one line feed at its end, which
// editors and shells add.
func readSecret(file string, least int) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, cause(err)
	}
	defer func() { _ = f.Close() }()
	value, err := io.ReadAll(io.LimitReader(f, secretsMax+1))
	if err != nil {
		return nil, cause(err)
	}
	value = bytes.TrimSuffix(bytes.TrimSuffix(value, []byte("\n")), []byte("\r"))
	switch n := len(value); {
	case n == 0:
		return nil, errors.New("the file is empty")
	case n > secretsMax:
		return nil, fmt.Errorf("the file is larger than %d bytes", secretsMax)
	case n < least:
		return nil, fmt.Errorf("the file holds %d bytes; at least %d are needed", n, least)
	}
	return value, nil
}

// cause is the error without the path, which is said already.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// Current is the password as its file has it now, which was changed if the
// password was; where the file cannot be read, the one of the start.
func (s SASL) Current() Secret {
	if value, err := readSecret(s.PasswordFile, 1); err == nil {
		return NewSecret(value)
	}
	return s.Password
}

// Token reads the token of oauthbearer, as it is now.
func (s SASL) Token() (Secret, error) {
	value, err := readSecret(s.TokenFile, 1)
	if err != nil {
		return Secret{}, fmt.Errorf("kafka.sasl.token_file: %s: %w", s.TokenFile, err)
	}
	return NewSecret(bytes.TrimSpace(value)), nil
}
