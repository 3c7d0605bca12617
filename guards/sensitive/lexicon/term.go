package lexicon

import (
	"errors"
	"strings"
)

// Limits of a line, in letters and digits without blanks.
const (
	wholeMin  = 2
	prefixMin = 3
	suffixMin = 4
	insideMin = 5
	termMax   = 63 // a term's joints are the bits of one word
)

// shape says where in a word a term may stand.
type shape uint8

const (
	whole  shape = 1 + iota // burn-out: from the start of a word to the end of one
	prefix                  // zwanger*: from the start of a word
	suffix                  // *verslaving: to the end of a word
	inside                  // *kanker*: anywhere
)

// language decides which endings a term may take.
type language uint8

const (
	dutch language = 1 + iota
	english
	anyLanguage // words of a policy: the endings of both
)

// term is one line of the data, compiled.
type term struct {
	topic  Topic  // 0 on a shield of every topic
	line   string // as written, without marks of the syntax but the stars
	text   string // folded, words written together
	joints uint64 // bit k: a word of the term starts at text[k], k > 0
	shape  shape
	lang   language
	exact  bool // no endings
	strict bool // written with '=': in pieces or together as the line is, unless spelled out
	shield bool // looks sensitive and is not
	// A phrase with gaps or numbers goes on after text, and may begin before it.
	heads  []term // its first words, to choose from
	rest   []step
	before numbers
}

var (
	errEmpty = errors.New("no letters or digits in the term")
	errShort = errors.New("the term is too short for where its stars stand: it would match words that have nothing to do with it")
	errLong  = errors.New("the term is longer than 63 letters and digits")
	errStar  = errors.New("a star may stand only at the start and at the end of a word, or alone between two words")
	errMark  = errors.New("'=' goes with whole words only, without stars")
)

// parseTerm compiles one line without comment. The syntax is in README.md.
func parseTerm(line string, topic Topic, lang language) (term, error) {
	t := term{topic: topic, lang: lang, shape: whole}
	rest := strings.TrimSpace(line)
	rest, t.shield = strings.CutPrefix(rest, "!")
	rest, t.exact = strings.CutPrefix(rest, "=")
	t.strict = t.exact
	t.line = rest
	if hasSteps(rest) {
		return parsePhrase(t)
	}
	return t.parseWords(rest)
}

// parseWords completes t, whose marks are read, with the words of rest.
func (t term) parseWords(rest string) (term, error) {
	rest, before := strings.CutPrefix(rest, "*")
	rest, after := strings.CutSuffix(rest, "*")
	switch {
	case before && after:
		t.shape = inside
	case before:
		t.shape = suffix
	case after:
		t.shape = prefix
	}
	if t.exact && t.shape != whole {
		return term{}, errMark
	}
	if strings.Contains(rest, "*") {
		return term{}, errStar
	}
	f := foldText(rest)
	t.text = string(f.text)
	if err := t.check(); err != nil {
		return term{}, err
	}
	t.joints = f.starts.window(0, len(t.text)) &^ 1
	return t, nil
}

func (t *term) check() error {
	var least int
	switch t.shape {
	case whole:
		least = wholeMin
	case prefix:
		least = prefixMin
	case suffix:
		least = suffixMin
	case inside:
		least = insideMin
	}
	switch {
	case t.text == "":
		return errEmpty
	case len(t.text) < least:
		return errShort
	case len(t.text) > termMax:
		return errLong
	}
	return nil
}

// variants returns t and the regular forms of it that are no mere endings, or a
// phrase once with each of its first words.
func (t term) variants() []term {
	if len(t.heads) > 0 {
		var all []term
		for i := range t.heads {
			all = append(all, t.withHead(&t.heads[i]))
		}
		return all
	}
	all := []term{t}
	n := len(t.text)
	if t.exact || t.shape == prefix || t.shape == inside || n < wholeMin+2 {
		return all
	}
	if t.lang&english != 0 && t.text[n-1] == 'y' && !strings.ContainsRune("aeiou", rune(t.text[n-2])) {
		plural := t
		plural.text = t.text[:n-1] + "ies" // pregnancy, pregnancies
		plural.exact = true
		all = append(all, plural)
	}
	return all
}

// ending reports whether s may follow a term of language lang within a word.
func ending(lang language, s []byte) bool {
	switch string(s) {
	case "":
		return true
	case "s", "es":
		return true
	case "e", "n", "en", "sen", "je", "jes", "tje", "tjes":
		return lang&dutch != 0
	}
	return false
}
