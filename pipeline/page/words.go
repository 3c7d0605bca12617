package page

import (
	"fmt"
	"slices"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// language is all that a page says in one language. In texts stand {names}; in
// promises the settings of the guard, by key word.
type language struct {
	code, title, intro, closed, trial         string
	asked, askedIntro, usedFor, signalled     string
	usedToJoin, usedForNothing                string
	where, whereIntro, hears, needs           string
	withYes, unasked, owed, needsOwed, told   string
	promised, forSome, butOwed, butOwedAgain  string
	tried, triedIntro                         string
	forgets, forgetsOpen                      string
	isOff, off, only                          string
	never, neverIntro                         string
	choice, optOut, optIn, withdraw           string
	erase, ask                                string
	joins                                     [2]string // between, and before the last
	units                                     map[byte][2]string
	against                                   string
	roles                                     map[state.Role]string
	by, purposes, paths, names, did, promises map[string]string
	kinds, topics                             map[string]string
}

// and joins words as people do.
func (w *language) and(list []string) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	}
	return strings.Join(list[:len(list)-1], w.joins[0]) + w.joins[1] + list[len(list)-1]
}

// count is a number with its noun: one, or more.
func (w *language) count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// span is a length of time in whole units: hours up to two days, then days.
func (w *language) span(s instant.Span) string {
	if s <= 0 {
		return ""
	}
	units := []struct {
		name byte
		span instant.Span
	}{{'d', instant.Day}, {'h', instant.Hour}, {'m', instant.Minute}, {'s', instant.Second}}
	if s < 2*instant.Day {
		units = units[1:]
	}
	var parts []string
	for _, u := range units {
		if n := int(s / u.span); n > 0 {
			parts = append(parts, w.count(n, w.units[u.name][0], w.units[u.name][1]))
			s %= u.span
		}
	}
	return w.and(parts)
}

// protects says what a guard is against.
func (w *language) protects(k *guard.Kind) string {
	if words, ok := w.kinds[k.Name]; ok {
		return words
	}
	return fill(w.against, "what", k.Protect)
}

// Protects says in a language what a guard is against, as a page does.
func Protects(language string, k *guard.Kind) string { return wordsOf(language).protects(k) }

func (w *language) topic(name string) string {
	if words, ok := w.topics[name]; ok {
		return words
	}
	return asCode(name)
}

// fields are the fields of a layer in words, each once.
func (b *builder) fields(list []event.Field) (words []string) {
	for _, f := range list {
		one := b.field(f.Path.String())
		if f.Transform != nil {
			one += " (" + b.words.did[f.Transform.Did()] + ")"
		}
		if !slices.Contains(words, one) {
			words = append(words, one)
		}
	}
	return words
}

// field is a path in words: of the whole path, else of its last name, else that
// name as it is written, with its whole path where it needs that to be told apart.
func (b *builder) field(path string) string {
	if words, ok := b.words.paths[path]; ok {
		return words
	}
	last := lastName(path)
	if words, ok := b.words.names[last]; ok {
		return words
	}
	if b.ambiguous(path, last) {
		return asCode(path)
	}
	return asCode(last)
}

// lastName is the last name of a path; of one with quotes, in which a name may
// hold a dot, all of it.
func lastName(path string) string {
	if strings.Contains(path, `"`) {
		return path
	}
	return strings.ReplaceAll(path[strings.LastIndexByte(path, '.')+1:], "[]", "")
}

// ambiguous says that another field that leaves has the same last name: the two
// would stand on the page as one.
func (b *builder) ambiguous(path, last string) bool {
	for _, d := range b.program.Destinations {
		for _, l := range d.Layers {
			for _, f := range l.Fields {
				if other := f.Path.String(); other != path && lastName(other) == last {
					return true
				}
			}
		}
	}
	return false
}
