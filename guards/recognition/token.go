package recognition

import (
	"html"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"maat/guards/sensitive/lexicon"
)

// mark is what a token is that is no word.
type mark uint8

const (
	word     mark = 1 + iota
	comma         // a pause: , ; : or a dash
	stop          // the end of a sentence
	question      // the end of a question
	opens         // the start of a placeholder: {{, *|, [, <%
)

// token is a word or a mark of a text.
type token struct {
	mark       mark
	name       bool   // a word written with a capital
	number     bool   // a word of digits
	text       string // a word, folded
	start, end int    // in the text that is judged
}

// readable is text without what only a machine reads: HTML entities, and URL
// escapes where the blanks of the text are written so.
func readable(text string) string {
	if strings.Contains(text, "%20") {
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
	}
	if strings.IndexByte(text, '&') >= 0 {
		text = html.UnescapeString(text)
	}
	return text
}

// tokens appends the tokens of a text to list.
func tokens(list []token, text string) []token {
	for i := 0; i < len(text); {
		if n := wordLen(text[i:]); n > 0 {
			list = appendWord(list, text, i, i+n)
			i += n
			continue
		}
		m, n := markAt(text, i)
		if m != 0 {
			list = append(list, token{mark: m, start: i, end: i + n})
		}
		i += n
	}
	return list
}

// wordLen is how long the word is with which s begins. Apostrophes within a
// word, marks and what is invisible belong to it.
func wordLen(s string) (n int) {
	letters := false
	for n < len(s) {
		r, width := utf8.DecodeRuneInString(s[n:])
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			letters = true
		case !letters:
			return 0
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case isApostrophe(r) && beginsWord(s[n+width:]):
		default:
			return n
		}
		n += width
	}
	return n
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' || r == '`' }

func beginsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// appendWord folds the word text[start:end]. What the folding takes apart
// becomes as many words.
func appendWord(list []token, text string, start, end int) []token {
	raw := text[start:end]
	first, _ := utf8.DecodeRuneInString(raw)
	t := token{mark: word, name: unicode.IsUpper(first), number: isNumber(raw), start: start, end: end}
	folded := fold(raw)
	for {
		part, rest, more := strings.Cut(folded, " ")
		if part != "" {
			t.text = part
			list = append(list, t)
		}
		if !more {
			return list
		}
		folded = rest
	}
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

// fold is the form in which words are compared. Plain words, which are nearly
// all, need no more than small letters.
func fold(raw string) string {
	plain, small := true, true
	for i := range len(raw) {
		switch c := raw[i]; {
		case 'a' <= c && c <= 'z':
		case 'A' <= c && c <= 'Z':
			small = false
		default:
			plain = false
		}
	}
	switch {
	case plain && small:
		return raw
	case plain:
		return strings.ToLower(raw)
	case isNumber(raw):
		return raw
	}
	return lexicon.Normalise(strings.Map(func(r rune) rune {
		if isApostrophe(r) {
			return -1
		}
		return unicode.ToLower(r) // else a capital within starts a word
	}, raw))
}

// markAt reads what is no word at text[i], and how long it is.
func markAt(text string, i int) (mark, int) {
	r, width := utf8.DecodeRuneInString(text[i:])
	rest := text[i+width:]
	switch r {
	case '.':
		if rest != "" && !unicode.IsSpace(rune(rest[0])) && rest[0] != '.' && rest[0] != '"' && rest[0] != '<' {
			return 0, width // 1.000, bol.com
		}
		return stop, width
	case '!', '…', '\n', '•':
		return stop, width
	case '?':
		return question, width
	case ',', ';', ':', '–', '—':
		return comma, width
	case '-':
		if i > 0 && text[i-1] == ' ' {
			return comma, width
		}
	case '{', '[':
		return opens, width
	case '*':
		if strings.HasPrefix(rest, "|") {
			return opens, width + 1
		}
	case '%':
		if beginsWord(rest) && (i == 0 || !unicode.IsDigit(rune(text[i-1]))) {
			return opens, width // %FIRSTNAME%
		}
	case '|':
		return comma, width
	case '<':
		return tag(rest, width)
	}
	return 0, width
}

// tag passes over an HTML tag; one that begins a block ends the sentence.
func tag(rest string, width int) (mark, int) {
	if strings.HasPrefix(rest, "%") {
		return opens, width + 1
	}
	end := strings.IndexByte(rest[:min(len(rest), tagMax)], '>')
	if end <= 0 || rest[0] != '/' && !beginsWord(rest) {
		return 0, width
	}
	name := strings.ToLower(strings.Trim(strings.Fields(rest[:end] + " ")[0], "/ "))
	switch name {
	case "b", "i", "em", "strong", "span", "a", "u", "small", "font", "mark":
		return 0, width + end + 1
	}
	return stop, width + end + 1
}

// tagMax is the longest HTML tag that is looked for.
const tagMax = 1000
