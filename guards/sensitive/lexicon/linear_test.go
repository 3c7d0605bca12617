package lexicon_test

import (
	"strings"
	"testing"
	"time"

	"maat/guards/sensitive/lexicon"
)

// TestTimeIsLinear judges a hostile text in one go and, for comparison, a
// sixteenth of it sixteen times over. Were the time quadratic, the whole would
// take sixteen times as long as its parts. A busy machine gets another try.
func TestTimeIsLinear(t *testing.T) {
	const (
		part   = 1 << 11
		factor = 16
		noise  = 4
		tries  = 20
	)
	lex := mustCompile(t, lexicon.Options{})
	for _, piece := range []string{
		"a", "kanker", "cancer horoscope ", "geloof ik ", "tafel ", "rn", "vv ", "%", "%25", "%2525", "&", "&amp;", "&amp;amp;", "&#", ";",
		"\u200b", "\u0301", "ﷺ", "e\u0301", "1a", "@a", "h ", "s-t-r-", "\xff", "zwangerzwanger", "in-con-ti-nent ", "--------a",
		"kan ", "mijn dochter ", "pijn in ", "verslaafdmijn", "zoon 1 ",
	} {
		one := strings.Repeat(piece, part/len(piece))
		whole := strings.Repeat(one, factor)
		var parts, all time.Duration
		for range tries {
			parts, all = took(lex, one, factor), took(lex, whole, 1)
			if all <= parts*noise {
				break
			}
		}
		if all > parts*noise {
			t.Errorf("%q: %v for %d bytes at once, %v in parts", piece, all, len(whole), parts)
		}
	}
}

func took(lex *lexicon.Lexicon, text string, times int) time.Duration {
	start := time.Now()
	for range times {
		lex.Find(text)
	}
	return time.Since(start)
}
