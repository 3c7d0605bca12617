package category

import (
	"slices"
	"strings"
	"testing"
)

// Listed are the codes of the data, for tests.
func Listed(of Taxonomy) (codes []string) {
	t, err := read(dataFiles[of-1]...)
	if err != nil {
		panic(err)
	}
	for code := range t.lines {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

func TestBadLines(t *testing.T) {
	for text, want := range map[string]string{
		"491 health Health Care":                   "f.txt:1: a line reads CODE  TOPIC  NAME",
		"# why\n491  helth  Health Care":           `f.txt:2: "helth" is no topic, nor free`,
		"491  health  Health Care\n    1  free  A": "f.txt:2: a step of the tree is left out",
		"   491  health  Health Care":              "f.txt:1: a line reads",
		"8FD8nI  free  A\n8fd8NI  free  B":         "f.txt:2: the code 8FD8NI comes twice",
		"1  free  A\n2  health  a  # why":          "f.txt:2: the path a comes twice, with two topics",
	} {
		made := &table{map[string]line{}, map[string]string{}, map[string]string{}}
		if err := made.parse("f.txt", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestDoubtfulLinesSayWhy refuses a comment without a reason.
func TestDoubtfulLinesSayWhy(t *testing.T) {
	for _, files := range dataFiles {
		for _, name := range files {
			text, err := data.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			number := 0
			for row := range strings.Lines(string(text)) {
				number++
				_, why, has := strings.Cut(strings.TrimSpace(row), "  #")
				if row[0] != '#' && has && len(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(why), "Doubt:"))) < 5 {
					t.Errorf("%s:%d: the reason says nothing", name, number)
				}
			}
		}
	}
}

// TestPathsSayWhatTheirCodesSay: a category is the same by its number and by its
// names, in every language.
func TestPathsSayWhatTheirCodesSay(t *testing.T) {
	m, err := Compile(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range taxonomies {
		for path, code := range m.tables[of-1].paths {
			byPath, a := m.Find(of, path)
			byCode, b := m.Find(of, code)
			if byPath != byCode || a != b {
				t.Errorf("%s: %s says %v, %s says %v", of, path, byPath, code, byCode)
			}
		}
	}
}

// FuzzFind: whatever stands where a code belongs is answered, the same with
// blanks around it, and a hit has a chosen topic and a line of the file.
func FuzzFind(f *testing.F) {
	m, err := Compile(Options{})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"IAB7-3", "IAB7-", "317", "8FD8nI", "491 - Health & Beauty > Health Care", "Health &amp; Beauty>Health Care > x", ">>", " - ", "111 -", "&gt;", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, of := range taxonomies {
			hit, found := m.Find(of, text)
			if again, then := m.Find(of, " "+text+" "); again != hit || then != found {
				t.Errorf("%s %q: %v %d, and with blanks %v %d", of, text, hit, found, again, then)
			}
			_, code, ok := Named(hit.Term)
			if listed := m.tables[of-1].lists(strings.TrimSuffix(code, "*")); (found == Speaks) != (hit.Topic.Valid() && ok && listed) {
				t.Errorf("%s %q: found %d, %v", of, text, found, hit)
			}
		}
	})
}
