package page

import (
	"html"
	"strings"
	"unicode"
)

// Markdown is the page as CommonMark.
func (p *Page) Markdown() string {
	var b strings.Builder
	b.WriteString("# " + markdown(p.title) + "\n")
	for _, one := range p.blocks {
		b.WriteString("\n")
		switch {
		case one.heading != "":
			b.WriteString(strings.Repeat("#", one.level) + " " + markdown(one.heading) + "\n")
		case one.items != nil:
			for _, item := range one.items {
				b.WriteString("- " + markdown(item) + "\n")
			}
		default:
			b.WriteString(markdown(one.text) + "\n")
		}
	}
	return b.String()
}

// HTML is the page as a document of its own.
func (p *Page) HTML() string {
	var b strings.Builder
	b.WriteString("<!doctype html>\n<html lang=\"" + p.language + "\">\n<head>\n<meta charset=\"utf-8\">\n")
	b.WriteString("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	b.WriteString("<title>" + html.EscapeString(p.title) + "</title>\n</head>\n<body>\n<main>\n")
	b.WriteString("<h1>" + markup(p.title) + "</h1>\n")
	for _, one := range p.blocks {
		switch {
		case one.heading != "":
			tag := "h" + string(rune('0'+one.level))
			b.WriteString("<" + tag + ">" + markup(one.heading) + "</" + tag + ">\n")
		case one.items != nil:
			b.WriteString("<ul>\n")
			for _, item := range one.items {
				b.WriteString("<li>" + markup(item) + "</li>\n")
			}
			b.WriteString("</ul>\n")
		default:
			b.WriteString("<p>" + markup(one.text) + "</p>\n")
		}
	}
	b.WriteString("</main>\n</body>\n</html>\n")
	return b.String()
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
