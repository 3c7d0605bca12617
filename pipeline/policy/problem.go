package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Problem is one mistake in the text of a policy, and where it stands.
type Problem struct {
	File    string
	Line    int // from 1
	Column  int // in characters, from 1
	Message string
	Source  string // the line as it stands in the file
}

// Problems are all mistakes of a policy, in the order of the text. At most
// ProblemsMax are kept; More counts the rest.
type Problems struct {
	List []Problem
	More int
}

// ProblemsMax bounds how many problems are told at once.
const ProblemsMax = 50

var _ error = (*Problems)(nil)

// Error is what a person reads: for each problem the place, the message, the
// line and a caret under the place.
func (p *Problems) Error() string {
	var b strings.Builder
	for i := range p.List {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.List[i].String())
	}
	if p.More > 0 {
		fmt.Fprintf(&b, "\nand %d more", p.More)
	}
	return b.String()
}

// windowMax is how much of a long line is shown, in characters.
const windowMax = 100

// String is the problem with its line and a caret.
func (p *Problem) String() string {
	place := fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
	line := []rune(p.Source)
	at := min(p.Column-1, len(line))
	if from := at - windowMax/2; from > 0 && len(line) > windowMax {
		line, at = line[from:], at-from
	}
	if len(line) > windowMax {
		line = line[:windowMax]
	}
	margin := fmt.Sprintf("%4d | ", p.Line)
	under := strings.Repeat(" ", len(margin)-2) + "| "
	return place + "\n" + margin + strings.TrimRight(string(visible(line)), " ") + "\n" + under + strings.Repeat(" ", at) + "^"
}

// visible replaces what would disturb a terminal, or the place of the caret.
func visible(line []rune) []rune {
	out := slices.Clone(line)
	for i, r := range out {
		switch {
		case r == '\t':
			out[i] = ' '
		case !unicode.IsPrint(r):
			out[i] = unicode.ReplacementChar
		}
	}
	return out
}

// sorted orders the problems by place, drops what is said twice, and caps them.
func (p Problems) sorted() *Problems {
	slices.SortStableFunc(p.List, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	seen := map[Problem]bool{}
	p.List = slices.DeleteFunc(p.List, func(one Problem) bool {
		again := seen[one]
		seen[one] = true
		return again
	})
	if len(p.List) > ProblemsMax {
		p.List, p.More = p.List[:ProblemsMax], len(p.List)-ProblemsMax
	}
	return &p
}
