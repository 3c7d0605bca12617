package lexicon

import (
	"unicode"
	"unicode/utf8"
)

// leetMax is the longest run of digits inside a word that is read as letters:
// "l33t" is, "covid2019test" is not.
const leetMax = 2

// folded is a text made comparable: lower-case letters and digits without
// marks, the words written together in text, and where a word starts in starts.
// Keeping the words together lets "burn-out", "burn out" and "burnout" be the
// same bytes; the starts tell them apart where it matters.
type folded struct {
	text   []byte
	starts bits
	// ids are the places within identifiers, in which short terms mean nothing.
	ids bits
	// changed are the places that a second reading altered; nil in the first.
	changed bits
}

// folder writes a folded text, one character at a time.
type folder struct {
	folded
	inWord bool // the next letter or digit continues a word
	lower  int  // lower-case letters just before, for camelCase
	run    int  // where the digits just before start, or -1
	glued  bool // those digits follow a letter without a gap
	token  token
}

// write folds all of s.
func (f *folder) write(s string) {
	f.run = -1
	for i := 0; i < len(s); {
		c := s[i]
		if f.token.last == nothing && isUUID(s[i:]) {
			i += uuidLen
			continue
		}
		if c >= utf8.RuneSelf {
			i += f.wide(s[i:])
			continue
		}
		i++
		switch {
		case 'a' <= c && c <= 'z':
			f.letter(c)
			f.lower++
		case 'A' <= c && c <= 'Z':
			f.upper(c, s[i:])
		case '0' <= c && c <= '9':
			f.digit(c)
		case c == '@' || c == '$':
			f.symbol(c, s[i:])
		case c >= ' ' || c == '\t' || c == '\n' || c == '\r':
			f.gap()
		}
	}
	f.gap()
}

// letter adds one byte of a folded letter.
func (f *folder) letter(c byte) {
	f.token.next(aLetter, len(f.text))
	if f.run >= 0 {
		f.closeRun()
	}
	if !f.inWord {
		f.starts.set(len(f.text))
		f.inWord = true
	}
	f.text = append(f.text, c)
}

// upper adds an upper-case letter. A capital after two small letters and before
// a small one starts a word, as in mentalHealth; one after a single small letter
// does not, so that iPhone and oddly written words stay whole.
func (f *folder) upper(c byte, rest string) {
	if f.lower >= 2 && rest != "" && 'a' <= rest[0] && rest[0] <= 'z' {
		f.endWord()
	}
	f.letter(c + 'a' - 'A')
	f.lower = 0
}

// digit adds a digit. Whether it stands for a letter is known at the next one.
func (f *folder) digit(c byte) {
	f.token.next(aDigit, len(f.text))
	if f.run < 0 {
		f.run, f.glued = len(f.text), f.inWord
	}
	if !f.inWord {
		f.starts.set(len(f.text))
		f.inWord = true
	}
	f.text = append(f.text, c)
	f.lower = 0
}

// symbol adds '@' or '$' as the letter that it looks like where it stands
// between letters ("k@nker"), but not in an address ("info@kliniek.nl").
func (f *folder) symbol(c byte, rest string) {
	if !f.inWord || f.run >= 0 || rest == "" || !asciiLetter(rest[0]) || c == '@' && isAddress(rest) {
		f.gap()
		return
	}
	if c == '@' {
		f.letter('a')
	} else {
		f.letter('s')
	}
}

// closeRun decides about the digits just before a letter: between two letters
// a short run of digits that look like letters is read as them ("h1v"), any
// other run is a word of its own ("b12", "4kids").
func (f *folder) closeRun() {
	at := f.run
	f.run = -1
	digits := f.text[at:]
	if f.glued && len(digits) <= leetMax && allLeet(digits) {
		for k, d := range digits {
			digits[k] = leet(d)
		}
		return
	}
	if f.glued {
		f.starts.set(at)
	}
	f.inWord = false
}

// gap ends the word, and what is written without a gap around it.
func (f *folder) gap() {
	if f.token.identifies() {
		for i := f.token.start; i < len(f.text); i++ {
			f.ids.set(i)
		}
	}
	f.token = token{}
	f.endWord()
}

func (f *folder) endWord() {
	if f.run >= 0 && f.glued {
		f.starts.set(f.run)
	}
	f.run, f.inWord, f.lower = -1, false, 0
}

// wide folds the first character of s, which is not ASCII, and returns its width.
func (f *folder) wide(s string) int {
	r, width := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && width == 1 {
		r = rune(s[0]) // not UTF-8: read as Latin-1, as old URLs are
	}
	if invisible(r) {
		return width
	}
	var room [maxDecomposed]rune
	for _, part := range decompose(room[:0], r) {
		f.part(part)
	}
	return width
}

// part adds one character of a decomposition.
func (f *folder) part(r rune) {
	if like := lookalike(r); like != "" {
		f.all(like)
		return
	}
	r = unicode.ToLower(r)
	switch {
	case r < utf8.RuneSelf:
		f.ascii(byte(r))
	case unicode.In(r, unicode.Mn, unicode.Me) || invisible(r):
		// A mark or nothing to see: the letter before it stands as it is.
	case unicode.IsLetter(r) || unicode.Is(unicode.Mc, r):
		if like := lookalike(r); like != "" {
			f.all(like)
			return
		}
		var room [utf8.UTFMax]byte
		f.all(string(utf8.AppendRune(room[:0], r)))
	default:
		f.gap()
	}
}

func (f *folder) all(letters string) {
	for i := range len(letters) {
		f.letter(letters[i])
	}
	f.lower = 0
}

func (f *folder) ascii(c byte) {
	switch {
	case 'a' <= c && c <= 'z':
		f.letter(c)
		f.lower = 0
	case '0' <= c && c <= '9':
		f.digit(c)
	default:
		f.gap()
	}
}
