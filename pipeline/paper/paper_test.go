package paper

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sample has one of everything, with what each form would obey.
func sample() *Document {
	return &Document{Language: "en", Title: "A <title>", Blocks: []Block{
		{Level: 2, Text: "# heading"},
		{Text: "text with " + Code("a`b") + " & <b>"},
		{Text: "note", Note: true},
		{Items: []string{"- one", "1. two"}},
		{Head: []string{"name", "n"}, Rows: [][]string{{"a|b", "1"}, {"<script>", "\n2"}}},
	}}
}

const sampleMarkdown = `# A &lt;title&gt;

## \# heading

text with ` + "``a`b``" + ` &amp; &lt;b&gt;

> note

- \- one
- 1\. two

| name | n |
| --- | --- |
| a\|b | 1 |
| &lt;script&gt; |  2 |
`

const sampleHTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A &lt;title&gt;</title>
</head>
<body>
<main>
<h1>A &lt;title&gt;</h1>
<h2># heading</h2>
<p>text with <code>a` + "`" + `b</code> &amp; &lt;b&gt;</p>
<blockquote><p>note</p></blockquote>
<ul>
<li>- one</li>
<li>1. two</li>
</ul>
<table>
<thead>
<tr><th scope="col">name</th><th scope="col">n</th></tr>
</thead>
<tbody>
<tr><td>a|b</td><td>1</td></tr>
<tr><td>&lt;script&gt;</td><td>
2</td></tr>
</tbody>
</table>
</main>
</body>
</html>
`

func TestForms(t *testing.T) {
	if diff := cmp.Diff(sampleMarkdown, sample().Markdown()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(sampleHTML, sample().HTML()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	styled := sample()
	styled.Style = "table {}\n"
	if want := strings.Replace(sampleHTML, "</head>", "<style>\ntable {}\n</style>\n</head>", 1); styled.HTML() != want {
		t.Errorf("the style is not in its place:\n%s", styled.HTML())
	}
}

// TestNothingIsMarkup: what a text says is shown, never obeyed. In a cell of a
// table code too cannot end the cell.
func TestNothingIsMarkup(t *testing.T) {
	for text, want := range map[string]string{
		"- a": `\- a`, "1. a": `1\. a`, "# a": `\# a`, "a\nb": "a b", "a_b*c": `a\_b\*c`, "12 a": "12 a", Code("a`b") + "_": "``a`b``\\_",
		"[a](https://x)": `\[a\](https://x)`,
	} {
		if got := markdown(text); got != want {
			t.Errorf("markdown(%q) = %q, want %q", text, got, want)
		}
	}
	var b strings.Builder
	(&Block{Head: []string{Code("a|b")}}).markdown(&b)
	if want := "| `a\\|b` |\n| --- |\n"; b.String() != want {
		t.Errorf("code in a cell is %q, want %q", b.String(), want)
	}
}
