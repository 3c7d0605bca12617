package dossier

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"maat/guards"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/paper"
	"maat/pipeline/policy"
)

var update = flag.Bool("update", false, "rewrite the dossiers in testdata")

func at(t testing.TB, text string) instant.Time {
	t.Helper()
	when, ok := instant.Parse(text)
	if !ok {
		t.Fatalf("bad instant %s", text)
	}
	return when
}

func compiled(t testing.TB) *policy.Program {
	t.Helper()
	text, err := os.ReadFile("testdata/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	key := func(string) ([]byte, bool) { return make([]byte, 32), true }
	p, err := policy.Compile("policy.yaml", text, policy.Options{Table: guards.Table(), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tallied counts the decisions of a file as a dossier does.
func tallied(t testing.TB, lines []byte, p Period) *Tally {
	t.Helper()
	tally := NewTally(p)
	each := func(take func(*explain.Record)) {
		for line := range bytes.Lines(lines) {
			r, err := explain.Parse(bytes.TrimSuffix(line, []byte("\n")))
			if err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			take(&r)
		}
	}
	each(tally.Add)
	if tally.Waits() {
		each(tally.Follow)
	}
	return tally
}

func decisionLines(t testing.TB) []byte {
	t.Helper()
	lines, err := os.ReadFile("testdata/decisions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// told are facts of a made-up pipeline, with something in every chapter.
func told(t testing.TB, language string) *Facts {
	t.Helper()
	f := &Facts{
		Language: language, Pipeline: "winkel", Build: Build{"1.2.3", "0123456789ab", "go1.26"},
		Period:  Period{at(t, "2026-03-01T00:00:00Z"), at(t, "2026-04-01T00:00:00Z")},
		Reasons: explain.NewReasons(guards.Table()), Approval: InLedger,
		Sources: []Source{
			{What: FromPolicy, From: "policy.yaml"}, {What: FromDecisions, From: "maat.winkel.decisions", Records: 21, Strange: 1},
			{What: FromControl, From: "maat.winkel.control", Records: 12}, {What: FromTopics, Gap: Denied}, {What: FromTests, From: "policy.test.yaml", Records: 3},
		},
		Tests: Tests{Passed: 2, Failed: []string{"nobody is followed | for long"}},
		Topics: []Topic{
			{Name: "shop.events", Use: "input", Gap: Denied},
			{Name: "maat.winkel.changelog", Use: "changelog", Partitions: 6, Settings: []Setting{{"cleanup.policy", "compact"}, {"delete.retention.ms", "604800000"}}},
			{Name: "maat.winkel.decisions", Use: "decisions", Partitions: 6, Settings: []Setting{{"cleanup.policy", "delete"}, {"retention.bytes", "-1"}, {"retention.ms", "7776000000"}}},
			{Name: "maat.winkel.control", Use: "control", Partitions: 1, Settings: []Setting{{"cleanup.policy", "delete"}, {"retention.ms", "-1"}}},
			{Name: "ads.meta", Use: "output", Partitions: 3, Settings: []Setting{{"cleanup.policy", "delete"}, {"retention.bytes", "1000000"}, {"retention.ms", "1500"}}},
		},
		Security: Security{TLS: true, SASL: "scram-sha-512", HMAC: []string{"crm"}},
	}
	transcripts := map[string]Transcripts{"consent": {6, 53, 302}, "cooldown": {3, 29, 110}}
	f.About(compiled(t), transcripts)
	f.Page = &paper.Document{Language: language, Title: "A page", Blocks: []paper.Block{{Text: "What it says."}, {Level: 2, Text: "Never"}, {Items: []string{"this"}}}}
	tally := tallied(t, decisionLines(t), f.Period)
	f.Figures, f.Versions = tally.Figures(), tally.Versions()
	history(t, f)
	return f
}

// digest is that of the policy, which a new guard of the build changes.
var digest = regexp.MustCompile(`@[0-9a-f]{12}`)

func TestDossiers(t *testing.T) {
	files := map[string]string{}
	for _, language := range Languages() {
		d := Write(told(t, language))
		files[language+".md"], files[language+".html"] = d.Markdown(), d.HTML()
	}
	text, err := JSON(told(t, "en"))
	if err != nil {
		t.Fatal(err)
	}
	files["en.json"] = string(text)
	for file, text := range files {
		text = digest.ReplaceAllString(text, "@digest")
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
			t.Errorf("%s is another dossier; if it should be: go test ./pipeline/dossier -update (-want +got)\n%s", file, diff)
		}
	}
}

// TestSameBytes: the same facts give the same bytes, whatever the order in which
// decisions were read.
func TestSameBytes(t *testing.T) {
	want := Write(told(t, "en")).HTML()
	lines := bytes.SplitAfter(bytes.TrimSpace(decisionLines(t)), []byte("\n"))
	lines[len(lines)-1] = append(lines[len(lines)-1], '\n')
	for turn := range len(lines) {
		f := told(t, "en")
		tally := tallied(t, bytes.Join(append(lines[turn:len(lines):len(lines)], lines[:turn]...), nil), f.Period)
		if diff := cmp.Diff(f.Figures, tally.Figures()); diff != "" {
			t.Fatalf("read from line %d on (-want +got)\n%s", turn+1, diff)
		}
		if Write(f).HTML() != want {
			t.Fatal("two dossiers of the same facts differ")
		}
	}
}

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	file, err := os.Open("../../schemas/dossier.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	doc, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("dossier.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("dossier.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchema: what JSON writes is what the schema says, of facts of every kind
// and of none; and something else is not.
func TestSchema(t *testing.T) {
	s := schema(t)
	empty := &Facts{Language: "nl", Approval: Unknown}
	for name, f := range map[string]*Facts{"nl": told(t, "nl"), "en": told(t, "en"), "empty": empty} {
		text, err := JSON(f)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		members := doc.(map[string]any)
		members["more"] = true
		if s.Validate(doc) == nil {
			t.Errorf("%s: the schema takes what a dossier does not have", name)
		}
		delete(members, "more")
		delete(members, "open")
		if s.Validate(doc) == nil {
			t.Errorf("%s: the schema takes a dossier that does not say what it lacks", name)
		}
	}
}

// TestNothingOfAPolicyIsMarkup: what a policy and a person say is shown, never
// obeyed, also in a table.
func TestNothingOfAPolicyIsMarkup(t *testing.T) {
	d := Write(told(t, "nl"))
	for _, text := range []string{d.HTML(), strings.ReplaceAll(d.Markdown(), `\]`, "")} {
		for _, wrong := range []string{"<script", "<b>rij"} {
			if strings.Contains(text, wrong) {
				t.Errorf("%q stands in a dossier as it is", wrong)
			}
		}
		if !strings.Contains(text, "&lt;b&gt;rij") {
			t.Error("what the policy says is not shown")
		}
	}
	if strings.Contains(strings.ReplaceAll(d.Markdown(), `\]`, ""), "](https") {
		t.Error("a policy makes a link")
	}
	for line := range strings.Lines(d.Markdown()) {
		if strings.HasPrefix(line, "|") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") < 3 {
			t.Errorf("a row of a table ends too soon: %s", line)
		}
	}
}
