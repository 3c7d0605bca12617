package recognition

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Limits of a rule.
const (
	elementsMax = 16
	optionalMax = 8
	readingsMax = 256
	gapShort    = 2 // words that .. passes over, at most
	gapLong     = 6 // words that ... passes over, at most
)

// part is what an element of a rule asks for.
type part uint8

const (
	oneOf  part = 1 + iota // the next word is one of a set
	noneOf                 // the next word is none of a set; it takes nothing
	gap                    // some words of the same sentence
	first                  // the start of a sentence
	last                   // the end of a sentence
	asks                   // the end of a question
	pause                  // a comma, a colon, a dash
	tagged                 // the start of a placeholder
	named                  // a word with a capital; with a set: that is of the set
	counts                 // a number
)

// element is one step of a rule.
type element struct {
	part part
	max  int      // gap
	set  *wordSet // oneOf, noneOf, named
}

// rule is one line of the data, compiled: one of its readings, where the line
// has parts that may be absent.
type rule struct {
	class  string
	line   string // as written, without the mark of a shield
	shield bool   // looks like recognition and is not
	steps  []element
	wants  []int32 // sets of which a text must have a word, but for the first two
}

// wordSet are words, beginnings and endings.
type wordSet struct {
	words []string
	ids   bits  // their numbers
	index int32 // its own; 0: not numbered yet
}

var (
	errEmpty = errors.New("the rule asks for no word")
	errLong  = fmt.Errorf("the rule has more than %d parts", elementsMax)
	errMany  = fmt.Errorf("more than %d parts may be absent, or too many alternatives have several words", optionalMax)
	errStart = errors.New("the rule must begin with what it looks for, not with a gap of two or three dots")
	errStar  = errors.New("a star may stand only at the start or at the end of a word with three letters more")
)

// parser reads the lines of one file.
type parser struct {
	class   string
	classes map[string][]string // named lists of words: @you
}

// parse reads one line without comment into its readings.
func (p *parser) parse(line string) ([]rule, error) {
	r := rule{class: p.class, line: line}
	r.line, r.shield = strings.CutPrefix(line, "!")
	readings := [][]element{nil}
	optional := 0
	for _, f := range split(r.line) {
		inner, absent := strings.CutPrefix(f, "[")
		ways, err := p.ways(strings.TrimSuffix(inner, "]"))
		if err != nil {
			return nil, fmt.Errorf("%q: %w", f, err)
		}
		if absent {
			if optional++; optional > optionalMax {
				return nil, errMany
			}
			ways = append(ways, nil)
		}
		if readings = cross(readings, ways); len(readings) > readingsMax {
			return nil, errMany
		}
	}
	var all []rule
	for _, steps := range readings {
		if err := sound(steps); err != nil {
			return nil, err
		}
		one := r
		one.steps = steps
		all = append(all, one)
	}
	return all, nil
}

// cross goes on with every reading in every way.
func cross(readings, ways [][]element) (all [][]element) {
	for _, r := range readings {
		for _, w := range ways {
			all = append(all, slices.Concat(r, w))
		}
	}
	return all
}

// split cuts a line at the blanks that stand outside of brackets.
func split(line string) (parts []string) {
	depth, from := 0, 0
	for i, c := range line + " " {
		switch c {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ' ':
			if depth <= 0 {
				if part := line[from:i]; part != "" {
					parts = append(parts, part)
				}
				from = i + 1
			}
		}
	}
	return parts
}

// sound refuses a rule that would be looked for everywhere, or never found.
func sound(steps []element) error {
	if len(steps) > elementsMax {
		return errLong
	}
	at := slices.IndexFunc(steps, func(e element) bool { return e.part != first })
	if at < 0 {
		return errEmpty
	}
	switch steps[at].part {
	case gap, noneOf:
		return errStart
	case last, asks:
		return errEmpty
	default:
		return nil
	}
}

// ways are what a part of a line may be: one element, and as many in a row as
// an alternative has words.
func (p *parser) ways(s string) ([][]element, error) {
	inner, brackets := strings.CutPrefix(s, "(")
	if !brackets {
		e, err := p.element(s)
		return [][]element{{e}}, err
	}
	var single []string
	var ways [][]element
	for _, w := range strings.Split(strings.TrimSuffix(inner, ")"), "|") {
		if !strings.Contains(w, " ") && !special(w) {
			single = append(single, w)
			continue
		}
		var row []element
		for _, one := range strings.Fields(w) {
			e, err := p.element(one)
			if err != nil {
				return nil, err
			}
			row = append(row, e)
		}
		ways = append(ways, row)
	}
	if len(single) > 0 {
		e, err := p.element(strings.Join(single, "|"))
		return append(ways, []element{e}), err
	}
	return ways, nil
}

func (p *parser) element(s string) (element, error) {
	if e, ok := sign(s); ok {
		return e, nil
	}
	kind := oneOf
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		kind, s = noneOf, rest
	} else if rest, ok := strings.CutPrefix(s, "CAPITAL:"); ok {
		kind, s = named, rest
	}
	set, err := p.set(s)
	return element{part: kind, set: set}, err
}

// sign is what is written with marks, or in capitals, and is no word.
func sign(s string) (e element, ok bool) {
	switch s {
	case "..":
		return element{part: gap, max: gapShort}, true
	case "...":
		return element{part: gap, max: gapLong}, true
	case "^":
		return element{part: first}, true
	case "$":
		return element{part: last}, true
	case "?":
		return element{part: asks}, true
	case ",":
		return element{part: pause}, true
	case "{":
		return element{part: tagged}, true
	case "NUMBER":
		return element{part: counts}, true
	case "CAPITAL":
		return element{part: named}, true
	}
	return element{}, false
}

// special says that an alternative cannot be one word of a set.
func special(s string) bool {
	_, ok := sign(s)
	return ok || strings.HasPrefix(s, "CAPITAL:")
}

// set reads a word, a class, or alternatives of both in brackets.
func (p *parser) set(s string) (*wordSet, error) {
	if inner, ok := strings.CutPrefix(s, "("); ok {
		s = strings.TrimSuffix(inner, ")")
	}
	set := &wordSet{}
	for _, w := range strings.Split(s, "|") {
		if class, ok := strings.CutPrefix(w, "@"); ok {
			words, known := p.classes[class]
			if !known {
				return nil, fmt.Errorf("there is no list @%s", class)
			}
			set.words = append(set.words, words...)
			continue
		}
		w, err := foldStars(w)
		if err != nil {
			return nil, err
		}
		set.words = append(set.words, w)
	}
	return set, nil
}

// foldStars folds a word as texts are, and keeps its stars.
func foldStars(w string) (string, error) {
	core, begins := strings.CutSuffix(w, "*")
	core, ends := strings.CutPrefix(core, "*")
	folded := fold(core)
	switch {
	case folded == "" || strings.Contains(folded, " ") || strings.Contains(folded, "*"):
		return "", fmt.Errorf("%q is not one word", w)
	case begins && ends || (begins || ends) && len(folded) < starMin:
		return "", errStar
	case begins:
		return folded + "*", nil
	case ends:
		return "*" + folded, nil
	}
	return folded, nil
}

// starMin is how many letters a word with a star has.
const starMin = 3
