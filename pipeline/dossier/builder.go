package dossier

import (
	"slices"
	"strconv"
	"strings"

	"maat/pipeline/instant"
	"maat/pipeline/paper"
)

// Languages are those in which a dossier can be had.
func Languages() []string { return []string{"nl", "en"} }

// style makes tables readable on a screen and on paper; it asks for nothing from
// elsewhere.
const style = `body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
blockquote { border-left: .25rem solid #767676; margin: 1rem 0; padding: .1rem 1rem; }
`

// Write is the dossier as a document. A language that is none of Languages is
// English.
func Write(f *Facts) *paper.Document {
	b := &builder{facts: f, left: places(f)}
	b.paper = &paper.Document{Language: b.language(), Title: b.fill(say.title, "name", f.Policy.Name), Style: style}
	b.write()
	return b.paper
}

// builder puts a dossier together.
type builder struct {
	facts *Facts
	left  []place // what is left to people, numbered by its order
	paper *paper.Document
}

func (b *builder) language() string {
	if b.facts.Language == "nl" {
		return "nl"
	}
	return "en"
}

// in is a text in the language of the dossier.
func (b *builder) in(t text) string { return t.in(b.facts.Language) }

// fill puts values in the places of a text: {name}.
func (b *builder) fill(t text, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(b.in(t))
}

func (b *builder) add(one paper.Block) { b.paper.Blocks = append(b.paper.Blocks, one) }

func (b *builder) heading(level int, words string) { b.add(paper.Block{Level: level, Text: words}) }

func (b *builder) text(t text, pairs ...string) { b.add(paper.Block{Text: b.fill(t, pairs...)}) }

func (b *builder) note(t text, pairs ...string) {
	b.add(paper.Block{Note: true, Text: b.fill(t, pairs...)})
}

func (b *builder) list(items []string) {
	if len(items) > 0 {
		b.add(paper.Block{Items: items})
	}
}

// table is left out where it has no rows.
func (b *builder) table(head []text, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	var words []string
	for _, t := range head {
		words = append(words, b.in(t))
	}
	b.add(paper.Block{Head: words, Rows: rows})
}

// begin opens a chapter, with the articles that ask for it.
func (b *builder) begin(c chapter) {
	b.heading(2, b.number(c)+". "+b.in(titles[c]))
	var asked []string
	for _, l := range []law{gdpr, aiAct} {
		var refs []string
		for _, d := range demands() {
			if d.law == l && slices.Contains(d.in, c) {
				refs = append(refs, d.ref)
			}
		}
		if len(refs) > 0 {
			asked = append(asked, l.articles(refs, b.language()))
		}
	}
	if len(asked) > 0 {
		b.text(say.asked, "articles", strings.Join(asked, "; "))
	}
}

func (b *builder) number(c chapter) string { return strconv.Itoa(int(c)) }

// places stand at the end of the chapter in which they are open.
func (b *builder) places(c chapter) {
	for i, p := range b.left {
		if p.in == c {
			b.note(say.place, "by", b.in(fillers[p.by]), "number", strconv.Itoa(i+1), "articles", b.articlesOf(p), "what", b.in(p.what))
		}
	}
}

func (b *builder) articlesOf(p place) string { return p.law.articles(p.refs, b.language()) }

// missing says that a chapter cannot be filled for want of a source.
func (b *builder) missing(what string) bool {
	gap := b.facts.gap(what)
	if gap == "" {
		return false
	}
	b.note(say.unfilled, "source", b.in(sources[what]), "why", b.in(gaps[gap]))
	return true
}

// moment is a moment in UTC; none is a dash.
func moment(at instant.Time) string {
	if at == 0 {
		return "–"
	}
	return strings.TrimSuffix(strings.Replace(at.String(), "T", " ", 1), "Z")
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// span is a length of time in whole seconds, as a policy writes it.
func span(seconds int64) string { return (instant.Span(seconds) * instant.Second).String() }

// dash stands for what is not there.
func dash(words string) string {
	if words == "" {
		return "–"
	}
	return words
}

// codes are names shown as code.
func codes(names []string) string {
	var list []string
	for _, name := range names {
		list = append(list, paper.Code(name))
	}
	return dash(strings.Join(list, ", "))
}

// code is a name shown as code, or a dash.
func code(name string) string {
	if name == "" {
		return "–"
	}
	return paper.Code(name)
}
