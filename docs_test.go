package maat_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"maat/guards"
	"maat/pipeline/config"
	"maat/pipeline/policy"
	"maat/pipeline/telemetry"
)

var update = flag.Bool("update", false, "rewrite the settings in docs/operate.md")

// block is a piece of code in a page.
type block struct {
	page, kind, note string // ```KIND NOTE
	line             int
	text             string
}

// pages are the Markdown files of the project.
func pages(t *testing.T) (names []string) {
	t.Helper()
	all, err := files()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		if path.Ext(name) == ".md" {
			names = append(names, name)
		}
	}
	if len(names) < 20 {
		t.Fatalf("only %d pages are found: run this test in the root of the module", len(names))
	}
	return names
}

var fence = regexp.MustCompile("(?ms)^```(\\w*) ?([^\n]*)\n(.*?)^```$")

func blocks(t *testing.T, page string) (list []block) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range fence.FindAllSubmatchIndex(text, -1) {
		part := func(i int) string { return string(text[m[2*i]:m[2*i+1]]) }
		list = append(list, block{page, part(1), part(2), 1 + bytes.Count(text[:m[0]], []byte("\n")), part(3)})
	}
	return list
}

// TestPoliciesInDocs compiles every YAML of README, docs and examples:
//
//	```yaml            a whole policy, or a whole maat.yaml
//	```yaml part       some of its top-level keys; the others are those of partOf
//	```yaml refused    the same, and it must not compile
func TestPoliciesInDocs(t *testing.T) {
	compiled := 0
	for _, page := range pages(t) {
		if strings.HasPrefix(page, "deploy/") {
			continue // of Kubernetes; tested there
		}
		for _, b := range blocks(t, page) {
			if b.kind != "yaml" {
				continue
			}
			compiled++
			if err := b.compile(t); (err != nil) != (b.note == "refused") {
				t.Errorf("%s:%d: a YAML that is %s: %v", b.page, b.line, map[bool]string{true: "refused compiles", false: "right does not compile"}[b.note == "refused"], err)
			}
		}
	}
	if compiled < 10 {
		t.Errorf("only %d pieces of YAML are found", compiled)
	}
}

func (b block) compile(t *testing.T) error {
	t.Helper()
	text := b.text
	switch {
	case b.note == "part", b.note == "refused":
		text = merged(partOf, text)
	case b.note != "":
		t.Fatalf("%s:%d: the note %q is none of part and refused", b.page, b.line, b.note)
	case strings.HasPrefix(uncommented(text), "pipeline:"):
		file := filepath.Join(t.TempDir(), "maat.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := config.Load(file, nil)
		return err
	}
	key := func(string) ([]byte, bool) { return make([]byte, 32), true }
	_, err := policy.Compile(b.page, []byte(text), policy.Options{Table: guards.Table(), Key: key})
	return err
}

// uncommented is the text from its first line that is no comment.
func uncommented(text string) string {
	for strings.HasPrefix(text, "#") || strings.HasPrefix(text, "\n") {
		_, text, _ = strings.Cut(text, "\n")
	}
	return text
}

// partOf is what a part of a policy in the docs is a part of.
const partOf = `maat: v1
name: webshop
language: nl
timezone: Europe/Amsterdam
events:
  format: segment
  roles:
    signal: ["Product Viewed"]
    outreach: ["Email Queued"]
purposes:
  ads: {category: advertising, tcf: [1, 3, 4]}
  identified_ads: {category: advertising_identified}
  linking:        {category: profile_linking}
destinations:
  mail:
    topic: mail.queue
    takes: [outreach]
    layers:
      - name: general
        fields: [type, event, messageId, timestamp]
`

// merged puts the top-level keys of part in place of those of whole.
func merged(whole, part string) string {
	top := regexp.MustCompile(`(?m)^\w+:.*\n(?:[ #\n].*\n?)*`)
	given := map[string]bool{}
	for _, p := range top.FindAllString(part, -1) {
		name, _, _ := strings.Cut(p, ":")
		given[name] = true
	}
	for _, p := range top.FindAllString(whole, -1) {
		if name, _, _ := strings.Cut(p, ":"); !given[name] {
			part += p
		}
	}
	return part
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	code    = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
)

// TestLinksResolve follows every relative link, to the heading where it names one.
func TestLinksResolve(t *testing.T) {
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllSubmatch(code.ReplaceAll(text, nil), -1) {
			to, anchor, _ := strings.Cut(string(m[1]), "#")
			if strings.Contains(to, "://") {
				continue
			}
			target := path.Join(path.Dir(page), to)
			if to == "" {
				target = page
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: the link %s leads nowhere", page, m[1])
			} else if anchor != "" && !slices.Contains(anchors(t, target), anchor) {
				t.Errorf("%s: %s has no heading #%s", page, target, anchor)
			}
		}
	}
}

// anchors are the headings of a page as links name them.
func anchors(t *testing.T, page string) (list []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range heading.FindAllSubmatch(text, -1) {
		kept := regexp.MustCompile(`[^\w\- ]`).ReplaceAllString(strings.ToLower(string(m[1])), "")
		list = append(list, strings.ReplaceAll(kept, " ", "-"))
	}
	return list
}

// TestTestsNamedInDocsExist: where the docs say which test shows something, it
// is there. So is every target of make.
func TestTestsNamedInDocsExist(t *testing.T) {
	exist := map[string]bool{}
	for _, s := range sources(t) {
		for f := range s.functions {
			exist[f.Name.Name] = true
		}
	}
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z]\\w+)`")
	target := regexp.MustCompile("(?m)(?:^|`)make ([a-z]+)")
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllSubmatch(text, -1) {
			if !exist[string(m[1])] {
				t.Errorf("%s: there is no test %s", page, m[1])
			}
		}
		for _, m := range target.FindAllSubmatch(text, -1) {
			if !bytes.Contains(makefile, []byte("\n"+string(m[1])+":")) {
				t.Errorf("%s: make has no %s", page, m[1])
			}
		}
	}
}

// TestEveryDependencyHasItsReason holds the table of direct dependencies
// against go.mod.
func TestEveryDependencyHasItsReason(t *testing.T) {
	const page = "docs/adr/0015-dependencies.md"
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var direct []string
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllSubmatch(mod, -1) {
		direct = append(direct, string(m[1]))
		if !bytes.Contains(text, []byte("| `"+string(m[1])+"` |")) {
			t.Errorf("%s does not say what %s is for", page, m[1])
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllSubmatch(text, -1) {
		if !slices.Contains(direct, string(m[1])) {
			t.Errorf("%s speaks of %s, which is no direct dependency", page, m[1])
		}
	}
}

const (
	settingsBegin = "<!-- Written from the code: go test . -run TestSettingsInDocs -update -->\n"
	settingsEnd   = "<!-- End of what is written. -->\n"
)

// TestSettingsInDocs holds the settings in docs/operate.md against the schema,
// which is written from the code.
func TestSettingsInDocs(t *testing.T) {
	const page = "docs/operate.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, begins := strings.Cut(string(text), settingsBegin)
	_, tail, ends := strings.Cut(rest, settingsEnd)
	if !begins || !ends {
		t.Fatalf("%s has no lines %q and %q", page, settingsBegin, settingsEnd)
	}
	want := head + settingsBegin + settingsTable(t) + settingsEnd + tail
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("the settings in %s are not those of the code: go test . -run TestSettingsInDocs -update", page)
	}
}

// property is what the table needs of a JSON Schema.
type property struct {
	Properties  map[string]property `json:"properties"`
	Description string              `json:"description"`
	Default     any                 `json:"default"`
}

func settingsTable(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("schemas/config.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var root property
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| setting | default | meaning |\n|---|---|---|\n")
	root.rows(&b, "")
	return b.String()
}

func (p property) rows(b *strings.Builder, prefix string) {
	var names []string
	for name := range p.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		one := p.Properties[name]
		if one.Properties != nil {
			one.rows(b, prefix+name+".")
			continue
		}
		meaning, _, _ := strings.Cut(one.Description, " Environment: ")
		meaning, words, derived := strings.Cut(meaning, " Default: ")
		standard := "–"
		if derived {
			standard = strings.TrimSuffix(words, ".")
		} else if one.Default != nil {
			standard = fmt.Sprintf("`%v`", one.Default)
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", prefix+name, standard, meaning)
	}
}

// TestMetricsNamedInDocsExist makes one of everything and asks for its name.
func TestMetricsNamedInDocsExist(t *testing.T) {
	registry := prometheus.NewRegistry()
	tel, err := telemetry.Start(context.Background(), telemetry.Options{Service: "maat", Version: "1", Registerer: registry})
	if err != nil {
		t.Fatal(err)
	}
	tel.PolicyActive(context.Background(), "webshop@1")
	tel.Observe(context.Background(), telemetry.Batch{Outcome: telemetry.Committed, Decisions: []telemetry.Decision{
		{Verdict: "forward", Released: true, Edits: []telemetry.Edit{{Did: "removed", Guard: "layers"}}, Shadow: &telemetry.Shadow{Verdict: "drop"}},
	}})
	all, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("docs/operate.md")
	if err != nil {
		t.Fatal(err)
	}
	exist := map[string]bool{}
	for _, family := range all {
		exist[family.GetName()] = true
		if strings.HasPrefix(family.GetName(), "maat_") && !bytes.Contains(text, []byte("`"+family.GetName()+"`")) {
			t.Errorf("docs/operate.md does not say what %s is", family.GetName())
		}
	}
	for _, m := range regexp.MustCompile(`\bmaat_[a-z_]+`).FindAll(text, -1) {
		if !exist[string(m)] {
			t.Errorf("docs/operate.md speaks of %s, which Maat does not show", m)
		}
	}
}
