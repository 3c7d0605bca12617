package event

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// AppendCanonical appends the event in compact form: no blanks, members in the
// order in which they came, numbers as they were written, strings with no more
// escapes than JSON needs. It is never longer than what was parsed.
func (v *View) AppendCanonical(dst []byte) []byte { return v.appendValue(dst, 0) }

func (v *View) appendValue(dst []byte, at int32) []byte {
	n := &v.nodes[at]
	switch {
	case v.compact, n.kind < String:
		return append(dst, v.src[n.start:n.end]...)
	case n.kind == String:
		return appendString(dst, v.src[n.start:n.end], n.text)
	}
	dst = append(dst, opening(n.kind))
	for i := at + 1; i < n.next; i = v.nodes[i].next {
		if i > at+1 {
			dst = append(dst, ',')
		}
		if n.kind == Object {
			dst = append(Quote(dst, v.nodes[i].key), ':')
		}
		dst = v.appendValue(dst, i)
	}
	return append(dst, closing(n.kind))
}

// appendString appends a string of the event. One without escapes is minimal
// as it stands.
func appendString(dst []byte, raw, text string) []byte {
	if strings.IndexByte(raw, '\\') < 0 {
		return append(dst, raw...)
	}
	return Quote(dst, text)
}

// Quote appends text as a JSON string with the fewest escapes.
func Quote(dst []byte, text string) []byte {
	dst, _ = jsontext.AppendQuote(dst, text) // on bad UTF-8 it writes U+FFFD and goes on
	return dst
}

func opening(k Kind) byte {
	if k == Array {
		return '['
	}
	return '{'
}

func closing(k Kind) byte {
	if k == Array {
		return ']'
	}
	return '}'
}
