package config

import (
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"maat/pipeline/instant"
	"maat/pipeline/source"
)

// rule is what a text has to look like.
type rule struct {
	want    string // said where it does not
	pattern string // for the schema too; empty: anything
	max     int    // characters; 0: any number
	choices []string
	check   func(string) bool // what a pattern cannot say
	path    bool              // it names a file: made absolute
}

var (
	textRule  = rule{want: "a text"}
	nameRule  = rule{want: "a name of at most 100 letters, digits, dots, dashes and underscores", pattern: `^[a-zA-Z0-9._-]+$`, max: 100}
	podRule   = rule{want: "a name of at most 253 letters, digits, dots, dashes and underscores", pattern: `^[a-zA-Z0-9._-]+$`, max: 253} // as long as that of a pod
	topicRule = rule{want: "the name of a topic: at most 249 letters, digits, dots, dashes and underscores", pattern: `^[a-zA-Z0-9._-]+$`, max: 249,
		check: func(s string) bool { return s != "." && s != ".." }}
	addressRule = rule{want: "host:port, such as kafka-0:9092", pattern: `^.+:[0-9]+$`,
		check: func(s string) bool { return port(s, 1) && !strings.HasPrefix(s, ":") }}
	listenRule = rule{want: "an address such as 127.0.0.1:9464 or :9464", pattern: `^.*:[0-9]+$`,
		check: func(s string) bool { return port(s, 0) }}
	fileRule = rule{want: "the path of a file", path: true, check: func(s string) bool { return !strings.ContainsRune(s, 0) }}
)

// hmacName is how a policy names a key.
var hmacName = regexp.MustCompile(`^[-_.a-zA-Z0-9]+$`)

func choice(words ...string) rule {
	return rule{want: "one of " + strings.Join(words, ", "), choices: words}
}

func port(s string, least int) bool {
	_, text, err := net.SplitHostPort(s)
	n, bad := strconv.Atoi(text)
	return err == nil && bad == nil && n >= least && n <= 65535
}

// refuses says why a text is not what the rule wants; empty: it is.
func (r rule) refuses(s string) string {
	switch {
	case r.choices != nil && !slices.Contains(r.choices, s):
		if meant := source.Meant("; ", s, r.choices); meant != "" {
			return "is not known" + meant
		}
	case r.pattern != "" && !regexp.MustCompile(r.pattern).MatchString(s):
	case r.max > 0 && len([]rune(s)) > r.max:
	case r.check != nil && !r.check(s):
	default:
		return ""
	}
	return "must be " + r.want
}

// spanWant is said where a duration cannot be read.
const spanWant = "must be a duration: a whole number with a unit, such as 100ms, 15s or 5m"

// parseSpan reads durations as a policy has them, and ms after all else.
func parseSpan(s string) (time.Duration, bool) {
	head, isMS := strings.CutSuffix(s, "ms")
	if !isMS {
		span, err := instant.ParseSpan(s)
		return time.Duration(span), err == nil
	}
	digits := len(head)
	for digits > 0 && head[digits-1] >= '0' && head[digits-1] <= '9' {
		digits--
	}
	n, err := strconv.ParseUint(head[digits:], 10, 31)
	if err != nil {
		return 0, false
	}
	sum := time.Duration(n) * time.Millisecond
	if digits == 0 {
		return sum, true
	}
	span, err := instant.ParseSpan(head[:digits])
	return time.Duration(span) + sum, err == nil
}

// formatSpan is the inverse of parseSpan.
func formatSpan(d time.Duration) string {
	whole, ms := d.Truncate(time.Second), d%time.Second/time.Millisecond
	switch {
	case ms == 0:
		return instant.Span(whole).String()
	case whole == 0:
		return fmt.Sprintf("%dms", ms)
	default:
		return fmt.Sprintf("%s%dms", instant.Span(whole), ms)
	}
}
