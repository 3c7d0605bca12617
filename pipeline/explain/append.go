package explain

import (
	"encoding/hex"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Append appends the record of a decision as a line of JSON without its line
// end. The same decision gives the same bytes.
func Append(dst []byte, d *chain.Decision) []byte {
	r := of(d)
	if !d.Known {
		return r.append(dst, nil)
	}
	digits := pseudonym(d)
	return r.append(dst, digits[:])
}

// Append appends the record as the line that Parse reads.
func (r *Record) Append(dst []byte) []byte { return r.append(dst, []byte(r.Subject)) }

func pseudonym(d *chain.Decision) (digits [2 * len(state.Subject{})]byte) {
	hex.Encode(digits[:], d.Subject[:])
	return digits
}

func (r *Record) append(dst, subject []byte) []byte {
	dst = text(append(dst, `{"id":`...), r.ID)
	dst = text(append(dst, `,"destination":`...), r.Destination)
	dst = plain(append(dst, `,"subject":`...), subject)
	dst = text(append(dst, `,"role":`...), r.Role)
	dst = text(append(dst, `,"verdict":`...), r.Verdict)
	dst = moment(append(dst, `,"until":`...), r.Until)
	dst = moment(append(dst, `,"at":`...), r.At)
	dst = text(append(dst, `,"guard":`...), r.Guard)
	dst = text(append(dst, `,"reason":`...), r.Reason)
	dst = text(append(dst, `,"topic":`...), r.Topic)
	dst = append(dst, `,"edits":[`...)
	for i := range r.Edits {
		dst = change(dst, i, &r.Edits[i])
	}
	dst = text(append(dst, `],"policy":`...), r.Policy)
	return append(r.Shadow.append(append(dst, `,"shadow":`...)), '}')
}

func (s *Shadow) append(dst []byte) []byte {
	if s == nil {
		return append(dst, "null"...)
	}
	dst = text(append(dst, `{"verdict":`...), s.Verdict)
	dst = moment(append(dst, `,"until":`...), s.Until)
	dst = text(append(dst, `,"guard":`...), s.Guard)
	dst = text(append(dst, `,"reason":`...), s.Reason)
	return append(dst, '}')
}

func change(dst []byte, i int, c *event.Change) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	dst = event.Quote(append(dst, `{"path":`...), c.Path)
	dst = event.Quote(append(dst, `,"did":`...), c.Did)
	dst = event.Quote(append(dst, `,"guard":`...), c.Guard)
	return append(dst, '}')
}

func text(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, "null"...)
	}
	return event.Quote(dst, s)
}

// plain quotes what needs no escapes.
func plain(dst, s []byte) []byte {
	if len(s) == 0 {
		return append(dst, "null"...)
	}
	return append(append(append(dst, '"'), s...), '"')
}

func moment(dst []byte, t instant.Time) []byte {
	if t == 0 {
		return append(dst, "null"...)
	}
	return append(t.Append(append(dst, '"')), '"')
}
