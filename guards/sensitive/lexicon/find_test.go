package lexicon_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"maat/guards/sensitive/lexicon"
)

// The transcripts of testdata hold texts, one a line. `speaks TOPIC` answers
// the term that hits; `silent` answers nothing. Both judge every text in
// disguise too, unless they say `plain`: it wears one already. With -rewrite the answers are written anew: read the
// difference, and commit it only if you know what caused it. A text that should
// hit and does not, or the other way round, fails with -rewrite as well.
func TestTranscripts(t *testing.T) {
	lex := mustCompile(t, lexicon.Options{})
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		for _, other := range []string{"fuzz", "labelled", "readers"} {
			if strings.Contains(path, other) {
				return
			}
		}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			texts := strings.Split(d.Input, "\n")
			switch d.Cmd {
			case "speaks":
				return speaks(t, lex, d, texts)
			case "silent":
				silent(t, lex, d, texts)
				return ""
			}
			t.Fatalf("%s: unknown directive %s", d.Pos, d.Cmd)
			return ""
		})
	})
}

func speaks(t *testing.T, lex *lexicon.Lexicon, d *datadriven.TestData, texts []string) string {
	t.Helper()
	topic := d.CmdArgs[0].Key
	one, ok := lexicon.ParseTopic(topic)
	if !ok {
		t.Fatalf("%s: no topic %s", d.Pos, topic)
	}
	alone := mustCompile(t, lexicon.Options{Topics: []lexicon.Topic{one}})
	var out strings.Builder
	for _, text := range texts {
		hit, ok := lex.Find(text)
		if !ok {
			t.Errorf("%s: %q speaks of %s, and nothing hits it", d.Pos, text, topic)
			continue
		}
		fmt.Fprintf(&out, "%s %s\n", hit.Topic, hit.Term)
		if _, ok := alone.Find(text); !ok && hit.Topic != one {
			t.Errorf("%s: %q hits %s only where other topics are looked for", d.Pos, text, hit.Topic)
		}
		for _, w := range disguises(d) {
			if _, ok := lex.Find(w.worn(text)); !ok {
				t.Errorf("%s: %q is not recognised %s", d.Pos, text, w.name)
			}
		}
	}
	return out.String()
}

func silent(t *testing.T, lex *lexicon.Lexicon, d *datadriven.TestData, texts []string) {
	t.Helper()
	for _, text := range texts {
		if hit, ok := lex.Find(text); ok {
			t.Errorf("%s: %q hits %s %s, and is ordinary", d.Pos, text, hit.Topic, hit.Term)
		}
		for _, w := range disguises(d) {
			if hit, ok := lex.Find(w.worn(text)); ok {
				t.Errorf("%s: %q hits %s %s %s, and is ordinary", d.Pos, text, hit.Topic, hit.Term, w.name)
			}
		}
	}
}
