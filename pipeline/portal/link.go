package portal

import (
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"maat/pipeline/instant"
)

// Bounds of links.
const (
	// Skew is how far two clocks may be apart.
	Skew = 5 * instant.Minute
	// SubjectMax is how long an identifier may be, in bytes.
	SubjectMax = 1024
	nonceBytes = 16
)

// Links makes the links that open a person's page, and reads them. It may be
// used by several goroutines where its source of randomness may.
type Links struct {
	seals sealer
	ttl   instant.Span
}

// NewLinks needs the keys, the name of the pipeline and how long a link lasts.
func NewLinks(keys []Key, pipeline string, ttl instant.Span, random io.Reader) *Links {
	return &Links{seals: sealer{keys: keys, use: "link " + pipeline, random: random}, ttl: ttl}
}

// claims are what a link says, sealed.
type claims struct {
	Subject  string       `cbor:"1,keyasint"` // the identifier, as in events
	Language string       `cbor:"2,keyasint,omitempty"`
	Nonce    []byte       `cbor:"3,keyasint"`
	Made     instant.Time `cbor:"4,keyasint"`
	Expires  instant.Time `cbor:"5,keyasint"`
}

// Make is the path of a link for a person, by an identifier as it stands in
// events, and until when it can be opened. Without a language the browser says
// which. An error names nobody.
func (l *Links) Make(subject, language string, now instant.Time) (path string, expires instant.Time, err error) {
	if subject == "" || len(subject) > SubjectMax || !utf8.ValidString(subject) {
		return "", 0, fmt.Errorf("portal: an identifier has 1 to %d bytes of UTF-8", SubjectMax)
	}
	if language != "" && !known(language) {
		return "", 0, errors.New("portal: the page speaks nl and en")
	}
	c := claims{Subject: subject, Language: language, Nonce: make([]byte, nonceBytes), Made: now, Expires: now.Add(l.ttl)}
	if _, err := io.ReadFull(l.seals.random, c.Nonce); err != nil {
		return "", 0, fmt.Errorf("portal: no randomness: %w", err)
	}
	token, err := l.seals.seal(&c)
	return Root + "/open/" + token, c.Expires, err
}

// read opens a link. All that a stranger can bring about is one fault, so that
// none tells them more than another.
func (l *Links) read(token string, now instant.Time) (*claims, fault) {
	var c claims
	if l.seals.open(token, &c) != nil || c.Subject == "" || len(c.Nonce) != nonceBytes {
		return nil, faultLink
	}
	switch {
	case c.Made > now.Add(Skew), c.Expires > now.Add(l.ttl+Skew):
		return nil, faultClock
	case c.Expires <= now:
		return nil, faultExpired
	}
	return &c, 0
}
