package recognition

import (
	"fmt"
	"iter"
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
	for file, rows := range tables(t, folder, 3) {
		for i, f := range rows[1:] {
			if f[0] != "recognises" && f[0] != "neutral" {
				t.Fatalf("%s:%d: a line is a label, a kind and a text", file, i+2)
			}
			list = append(list, sample{file, f[1], f[2], i + 2, f[0] == "recognises"})
		}
	}
	return list
}

// read reads a folder of what readers wrote: class and text, with a tab
// between; the class - is neutral.
func read(t testing.TB, folder string) (list []sample) {
	t.Helper()
	for file, rows := range tables(t, folder, 2) {
		for i, f := range rows {
			list = append(list, sample{folder + "/" + file, f[0], f[1], i + 1, f[0] != "-"})
		}
	}
	return list
}

// tables are the rows of the files of a folder, by the names of the files.
func tables(t testing.TB, folder string, columns int) iter.Seq2[string, [][]string] {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(string, [][]string) bool) {
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var rows [][]string
			for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
				f := strings.Split(line, "\t")
				if len(f) != columns {
					t.Fatalf("%s:%d: a line has %d columns", file, i+1, columns)
				}
				rows = append(rows, f)
			}
			if !yield(strings.TrimSuffix(filepath.Base(file), ".tsv"), rows) {
				return
			}
		}
	}
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

// floor is the least that is accepted of a set of lines. The later sets, and
// those in measure/, were written after the rules by which they are measured,
// and are the better measure of what nobody thought of.
type floor struct{ precision, recall float64 }

var floors = map[string]floor{
	"nl": {0.95, 0.95}, "en": {0.95, 0.95}, "nl.later": {0.90, 0.85}, "en.later": {0.90, 0.85},
	"readers/one.nl": {0.95, 0.95}, "readers/one.en": {0.95, 0.95},
	"measure/fresh.nl": {0.93, 0.90}, "measure/fresh.en": {0.93, 0.90},
}

// floorNew is that of a set in measure/ that has none of its own yet.
var floorNew = floor{0.85, 0.60}

// alarmsHard is the most of hard neutral lines that may be taken for
// recognition, in each set.
const alarmsHard = 0.05

// TestLabelled measures the rules on lines with a reader's judgement, and
// prints the table of docs/recognition.md: go test -v -run TestLabelled.
func TestLabelled(t *testing.T) {
	r := compiled(t)
	sets, kinds, uses := map[string]*count{}, map[string]*count{}, map[string]string{}
	for _, use := range []struct {
		name  string
		lines []sample
	}{
		{"measured", samples(t, "labelled")}, {"measured only", read(t, "measure")}, {"tuned on", read(t, "readers")},
	} {
		for _, s := range use.lines {
			_, got := r.Find(s.text)
			for _, c := range []*count{at(sets, s.file), at(kinds, s.file+" "+s.kind)} {
				c.add(s.recognises, got)
			}
			uses[s.file] = use.name
		}
	}
	var table strings.Builder
	table.WriteString("| set | use | lines | recognising | caught | missed | false alarms | precision | recall |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, name := range sorted(sets) {
		c := sets[name]
		fmt.Fprintf(&table, "| %s | %s | %d | %d | %d | %d | %d | %.3f | %.3f |\n", name, uses[name], c.lines, c.recognise, c.caught, c.missed, c.alarms, c.precision(), c.recall())
		if f := least(name, uses[name]); c.precision() < f.precision || c.recall() < f.recall {
			t.Errorf("%s: precision %.3f and recall %.3f, the least is %v", name, c.precision(), c.recall(), f)
		}
		if hard := at(kinds, name+" hard"); float64(hard.alarms) > alarmsHard*float64(hard.lines) {
			t.Errorf("%s: %d of %d hard neutral lines are taken for recognition", name, hard.alarms, hard.lines)
		}
	}
	table.WriteString("\n| set, kind | lines | right |\n|---|---|---|\n")
	for _, name := range sorted(kinds) {
		if c := kinds[name]; c.lines > 0 {
			fmt.Fprintf(&table, "| %s | %d | %d |\n", name, c.lines, c.lines-c.missed-c.alarms)
		}
	}
	t.Log("\n" + table.String())
}

// least is the floor of a set. One that has none passes nowhere but in measure/.
func least(name, use string) floor {
	f, ok := floors[name]
	switch {
	case ok:
		return f
	case use == "measured only":
		return floorNew
	}
	return floor{precision: 2}
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

// TestSetsAreApart keeps what measures out of what is tuned on. It does not say
// what the line is: who tunes must not read it.
func TestSetsAreApart(t *testing.T) {
	measured := map[string]string{}
	for _, s := range append(samples(t, "labelled"), read(t, "measure")...) {
		key := strings.ToLower(s.text)
		if other := measured[key]; other != "" {
			t.Errorf("%s.tsv:%d stands in %s.tsv already", s.file, s.line, other)
		}
		measured[key] = s.file
	}
	for _, s := range append(samples(t, "dev"), read(t, "readers")...) {
		if other := measured[strings.ToLower(s.text)]; other != "" {
			t.Errorf("%s.tsv:%d stands in %s.tsv, which measures: take it out here", s.file, s.line, other)
		}
	}
}
