package lexicon_test

import (
	"fmt"
	"html"
	"net/url"
	"strings"

	"github.com/cockroachdb/datadriven"
)

// disguise is a way to write the same text with other bytes.
type disguise struct {
	name string
	worn func(string) string
}

func disguises(d *datadriven.TestData) []disguise {
	if d.HasArg("plain") {
		return nil
	}
	return []disguise{
		{"in capitals", strings.ToUpper},
		{"escaped for a URL", url.QueryEscape},
		{"escaped twice", func(s string) string { return url.QueryEscape(url.QueryEscape(s)) }},
		{"escaped thrice, as a path", func(s string) string { return url.PathEscape(url.PathEscape(url.PathEscape(s))) }},
		{"every byte escaped", everyByte},
		{"as HTML", func(s string) string { return html.EscapeString(html.EscapeString(s)) }},
		{"as HTML entities", entities},
		{"as a path", func(s string) string { return "https://shop.example/c/" + strings.ReplaceAll(s, " ", "-") + "?page=2" }},
		{"with underlines", func(s string) string { return strings.ReplaceAll(s, " ", "_") }},
		{"in full width", fullWidth},
		{"with invisible characters", func(s string) string { return between(s, "\u200b") }},
		{"with soft hyphens", func(s string) string { return between(s, "\u00ad") }},
		{"with marks", func(s string) string { return between(s, "\u0336") }},
		{"in look-alike letters", lookalikes},
		{"within a sentence", func(s string) string { return "Zoekresultaten: " + s + " (12 artikelen)" }},
	}
}

func everyByte(s string) string {
	var out strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&out, "%%%02x", s[i])
	}
	return out.String()
}

func entities(s string) string {
	var out strings.Builder
	for i, r := range s {
		if i%2 == 0 {
			fmt.Fprintf(&out, "&#%d;", r)
		} else {
			fmt.Fprintf(&out, "&#x%X;", r)
		}
	}
	return out.String()
}

func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r <= '~' {
			return r - '!' + '！'
		}
		return r
	}, s)
}

// between writes mark after every letter.
func between(s, mark string) string {
	var out strings.Builder
	for _, r := range s {
		out.WriteRune(r)
		if r != ' ' {
			out.WriteString(mark)
		}
	}
	return out.String()
}

// lookalikes writes Cyrillic letters that are drawn as Latin ones.
func lookalikes(s string) string {
	return strings.NewReplacer("a", "а", "e", "е", "o", "о", "p", "р", "c", "с", "x", "х", "i", "і", "j", "ј", "s", "ѕ").Replace(s)
}
