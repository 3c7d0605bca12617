package lexicon_test

import (
	"testing"

	"maat/guards/sensitive/lexicon"
)

func mustCompile(t testing.TB, o lexicon.Options) *lexicon.Lexicon {
	t.Helper()
	lex, err := lexicon.Compile(o)
	if err != nil {
		t.Fatal(err)
	}
	return lex
}
