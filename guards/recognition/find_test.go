package recognition

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFind(t *testing.T) {
	r := compiled(t)
	for _, c := range []struct{ text, class, span string }{
		{"We zagen dat je dit gisteren nog bekeek", "watched", "We zagen dat je"},
		{"WE ZAGEN DAT JE DIT BEKEEK", "watched", "WE ZAGEN DAT JE"},
		{"we&nbsp;zagen dat je dit bekeek", "watched", "we\u00a0zagen dat je"},
		{"We%20zagen%20dat%20je%20dit%20bekeek", "watched", "We zagen dat je"},
		{"<p>Nieuw!</p><p>We <b>zagen</b> dat je dit bekeek</p>", "watched", "We <b>zagen</b> dat je"},
		{"W\u0435 zag\u0435n dat j\u0435 dit b\u0435k\u0435\u0435k", "watched", "W\u0435 zag\u0435n dat j\u0435"}, // Cyrillic е
		{"We zagen dat j\u200be dit bekeek", "watched", "We zagen dat j\u200be"},
		{"You’ve been looking at boots", "watched", "You’ve been"},
		{"Was de maat te klein, Steven?", "fit", "Was de maat te klein, Steven"},
		{"Nieuw binnen, Steven!", "name", ", Steven"},
		{"Hoi {{ voornaam }}, nieuw binnen", "name", "{{ voornaam"},
		{"Hi %FIRSTNAME%", "name", "%FIRSTNAME"},
		{"Hi <%= user.first_name %>", "name", "<%= user.first_name"},
		{"Nieuw binnen. Je bekeek dit.", "watched", "Je bekeek"},
		{"Vul je winkelmandje. Je winkelmandje wacht nog op je", "basket", "Je winkelmandje wacht nog"},
		{"Nieuw: je kocht dit", "history", "je kocht"},
		{"20%af op alles", "", ""},
		{"{{product_name}} is er", "", ""},
		{"a < b en 1.000 > 2", "", ""},
		{"We zagen de zomer. Dat je dit leest, is fijn", "", ""}, // no rule goes over the end of a sentence
		{"", "", ""},
		{"?!.,", "", ""},
		{"%20%", "", ""},
	} {
		hit, ok := r.Find(c.text)
		if ok != (c.class != "") || hit.Class != c.class || hit.Span != c.span {
			t.Errorf("%q: %v, want %s %q", c.text, hit, c.class, c.span)
		}
	}
}

// TestAnyText asks that no text breaks the search, that it answers the same
// twice, and that the span is of the text.
func TestAnyText(t *testing.T) {
	r := compiled(t)
	words := []string{"je", "bekeek", "we", "zagen", "dat", "Steven", ",", "?", ".", "{{", "voornaam", "you", "viewed", "<p>", "<", "%20", "&amp;", "\xff", "é", "’s", "nog", "als", "43"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.OneOf(rapid.SampledFrom(words), rapid.String())).Draw(t, "words"), rapid.SampledFrom([]string{" ", ""}).Draw(t, "gap"))
		hit, ok := r.Find(text)
		again, ok2 := r.Find(text)
		if hit != again || ok != ok2 {
			t.Fatalf("%q: %v, then %v", text, hit, again)
		}
		if ok != (hit.Class != "") || !strings.Contains(readable(text), hit.Span) {
			t.Fatalf("%q: %v", text, hit)
		}
	})
}

// TestMoreTextKeepsRecognition: a neutral sentence more changes nothing.
func TestMoreTextKeepsRecognition(t *testing.T) {
	r := compiled(t)
	for _, s := range samples(t, "dev") {
		_, alone := r.Find(s.text)
		for _, text := range []string{"Nieuw binnen. " + s.text, s.text + ". Nieuw binnen", strings.ReplaceAll(s.text, " ", "  ")} {
			if _, got := r.Find(text); got != alone {
				t.Errorf("%q: %v, and %q: %v", s.text, alone, text, got)
			}
		}
	}
}

// TestLong finds the end of a long text, and what shields the middle of one.
func TestLong(t *testing.T) {
	r := compiled(t)
	neutral := strings.Repeat("Vul je winkelmandje en bekijk onze klassiekers. ", 20_000)
	if hit, ok := r.Find(neutral); ok {
		t.Errorf("%v", hit)
	}
	if hit, ok := r.Find(neutral + "Je bekeek dit"); !ok || hit.Span != "Je bekeek" {
		t.Errorf("%v %v", hit, ok)
	}
	if !utf8.ValidString(neutral) {
		t.Error("the text is none")
	}
}

func BenchmarkFind(b *testing.B) {
	r := compiled(b)
	for name, text := range map[string]string{
		"neutral":     "Ontdek de nieuwe zomercollectie, nu met gratis verzending vanaf 50 euro",
		"recognising": "We zagen dat je dit gisteren nog bekeek, Steven. Nog steeds aan het twijfelen?",
		"addressed":   "Je kunt bij ons je maat vinden. You can find your size with us, and you choose when you pay",
		"body":        strings.Repeat("Onze klassiekers zijn er weer, van wol uit Portugal. Kom langs of bestel, wij brengen het thuis. ", 10),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				r.Find(text)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		if _, err := Compile(); err != nil {
			b.Fatal(err)
		}
	}
}
