package source

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProblemShowsItsPlace(t *testing.T) {
	f := NewFile("p.yaml", []byte("maat: v1\r\n\tnaam: é x\n\x1b[31m: 1\n\n"))
	for _, c := range []struct {
		name string
		p    Problem
		want string
	}{
		{"caret", f.At(1, 7, "no version %q", "v1"), "p.yaml:1:7: no version \"v1\"\n   1 | maat: v1\n     |       ^"},
		{"a tab and an accent are one character each", f.At(2, 10, "x"), "p.yaml:2:10: x\n   2 |  naam: é x\n     |          ^"},
		{"an empty line", f.At(4, 1, "x"), "p.yaml:4:1: x\n   4 | \n     | ^"},
		{"the end of a line", f.At(1, 99, "x"), "p.yaml:1:99: x\n   1 | maat: v1\n     |         ^"},
		{"nothing acts on a terminal", f.At(3, 1, "x"), "p.yaml:3:1: x\n   3 | \ufffd[31m: 1\n     | ^"},
		{"a whole line", f.At(1, 0, "x"), "p.yaml:1: x\n   1 | maat: v1"},
		{"a whole file", f.At(0, 0, "x"), "p.yaml: x"},
		{"no such line", f.At(9, 1, "x"), "p.yaml:9:1: x"},
		{"no file", Problem{Message: "x"}, "x"},
	} {
		if diff := cmp.Diff(c.want, c.p.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestLongLineIsCutRoundTheCaret(t *testing.T) {
	long := strings.Repeat("a", 500) + "X" + strings.Repeat("b", 500)
	lines := strings.Split(NewFile("p.yaml", []byte(long)).At(1, 501, "x").Error(), "\n")
	if len(lines) != 3 {
		t.Fatalf("got %d lines, want message, text and caret", len(lines))
	}
	text, caret := []rune(lines[1]), []rune(lines[2])
	if n := len(text); n != lineMax+len("   1 | ") {
		t.Errorf("%d characters are shown", n)
	}
	if at := len(caret) - 1; caret[at] != '^' || text[at] != 'X' {
		t.Errorf("the caret is not below X:\n%s\n%s", lines[1], lines[2])
	}
}

func TestClampIsInTheText(t *testing.T) {
	f := NewFile("p.yaml", []byte("maat\r\né\xff"))
	for _, c := range [][4]int{{1, 5, 1, 5}, {1, 6, 1, 5}, {0, 0, 1, 1}, {2, 9, 2, 3}, {3, 1, 2, 3}, {-1, 99, 1, 5}} {
		if line, column := f.Clamp(c[0], c[1]); line != c[2] || column != c[3] {
			t.Errorf("%d:%d is brought to %d:%d, not %d:%d", c[0], c[1], line, column, c[2], c[3])
		}
	}
}

// A file that is something else does not flood a screen.
func TestManyProblemsAreCapped(t *testing.T) {
	f := NewFile("p.yaml", []byte(strings.Repeat("x\n", ProblemsMax+9)))
	var ps Problems
	for line := range ProblemsMax {
		ps = append(ps, f.At(line+1, 1, "x"), f.At(line+1, 1, "x"))
	}
	if err := ps.Err(); strings.Contains(err.Error(), "more") {
		t.Errorf("what is said twice counts twice: it ends %q", err.Error()[len(err.Error())-40:])
	}
	ps = append(ps, f.At(ProblemsMax+1, 1, "x"), f.At(ProblemsMax+2, 1, "x"))
	if err := ps.Err(); !strings.HasSuffix(err.Error(), "\nand 2 more") || strings.Count(err.Error(), "p.yaml:") != ProblemsMax {
		t.Errorf("it ends %q", err.Error()[len(err.Error())-40:])
	}
}

func TestProblemsAreSortedAndEachOnce(t *testing.T) {
	f := NewFile("b.yaml", []byte("one\ntwo\n"))
	a := Problem{File: "a.yaml", Message: "file"}
	ps := Problems{f.At(2, 1, "late"), f.At(1, 3, "first said"), f.At(1, 3, "then said"), a, f.At(2, 1, "late"), f.At(1, 1, "early")}
	var got []string
	for _, p := range ps.Sorted() {
		got = append(got, p.Message)
	}
	if diff := cmp.Diff([]string{"file", "early", "first said", "then said", "late"}, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if Problems(nil).Err() != nil {
		t.Error("no problems are an error")
	}
	var back Problems
	if err := ps.Err(); !errors.As(err, &back) || len(back) != 5 {
		t.Errorf("got %v, want the problems back", err)
	}
	if want := "a.yaml: file\nb.yaml:1:1: early"; !strings.HasPrefix(ps.Err().Error(), want) {
		t.Errorf("got %q, want it to begin with %q", ps.Err(), want)
	}
}

func TestNearest(t *testing.T) {
	keys := []string{"n", "brokers", "max_records", "max_age", "by", "ads", "id", "item"}
	for word, want := range map[string]string{
		"borkers": "brokers", "broker": "brokers", "BROKERS": "brokers", "maxRecords": "max_records", "max-age": "max_age",
		"yb": "by", "xx": "", "x": "", "zzzzzzz": "", "itme": "item", "adds": "ads", "": "",
	} {
		if got := Nearest(word, keys); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestSuggestion(t *testing.T) {
	if got, want := Suggestion("; ", "warm", []string{"info", "warn"}), `; did you mean "warn"?`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Suggestion(": ", "loud", []string{"info", "warn"}), ": known here is info, warn"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Suggestion("; ", "loud", make([]string, 21)); got != "" {
		t.Errorf("got %q for a long list, want nothing", got)
	}
}
