package event_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/event"
)

func TestParsePath(t *testing.T) {
	for text, want := range map[string]string{
		"type":              "type",
		"context.page.url":  "context.page.url",
		`"a.b".c`:           `"a.b".c`,
		`"plain".x`:         "plain.x",
		`"\u0065mail"`:      "email",
		"products[].name":   "products[].name",
		"m[][].x":           "m[][].x",
		"list[]":            "list[]",
		`""`:                `""`,
		`a."".b`:            `a."".b`,
		`"*"`:               `"*"`,
		`"x[]"[]`:           `"x[]"[]`,
		`"quote\"d"`:        `"quote\"d"`,
		`"back\\slash"`:     `"back\\slash"`,
		`"with blank"`:      `"with blank"`,
		"naïve.日本":          "naïve.日本",
		"e-mail.user/x~1@$": "e-mail.user/x~1@$",
		strings.Repeat("a.", event.DepthMax-1) + "a": strings.Repeat("a.", event.DepthMax-1) + "a",
	} {
		p, err := event.ParsePath(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if p.String() != want {
			t.Errorf("%s: spelled %s, want %s", text, p, want)
		}
		if again, err := event.ParsePath(p.String()); err != nil || !again.Equal(p) || again.String() != p.String() {
			t.Errorf("%s: read again as %s, %v", p, again, err)
		}
	}
}

func TestBadPaths(t *testing.T) {
	for _, c := range []struct {
		text    string
		column  int
		problem string
	}{
		{"", 1, "a name is missing here"},
		{".a", 1, "a name is missing here"},
		{"a.", 3, "a name is missing here"},
		{"a..b", 3, "a name is missing here"},
		{"[]", 1, "missing before []"},
		{"a.[]", 3, "missing before []"},
		{"a[0]", 2, "only [] is known"},
		{"a[", 2, "only [] is known"},
		{"a[]b", 4, "a dot or the end"},
		{"a[].", 5, "a name is missing here"},
		{`"a`, 1, "not closed"},
		{`x."a\"`, 3, "not closed"},
		{`"a\x"`, 1, "not a JSON string"},
		{`"a\ud800"`, 1, "not a JSON string"},
		{`"a\u0000"`, 1, "not a JSON string"},
		{`"a"b`, 4, "a dot or the end"},
		{"a b", 2, "double quotes"},
		{"é b", 2, "double quotes"},
		{"a*", 2, "double quotes"},
		{"*", 1, "double quotes"},
		{`a\b`, 2, "double quotes"},
		{"a\u200bb", 2, "double quotes"},
		{"a]", 2, "double quotes"},
		{`a"b"`, 2, "double quotes"},
		{"a\xff", 1, "not UTF-8"},
		{strings.Repeat("a.", event.DepthMax) + "a", 130, "deeper"},
		{"a" + strings.Repeat("[]", event.DepthMax), 130, "deeper"},
	} {
		p, err := event.ParsePath(c.text)
		bad, ok := errors.AsType[*event.PathError](err)
		if !ok || !p.IsZero() {
			t.Errorf("%q: read as %s, %v", c.text, p, err)
			continue
		}
		if bad.Column != c.column || !strings.Contains(bad.Problem, c.problem) {
			t.Errorf("%q: %v, want column %d: …%s…", c.text, bad, c.column, c.problem)
		}
	}
}

func TestMustPathPanics(t *testing.T) {
	defer func() {
		if said, _ := recover().(string); !strings.Contains(said, "column 3") {
			t.Errorf("panicked with %q", said)
		}
	}()
	event.MustPath("a.")
	t.Error("a bad path of the program is taken")
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		p, q                     string
		covers, covered, overlap bool
	}{
		{"a", "a", true, true, true},
		{"a", "a.b", true, false, true},
		{"a", "a[].b", true, false, true},
		{"a.b", "a.c", false, false, false},
		{"a", "ab", false, false, false},
		{"a[]", "a.b", false, false, false},
		{"a", "A", false, false, false},
		{`"a.b"`, "a.b", false, false, false},
	} {
		p, q := event.MustPath(c.p), event.MustPath(c.q)
		if p.Covers(q) != c.covers || q.Covers(p) != c.covered || p.Overlaps(q) != c.overlap || q.Overlaps(p) != c.overlap {
			t.Errorf("%s and %s: covers %t, is covered %t, overlaps %t", p, q, p.Covers(q), q.Covers(p), p.Overlaps(q))
		}
	}
	var none event.Path
	if a := event.MustPath("a"); none.Covers(a) || a.Covers(none) || none.Covers(none) || !none.IsZero() || a.IsZero() {
		t.Error("the path of nothing covers something")
	}
}

// Whatever ParsePath takes, its spelling is read back as the same path.
func TestPathsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune(`ab.".[]\* é`)), 0, 12, -1).Draw(t, "path")
		p, err := event.ParsePath(text)
		if err != nil {
			if _, ok := errors.AsType[*event.PathError](err); !ok {
				t.Fatalf("%T is not a PathError", err)
			}
			return
		}
		again, err := event.ParsePath(p.String())
		if err != nil || !again.Equal(p) || again.String() != p.String() || !again.Covers(p) || !p.Covers(again) {
			t.Fatalf("%q is spelled %s, which is read as %s, %v", text, p, again, err)
		}
	})
}

func TestGet(t *testing.T) {
	v := parse(t, `{"a":{"b":null,"c":[{"d":1},{"d":"x"},{},"s",[{"d":"deep"}]]},"a.b":"dotted","B":"upper","t":true,"f":false}`)
	for path, want := range map[string]string{
		"a.b": "null", `"a.b"`: `"dotted"`, "B": `"upper"`, "a.c[].d": "1", "a.c[][].d": `"deep"`, "a.c[]": `{"d":1}`,
		"a.B": "", "a.c.d": "", "a[]": "", "t.x": "", "t": "true", "f": "false",
	} {
		x, ok := v.Get(event.MustPath(path))
		if got := string(x.JSON()); got != want || ok != (want != "") || ok != x.Exists() {
			t.Errorf("%s: got %s, %t, want %s", path, got, ok, want)
		}
	}
	if text, ok := v.Text(event.MustPath("a.c[].d")); text != "x" || !ok {
		t.Errorf("the first string is %q, %t", text, ok)
	}
	if text, ok := v.Text(event.MustPath("a.b")); text != "" || ok {
		t.Errorf("null reads as the string %q, %t", text, ok)
	}
	if _, ok := v.Get(event.Path{}); ok {
		t.Error("the path of nothing finds something")
	}
	yes, _ := v.Get(event.MustPath("t"))
	no, _ := v.Get(event.MustPath("f"))
	if !yes.Bool() || no.Bool() || (event.Value{}).Bool() || (event.Value{}).Kind() != 0 || (event.Value{}).Literal() != "" {
		t.Error("booleans, or a value that does not exist, read wrong")
	}
}

// NUM-25: a number is not the string of its digits.
func TestNumbersAreNoNames(t *testing.T) {
	for _, text := range []string{`{"id":1}`, `{"id":1.0}`, `{"id":true}`, `{"id":null}`, `{"id":["1"]}`, `{"id":{"1":"1"}}`} {
		if id, ok := parse(t, text).Text(event.MustPath("id")); ok || id != "" {
			t.Errorf("%s: the id reads as %q", text, id)
		}
	}
}
