// Package paper writes headings, paragraphs, lists and tables as CommonMark and
// as HTML. What stands in a text is shown and never obeyed: no word of a policy
// can become a link, a heading or a script.
package paper

import (
	"html"
	"strings"
	"unicode"
)

// Document is a text without its form.
type Document struct {
	Language string // nl or en
	Title    string
	Style    string // CSS, of the HTML alone; none where it is empty
	Blocks   []Block
}

// Block is a heading, a paragraph, a list or a table.
type Block struct {
	Level int // of a heading; 0: it is none
	Text  string
	Note  bool // a paragraph that is set apart
	Items []string
	Head  []string // of a table
	Rows  [][]string
}

// codeMark stands before and after a word that is shown as code; no policy can
// hold it.
const codeMark = "\x01"

// Code shows a word as code.
func Code(text string) string { return codeMark + text + codeMark }

// Markdown is the document as CommonMark, with the tables of GitHub.
func (d *Document) Markdown() string {
	var b strings.Builder
	b.WriteString("# " + markdown(d.Title) + "\n")
	for i := range d.Blocks {
		b.WriteString("\n")
		d.Blocks[i].markdown(&b)
	}
	return b.String()
}

func (one *Block) markdown(b *strings.Builder) {
	switch {
	case one.Level > 0:
		b.WriteString(strings.Repeat("#", one.Level) + " " + markdown(one.Text) + "\n")
	case one.Head != nil:
		rule := make([]string, len(one.Head))
		for i := range rule {
			rule[i] = "---"
		}
		b.WriteString(row(one.Head, cell) + row(rule, strings.Clone))
		for _, cells := range one.Rows {
			b.WriteString(row(cells, cell))
		}
	case one.Items != nil:
		for _, item := range one.Items {
			b.WriteString("- " + markdown(item) + "\n")
		}
	case one.Note:
		b.WriteString("> " + markdown(one.Text) + "\n")
	default:
		b.WriteString(markdown(one.Text) + "\n")
	}
}

// cell is a text in a table, where also in code a bar ends a cell.
func cell(text string) string {
	return parts(text, escape, func(code string) string {
		return strings.ReplaceAll(fenced(strings.Join(strings.Fields(code), " ")), "|", `\|`)
	})
}

func row(cells []string, form func(string) string) string {
	var b strings.Builder
	for _, one := range cells {
		b.WriteString("| " + form(one) + " ")
	}
	return b.String() + "|\n"
}

// HTML is the document as a page of its own.
func (d *Document) HTML() string {
	var b strings.Builder
	b.WriteString("<!doctype html>\n<html lang=\"" + html.EscapeString(d.Language) + "\">\n<head>\n<meta charset=\"utf-8\">\n")
	b.WriteString("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	b.WriteString("<title>" + html.EscapeString(d.Title) + "</title>\n")
	if d.Style != "" {
		b.WriteString("<style>\n" + d.Style + "</style>\n")
	}
	b.WriteString("</head>\n<body>\n<main>\n<h1>" + markup(d.Title) + "</h1>\n")
	for i := range d.Blocks {
		d.Blocks[i].html(&b)
	}
	b.WriteString("</main>\n</body>\n</html>\n")
	return b.String()
}

func (one *Block) html(b *strings.Builder) {
	switch {
	case one.Level > 0:
		tag := "h" + string(rune('0'+one.Level))
		b.WriteString("<" + tag + ">" + markup(one.Text) + "</" + tag + ">\n")
	case one.Head != nil:
		b.WriteString("<table>\n<thead>\n" + cells(one.Head, `th scope="col"`, "th") + "</thead>\n<tbody>\n")
		for _, list := range one.Rows {
			b.WriteString(cells(list, "td", "td"))
		}
		b.WriteString("</tbody>\n</table>\n")
	case one.Items != nil:
		b.WriteString("<ul>\n")
		for _, item := range one.Items {
			b.WriteString("<li>" + markup(item) + "</li>\n")
		}
		b.WriteString("</ul>\n")
	case one.Note:
		b.WriteString("<blockquote><p>" + markup(one.Text) + "</p></blockquote>\n")
	default:
		b.WriteString("<p>" + markup(one.Text) + "</p>\n")
	}
}

func cells(list []string, opens, closes string) string {
	var b strings.Builder
	b.WriteString("<tr>")
	for _, one := range list {
		b.WriteString("<" + opens + ">" + markup(one) + "</" + closes + ">")
	}
	return b.String() + "</tr>\n"
}

// parts goes through a text: plain and code by turns.
func parts(text string, plain, code func(string) string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, codeMark) {
		if i%2 == 1 {
			b.WriteString(code(part))
		} else {
			b.WriteString(plain(part))
		}
	}
	return b.String()
}

// markup escapes what HTML would read.
func markup(text string) string {
	return parts(text, html.EscapeString, func(code string) string { return "<code>" + html.EscapeString(code) + "</code>" })
}

// markdown escapes what Markdown would read: a policy's own words cannot become
// a link, a heading or HTML.
func markdown(text string) string {
	escaped := parts(text, escape, fenced)
	if escaped != "" && strings.ContainsRune("-+=", rune(escaped[0])) {
		return `\` + escaped
	}
	digits := len(escaped) - len(strings.TrimLeftFunc(escaped, unicode.IsDigit))
	if rest := escaped[digits:]; digits > 0 && rest != "" && strings.ContainsRune(".)", rune(rest[0])) {
		return escaped[:digits] + `\` + rest
	}
	return escaped
}

func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case strings.ContainsRune("<>&", r): // as in HTML: not every reader of Markdown heeds a backslash there
			b.WriteString(html.EscapeString(string(r)))
			continue
		case strings.ContainsRune("\\`*_[]#|~!", r):
			b.WriteRune('\\')
		case unicode.IsSpace(r):
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// fenced is code between as many backticks as it needs.
func fenced(code string) string {
	fence := "`"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	if strings.HasPrefix(code, "`") || strings.HasSuffix(code, "`") {
		code = " " + code + " "
	}
	return fence + code + fence
}
