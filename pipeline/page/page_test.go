package page

import (
	"flag"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/guards"
	"maat/guards/sensitive/lexicon"
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

var update = flag.Bool("update", false, "rewrite the pages in testdata")

func compile(t *testing.T, file string) *policy.Program {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	key := func(string) ([]byte, bool) { return make([]byte, 32), true }
	p, err := policy.Compile(file, text, policy.Options{Table: guards.Table(), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// version is the digest of the policy, which a new guard of the build changes.
var version = regexp.MustCompile(`@[0-9a-f]{12}`)

// TestPages holds the pages in both languages and forms against testdata.
func TestPages(t *testing.T) {
	p := compile(t, "testdata/policy.yaml")
	for file, text := range map[string]string{
		"nl.md": Of(p, "nl").Markdown(), "en.md": Of(p, "en").Markdown(), "nl.html": Of(p, "nl").HTML(), "en.html": Of(p, "en").HTML(),
	} {
		text = version.ReplaceAllString(text, "@digest")
		if *update {
			if err := os.WriteFile("testdata/"+file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), text); diff != "" {
			t.Errorf("%s is another page; if it should be: go test ./pipeline/page -update (-want +got)\n%s", file, diff)
		}
	}
}

// TestSamePage: the same policy gives the same bytes.
func TestSamePage(t *testing.T) {
	p := compile(t, "../../examples/webshop/policy.yaml")
	for range 20 {
		if again := compile(t, "../../examples/webshop/policy.yaml"); Of(p, "en").HTML() != Of(again, "en").HTML() || Of(p, "nl").Markdown() != Of(again, "nl").Markdown() {
			t.Fatal("two pages of one policy differ")
		}
	}
}

// TestNothingOfAPolicyIsMarkup: what a policy says is shown, never obeyed.
func TestNothingOfAPolicyIsMarkup(t *testing.T) {
	p := compile(t, "testdata/policy.yaml")
	for _, text := range []string{Of(p, "nl").HTML(), strings.ReplaceAll(Of(p, "nl").Markdown(), `\]`, "")} {
		for _, wrong := range []string{"<script", "<b>", "](https"} {
			if strings.Contains(text, wrong) && !(wrong == "](https" && strings.HasPrefix(text, "<!doctype")) {
				t.Errorf("%q stands in a page as it is", wrong)
			}
		}
		if !strings.Contains(text, "&lt;script&gt;alert(1)") {
			t.Errorf("what the policy says is not shown:\n%s", text)
		}
	}
}

// TestEveryGuardHasWords: the page never falls back on the words of the docs for
// a guard of this build, and every promise can be filled.
func TestEveryGuardHasWords(t *testing.T) {
	p := compile(t, "testdata/policy.yaml")
	for _, w := range []*language{&english, &dutch} {
		b := builder{program: p, words: w}
		for _, k := range guards.Table() {
			text, ok := w.promises[k.Name]
			if !ok || w.kinds[k.Name] == "" {
				t.Errorf("%s: there are no words for the guard %s: write its promise, and what it is", w.code, k.Name)
				continue
			}
			var settings any
			if k.Settings != nil {
				settings = k.Settings()
			}
			if said := b.render(k.Name, text, b.terms(settings, p.Destinations[0], guard.RolesOf(state.Outreach))); strings.Contains(said, "<no value>") || strings.Contains(said, "{{") || strings.Contains(said, "template:") {
				t.Errorf("%s: %s", w.code, said)
			}
		}
		for _, topic := range lexicon.Topics() {
			if w.topics[topic.String()] == "" {
				t.Errorf("%s: the topic %s has no words", w.code, topic)
			}
		}
		for _, name := range state.RoleNames() {
			if role, _ := state.ParseRole(name); w.roles[role] == "" {
				t.Errorf("%s: the role %s has no words", w.code, name)
			}
		}
	}
}

// TestLanguagesSayTheSame: what one language has words for, the other has.
func TestLanguagesSayTheSame(t *testing.T) {
	en, nl := reflect.ValueOf(english), reflect.ValueOf(dutch)
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		if en.Field(i).IsZero() || nl.Field(i).IsZero() {
			t.Errorf("%s is empty", name)
		}
		if en.Field(i).Kind() == reflect.Map && en.Field(i).Type().Key().Kind() == reflect.String {
			if diff := cmp.Diff(keys(en.Field(i)), keys(nl.Field(i))); diff != "" {
				t.Errorf("%s (-en +nl)\n%s", name, diff)
			}
		}
	}
	for path := range english.paths {
		if _, err := event.ParsePath(path); err != nil {
			t.Errorf("%s is no path", path)
		}
	}
}

func keys(m reflect.Value) []string {
	all := map[string]bool{}
	for _, k := range m.MapKeys() {
		all[k.String()] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// TestAGuardWithoutWords is one of another build: the page says what it is for.
func TestAGuardWithoutWords(t *testing.T) {
	table := guards.Table()
	for i := range table {
		if table[i].Name == "frequency" {
			table[i].Name = "restraint"
		}
	}
	text, err := os.ReadFile("testdata/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	key := func(string) ([]byte, bool) { return make([]byte, 32), true }
	p, err := policy.Compile("p.yaml", []byte(strings.ReplaceAll(string(text), "frequency:", "restraint:")), policy.Options{Table: table, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	if page := Of(p, "en").Markdown(); !strings.Contains(page, "- We guard against being shown the same again and again.") {
		t.Errorf("a guard without words is not on the page:\n%s", page)
	}
}
