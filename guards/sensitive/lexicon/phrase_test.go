package lexicon_test

import (
	"strings"
	"testing"

	"maat/guards/sensitive/lexicon"
)

// TestPhrases tries what a phrase spans, and what it does not.
func TestPhrases(t *testing.T) {
	for _, c := range []struct{ term, hits, misses string }{
		{"zlim * niet beterm", "zlim niet beterm|zlim de hele dag niet beterm|zlim-de-niet-beterm", "zlim de hele dag nog echt niet beterm|niet beterm zlim"},
		{"my [3-17] yearold", "my 3 yearold|my 17 yearolds", "my 2 yearold|my 18 yearold|my 0000000003 yearold|my yearold"},
		{"[4-9] jarigzo", "4 jarigzo|9-jarigzo|9jarigzo", "jarigzo|19 jarigzo|9 de jarigzo"},
		{"bolo/kroma * [1-9] jaar", "bolo 3 jaar|kroma van 9 jaar", "bolo jaar|kraal 3 jaar"},
		{"zlim * beter*/flonker", "zlim beterde|zlim ze flonkers", "zlim ze flonkerden"},
		{"=zlim * flonker", "zlim flonker", "zlims flonker|zlim flonkers"},
	} {
		lex := mustCompile(t, lexicon.Options{Topics: []lexicon.Topic{lexicon.TradeUnion}, Extra: map[lexicon.Topic][]string{lexicon.TradeUnion: {c.term}}})
		for text := range strings.SplitSeq(c.hits, "|") {
			if hit, ok := lex.Find("Zoek: " + text + "!"); !ok || hit.Start != len("zoek ") {
				t.Errorf("%q does not hit %q from its start on: %v", c.term, text, hit)
			}
		}
		for text := range strings.SplitSeq(c.misses, "|") {
			if hit, ok := lex.Find(text); ok {
				t.Errorf("%q hits %q: %v", c.term, text, hit)
			}
		}
	}
}

// TestPhrasesThatAreNone are lines that say nothing that could be looked for.
func TestPhrasesThatAreNone(t *testing.T) {
	for _, line := range []string{
		"[0-17]", "[0-17] * jaar", "[1-2] [3-4]", "jaar [17-0]", "jaar [x-y]", "jaar [0-1", "jaar [0-9999]", "kan * *zwanger", "kan/ook * *zwanger", "kan a/b [1-2]", "a/bb cc",
		"kan * een * twee * drie * vier * vijf",
	} {
		_, err := lexicon.Compile(lexicon.Options{Extra: map[lexicon.Topic][]string{lexicon.Health: {line}}})
		if err == nil {
			t.Errorf("%q is taken for a term", line)
		}
	}
}
