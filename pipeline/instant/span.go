package instant

import (
	"errors"
	"fmt"
	"strings"
)

// SpanMax bounds every span of a policy: ten years.
const SpanMax = 3650 * Day

var units = []struct {
	name byte
	span Span
}{{'w', Week}, {'d', Day}, {'h', Hour}, {'m', Minute}, {'s', Second}}

// ErrSpan says how a span is written.
var ErrSpan = errors.New("a duration is a whole number with a unit s, m, h, d or w, such as 15m, 4h or 1d12h")

// ParseSpan reads 30s, 15m, 4h, 7d, 2w and sums such as 1d12h, larger units
// first and each at most once.
func ParseSpan(s string) (Span, error) {
	if s == "" {
		return 0, ErrSpan
	}
	var sum Span
	next := 0
	for rest := s; rest != ""; {
		n, unit, tail, err := head(rest, next)
		if err != nil {
			return 0, err
		}
		sum += n * units[unit].span
		if sum > SpanMax {
			return 0, fmt.Errorf("a duration is at most %s", SpanMax)
		}
		rest, next = tail, unit+1
	}
	return sum, nil
}

// head reads one number and its unit; only units from index next on may follow.
func head(s string, next int) (n Span, unit int, tail string, err error) {
	i := 0
	for i < len(s) && digit(s[i]) {
		if i == 9 {
			return 0, 0, "", ErrSpan
		}
		n = n*10 + Span(s[i]-'0')
		i++
	}
	if i == 0 || i == len(s) {
		return 0, 0, "", ErrSpan
	}
	for unit = next; unit < len(units); unit++ {
		if units[unit].name == s[i] {
			return n, unit, s[i+1:], nil
		}
	}
	return 0, 0, "", ErrSpan
}

// String writes the span the way a policy does: 1d12h.
func (s Span) String() string {
	if s <= 0 {
		return "0s"
	}
	var b strings.Builder
	for _, u := range units[1:] {
		if n := s / u.span; n > 0 {
			fmt.Fprintf(&b, "%d%c", n, u.name)
			s -= n * u.span
		}
	}
	return b.String()
}
