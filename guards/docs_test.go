package guards_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"maat/guards"
	"maat/pipeline/explain"
	"maat/pipeline/guard"
)

// TestDocsAreCurrent fails where the code and docs/guards or docs/reasons.md
// differ; with -update it writes them.
func TestDocsAreCurrent(t *testing.T) {
	want := map[string]string{"reasons.md": reasonsPage(), "guards/README.md": tablePage()}
	for _, k := range guards.Table() {
		want["guards/"+k.Name+".md"] = guardPage(t, &k)
	}
	for name, page := range want {
		path := filepath.Join("..", "docs", name)
		if *update {
			if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, []byte(page)) {
			t.Errorf("docs/%s is not what the code says: make generate", name)
		}
	}
	files, err := filepath.Glob("../docs/guards/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, ok := want["guards/"+filepath.Base(f)]; !ok {
			t.Errorf("docs/guards/%s is of no guard: remove it", filepath.Base(f))
		}
	}
}

// TestReasonsAreWhole asks of every reason a code of its guard, given once, and
// a sentence in both languages that ends a sentence with because.
func TestReasonsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range explain.Line() {
		seen[r.Code] = true
	}
	for _, k := range guards.Table() {
		if k.Protect == "" || k.Judges == "" || len(k.Reasons) == 0 {
			t.Errorf("%s does not say what it protects from, what it judges or why", k.Name)
		}
		for _, r := range k.Reasons {
			if seen[r.Code] || r.Code != k.Name && !strings.HasPrefix(r.Code, k.Name+".") {
				t.Errorf("%s: the code %q is not its own", k.Name, r.Code)
			}
			seen[r.Code] = true
			for _, sentence := range []string{r.NL, r.EN} {
				if len(sentence) < 10 || strings.ContainsAny(sentence, ".|\n") {
					t.Errorf("%s: %q does not fit after because", r.Code, sentence)
				}
			}
		}
	}
}

const generated = "<!-- Generated from the code by make generate. -->\n\n"

func reasonsPage() string {
	var b strings.Builder
	b.WriteString("# Reasons\n\n" + generated)
	b.WriteString("Every decision that is not a plain forward says why, by one of these codes: `guard` or `guard.detail`. The list is closed; codes are the labels of the metrics too.\n\n")
	b.WriteString("| code | because (en) | omdat (nl) |\n|---|---|---|\n")
	for _, r := range explain.NewReasons(guards.Table()).List() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r.Code, r.EN, r.NL)
	}
	return b.String()
}

func tablePage() string {
	var b strings.Builder
	b.WriteString("# Guards\n\n" + generated)
	b.WriteString("Every guard judges the event as it came in, and the strongest verdict wins: pass, strip, refuse, hold, drop. Of equally strong ones the reason of the first in this table is reported.\n\n")
	b.WriteString("| guard | protects from | judges | acts |\n|---|---|---|---|\n")
	for _, k := range guards.Table() {
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s |\n", k.Name, k.Name, k.Protect, k.Judges, acts(&k))
	}
	return b.String()
}

// acts says when a guard acts.
func acts(k *guard.Kind) string {
	switch {
	case k.Fixed:
		return "always"
	case k.Always && k.Base:
		return "always; listing it adds its settings"
	case k.Always:
		return "unless it is off"
	}
	return "where it is listed"
}

func guardPage(t *testing.T, k *guard.Kind) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s", k.Name, generated)
	fmt.Fprintf(&b, "Protects from: %s.\n\nJudges: %s.\n\nActs: %s.\n\n", k.Protect, k.Judges, acts(k))
	if k.Silent {
		b.WriteString("A signal that it drops for every destination counts for nothing.\n\n")
	}
	if k.Shared {
		b.WriteString("It judges what arrives, so it is set under the general guards, for all destinations at once.\n\n")
	}
	if k.Settings != nil {
		b.WriteString("## Settings\n\n")
		if k.Many {
			b.WriteString("One of these, or a list of them.\n\n")
		}
		b.WriteString("| key | meaning | values | default | example |\n|---|---|---|---|---|\n")
		settings(&b, "", reflect.ValueOf(k.Settings()).Elem())
		b.WriteString("| `mode` | Whether it acts; in shadow it is judged and recorded, and not applied. | `enforce`, `shadow`, `off` | `enforce` | – |\n")
		b.WriteString("| `why` | Why it is off; needed with `mode: off`, and printed on the page that says what the brand does. | text | – | – |\n\n")
	}
	b.WriteString("## Reasons\n\n| code | because (en) | omdat (nl) |\n|---|---|---|\n")
	for _, r := range k.Reasons {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r.Code, r.EN, r.NL)
	}
	b.WriteString(transcript(t, k.Name))
	b.WriteString(more[k.Name])
	return b.String()
}

// more is what else there is to read about a guard.
var more = map[string]string{
	"sensitive": "\n## More\n\n- [How well the words tell](../lexicon.md)\n- [Which category codes count](../categories.md)\n",
}

// settings writes a row for each key word, nested ones dotted.
func settings(b *strings.Builder, prefix string, v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		key := f.Tag.Get("yaml")
		if key == "" {
			continue
		}
		value := v.Field(i)
		fmt.Fprintf(b, "| `%s%s` | %s | %s | %s | %s |\n", prefix, key, f.Tag.Get("doc"), values(f), standard(f, value), code(f.Tag.Get("example")))
		if f.Type.Kind() == reflect.Pointer {
			settings(b, key+".", reflect.New(f.Type.Elem()).Elem())
		}
	}
}

// values says what may stand there.
func values(f reflect.StructField) string {
	if enum := f.Tag.Get("enum"); enum != "" {
		return "`" + strings.ReplaceAll(enum, ",", "`, `") + "`"
	}
	words := map[string]string{
		"instant.Span": "duration", "instant.Clock": "time of day", "bool": "`true`, `false`", "int": "whole number", "[]state.Role": "list of roles",
		"[]string": "list of texts", "map[string][]string": "lists of texts by topic", "map[string]recognition.Variant": "by path of copy a path, or `{text: ...}`", "sensitive.Topics": "`all`, or a list of topics",
		"event.Path": "path", "[]event.Path": "list of paths", "guard.Condition": "CEL expression",
	}
	if word, ok := words[f.Type.String()]; ok {
		return word
	}
	return "the keys below"
}

// standard is the default.
func standard(f reflect.StructField, v reflect.Value) string {
	switch {
	case f.Tag.Get("required") == "true":
		return "required"
	case f.Type.String() == "sensitive.Topics" && v.Len() == 0:
		return "`all`"
	case v.Kind() == reflect.Bool, !v.IsZero():
		return code(fmt.Sprint(v.Interface()))
	}
	return "–"
}

func code(s string) string {
	if s == "" {
		return "–"
	}
	return "`" + s + "`"
}
