package event

import (
	"net/url"
	"strings"
	"unicode"
)

// domain answers the host of a URL, of an e-mail address, or a bare host name,
// in lower case, without port and user.
func domain(s string) (string, bool) {
	host := s
	if absolute(s) {
		u, err := url.Parse(s)
		if err != nil {
			return "", false
		}
		host = u.Hostname()
	} else if user, after, found := strings.Cut(s, "@"); found {
		if user == "" || strings.ContainsFunc(user, unicode.IsSpace) {
			return "", false
		}
		host = after
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return host, hostName(host)
}

// absolute says that s is a URL with a host: https://host or //host.
func absolute(s string) bool {
	scheme, _, found := strings.Cut(s, "//")
	return found && (scheme == "" || strings.HasSuffix(scheme, ":"))
}

// hostName says that s is a name of two labels or more. A last label that
// begins with a digit makes it an address, which points at a person, not at a
// site.
func hostName(s string) bool {
	labels := strings.Split(s, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || len(s) > 253 || last == "" || last[0] <= '9' {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63*4 || strings.ContainsFunc(label, notHost) {
			return false
		}
	}
	return true
}

func notHost(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '-' && r != '_'
}

// pathRoot answers the first segment of a path with its slash, escaped as URLs
// are; "/" where there is none. Parameters after ; are no part of it, nor what
// an escaped slash keeps together.
func pathRoot(s string) (string, bool) {
	if !absolute(s) && !strings.HasPrefix(s, "/") {
		return "", false
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", false
	}
	first := strings.TrimPrefix(u.Path, "/")
	if i := strings.IndexAny(first, "/;"); i >= 0 {
		first = first[:i]
	}
	return (&url.URL{Path: "/" + first}).EscapedPath(), true
}
