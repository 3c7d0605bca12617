package policy

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/source"
	"maat/pipeline/state"
)

// word is a text with its place.
type word struct {
	place
	text string
}

// path is a path with its place.
type path struct {
	place
	event.Path
}

// scalarOrList is a setting that is one word or a list of them.
type scalarOrList interface {
	DecodeScalarOrList(values []string, list bool) error
	Words() []string
}

// leaf fills what is one value, by its type. It answers false for what is made
// of several.
func (d *decoder) leaf(n *yaml.Node, v reflect.Value, tag reflect.StructTag) bool {
	switch to := v.Addr().Interface().(type) {
	case *word:
		to.text, _ = d.text(n, tag)
	case *path:
		to.Path = d.path(n)
	case *event.Path:
		*to = d.path(n)
	case *guard.Condition:
		to.Text, _ = d.text(n, tag)
	case *instant.Span:
		*to = d.span(n)
	case *instant.Clock:
		*to = d.clock(n)
	case *guard.By:
		if text, ok := d.text(n, tag); ok {
			*to = guard.By(text)
		}
	case *state.Role:
		if text, ok := d.text(n, reflect.StructTag(`enum:"`+strings.Join(state.RoleNames(), ",")+`"`)); ok {
			*to, _ = state.ParseRole(text)
		}
	case *string:
		if text, ok := d.text(n, tag); ok {
			*to = text
		}
	case *bool:
		*to = d.truth(n, *to)
	case *int:
		*to = d.integer(n, *to)
	case scalarOrList:
		d.scalarOrList(n, to)
	default:
		return false
	}
	return true
}

// text reads a word, one of the tag's enum where it has one.
func (d *decoder) text(n *yaml.Node, tag reflect.StructTag) (string, bool) {
	switch kind := what(n); {
	case kind != "a text" && tag.Get("asks") != "":
		d.fail(n, "%s is expected here, not %s, as in %s: %q; for none leave the key out", tag.Get("asks"), kind, tag.Get("yaml"), tag.Get("example"))
		return "", false
	case n.Kind != yaml.ScalarNode:
		d.fail(n, "one word or text is expected here, not %s", kind)
		return "", false
	case kind == "nothing":
		d.fail(n, "a value is missing here")
		return "", false
	case kind != "a text" && tag.Get("enum") != "":
		d.fail(n, "%s%s", notOne(n.Value, words(tag.Get("enum"))), source.Meant(": ", n.Value, words(tag.Get("enum"))))
		return "", false
	case kind != "a text":
		d.fail(n, "a text is expected here, not %s: to mean the text, write \"%s\"", kind, n.Value)
		return "", false
	case strings.TrimSpace(n.Value) == "":
		d.fail(n, "the text is empty")
		return "", false
	}
	if valid := words(tag.Get("enum")); len(valid) > 0 && !slices.Contains(valid, n.Value) {
		d.fail(n, "%s%s", notOne(n.Value, valid), source.Meant(": ", n.Value, valid))
		return "", false
	}
	return n.Value, true
}

func notOne(text string, valid []string) string {
	if len(valid) == 1 {
		return fmt.Sprintf("%q is not known here, only %s", text, valid[0])
	}
	return fmt.Sprintf("%q is not one of %s", text, strings.Join(valid, ", "))
}

func (d *decoder) path(n *yaml.Node) event.Path {
	text, ok := d.text(n, "")
	if !ok {
		return event.Path{}
	}
	p, err := event.ParsePath(text)
	var wrong *event.PathError
	if errors.As(err, &wrong) {
		line, column := d.inside(n, 1, wrong.Column)
		d.failAt(line, column, "%q is no path: %s", text, wrong.Problem)
	}
	return p
}

func (d *decoder) span(n *yaml.Node) instant.Span {
	if n.Kind != yaml.ScalarNode {
		d.fail(n, "a duration such as 4h is expected here, not %s", what(n))
		return 0
	}
	span, err := instant.ParseSpan(n.Value)
	switch {
	case err != nil:
		d.fail(n, "%v%s", err, nearSpan(n.Value))
	case span == 0:
		d.fail(n, "a duration is longer than %s", n.Value)
	}
	return span
}

var (
	looseSpan  = regexp.MustCompile(`^([0-9]{1,9}) *([a-zA-Z]+)$`)
	plainInt   = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,8})$`)
	spelledOut = []struct{ unit, starts string }{
		{"s", "sec"}, {"m", "min"}, {"h", "hour"}, {"h", "hr"}, {"h", "uur"}, {"h", "uren"}, {"d", "day"}, {"d", "dag"}, {"w", "week"}, {"w", "weken"},
	}
)

// nearSpan suggests 4h for 4 hours and 4H.
func nearSpan(text string) string {
	m := looseSpan.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	unit := strings.ToLower(m[2])
	for _, s := range spelledOut {
		if strings.HasPrefix(unit, s.starts) {
			unit = s.unit
		}
	}
	if _, err := instant.ParseSpan(m[1] + unit); err != nil {
		return ""
	}
	return ": did you mean " + m[1] + unit + "?"
}

func (d *decoder) clock(n *yaml.Node) instant.Clock {
	d.clocks = append(d.clocks, n)
	if n.Kind != yaml.ScalarNode {
		d.fail(n, `a time of day such as "22:00" is expected here, not %s`, what(n))
		return 0
	}
	clock, err := instant.ParseClock(n.Value)
	if err != nil {
		d.fail(n, "%v", err)
	}
	return clock
}

func (d *decoder) truth(n *yaml.Node, old bool) bool {
	if n.Kind == yaml.ScalarNode && n.Style == 0 {
		switch n.Value {
		case "true", "false":
			return n.Value == "true"
		}
	}
	var hint string
	switch strings.ToLower(n.Value) {
	case "yes", "y", "on", "ja", "true", "1":
		hint = ": did you mean true?"
	case "no", "n", "off", "nee", "false", "0":
		hint = ": did you mean false?"
	default:
		hint = source.Meant(": ", n.Value, []string{"true", "false"})
	}
	d.fail(n, "true or false is expected here%s", hint)
	return old
}

func (d *decoder) integer(n *yaml.Node, old int) int {
	if n.Kind != yaml.ScalarNode || n.Style != 0 || !plainInt.MatchString(n.Value) {
		d.fail(n, "a whole number such as 3 is expected here, without quotes, point or leading zero")
		return old
	}
	i, err := strconv.Atoi(n.Value)
	if err != nil {
		d.fail(n, "the number is too large")
		return old
	}
	return i
}

// scalarOrList hands the words to the setting and finds the one that it does
// not know.
func (d *decoder) scalarOrList(n *yaml.Node, to scalarOrList) {
	elements, list := []*yaml.Node{n}, n.Kind == yaml.SequenceNode
	if list {
		elements = n.Content
	}
	known := to.Words()
	var values []string
	for _, e := range elements {
		text, ok := d.text(e, "")
		switch {
		case !ok:
			return
		case !slices.Contains(known, text):
			d.fail(e, "unknown word %q%s", text, source.Suggestion(": ", text, known))
			return
		}
		values = append(values, text)
	}
	if err := to.DecodeScalarOrList(values, list); err != nil {
		d.fail(n, "%v", err)
	}
}
