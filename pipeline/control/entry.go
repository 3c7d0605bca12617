package control

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/event"
	"maat/pipeline/instant"
)

// LineMax is the size in bytes of the longest entry.
const LineMax = event.BytesMax

// Hash is a SHA-256.
type Hash [sha256.Size]byte

// String is the hash in hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Short is as much of it as people compare.
func (h Hash) Short() string { return h.String()[:12] }

// MarshalText is String.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads String.
func (h *Hash) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != len(h) {
		return errors.New("control: a hash is 64 hexadecimal digits")
	}
	copy(h[:], b)
	return nil
}

// Answers are what was answered to the three questions above every campaign.
type Answers struct {
	Relevant string `json:"relevant"` // is it relevant for the customer, or only for us?
	Clear    string `json:"clear"`    // is it clear why they get it?
	Like     string `json:"like"`     // would I like to get it myself?
}

// Entry is one act of a person: a line of the control topic. What it needs
// depends on the act; all else is empty.
type Entry struct {
	Act  Act          `json:"act"`
	By   string       `json:"by"`            // the principal who acts
	Via  string       `json:"via,omitempty"` // the principal whose key signs on behalf of By
	Key  string       `json:"key"`           // ID of the key that signs
	Seq  uint64       `json:"seq"`
	Prev Hash         `json:"prev"` // of the entry before, or what Genesis answers
	Time instant.Time `json:"time"`

	Policy   string   `json:"policy,omitempty"` // propose: the text
	File     string   `json:"file,omitempty"`   // what it is called
	Tests    string   `json:"tests,omitempty"`  // the text of its tests
	Answers  *Answers `json:"answers,omitempty"`
	Replaces uint64   `json:"replaces,omitzero"` // propose: the proposal that this is an edit of
	Shadow   string   `json:"shadow,omitempty"`  // propose: on; shadow: on or off

	Proposal uint64       `json:"proposal,omitzero"` // its seq
	Digest   Hash         `json:"digest,omitzero"`   // hash of the entry that proposed it: of exactly what is approved
	Passed   int          `json:"passed,omitzero"`   // approve: how many tests passed
	From     instant.Time `json:"from,omitzero"`     // activate: when; 0: at once

	Destination string `json:"destination,omitempty"` // halt, resume: guard.All for every one
	Action      string `json:"action,omitempty"`      // halt: drop or hold
	Reason      string `json:"reason,omitempty"`

	Signature []byte `json:"signature,omitempty"`
}

// Genesis is what stands for the entry before the first: an entry of another
// pipeline does not fit.
func Genesis(pipeline string) Hash { return sha256.Sum256([]byte("maat control v1\n" + pipeline)) }

// timeForm writes times as in events.
var timeForm = json.JoinOptions(
	json.WithMarshalers(json.MarshalToFunc(func(enc *jsontext.Encoder, t instant.Time) error {
		return enc.WriteToken(jsontext.String(t.String()))
	})),
	json.WithUnmarshalers(json.UnmarshalFromFunc(func(dec *jsontext.Decoder, t *instant.Time) error {
		token, err := dec.ReadToken()
		if err != nil {
			return err
		}
		at, ok := instant.Time(0), false
		if token.Kind() == '"' {
			at, ok = instant.Parse(token.String())
		}
		if !ok {
			return errors.New("control: a time is expected")
		}
		*t = at
		return nil
	})),
	json.RejectUnknownMembers(true),
)

// canonical is the entry as RFC 8785 writes it: one entry has one form.
func (e *Entry) canonical() ([]byte, error) {
	b, err := json.Marshal(e, timeForm)
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	v := jsontext.Value(b)
	if err := v.Canonicalize(); err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	return v, nil
}

// message is what is signed: the entry without its signature, under a name that
// no other use of the key has.
func (e *Entry) message() ([]byte, error) {
	bare := *e
	bare.Signature = nil
	text, err := bare.canonical()
	return append([]byte("maat control entry v1\n"), text...), err
}

// Sign answers the line that goes to the topic.
func (e Entry) Sign(k Key) ([]byte, error) {
	if len(k.private) == 0 {
		return nil, errors.New("control: there is no key to sign with")
	}
	e.Key = k.Public().ID()
	message, err := e.message()
	if err != nil {
		return nil, err
	}
	e.Signature = ed25519.Sign(k.private, message)
	line, err := e.canonical()
	if err == nil && len(line) > LineMax {
		return nil, &Refusal{Reason: Oversized, Act: e.Act, By: e.By}
	}
	return line, err
}

// Read takes a line of the topic apart. A line that is not in its one form is
// none: what two readers could read differently is not signed by anybody.
func Read(line []byte) (e Entry, hash Hash, err error) {
	if len(line) > LineMax {
		return e, hash, &Refusal{Reason: Oversized}
	}
	if err := json.Unmarshal(line, &e, timeForm); err != nil {
		return Entry{}, hash, &Refusal{Reason: Unreadable}
	}
	again, err := e.canonical()
	if err != nil || string(again) != string(line) || !e.wellFormed() {
		return Entry{}, hash, &Refusal{Reason: Unreadable}
	}
	return e, sha256.Sum256(line), nil
}

// The longest that a person writes.
const (
	nameMax = 253
	textMax = 4000
)

// wellFormed says that the entry has what its act needs, and nothing else.
func (e *Entry) wellFormed() bool {
	given := e.fields()
	need, may := e.shape()
	return given&need == need && given&^(need|may) == 0 && e.plain() &&
		(e.Action == "" || e.Action == "drop" || e.Action == "hold") && (e.Shadow == "" || e.Shadow == "on" || e.Shadow == "off") &&
		e.Passed >= 0 && e.By != "" && e.Seq > 0 && e.Time > 0
}

// plain says that the words can be shown to a person as they are.
func (e *Entry) plain() bool {
	texts := []string{e.Reason}
	if a := e.Answers; a != nil {
		texts = append(texts, a.Relevant, a.Clear, a.Like)
	}
	for _, t := range texts {
		if len(t) > textMax || strings.ContainsFunc(t, func(r rune) bool { return hides(r) && r != '\n' }) {
			return false
		}
	}
	for _, name := range []string{e.By, e.Via, e.Key, e.File, e.Destination} {
		if len(name) > nameMax || strings.ContainsFunc(name, hides) {
			return false
		}
	}
	return true
}

// hides says that a character is none that a reader sees.
func hides(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// field is a bit for each part that only some acts have.
type field uint16

const (
	hasPolicy field = 1 << iota
	hasFile
	hasTests
	hasAnswers
	hasReplaces
	hasShadow
	hasProposal
	hasDigest
	hasPassed
	hasFrom
	hasDestination
	hasAction
	hasReason
)

func (e *Entry) fields() (given field) {
	for i, there := range []bool{
		e.Policy != "", e.File != "", e.Tests != "", e.Answers != nil, e.Replaces != 0, e.Shadow != "", e.Proposal != 0, e.Digest != Hash{},
		e.Passed != 0, e.From != 0, e.Destination != "", e.Action != "", e.Reason != "",
	} {
		if there {
			given |= 1 << i
		}
	}
	return given
}

// shape is what an act needs, and what it may have.
func (e *Entry) shape() (need, may field) {
	const about = hasProposal | hasDigest
	switch e.Act {
	case Propose:
		if e.Shadow != "" {
			return hasShadow | hasReason, 0
		}
		return hasPolicy | hasFile, hasTests | hasAnswers | hasReplaces | hasReason
	case Approve:
		return about, hasPassed | hasReason
	case Reject:
		return about | hasReason, 0
	case Activate:
		return about, hasFrom | hasReason
	case Rollback:
		return about | hasReason, 0
	case Halt:
		return hasDestination | hasAction, hasReason
	case Resume:
		return hasDestination, hasReason
	case Shadow:
		if e.Shadow == "on" {
			return hasShadow | about, hasReason
		}
		return hasShadow, hasReason
	}
	return ^field(0), 0
}
