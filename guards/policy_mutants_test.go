package guards_test

import (
	"os"
	"strings"
	"testing"

	"maat/pipeline/policy"
)

// outcome compiles and answers the version or the problems.
func outcome(t *testing.T, text string) (string, bool) {
	t.Helper()
	p, err := policy.Compile("p.yaml", []byte(text), options())
	switch {
	case err == nil:
		return p.Version, true
	case p != nil:
		t.Fatal("problems and a program")
	}
	located(t, err, text)
	return err.Error(), false
}

// TestMutants makes single-character edits of a good policy, as a slip of the
// hand does. Each is refused at its place, or is another policy by name. Those
// within the key words are all refused: nothing that protects falls away
// silently.
func TestMutants(t *testing.T) {
	text, err := os.ReadFile("../pipeline/policy/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	good := string(text)
	version, ok := outcome(t, good)
	if !ok {
		t.Fatal(version)
	}
	accepted := 0
	for i := range len(good) - 1 {
		for k, mutant := range []string{good[:i] + good[i+1:], good[:i] + "x" + good[i+1:], good[:i] + good[i:i+1] + good[i:]} {
			if mutant == good || (3*i+k)%14 != 0 { // some are enough, and run in a second
				continue
			}
			got, ok := outcome(t, mutant)
			if !ok {
				continue
			}
			accepted++
			if got == version {
				t.Errorf("at byte %d the edit %d gives another text and the same version", i, k)
			}
			if word := keyAt(good, i); word != "" {
				t.Errorf("at byte %d the edit %d of the key word %s is accepted", i, k, word)
			}
		}
	}
	if accepted == 0 {
		t.Error("no mutant was accepted: the test looks at nothing")
	}
}

// keyAt is the key word that byte i stands in; names that the policy gives are
// none.
func keyAt(text string, i int) string {
	from := strings.LastIndexAny(text[:i], " \n{") + 1
	word, after, found := strings.Cut(text[from:], ":")
	if !found || from+len(word) <= i || strings.ContainsAny(word, " \n,[]{}\"'") || !strings.HasPrefix(after, " ") && !strings.HasPrefix(after, "\n") {
		return ""
	}
	if word == "ads" || word == "identified_ads" || word == "meta" {
		return ""
	}
	return word
}
