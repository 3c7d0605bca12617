package witness

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// decision is one record of the decisions topic.
type decision struct {
	where  string
	source string // the input record that it is about
	key    string
	offset int64

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

// The verdicts of a decision record.
const (
	forward    = "forward"
	hold       = "hold"
	drop       = "drop"
	quarantine = "quarantine"
	apply      = "apply"
	ignore     = "ignore"
)

func readDecision(r *Record) (*decision, error) {
	d := &decision{where: r.Where(), source: r.Headers[sourceHeader], key: string(r.Key), offset: r.Offset}
	dec := json.NewDecoder(bytes.NewReader(r.Value))
	dec.DisallowUnknownFields()
	if err := dec.Decode(d); err != nil {
		return nil, fmt.Errorf("not a decision record: %w", err)
	}
	switch {
	case d.source == "":
		return nil, fmt.Errorf("a decision without the header %s", sourceHeader)
	case d.At.IsZero():
		return nil, fmt.Errorf("a decision without at")
	case (d.Verdict == hold) != (d.Until != nil):
		return nil, fmt.Errorf("verdict %s and until do not go together", d.Verdict)
	case text(d.Subject) != d.key:
		return nil, fmt.Errorf("the key and the subject of a decision differ")
	}
	return d, nil
}

// text is "" for null.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// to names a destination; "" is none.
func (d *decision) to() string { return text(d.Destination) }
func (d *decision) at() int64  { return d.At.UnixNano() }

// final says that nothing may follow for this event and destination.
func (d *decision) final() bool { return d.Verdict != hold }
