package config

import (
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"
)

// word is a scalar with its place. tag is that of YAML, or empty where it comes
// from a variable: there everything is text.
type word struct {
	text, tag string
	at        place
}

// noting marks a setting as wrong when reading it added a problem.
func (l *loader) noting(s *setting, at place, read func()) {
	before := len(l.problems)
	l.config.places[s.path] = at
	read()
	l.wrong[s.path] = len(l.problems) > before
}

// setting reads the value of a setting from the file.
func (l *loader) setting(s *setting, n *yaml.Node) {
	at := l.of(n)
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		l.refuse(at, "%s has no value; give one or leave the key out", s.path)
		return
	}
	switch target := s.at(l.config).(type) {
	case *[]string:
		l.list(s, target, n)
	case *map[string]string:
		l.mapping(s, target, n)
	default:
		if w, ok := l.scalar(s, n); ok {
			l.assign(s, w)
		}
	}
}

// scalar refuses lists, mappings, aliases and tags of one's own.
func (l *loader) scalar(s *setting, n *yaml.Node) (word, bool) {
	if n.Kind != yaml.ScalarNode || n.Style&yaml.TaggedStyle != 0 {
		l.refuse(l.of(n), "%s must be %s", s.path, wants(s))
		return word{}, false
	}
	return word{n.Value, n.ShortTag(), l.of(n)}, true
}

func (l *loader) list(s *setting, to *[]string, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		l.refuse(l.of(n), "%s must be a list; write [a, b]", s.path)
		return
	}
	if s.required && len(n.Content) == 0 {
		l.refuse(l.of(n), "%s must name at least one", s.path)
		return
	}
	var words []word
	for _, item := range n.Content {
		if w, ok := l.scalar(s, item); ok {
			words = append(words, w)
		}
	}
	l.texts(s, to, words)
}

// texts sets a list; an entry that is there already is refused.
func (l *loader) texts(s *setting, to *[]string, words []word) {
	*to = nil
	for _, w := range words {
		text, ok := l.text(s, w)
		if ok && slices.Contains(*to, text) {
			l.refuse(w.at, "%s names %q twice", s.path, text)
		} else if ok {
			*to = append(*to, text)
		}
	}
}

func (l *loader) mapping(s *setting, to *map[string]string, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		l.refuse(l.of(n), "%s must be names with files, such as crm: /etc/maat/keys/hmac/crm", s.path)
		return
	}
	*to = map[string]string{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		l.config.places[join(s.path, key.Value)] = l.of(value)
		if w, ok := l.scalar(s, value); ok {
			l.named(s, *to, word{key.Value, "", l.of(key)}, w)
		}
	}
}

func (l *loader) named(s *setting, to map[string]string, key, value word) {
	if _, twice := to[key.text]; twice {
		l.refuse(key.at, "%s names %q twice", s.path, key.text)
		return
	}
	if !hmacName.MatchString(key.text) {
		l.refuse(key.at, "a name in %s must be letters, digits, dots, dashes and underscores", s.path)
		return
	}
	if text, ok := l.text(s, value); ok {
		to[key.text] = text
	}
}

// assign sets a setting of one value.
func (l *loader) assign(s *setting, w word) {
	switch to := s.at(l.config).(type) {
	case *string:
		if w.text == "" && !s.required { // what a template leaves empty: the default
			return
		}
		if text, ok := l.text(s, w); ok {
			*to = text
		}
	case *bool:
		l.truth(s, to, w)
	case *int:
		l.number(s, to, w)
	case *time.Duration:
		l.span(s, to, w)
	}
}

func (l *loader) text(s *setting, w word) (string, bool) {
	if w.tag != "" && w.tag != "!!str" && w.tag != "!!timestamp" {
		l.refuse(w.at, "%s must be a text; put it in quotes if it is one", s.path)
		return "", false
	}
	if w.text == "" {
		l.refuse(w.at, "%s must not be empty: it is %s", s.path, s.rule.want)
		return "", false
	}
	if why := s.rule.refuses(w.text); why != "" {
		l.refuse(w.at, "%s %s", s.path, why)
		return "", false
	}
	if s.rule.path {
		return l.absolute(w), true
	}
	return w.text, true
}

// absolute resolves a path: in the file it starts at the file's folder, in a
// variable at the working directory, which is where each was written.
func (l *loader) absolute(w word) string {
	if filepath.IsAbs(w.text) {
		return filepath.Clean(w.text)
	}
	if w.tag != "" {
		return filepath.Join(l.dir, w.text)
	}
	path, err := filepath.Abs(w.text)
	if err != nil {
		l.refuse(w.at, "the working directory is gone; write an absolute path")
	}
	return path
}

func (l *loader) truth(s *setting, to *bool, w word) {
	yes, err := strconv.ParseBool(w.text)
	if w.tag != "" && w.tag != "!!bool" || err != nil {
		l.refuse(w.at, "%s must be true or false", s.path)
		return
	}
	*to = yes
}

func (l *loader) number(s *setting, to *int, w word) {
	n, err := strconv.ParseInt(w.text, 10, 64)
	if w.tag != "" && w.tag != "!!int" || err != nil {
		l.refuse(w.at, "%s must be a whole number", s.path)
		return
	}
	if n < s.min || n > s.max {
		l.refuse(w.at, "%s must be from %d to %d", s.path, s.min, s.max)
		return
	}
	*to = int(n)
}

func (l *loader) span(s *setting, to *time.Duration, w word) {
	d, ok := parseSpan(w.text)
	if w.tag != "" && w.tag != "!!str" || !ok {
		l.refuse(w.at, "%s %s", s.path, spanWant)
		return
	}
	if int64(d) < s.min || int64(d) > s.max {
		l.refuse(w.at, "%s must be from %s to %s", s.path, formatSpan(time.Duration(s.min)), formatSpan(time.Duration(s.max)))
		return
	}
	*to = d
}

func wants(s *setting) string {
	switch s.at(&Config{}).(type) {
	case *bool:
		return "true or false"
	case *int:
		return "a whole number"
	case *time.Duration:
		return "a duration, such as 100ms, 15s or 5m"
	default:
		return s.rule.want
	}
}
