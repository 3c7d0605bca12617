package config

import (
	"crypto/subtle"
	"fmt"
	"log/slog"
)

// redacted is all that a Secret says.
const redacted = "[redacted]"

// Secret is bytes that do not print, whatever prints them. They stand behind a
// function, so that reflection does not find them either. The zero Secret is
// absent.
type Secret struct{ reveal func() []byte }

// NewSecret keeps value.
func NewSecret(value []byte) Secret {
	kept := append([]byte(nil), value...)
	return Secret{func() []byte { return kept }}
}

// Reveal is the bytes, nil where there are none. Never print them.
func (s Secret) Reveal() []byte {
	if s.reveal == nil {
		return nil
	}
	return s.reveal()
}

// Present tells whether there is one.
func (s Secret) Present() bool { return s.reveal != nil }

// Equal compares in constant time.
func (s Secret) Equal(o Secret) bool { return subtle.ConstantTimeCompare(s.Reveal(), o.Reveal()) == 1 }

// String implements fmt.Stringer.
func (Secret) String() string { return redacted }

// GoString implements fmt.GoStringer.
func (Secret) GoString() string { return redacted }

// Format implements fmt.Formatter: no verb shows more.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText implements encoding.TextMarshaler.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON implements json.Marshaler.
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalYAML is the same for YAML.
func (Secret) MarshalYAML() (any, error) { return redacted, nil }

// LogValue implements slog.LogValuer.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
