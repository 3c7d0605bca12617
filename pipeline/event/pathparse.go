package event

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// PathError says what is wrong with the text of a path, and at which column
// (in characters, from 1).
type PathError struct {
	Column  int
	Problem string
}

var _ error = (*PathError)(nil)

func (e *PathError) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Problem) }

// ParsePath reads a path. Its errors are of type *PathError.
func ParsePath(s string) (Path, error) {
	if !utf8.ValidString(s) {
		return Path{}, &PathError{1, "the path is not UTF-8"}
	}
	p := pathParser{text: s}
	for {
		if err := p.name(); err != nil {
			return Path{}, err
		}
		if err := p.elements(); err != nil {
			return Path{}, err
		}
		if len(p.steps) > DepthMax {
			return Path{}, p.fail("the path is deeper than an event can be (%d)", DepthMax)
		}
		if p.at == len(s) {
			return newPath(p.steps), nil
		}
		if s[p.at] != '.' {
			return Path{}, p.fail("a dot or the end is expected here")
		}
		p.at++
	}
}

// MustPath reads a path that the program itself spells; a wrong one is a bug
// and panics.
func MustPath(s string) Path {
	p, err := ParsePath(s)
	if err != nil {
		panic("event: bad path: " + err.Error())
	}
	return p
}

type pathParser struct {
	text  string
	at    int
	steps []step
}

func (p *pathParser) fail(format string, args ...any) error {
	return &PathError{utf8.RuneCountInString(p.text[:p.at]) + 1, fmt.Sprintf(format, args...)}
}

// name reads a bare or quoted name.
func (p *pathParser) name() error {
	rest := p.text[p.at:]
	if strings.HasPrefix(rest, `"`) {
		return p.quoted(rest)
	}
	n := strings.IndexFunc(rest, func(r rune) bool { return !bareRune(r) })
	if n < 0 {
		n = len(rest)
	}
	p.at += n
	if n > 0 && (n == len(rest) || rest[n] == '.' || rest[n] == '[') {
		p.steps = append(p.steps, step{key: rest[:n]})
		return nil
	}
	if n == len(rest) || rest[n] == '.' {
		return p.fail(`a name is missing here (an empty one is written "")`)
	}
	if rest[n] == '[' {
		return p.fail("a name is missing before []")
	}
	r, _ := utf8.DecodeRuneInString(rest[n:])
	return p.fail(`%q cannot stand in a bare name: write the name in double quotes`, r)
}

// quoted reads a name written as a JSON string.
func (p *pathParser) quoted(rest string) error {
	end := 1
	for end < len(rest) && rest[end] != '"' {
		if rest[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(rest) {
		return p.fail("the quotation mark opened here is not closed")
	}
	key, err := jsontext.AppendUnquote(nil, rest[:end+1])
	if err != nil || hasControl(string(key)) {
		return p.fail("the quoted name is not a JSON string without control characters")
	}
	p.steps = append(p.steps, step{key: string(key)})
	p.at += end + 1
	return nil
}

// elements reads any [] after a name.
func (p *pathParser) elements() error {
	for p.at < len(p.text) && p.text[p.at] == '[' {
		if !strings.HasPrefix(p.text[p.at:], "[]") {
			return p.fail("only [] is known, which means each element")
		}
		p.steps = append(p.steps, step{each: true})
		p.at += 2
	}
	return nil
}

// bareKey says that a name needs no quotes.
func bareKey(key string) bool {
	return key != "" && strings.IndexFunc(key, func(r rune) bool { return !bareRune(r) }) < 0
}

// bareRune keeps out what a path gives a meaning to, what reads badly bare,
// and *, which stands for "all else" in a list of changes.
func bareRune(r rune) bool {
	return !strings.ContainsRune(`."[]*\`, r) && unicode.IsPrint(r) && !unicode.IsSpace(r)
}

func hasControl(s string) bool { return strings.IndexFunc(s, unicode.IsControl) >= 0 }
