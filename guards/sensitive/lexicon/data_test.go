package lexicon

import (
	"fmt"
	"strings"
	"testing"
)

// filesMin is the fewest terms of a file that says something of its topic.
const filesMin = 30

// dataLine is one line of a data file, with where it stands.
type dataLine struct {
	place string
	term
}

// dataLines parses every line of a topic's two files.
func dataLines(t *testing.T, topic Topic) (all []dataLine) {
	t.Helper()
	for _, lang := range [...]language{dutch, english} {
		name := dataFile(topic, lang)
		text, err := data.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		terms := 0
		for i, line := range strings.Split(string(text), "\n") {
			line, _, _ = strings.Cut(line, "#")
			if strings.TrimSpace(line) == "" {
				continue
			}
			one, err := parseTerm(line, topic, lang)
			if err != nil {
				t.Fatalf("%s:%d: %v", name, i+1, err)
			}
			all = append(all, dataLine{fmt.Sprintf("%s:%d", name, i+1), one})
			if !one.shield {
				terms++
			}
		}
		if terms < filesMin {
			t.Errorf("%s has %d terms: fewer than %d say too little of a topic", name, terms, filesMin)
		}
	}
	return all
}

// only makes a lexicon of some lines.
func only(lines []dataLine, keep func(*dataLine) bool) *Lexicon {
	l := &Lexicon{}
	for i := range lines {
		if keep(&lines[i]) {
			l.terms = append(l.terms, lines[i].variants()...)
		}
	}
	l.build()
	return l
}

// texts is a line as texts: without the marks of the syntax, with a word in each
// gap, the greatest number of each range, and every choice.
func (d *dataLine) texts() []string {
	all := []string{""}
	for _, field := range strings.Fields(d.line) {
		choice := []string{strings.Trim(field, "*")}
		_, high, isRange := strings.Cut(field, "-")
		switch {
		case field == "*":
			choice = []string{"tafelpoot"}
		case isRange && field[0] == '[':
			choice = []string{strings.TrimSuffix(high, "]")}
		case strings.Contains(field, "/"):
			choice = strings.Split(strings.ReplaceAll(field, "*", ""), "/")
		}
		var longer []string
		for _, before := range all {
			for _, word := range choice {
				longer = append(longer, before+" "+word)
			}
		}
		all = longer
	}
	return all
}

// misses returns a text of line that l does not hit, if there is one.
func (d *dataLine) misses(l *Lexicon) (string, bool) {
	for _, text := range d.texts() {
		if _, ok := l.Find(text); !ok {
			return text, true
		}
	}
	return "", false
}

func TestEveryTermIsNeededAndHits(t *testing.T) {
	for _, topic := range Topics() {
		lines := dataLines(t, topic)
		full := only(lines, func(*dataLine) bool { return true })
		for i := range lines {
			line := &lines[i]
			if line.shield {
				continue
			}
			if text, miss := line.misses(full); miss {
				t.Errorf("%s: %q does not hit the words of its own line, %q: does a shield cover them?", line.place, line.line, text)
			}
			for k := range lines {
				other := &lines[k]
				if k != i && !other.shield && strings.Contains(line.text, other.text) && hitsAll(other, line) {
					t.Errorf("%s: %q is needless: %s %q hits it already; take it out", line.place, line.line, other.place, other.line)
					break
				}
			}
		}
	}
}

// hitsAll reports whether other hits whatever line hits.
func hitsAll(other, line *dataLine) bool {
	wide := func(s shape) (open, end bool) { return s == suffix || s == inside, s == prefix || s == inside }
	open, end := wide(other.shape)
	needOpen, needEnd := wide(line.shape)
	if needOpen && !open || needEnd && !end {
		return false
	}
	if !end && !line.exact && (other.exact || other.lang&line.lang != line.lang) && other.text == line.text {
		return false
	}
	l := only([]dataLine{*other}, func(*dataLine) bool { return true })
	if line.isPhrase() || other.isPhrase() {
		_, miss := line.misses(l)
		return !miss
	}
	hit, ok := l.Find(line.line)
	return ok && (end || other.text == line.text || hit.End == len(Normalise(line.line)) || len(other.text) < len(line.text))
}

func TestEveryShieldCovers(t *testing.T) {
	for _, topic := range Topics() {
		lines := dataLines(t, topic)
		bare := only(lines, func(d *dataLine) bool { return !d.shield })
		full := only(lines, func(*dataLine) bool { return true })
		for i := range lines {
			line := &lines[i]
			if !line.shield {
				continue
			}
			if _, miss := line.misses(bare); miss {
				t.Errorf("%s: the shield %q covers nothing: no term of %s hits it; take it out", line.place, line.line, topic)
			}
			for _, text := range line.texts() {
				if hit, ok := full.Find(text); ok {
					t.Errorf("%s: the shield %q does not cover %q", line.place, line.line, hit.Term)
				}
			}
		}
	}
}

func TestNoTermTwice(t *testing.T) {
	type key struct {
		text   string
		shape  shape
		shield bool
	}
	for _, topic := range Topics() {
		seen := map[key]string{}
		for _, line := range dataLines(t, topic) {
			k := key{line.text, line.shape, line.shield}
			if line.isPhrase() {
				k.text = line.line
			}
			if before, ok := seen[k]; ok {
				t.Errorf("%s: %q stands in %s already; a word that both languages write alike stands once, in the Dutch file", line.place, line.line, before)
			}
			seen[k] = line.place
		}
	}
}
