// Package category says which category codes speak of a sensitive topic: those
// of the IAB Content Taxonomy and of Google's product taxonomy. The codes with
// their topics are files in the folder data, written to be read and corrected.
package category

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"maat/guards/sensitive/lexicon"
)

// Taxonomy is a list of categories that senders know products or pages by.
type Taxonomy uint8

// The taxonomies.
const (
	IAB    Taxonomy = 1 + iota // IAB Content Taxonomy, 1.0 to 3.1
	Google                     // Google product taxonomy
)

// taxonomies in the order of their numbers.
var taxonomies = []Taxonomy{IAB, Google}

// String is the word before a code that a policy names: google:491.
func (t Taxonomy) String() string {
	switch t {
	case IAB:
		return "iab"
	case Google:
		return "google"
	}
	return ""
}

// Options choose what a [Map] knows.
type Options struct {
	Topics []lexicon.Topic            // those that count; none means all
	Allow  []string                   // codes that never count, such as google:525
	Extra  map[lexicon.Topic][]string // codes that count beside those of the data
}

// OptionError says which option is wrong: "allow" or "extra." and a topic, and
// which of its codes.
type OptionError struct {
	Option string
	Index  int
	Err    error
}

func (e *OptionError) Error() string { return "category: " + e.Option + ": " + e.Err.Error() }

func (e *OptionError) Unwrap() error { return e.Err }

// Map is a compiled set of codes. It is immutable and safe for concurrent use.
type Map struct {
	tables [len(dataFiles)]*table
	own    [len(dataFiles)]map[string]line // what the options say, which goes before the tables
	chosen []lexicon.Topic                 // empty: all
}

// line says what one code speaks of.
type line struct {
	topic lexicon.Topic // 0: of nothing
	below bool          // so does what lies beneath it, where nothing nearer says otherwise
}

// Compile reads the embedded data and the options.
func Compile(o Options) (*Map, error) {
	m := &Map{chosen: o.Topics}
	for i, t := range taxonomies {
		made, err := read(dataFiles[t-1]...)
		if err != nil {
			return nil, err
		}
		m.tables[i], m.own[i] = made, map[string]line{}
	}
	if err := m.add("allow", o.Allow, 0); err != nil {
		return nil, err
	}
	for _, t := range lexicon.Topics() {
		name := "extra." + t.String()
		if len(o.Extra[t]) > 0 && !m.counts(t) {
			return nil, &OptionError{name, 0, errors.New("the topic is not chosen")}
		}
		if err := m.add(name, o.Extra[t], t); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *Map) counts(t lexicon.Topic) bool { return len(m.chosen) == 0 || slices.Contains(m.chosen, t) }

// add takes in the codes of one option.
func (m *Map) add(option string, codes []string, topic lexicon.Topic) error {
	for i, text := range codes {
		t, code, below, err := m.named(text)
		if err == nil {
			if _, twice := m.own[t-1][code]; twice {
				err = errors.New("the code is named twice")
			}
		}
		if err != nil {
			return &OptionError{option, i, fmt.Errorf("%s: %w", text, err)}
		}
		m.own[t-1][code] = line{topic, below}
	}
	return nil
}

// named reads a code as a policy names it.
func (m *Map) named(text string) (t Taxonomy, code string, below bool, err error) {
	t, code, _ = Named(text)
	code, below = strings.CutSuffix(code, "*")
	code = m.tables[t-1].tidy(code)
	switch {
	case t == IAB && !isIAB1(code) && !digits(code) && !m.tables[0].lists(code):
		return 0, "", false, errors.New("a code of the IAB is IAB7-3, or a unique id of version 2 or 3, such as iab:286")
	case t == Google && !digits(code):
		return 0, "", false, errors.New("a category of Google is named by its number, such as google:491")
	case below && !isIAB1(code) && !m.tables[t-1].lists(code):
		return 0, "", false, errors.New("what lies beneath it is not known here: name the codes one by one")
	}
	return t, code, below, nil
}

// Named parts a code that is written with its taxonomy: iab:IAB7-3, google:491.
func Named(text string) (t Taxonomy, code string, ok bool) {
	word, code, ok := strings.Cut(strings.TrimSpace(text), ":")
	for _, t := range taxonomies {
		if ok && strings.EqualFold(word, t.String()) {
			return t, strings.TrimSpace(code), true
		}
	}
	return 0, "", false
}
