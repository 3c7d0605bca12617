package lexicon_test

import (
	"strings"
	"testing"
	"time"

	"maat/guards/sensitive/lexicon"
)

// TestTimeIsLinear judges hostile texts of two lengths. Sixteen times the text
// may take sixteen times as long, and some more; were the time quadratic, it
// would take 256 times as long. A busy machine gets another try.
func TestTimeIsLinear(t *testing.T) {
	const (
		short  = 1 << 12
		factor = 16
		noise  = 4
		tries  = 20
	)
	lex := mustCompile(t, lexicon.Options{})
	for _, piece := range []string{
		"a", "kanker", "cancer horoscope ", "geloof ik ", "tafel ", "rn", "vv ", "%", "%25", "%2525", "&", "&amp;", "&amp;amp;", "&#", ";",
		"\u200b", "\u0301", "ﷺ", "e\u0301", "1a", "@a", "h ", "s-t-r-", "\xff", "zwangerzwanger", "in-con-ti-nent ", "--------a",
	} {
		one := strings.Repeat(piece, short/len(piece))
		many := strings.Repeat(one, factor)
		small, large := time.Hour, time.Hour
		for range tries {
			small, large = min(small, took(lex, one)), min(large, took(lex, many))
			if large <= small*factor*noise {
				break
			}
		}
		if large > small*factor*noise {
			t.Errorf("%q: %v for %d bytes, %v for %d", piece, small, len(one), large, len(many))
		}
	}
}

func took(lex *lexicon.Lexicon, text string) time.Duration {
	start := time.Now()
	lex.Find(text)
	return time.Since(start)
}
