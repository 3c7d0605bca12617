package demo

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// style is how a piece of text looks where there is colour.
type style uint8

const (
	plain style = 1 + iota
	bold
	dim
	green
	yellow
	red
	cyan
)

var codes = [...]string{plain: "", bold: "1", dim: "2", green: "32", yellow: "33", red: "31", cyan: "36"}

// span is a piece of text in one style; row is a line of them.
type (
	span struct {
		style style
		text  string
	}
	row []span
)

func line(s style, text string) row { return row{{s, text}} }

// render makes the row at most width characters wide. A row that is cut ends in
// a mark that says so. Colour is the only thing of a row that a terminal acts on.
func (r row) render(width int, colour bool) string {
	var b strings.Builder
	left := width
	for i, s := range r {
		text := printable(s.text)
		n := utf8.RuneCountInString(text)
		if n > left || n == left && rest(r[i+1:]) {
			text, n = cut(text, left), left
		}
		if code := codes[s.style]; colour && code != "" && text != "" {
			text = "\x1b[" + code + "m" + text + "\x1b[0m"
		}
		b.WriteString(text)
		if left -= n; left <= 0 {
			break
		}
	}
	return b.String()
}

func rest(spans []span) bool {
	for _, s := range spans {
		if s.text != "" {
			return true
		}
	}
	return false
}

// cut shortens a text to so many characters, the last of which is a mark.
func cut(text string, width int) string {
	if width < 1 {
		return ""
	}
	runes := []rune(text)
	return string(runes[:min(len(runes), width-1)]) + "…"
}

// printable leaves nothing in a text that a terminal would act on.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return '·'
		}
		return r
	}, text)
}

// padded fills a text up with spaces on its right, or cuts it.
func padded(text string, width int) string {
	n := utf8.RuneCountInString(text)
	if n > width {
		return cut(text, width)
	}
	return text + strings.Repeat(" ", width-n)
}

// right fills a text up with spaces on its left.
func right(text string, width int) string {
	return strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text))) + text
}

// indent stands before what belongs to the row above.
const indent = "  "

// wrap puts items on at most so many rows of a width, the first of which begins
// further on; what does not fit ends in a mark.
func wrap(items []string, first, width, rows int) []string {
	var out []string
	text, room := "", width-first
	for _, item := range items {
		joined := item
		if text != "" {
			joined = text + " · " + item
		}
		if text == "" || utf8.RuneCountInString(joined) <= room {
			text = joined
			continue
		}
		if len(out) == rows-1 {
			return append(out, text+" …")
		}
		out, text, room = append(out, text), item, width-len(indent)
	}
	return append(out, text)
}
