package recognition

import (
	"strings"
	"testing"
)

// one compiles a single line.
func one(t *testing.T, line string) (*Rules, error) {
	t.Helper()
	p := parser{"watched", map[string][]string{"je": {"je", "jij"}}}
	rules, err := p.parse(line)
	r := &Rules{rules: rules}
	if err == nil {
		r.build()
	}
	return r, err
}

func TestRules(t *testing.T) {
	for _, c := range []struct {
		line     string
		yes, not []string
	}{
		{"bekeek", []string{"bekeek", "dit Bekeek."}, []string{"bekeken", "be keek"}},
		{"@je (bekeek|keek)", []string{"je bekeek", "jij keek"}, []string{"je, keek", "wij keken", "je. Keek"}},
		{"je .. keek", []string{"je keek", "je toen nog keek"}, []string{"je toen nog even keek", "je weg! keek"}},
		{"je ... keek", []string{"je a b c d e f keek", "je a, b keek"}, []string{"je a b c d e f g keek", "je a. b keek"}},
		{"je [nog] [even] keek", []string{"je keek", "je even keek", "je nog even keek"}, []string{"je even nog keek"}},
		{"je (op zoek|zocht) ?", []string{"je op zoek?", "je zocht?"}, []string{"je op zoek", "je zoek?"}},
		{"^ was ?", []string{"was?", "dit. was?"}, []string{"het was?", "was!"}},
		{"je -(huis|tuin)", []string{"je hond", "je"}, []string{"je huis", "je tuin"}},
		{"je (,|$)", []string{"je, hier", "je", "je."}, []string{"je hier"}},
		{"zoek* je", []string{"zoekt je", "zoekende je"}, []string{"zoe je", "opzoek je"}},
		{"*loper", []string{"hardloper", "loper"}, []string{"lopers"}},
		{"maat NUMBER", []string{"maat 43"}, []string{"maat xl"}},
		{"CAPITAL:(steven|mark) , je", []string{"Steven, je"}, []string{"steven, je", "Piet, je"}},
		{"dag CAPITAL", []string{"dag Piet"}, []string{"dag piet"}},
		{"{ .. naam", []string{"{{naam}}", "[de naam]", "*|NAAM|*", "%naam%"}, []string{"naam", "20% naam"}},
	} {
		r, err := one(t, c.line)
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		for _, text := range c.yes {
			if _, ok := r.Find(text); !ok {
				t.Errorf("%s does not fit %q", c.line, text)
			}
		}
		for _, text := range c.not {
			if hit, ok := r.Find(text); ok {
				t.Errorf("%s fits %q in %q", c.line, hit.Span, text)
			}
		}
	}
}

func TestBadRules(t *testing.T) {
	for line, want := range map[string]string{
		"^":                              "no word",
		"... je":                         "must begin",
		"-(je) huis":                     "must begin",
		"$":                              "no word",
		"[je]":                           "no word",
		"@jou keek":                      "no list @jou",
		"*zoek*":                         "star",
		"ab*":                            "star",
		"e-mail je":                      "not one word",
		"a*b":                            "not one word",
		strings.Repeat("je ", 17):        "more than 16 parts",
		strings.Repeat("[je] ", 9) + "u": "may be absent",
	} {
		if _, err := one(t, line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}

// TestEveryRuleCanFit writes a text for every line of the data, by its own
// words, and finds it: a line that fits nothing protects from nothing.
func TestEveryRuleCanFit(t *testing.T) {
	r := compiled(t)
	for i := range r.rules {
		text := example(r.rules[i].steps)
		list := tokens(nil, text)
		var all []seen
		for _, t := range list {
			all = append(all, r.look(t))
		}
		if _, ok := match(r.rules[i].steps, all, 0); !ok {
			t.Errorf("%s: %s fits no text such as %q", r.rules[i].class, r.rules[i].line, text)
		}
	}
}

// example is a text that the steps fit.
func example(steps []element) string {
	var b strings.Builder
	for _, e := range steps {
		word := ""
		switch e.part {
		case oneOf:
			word = strings.Trim(e.set.words[0], "*")
		case named:
			word = "Onbekend"
			if e.set != nil {
				word = strings.ToUpper(e.set.words[0])
			}
		case counts:
			word = "7"
		case pause:
			word = ","
		case tagged:
			word = "{{"
		case asks:
			word = "?"
		default:
		}
		b.WriteString(word + " ")
	}
	return b.String()
}

// TestNoWordIsLost: a token keeps all of its numbers.
func TestNoWordIsLost(t *testing.T) {
	r := compiled(t)
	for w := range r.words {
		if s := r.look(token{mark: word, text: strings.Trim(w, "*"), name: true}); s.n == kindsMax {
			t.Errorf("%s fits %d words with a star or without: raise kindsMax", w, s.n)
		}
	}
}
