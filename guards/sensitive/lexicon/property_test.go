package lexicon_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"maat/guards/sensitive/lexicon"
)

// texts draws what a sender may write, and what only somebody hostile does.
func texts() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"depressie", "zwangerschapstest", "burn", "out", "tafel", "kanker", "cancer", "horoscope", "geloof", "ik", "hiv", "kan", "niet", "betalen", "mijn", "zoon", "12",
			"%", "%25", "%252", "%C3%AB", "%e", "&amp;", "&#101;", "&euml;", "&", ";", "\u200b", "\u0301", "ﷺ", "ﬃ", "Ⅷ", "0", "1", "7",
			"@", "$", "-", " ", "rn", "vv", "ë", "İ", "ß", "Ａ", "а", "\xff", "\xc3", "한", "𝓬",
		}),
		rapid.String(),
	)
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), "") })
}

func TestNormalise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { normalised(t, texts().Draw(t, "text")) })
}

// normalised checks what Normalise promises.
func normalised(t rapid.TB, text string) {
	t.Helper()
	once := lexicon.Normalise(text)
	if twice := lexicon.Normalise(once); twice != once {
		t.Errorf("normalising %q twice changes it: %q, then %q", text, once, twice)
	}
	if len(once) > 4*len(text) {
		t.Errorf("%q grows from %d to %d bytes", text, len(text), len(once))
	}
	if !utf8.ValidString(once) || strings.Contains(once, "  ") || strings.TrimSpace(once) != once {
		t.Errorf("%q gives %q: not words with one blank between them", text, once)
	}
}

func TestAnUnrelatedWordKeepsAHit(t *testing.T) {
	lex := mustCompile(t, lexicon.Options{})
	rapid.Check(t, func(t *rapid.T) {
		text := texts().Draw(t, "text")
		before, ok := lex.Find(text)
		if !ok {
			t.Skip("nothing to keep")
		}
		word := rapid.SampledFrom([]string{"tafelpoot", "bureaulamp", "zzz", "regenjas"}).Draw(t, "word")
		if after, ok := lex.Find(word + " | " + lexicon.Normalise(text)); !ok || after.Topic > before.Topic {
			t.Errorf("%q hits %v, with %q before it %v", text, before, word, after)
		}
	})
}

func TestAHitIsWhereItSays(t *testing.T) {
	lex := mustCompile(t, lexicon.Options{})
	rapid.Check(t, func(t *rapid.T) { located(t, lex, texts().Draw(t, "text")) })
}

// located checks that a hit names a place in the normalised text.
func located(t rapid.TB, lex *lexicon.Lexicon, text string) {
	t.Helper()
	hit, ok := lex.Find(text)
	if !ok {
		if hit != (lexicon.Hit{}) {
			t.Errorf("%q: no hit, and yet %v", text, hit)
		}
		return
	}
	norm := lexicon.Normalise(text)
	if !hit.Topic.Valid() || hit.Term == "" || hit.Start < 0 || hit.Start >= hit.End || hit.End > len(norm) {
		t.Fatalf("%q: a hit that is none: %v", text, hit)
	}
	if _, ok := lex.Find(norm[hit.Start:hit.End]); !ok {
		t.Errorf("%q: %v is said to stand at %q", text, hit, norm[hit.Start:hit.End])
	}
	if again, ok := lex.Find(text); !ok || again != hit {
		t.Errorf("%q: %v, then %v", text, hit, again)
	}
}

func FuzzFind(f *testing.F) {
	lex := mustCompile(f, lexicon.Options{})
	for _, seed := range []string{
		"", "burn-out", "%2525%3Bk%61nker", "&amp;amp;#107;anker", "k\u200ba\u0301nker", "h1v h.i.v. H I V", "dia betes zuster",
		"rnaternity vvww", strings.Repeat("cancer horoscope ", 40), strings.Repeat("%25", 60), "\xff\xfe\xc3", "info@kliniek.nl k@nker",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		normalised(t, text)
		located(t, lex, text)
	})
}
