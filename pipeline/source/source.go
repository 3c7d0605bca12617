// Package source says where in a text that a person wrote something is wrong:
// file, line, column, the line itself with a caret, and the nearest valid
// spelling. The policy and the configuration share it, so that a mistake looks
// the same in both.
package source

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ProblemsMax bounds how many problems are told at once: a file of another kind
// has thousands.
const ProblemsMax = 50

// lineMax bounds how many characters of a line are shown: a minified file is
// one line.
const lineMax = 100

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
	if p.Line == 0 || p.Text == "" {
		return b.String()
	}
	text, caret := excerpt([]rune(p.Text), p.Column-1)
	fmt.Fprintf(&b, "\n%4d | %s", p.Line, strings.TrimRight(text, " "))
	if p.Column > 0 {
		fmt.Fprintf(&b, "\n     | %s^", strings.Repeat(" ", caret))
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

// excerpt is what of a line is shown, and where in that the caret stands.
func excerpt(line []rune, caret int) (text string, at int) {
	caret = min(max(caret, 0), len(line))
	from := max(0, min(caret-lineMax/2, len(line)-lineMax))
	return visible(line[from:min(from+lineMax, len(line))]), caret - from
}

// visible replaces what could act on a terminal, and tabs, which are as wide as
// it likes. It keeps the number of characters, so the caret points.
func visible(line []rune) string {
	out := slices.Clone(line)
	for i, r := range out {
		switch {
		case r == '\t':
			out[i] = ' '
		case !unicode.IsPrint(r):
			out[i] = unicode.ReplacementChar
		}
	}
	return string(out)
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

// Err is nil where there are no problems, else they, sorted and each once. Of
// very many the last only says how many more there are.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	all := ps.Sorted()
	if more := len(all) - ProblemsMax; more > 0 {
		all = append(all[:ProblemsMax], Problem{Message: fmt.Sprintf("and %d more", more)})
	}
	return all
}

// Sorted is the problems by file, line and column, each once; those of one
// place keep their order.
func (ps Problems) Sorted() Problems {
	out := slices.Clone(ps)
	slices.SortStableFunc(out, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	seen := map[Problem]bool{}
	return slices.DeleteFunc(out, func(p Problem) bool {
		again := seen[p]
		seen[p] = true
		return again
	})
}

// File is a text with its name, for making Problems that show its lines.
type File struct {
	Name  string
	lines []string
}

// NewFile splits the text into lines, which end as on any system in use. What
// is no UTF-8 is replaced.
func NewFile(name string, text []byte) *File {
	clean := strings.ToValidUTF8(strings.TrimPrefix(string(text), "\ufeff"), string(unicode.ReplacementChar))
	return &File{Name: name, lines: strings.Split(strings.ReplaceAll(clean, "\r\n", "\n"), "\n")}
}

// Lines is how many lines the file has; an empty one has one.
func (f *File) Lines() int { return len(f.lines) }

// Line is the text of a line, empty where there is none of that number.
func (f *File) Line(line int) string {
	if line < 1 || line > len(f.lines) {
		return ""
	}
	return f.lines[line-1]
}

// Clamp is the nearest place that is in the text; what lies beyond it is at its
// end.
func (f *File) Clamp(line, column int) (int, int) {
	if line > len(f.lines) {
		line, column = len(f.lines), math.MaxInt
	}
	line = max(line, 1)
	return line, min(max(column, 1), utf8.RuneCountInString(f.Line(line))+1)
}

// At is a problem at a place of the file. Line or column may be 0: unknown.
func (f *File) At(line, column int, format string, args ...any) Problem {
	p := Problem{File: f.Name, Line: line, Column: column, Message: fmt.Sprintf(format, args...), Text: f.Line(line)}
	if 1 <= line && line <= len(f.lines) && p.Text == "" {
		p.Text = " " // an empty line is shown too
	}
	return p
}
