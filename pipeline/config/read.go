package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/source"
)

// loader collects a Config and all that is wrong on the way.
type loader struct {
	config   *Config
	file     *source.File
	dir      string
	problems source.Problems
	unread   bool            // the text is no YAML: what it does not say is unknown
	wrong    map[string]bool // settings that have a problem already: what depends on them is not judged
}

// place is where something was written: in the file, or in a variable.
type place struct {
	file         *source.File
	line, column int
}

func (p place) problem(format string, args ...any) source.Problem {
	at := p.file.At(p.line, p.column, format, args...)
	at.Text = discreet(at.Text)
	return at
}

func (l *loader) refuse(p place, format string, args ...any) {
	l.problems = append(l.problems, p.problem(format, args...))
}

func (l *loader) of(n *yaml.Node) place { return place{l.file, n.Line, n.Column} }

// tellTale finds a secret written where only its file should be named.
var tellTale = regexp.MustCompile(`(?i)([\w.-]*(?:pass|pwd|secret|token|credential|subject|private)[\w.-]*)["']?\s*:\s*\S`)

// discreet cuts off a line what may be a secret: an error is shown and logged.
func discreet(line string) string {
	for _, m := range tellTale.FindAllStringSubmatchIndex(line, -1) {
		if key := line[m[2]:m[3]]; !strings.HasSuffix(strings.ToLower(key), "_file") {
			return line[:m[1]-1] + redacted
		}
	}
	return line
}

// document is the top of the one document of the text; nil where there is
// nothing to read.
func (l *loader) document(text []byte) *yaml.Node {
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithUniqueKeys(false))
	if err != nil {
		l.syntax(err)
		return nil
	}
	var doc, second yaml.Node
	if err := loader.Load(&doc); err != nil {
		if !errors.Is(err, io.EOF) {
			l.syntax(err)
		}
		return nil
	}
	switch err := loader.Load(&second); {
	case err == nil:
		l.refuse(l.of(&second), "a second document: maat.yaml is one")
	case !errors.Is(err, io.EOF):
		l.syntax(err)
	}
	if len(doc.Content) != 1 {
		return nil
	}
	return doc.Content[0]
}

// syntax places what is no YAML.
func (l *loader) syntax(err error) {
	l.unread = true
	var at *yaml.LoadError
	if !errors.As(err, &at) {
		l.refuse(place{file: l.file}, "not YAML")
		return
	}
	message := "not YAML: " + at.Message
	if at.ContextMsg != "" {
		message += fmt.Sprintf(" %s that begins on line %d", at.ContextMsg, at.ContextMark.Line)
	}
	l.refuse(place{l.file, at.Mark.Line, at.Mark.Column}, "%s", message)
}

// section reads a mapping whose keys are settings or sections below path.
func (l *loader) section(path string, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		l.refuse(l.of(n), "%s must be keys with values, such as %s", orTop(path), example(path))
		l.unread = l.unread || path == ""
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if first, twice := seen[key.Value]; twice {
			l.refuse(l.of(key), "%s is given twice; first on line %d", join(path, key.Value), first)
			continue
		}
		seen[key.Value] = key.Line
		l.entry(path, key, value)
	}
}

func (l *loader) entry(parent string, key, value *yaml.Node) {
	path := join(parent, key.Value)
	switch s, known := lookup(path); {
	case key.Kind != yaml.ScalarNode:
		l.refuse(l.of(key), "a key in %s must be a word", orTop(parent))
	case strings.Contains(key.Value, "."):
		l.refuse(l.of(key), "unknown key %q in %s; a dot stands for a section: write it as keys within keys", key.Value, orTop(parent))
	case known:
		l.noting(s, l.of(value), func() { l.setting(s, value) })
	case len(children(path)) > 0:
		l.section(path, value)
	default:
		l.refuse(l.of(key), "unknown key %q in %s%s", key.Value, orTop(parent), meant(parent, key.Value))
	}
}

// meant says where an unknown key belongs.
func meant(parent, key string) string {
	siblings := children(parent)
	for _, s := range siblings {
		if s == key+"_file" {
			return "; a secret is read from a file: " + s
		}
	}
	if source.Nearest(key, siblings) == "" {
		for _, s := range settings() {
			if section, ok := strings.CutSuffix(s.path, "."+key); ok {
				return "; it belongs in " + section
			}
			if section, ok := strings.CutSuffix(s.path, "."+key+"_file"); ok {
				return "; it belongs in " + section + " as " + key + "_file"
			}
		}
	}
	return source.Suggestion("; ", key, siblings)
}

func lookup(path string) (*setting, bool) {
	for _, s := range settings() {
		if s.path == path {
			return &s, true
		}
	}
	return nil, false
}

// children are the keys directly below a section, in order, each once.
func children(path string) []string {
	var out []string
	for _, s := range settings() {
		rest, below := strings.CutPrefix(s.path, path+".")
		if path == "" {
			rest, below = s.path, true
		}
		first, _, _ := strings.Cut(rest, ".")
		if below && (len(out) == 0 || out[len(out)-1] != first) {
			out = append(out, first)
		}
	}
	return out
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func orTop(path string) string {
	if path == "" {
		return "maat.yaml"
	}
	return path
}

func example(path string) string { return children(path)[0] + ": ..." }
