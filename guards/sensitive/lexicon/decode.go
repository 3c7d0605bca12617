package lexicon

import (
	"html"
	"strings"
)

// entityMax is the longest HTML entity that is looked for, in bytes from '&'
// to ';'. The longest name in the standard has 33; the ones that spell letters
// are far shorter.
const entityMax = 34

// encoded reports whether s can hold anything that decode changes.
func encoded(s string) bool {
	return strings.IndexByte(s, '%') >= 0 ||
		strings.IndexByte(s, '&') >= 0 && strings.IndexByte(s, ';') >= 0
}

// decode appends to dst the bytes of s with URL escapes (%C3%AB) and HTML
// entities (&euml;, &#235;) replaced, however deeply they are nested in each
// other. Each byte is looked at as it is written, and what it completes is
// replaced at once, so that any depth costs one pass.
func decode(dst []byte, s string) []byte {
	for i := range len(s) {
		dst = append(dst, s[i])
		for {
			next, changed := settle(dst)
			if !changed {
				break
			}
			dst = next
		}
	}
	return dst
}

// settle replaces the escape that the last byte of dst completes, if it does.
func settle(dst []byte) ([]byte, bool) {
	n := len(dst)
	if n >= 3 && dst[n-3] == '%' {
		high, ok1 := unhex(dst[n-2])
		low, ok2 := unhex(dst[n-1])
		if ok1 && ok2 {
			return append(dst[:n-3], high<<4|low), true
		}
	}
	if n > 0 && dst[n-1] == ';' {
		return settleEntity(dst)
	}
	return dst, false
}

// settleEntity replaces the entity that ends dst. The semicolon is required:
// without it "&ethnicity=1" would become "ðnicity".
func settleEntity(dst []byte) ([]byte, bool) {
	floor := max(0, len(dst)-entityMax)
	for at := len(dst) - 2; at >= floor; at-- {
		if dst[at] != '&' {
			continue
		}
		name := string(dst[at:])
		plain := html.UnescapeString(name)
		if len(plain) > len(name) || plain == name || len(plain) > 1 && strings.HasSuffix(plain, ";") {
			return dst, false
		}
		return append(dst[:at], plain...), true
	}
	return dst, false
}

func unhex(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
