package recognition

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// rules are compiled once for all tests.
var rules = sync.OnceValues(Compile)

func compiled(t testing.TB) *Rules {
	t.Helper()
	r, err := rules()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sample is a line of copy with a reader's judgement.
type sample struct {
	file, kind, text string
	line             int
	recognises       bool
}

// samples reads a folder of testdata: label, kind and text, with tabs between.
func samples(t testing.TB, folder string) (list []sample) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.tsv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples in %s: %v", folder, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
			f := strings.Split(line, "\t")
			if len(f) != 3 || f[0] != "recognises" && f[0] != "neutral" {
				t.Fatalf("%s:%d: a line is a label, a kind and a text", file, i+2)
			}
			list = append(list, sample{strings.TrimSuffix(filepath.Base(file), ".tsv"), f[1], f[2], i + 2, f[0] == "recognises"})
		}
	}
	return list
}

// count is what became of samples.
type count struct{ lines, recognise, caught, missed, alarms int }

func (c *count) add(want, got bool) {
	c.lines++
	switch {
	case want && got:
		c.recognise++
		c.caught++
	case want:
		c.recognise++
		c.missed++
	case got:
		c.alarms++
	}
}

func (c *count) precision() float64 { return float64(c.caught) / float64(max(1, c.caught+c.alarms)) }

func (c *count) recall() float64 { return float64(c.caught) / float64(max(1, c.recognise)) }

// floor is the least that is accepted of a set of labelled lines. The later
// sets were written after the rules, and are the better measure of what nobody
// thought of: raise their floor as the rules get better, on a new set.
type floor struct{ precision, recall float64 }

var floors = map[string]floor{"nl": {0.90, 0.90}, "en": {0.90, 0.90}, "nl.later": {0.90, 0.75}, "en.later": {0.90, 0.75}}

// alarmsHard is the most of hard neutral lines that may be taken for
// recognition, in each set.
const alarmsHard = 0.05

// TestLabelled measures the rules on the lines that no rule is made from, and
// prints the table of docs/recognition.md: go test -v -run TestLabelled.
func TestLabelled(t *testing.T) {
	r := compiled(t)
	languages, kinds := map[string]*count{}, map[string]*count{}
	for _, s := range samples(t, "labelled") {
		_, got := r.Find(s.text)
		for _, c := range []*count{at(languages, s.file), at(kinds, s.file+" "+s.kind)} {
			c.add(s.recognises, got)
		}
	}
	var table strings.Builder
	table.WriteString("| set | lines | recognising | caught | missed | false alarms | precision | recall |\n|---|---|---|---|---|---|---|---|\n")
	for _, name := range sorted(languages) {
		c := languages[name]
		fmt.Fprintf(&table, "| %s | %d | %d | %d | %d | %d | %.3f | %.3f |\n", name, c.lines, c.recognise, c.caught, c.missed, c.alarms, c.precision(), c.recall())
		if f, ok := floors[name]; !ok || c.precision() < f.precision || c.recall() < f.recall {
			t.Errorf("%s: precision %.3f and recall %.3f, the least is %v", name, c.precision(), c.recall(), f)
		}
		if hard := kinds[name+" hard"]; float64(hard.alarms) >= alarmsHard*float64(hard.lines) {
			t.Errorf("%s: %d of %d hard neutral lines are taken for recognition", name, hard.alarms, hard.lines)
		}
	}
	table.WriteString("\n| set, kind | lines | right |\n|---|---|---|\n")
	for _, name := range sorted(kinds) {
		c := kinds[name]
		fmt.Fprintf(&table, "| %s | %d | %d |\n", name, c.lines, c.lines-c.missed-c.alarms)
	}
	t.Log("\n" + table.String())
}

func at(m map[string]*count, key string) *count {
	if m[key] == nil {
		m[key] = &count{}
	}
	return m[key]
}

func sorted(m map[string]*count) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// TestDev holds the rules to the lines that they are tuned on, one by one.
func TestDev(t *testing.T) {
	r := compiled(t)
	for _, s := range samples(t, "dev") {
		switch hit, got := r.Find(s.text); {
		case s.recognises && !got:
			t.Errorf("dev/%s.tsv:%d: no rule fits %q", s.file, s.line, s.text)
		case !s.recognises && got:
			t.Errorf("dev/%s.tsv:%d: %q: %s: %s finds %q", s.file, s.line, s.text, hit.Class, hit.Rule, hit.Span)
		}
	}
}

// TestSetsAreApart keeps what measures out of what is tuned on.
func TestSetsAreApart(t *testing.T) {
	seen := map[string]string{}
	for _, folder := range []string{"labelled", "dev"} {
		for _, s := range samples(t, folder) {
			key := strings.ToLower(s.text)
			if other := seen[key]; other != "" {
				t.Errorf("%s/%s.tsv:%d: %q stands in %s already", folder, s.file, s.line, s.text, other)
			}
			seen[key] = folder
		}
	}
}
