package audit

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// decision is one record of the decisions topic.
type decision struct {
	source string

	ID          string
	Destination *string
	Subject     *string
	Role        *string
	Verdict     string
	Until       *time.Time
	At          time.Time
	Guard       *string
	Reason      *string
	Topic       *string
	Edits       []struct{ Path, Did, Guard string }
	Policy      string
	Shadow      json.RawMessage
}

// decision takes the next one of this transaction.
func (c *checker) decision() (*decision, error) {
	d, err := c.peek()
	if err == nil && d == nil {
		err = fmt.Errorf("a decision is missing")
	}
	if err == nil {
		c.next(c.Topics.Decisions)
	}
	return d, err
}

// peek looks at it; nil where there is none.
func (c *checker) peek() (*decision, error) {
	rest := c.left[c.Topics.Decisions]
	if len(rest) == 0 {
		return nil, nil
	}
	d := &decision{source: rest[0].Source}
	dec := json.NewDecoder(bytes.NewReader(rest[0].Value))
	dec.DisallowUnknownFields()
	if err := dec.Decode(d); err != nil {
		return nil, fmt.Errorf("not a decision record: %w", err)
	}
	if d.Policy != c.now.Policy {
		return nil, fmt.Errorf("%s was decided by policy %s while %s was in force", d.source, d.Policy, c.now.Policy)
	}
	return d, nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (d *decision) to() string     { return text(d.Destination) }
func (d *decision) reason() string { return text(d.Reason) }
func (d *decision) at() int64      { return d.At.UnixNano() }

func (d *decision) until() int64 {
	switch {
	case d.Until != nil:
		return d.Until.UnixNano()
	case d.Verdict == "hold":
		return never
	}
	return 0
}

// String names places and words, and no value of an event.
func (d *decision) String() string {
	return fmt.Sprintf("%s of %s for %q at %s by %s (until %d)", d.Verdict, d.source, d.to(), d.At.Format(time.RFC3339Nano), d.reason(), d.until())
}

// want is a decision as it must be.
type want struct {
	event   *event
	person  *person // as whose it is decided
	to      string
	verdict string
	reason  string // of a forward: not looked at
	until   int64
	since   int64 // when the event came in
}

func (w want) String() string {
	return fmt.Sprintf("%s of %s for %q by %s (until %d)", w.verdict, w.event.where, w.to, w.reason, w.until)
}

func (w want) is(d *decision, at int64) bool {
	return d.source == w.event.where && d.ID == w.event.id && d.to() == w.to && text(d.Role) == w.event.role &&
		d.Verdict == w.verdict && (w.verdict == "forward" || d.reason() == w.reason) && d.until() == w.until && d.at() == at && text(d.Subject) == hex.EncodeToString([]byte(w.person.key))
}
