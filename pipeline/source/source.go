// Package source says where in a text that a person wrote something is wrong:
// file, line, column, the line itself with a caret, and the nearest valid
// spelling. The policy and the configuration share it, so that a mistake looks
// the same in both.
package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// lineMax bounds how many characters of a line are shown: a minified file is
// one line.
const lineMax = 120

// Problem is one thing that is wrong.
type Problem struct {
	File    string
	Line    int // from 1; 0: the file as a whole
	Column  int // in characters, from 1; 0: the line as a whole
	Message string
	Text    string // the line; empty: not shown
}

// Error is the problem with its line and a caret below it.
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.place())
	b.WriteString(p.Message)
	if p.Line == 0 || strings.TrimSpace(p.Text) == "" {
		return b.String()
	}
	text, before := excerpt([]rune(p.Text), p.Column-1)
	fmt.Fprintf(&b, "\n%4d | %s", p.Line, text)
	if p.Column > 0 {
		fmt.Fprintf(&b, "\n     | %s^", blank(before))
	}
	return b.String()
}

func (p Problem) place() string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return p.File + ": "
	case p.Column == 0:
		return fmt.Sprintf("%s:%d: ", p.File, p.Line)
	default:
		return fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Column)
	}
}

// excerpt is what of a line is shown, and what of that stands before the caret.
func excerpt(line []rune, caret int) (text, before string) {
	caret = min(max(caret, 0), len(line))
	from := 0
	if len(line) > lineMax && caret > lineMax/2 {
		from = min(caret-lineMax/2, len(line)-lineMax)
	}
	to := min(from+lineMax, len(line))
	head, tail := "", ""
	if from > 0 {
		head = "…"
	}
	if to < len(line) {
		tail = "…"
	}
	return head + visible(line[from:to]) + tail, head + visible(line[from:caret])
}

// visible replaces what could act on a terminal. It keeps the number of
// characters, so the caret still points.
func visible(line []rune) string {
	out := slices.Clone(line)
	for i, r := range out {
		if r != '\t' && !unicode.IsPrint(r) {
			out[i] = unicode.ReplacementChar
		}
	}
	return string(out)
}

// blank is as wide as s on a terminal, as far as that can be known: tabs stay.
func blank(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, s)
}

// Problems is all that is wrong at once. None is not an error: see Err.
type Problems []Problem

// Error is every problem in order, one below the other.
func (ps Problems) Error() string {
	all := make([]string, len(ps))
	for i, p := range ps {
		all[i] = p.Error()
	}
	return strings.Join(all, "\n")
}

// Err is nil where there are no problems, else they, sorted and each once.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps.Sorted()
}

// Sorted is the problems by file, line and column, each once; those of one
// place keep their order.
func (ps Problems) Sorted() Problems {
	out := slices.Clone(ps)
	slices.SortStableFunc(out, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(out)
}

// File is a text with its name, for making Problems that show its lines.
type File struct {
	Name  string
	lines []string
}

// NewFile splits the text into lines; the ends of lines of any system are none
// of them.
func NewFile(name string, text []byte) *File {
	clean := strings.TrimPrefix(string(text), "\ufeff")
	clean = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(clean)
	return &File{Name: name, lines: strings.Split(clean, "\n")}
}

// Line is the text of a line, empty where there is none of that number.
func (f *File) Line(line int) string {
	if line < 1 || line > len(f.lines) {
		return ""
	}
	return f.lines[line-1]
}

// At is a problem at a place of the file. Line or column may be 0: unknown.
func (f *File) At(line, column int, format string, args ...any) Problem {
	return Problem{File: f.Name, Line: line, Column: column, Message: fmt.Sprintf(format, args...), Text: f.Line(line)}
}
