package policy

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// inside answers where the character at line and column (both from 1) of a
// scalar's text stands in the file. Where folding moved it, the answer is the
// start of the scalar.
func (d *Document) inside(n *yaml.Node, line, column int) (atLine, atColumn int) {
	switch {
	case n.Style&yaml.LiteralStyle != 0:
		return d.insideLiteral(n, line, column)
	case line > 1 || n.Style&yaml.FoldedStyle != 0 || n.Line > len(d.lines):
		return n.Line, n.Column
	}
	source := []rune(d.lines[n.Line-1])
	at := n.Column - 1
	quoted := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0
	if quoted {
		at++
	}
	for left := column - 1; left > 0; left-- {
		if at >= len(source) { // the scalar goes on in the next line
			return n.Line, n.Column
		}
		at += width(n.Style, source[at:])
	}
	return n.Line, at + 1
}

// width is how many characters of the source make one of the text.
func width(style yaml.Style, source []rune) int {
	next := rune(0)
	if len(source) > 1 {
		next = source[1]
	}
	switch {
	case style&yaml.SingleQuotedStyle != 0 && source[0] == '\'' && next == '\'':
		return 2
	case style&yaml.DoubleQuotedStyle == 0 || source[0] != '\\':
		return 1
	}
	switch next {
	case 'x':
		return len(`\x00`)
	case 'u':
		return len(`\u0000`)
	case 'U':
		return len(`\U00000000`)
	}
	return 2
}

// insideLiteral counts from the line under the |.
func (d *Document) insideLiteral(n *yaml.Node, line, column int) (int, int) {
	for i := n.Line; i < len(d.lines); i++ {
		if text := strings.TrimLeft(d.lines[i], " "); text != "" {
			return min(n.Line+line, len(d.lines)), len(d.lines[i]) - len(text) + column
		}
	}
	return n.Line, n.Column
}
