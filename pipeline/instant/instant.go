// Package instant is the core's notion of time: an instant, a span, and the
// calendar of a zone. It is the only core package that imports time, and it
// uses it for calendar arithmetic alone: nothing here reads a clock.
package instant

import (
	"errors"
	"math"
	"time"
)

// Time is nanoseconds since 1970-01-01T00:00:00Z. The zero Time means "none".
type Time int64

// Never lies after every instant that an event can name.
const Never Time = math.MaxInt64

// Open is the end of what has no end by itself. It too lies after every instant
// that an event can name, and no clock ever reaches it.
const Open = Never - 1

// Span is a length of time in nanoseconds. A day is 24 elapsed hours.
type Span int64

// The units of a span in a policy.
const (
	Second Span = Span(time.Second)
	Minute      = 60 * Second
	Hour        = 60 * Minute
	Day         = 24 * Hour
	Week        = 7 * Day
)

// rfc3339Len is the length of the shortest form, 2006-01-02T15:04:05Z.
const rfc3339Len = 20

// Parse reads an RFC 3339 date-time strictly: four-digit year from 1970 on,
// capital T and Z, a dot before a fraction, an offset of less than 24 hours.
// "-00:00" (offset unknown, RFC 3339 section 4.3) and leap seconds are refused.
func Parse(s string) (Time, bool) {
	if len(s) < rfc3339Len || len(s) > 64 || !strictShape(s) {
		return 0, false
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Unix() <= 0 || t.Year() > 2261 {
		return 0, false
	}
	return Time(t.UnixNano()), true
}

// strictShape refuses what package time lets pass: a comma before the fraction,
// one-digit hours, lower-case letters, an unknown offset.
func strictShape(s string) bool {
	const shape = "dddd-dd-ddTdd:dd:dd"
	for i := range shape {
		if shape[i] == 'd' && !digit(s[i]) || shape[i] != 'd' && s[i] != shape[i] {
			return false
		}
	}
	rest := s[len(shape):]
	if rest[0] == '.' {
		n := 1
		for n < len(rest) && digit(rest[n]) {
			n++
		}
		if n == 1 {
			return false
		}
		rest = rest[n:]
	}
	return rest == "Z" || offset(rest)
}

func offset(s string) bool {
	if len(s) != 6 || s[0] != '+' && s[0] != '-' || s[3] != ':' || s == "-00:00" {
		return false
	}
	h, m := s[1:3], s[4:6]
	return digit(h[0]) && digit(h[1]) && digit(m[0]) && digit(m[1]) && h < "24" && m < "60"
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// String is RFC 3339 in UTC with as many fraction digits as needed.
func (t Time) String() string {
	return time.Unix(0, int64(t)).UTC().Format(time.RFC3339Nano)
}

// Append appends what String answers.
func (t Time) Append(dst []byte) []byte {
	return time.Unix(0, int64(t)).UTC().AppendFormat(dst, time.RFC3339Nano)
}

// MarshalText writes what String answers, and nothing for none.
func (t Time) MarshalText() ([]byte, error) {
	if t == 0 {
		return nil, nil
	}
	return t.Append(nil), nil
}

// UnmarshalText reads what MarshalText wrote.
func (t *Time) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*t = 0
		return nil
	}
	at, ok := Parse(string(text))
	if !ok {
		return errors.New("not an RFC 3339 date-time")
	}
	*t = at
	return nil
}

// Add moves t by s and stops at Never instead of wrapping round.
func (t Time) Add(s Span) Time {
	if s > 0 && int64(t) > math.MaxInt64-int64(s) {
		return Never
	}
	return t + Time(s)
}

// Sub is the span from u to t.
func (t Time) Sub(u Time) Span { return Span(t - u) }

// Within says whether t lies in the half-open window of length s that ends at
// now: something exactly s old is outside.
func (t Time) Within(s Span, now Time) bool { return now.Sub(t) < s }
