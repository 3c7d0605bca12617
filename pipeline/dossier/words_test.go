package dossier

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/state"
)

var hole = regexp.MustCompile(`\{\w+\}`)

func holes(s string) []string {
	list := hole.FindAllString(s, -1)
	slices.Sort(list)
	return list
}

func same(t *testing.T, name string, x text) {
	t.Helper()
	if strings.TrimSpace(x.nl) == "" || strings.TrimSpace(x.en) == "" {
		t.Errorf("%s has no words: %q, %q", name, x.nl, x.en)
	}
	if !slices.Equal(holes(x.nl), holes(x.en)) {
		t.Errorf("%s has other places in one language: %v, %v", name, holes(x.nl), holes(x.en))
	}
}

// TestLanguagesSayTheSame: each text is there in both, with the same places.
func TestLanguagesSayTheSame(t *testing.T) {
	v := reflect.ValueOf(say)
	for i := range v.NumField() {
		x := v.Field(i)
		same(t, v.Type().Field(i).Name, text{x.FieldByName("nl").String(), x.FieldByName("en").String()})
	}
	for _, m := range []map[string]text{sources, gaps, verdicts, modes, actions, actWords, questions, didWords, roleWords, uses, keptWords} {
		for name, x := range m {
			same(t, name, x)
		}
	}
	for _, d := range demands() {
		same(t, d.ref, d.asks)
	}
	for _, p := range places(&Facts{Approval: InFile}) {
		same(t, p.refs[0], p.what)
	}
}

// TestEveryWordIsThere: what facts can name has words.
func TestEveryWordIsThere(t *testing.T) {
	has := func(m map[string]text, names ...string) {
		t.Helper()
		for _, name := range names {
			if _, ok := m[name]; !ok {
				t.Errorf("there are no words for %q", name)
			}
		}
	}
	for v := chain.Forward; v <= chain.Ignore; v++ {
		has(verdicts, v.String())
	}
	has(roleWords, state.RoleNames()...)
	has(roleWords, state.Object.String(), state.Unobject.String()) // of no event, but people ask for it
	for _, l := range kept(&state.Keep{Taints: 1}) {
		has(keptWords, l.What)
	}
	has(sources, FromPolicy, FromDecisions, FromControl, FromTopics, FromTests)
	has(gaps, Offline, None, Absent, Denied, Unclear)
	has(modes, "enforce", "shadow", "off", NotListed)
	for _, f := range told(t, "en").Policy.Destinations[0].Layers[2].Fields {
		word, _, _ := strings.Cut(f.Did, ":")
		has(didWords, word)
	}
	has(didWords, "removed", "replaced", (event.Change{Did: "keep"}).Did)
	for c := readChapter; c <= openChapter; c++ {
		same(t, "a title", titles[c])
	}
	for f := controller; f <= operator; f++ {
		same(t, "a filler", fillers[f])
	}
}

// TestEveryDemandIsAnswered: by a chapter, or by a place for a person; a place
// stands in a chapter and under an article that there is; and every chapter but
// the two that look back says which article asks for it.
func TestEveryDemandIsAnswered(t *testing.T) {
	all := places(&Facts{Approval: InFile})
	asked := map[chapter]bool{}
	for _, d := range demands() {
		open := slices.ContainsFunc(all, func(p place) bool { return p.law == d.law && slices.Contains(p.refs, d.ref) })
		if len(d.in) == 0 && !open {
			t.Errorf("%s: no chapter answers it and nobody is asked to", d.law.articles([]string{d.ref}, "en"))
		}
		for _, c := range d.in {
			asked[c] = true
		}
	}
	for _, p := range all {
		for _, ref := range p.refs {
			if !slices.ContainsFunc(demands(), func(d demand) bool { return d.law == p.law && d.ref == ref }) {
				t.Errorf("a place is asked by %s, which is in no list", p.law.articles([]string{ref}, "en"))
			}
		}
	}
	for c := readChapter; c < articlesChapter; c++ {
		if !asked[c] {
			t.Errorf("no article asks for the chapter %s", titles[c].en)
		}
	}
	if list := places(&Facts{Approval: InLedger}); len(list) != len(all)-1 {
		t.Error("who approved is asked although the ledger says it")
	}
}

// TestArticlesAreNamedAsPeopleDo in both languages.
func TestArticlesAreNamedAsPeopleDo(t *testing.T) {
	for _, c := range []struct {
		law    law
		refs   []string
		nl, en string
	}{
		{gdpr, []string{"7", "30(1)(b)", "5(2)"}, "AVG art. 7, 30 lid 1 onder b, 5 lid 2", "GDPR Art. 7, 30(1)(b), 5(2)"},
		{aiAct, []string{"9", "IV(2)"}, "AI-verordening art. 9, bijlage IV punt 2", "AI Act Art. 9, Annex IV(2)"},
	} {
		if got := c.law.articles(c.refs, "nl"); got != c.nl {
			t.Errorf("%q, want %q", got, c.nl)
		}
		if got := c.law.articles(c.refs, "en"); got != c.en {
			t.Errorf("%q, want %q", got, c.en)
		}
	}
}
