package demo

import (
	"bytes"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/explain"
)

// Latest keeps an example of what left, long enough to be read.
type Latest struct {
	Left  Sample
	known map[string]*Sample // halves that wait for their other half
}

// Sample is an event as it stands in a destination's topic, and the decision by
// which it does.
type Sample struct {
	Record *explain.Record
	Event  []byte
	Since  time.Time
}

const (
	sampleStays = 3 * time.Second
	halvesMax   = 512
)

// decision takes a forward for a half.
func (l *Latest) decision(r *explain.Record, topic, source string, now time.Time) {
	if r.Verdict == "forward" && topic != "" {
		s := l.half(topic, source)
		s.Record = r
		l.show(s, now)
	}
}

// output takes what arrived in a topic for the other half.
func (l *Latest) output(topic, source string, event []byte, now time.Time) {
	s := l.half(topic, source)
	s.Event = event
	l.show(s, now)
}

func (l *Latest) half(topic, source string) *Sample {
	if l.known == nil || len(l.known) >= halvesMax {
		l.known = map[string]*Sample{}
	}
	key := topic + " " + source
	if l.known[key] == nil {
		l.known[key] = &Sample{}
	}
	return l.known[key]
}

func (l *Latest) show(s *Sample, now time.Time) {
	if s.Record == nil || s.Event == nil || now.Sub(l.Left.Since) < sampleStays {
		return
	}
	l.Left = *s
	l.Left.Since = now
}

// field is a value of an event by its path.
type field struct{ path, value string }

// fields are all values of an event, in its order.
func fields(event []byte) []field {
	return appendFields(nil, jsontext.NewDecoder(bytes.NewReader(event)), "")
}

func appendFields(dst []field, d *jsontext.Decoder, path string) []field {
	if d.PeekKind() != '{' {
		value, err := d.ReadValue()
		if err != nil {
			return dst
		}
		return append(dst, field{path, string(value)})
	}
	if _, err := d.ReadToken(); err != nil {
		return dst
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return dst
		}
		below := name.String()
		if path != "" {
			below = path + "." + below
		}
		dst = appendFields(dst, d, below)
	}
	_, _ = d.ReadToken() // the end of the object
	return dst
}
