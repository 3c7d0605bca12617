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
	case line > 1 || n.Style&yaml.FoldedStyle != 0 || n.Line > d.file.Lines():
		return n.Line, n.Column
	}
	written := []rune(d.file.Line(n.Line))
	at := n.Column - 1
	quoted := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0
	if quoted {
		at++
	}
	for left := column - 1; left > 0; left-- {
		if at >= len(written) { // the scalar goes on in the next line
			return n.Line, n.Column
		}
		at += width(n.Style, written[at:])
	}
	return n.Line, at + 1
}

// width is how many characters of what is written make one of the text.
func width(style yaml.Style, written []rune) int {
	next := rune(0)
	if len(written) > 1 {
		next = written[1]
	}
	switch {
	case style&yaml.SingleQuotedStyle != 0 && written[0] == '\'' && next == '\'':
		return 2
	case style&yaml.DoubleQuotedStyle == 0 || written[0] != '\\':
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
	for below := n.Line + 1; below <= d.file.Lines(); below++ {
		written := d.file.Line(below)
		if text := strings.TrimLeft(written, " "); text != "" {
			return min(n.Line+line, d.file.Lines()), len(written) - len(text) + column
		}
	}
	return n.Line, n.Column
}
