package policytest

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/instant"
)

// today is a date before noon, in every zone; on the day that follows what a
// test is about takes place, unless it says otherwise: 4 March 2026, a Wednesday.
const today = "2026-03-03T12:00:00Z"

// noon is when, where a test does not say.
const noon = "12:00"

// clockAfter is the first moment from t on at which the clocks show c.
func clockAfter(t instant.Time, c instant.Clock, z instant.Zone) instant.Time {
	from, err := instant.ParseClock(z.Minute(t)[len("2006-01-02 "):])
	if err != nil || from == c {
		return t
	}
	end, ok := instant.Hours{From: from, To: c}.End(t, z)
	if !ok {
		return t
	}
	return end
}

// moment reads when the event that a test is about comes in.
func (r *reader) moment(n *yaml.Node) instant.Time {
	start, _ := instant.Parse(today)
	midnight := clockAfter(start, 0, r.program.Zone)
	at, _ := instant.ParseClock(noon)
	word := find(n, "at")
	if word == nil {
		return clockAfter(midnight, at, r.program.Zone)
	}
	if c, err := instant.ParseClock(word.Value); err == nil {
		return clockAfter(midnight, c, r.program.Zone)
	}
	t, ok := instant.Parse(word.Value)
	if !ok {
		r.Refuse(word, `when is at a time of day such as "14:00" (of Wednesday 4 March 2026), or at a moment such as "2026-03-04T14:00:00+01:00"`)
		return start
	}
	return t
}

// offset reads a moment from the event on: -4h, +30m, 0s, or an instant.
func (r *reader) offset(n *yaml.Node) instant.Time {
	text := n.Value
	if t, ok := instant.Parse(text); ok {
		return t
	}
	sign := instant.Span(1)
	span := strings.TrimPrefix(text, "+")
	if strings.HasPrefix(text, "-") {
		sign, span = -1, text[1:]
	}
	length, err := instant.ParseSpan(span)
	if n.Kind != yaml.ScalarNode || err != nil {
		r.Refuse(n, `a time from the event on is expected here, such as -4h, -1d12h or +30m, or a moment such as "2026-03-04T14:00:00+01:00"`)
		return r.when
	}
	return r.when.Add(sign * length)
}

// then reads a moment in what is wanted, also as the next time of day; 0 where
// nothing is asked.
func (r *reader) then(n *yaml.Node) instant.Time {
	switch {
	case n == nil:
		return 0
	case n.Value == resumed:
		return instant.Never
	}
	if c, err := instant.ParseClock(n.Value); err == nil {
		return clockAfter(r.when, c, r.program.Zone)
	}
	return r.offset(n)
}

// find is the value of a key of a mapping.
func find(n *yaml.Node, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
