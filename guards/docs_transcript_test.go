package guards_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shown is the transcript that the page of a guard shows, where it is not the
// one that is called as the guard.
var shown = map[string]string{"consent": "rule", "cooldown": "wait", "recognition": "neutral", "sensitive": "text"}

// transcript is the first policy and the first run of a guard's transcript, as
// its page shows it.
func transcript(t *testing.T, name string) string {
	t.Helper()
	file := shown[name]
	if file == "" {
		file = name
	}
	path := filepath.Join(strings.ReplaceAll(name, "_", ""), "testdata", file+".txt")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(strings.TrimSpace(string(text)), "\n\n")
	policy := slices.IndexFunc(blocks, func(b string) bool { return directive(b) == "policy" })
	run := slices.IndexFunc(blocks, func(b string) bool { return directive(b) == "run" })
	if policy < 0 || run < policy {
		t.Fatalf("%s begins with no policy and no run of it", path)
	}
	says, does, answers := part(blocks[policy])
	saysToo, lines, decided := part(blocks[run])
	var b strings.Builder
	b.WriteString("\n## In a transcript\n\n")
	if said := strings.TrimSpace(says + " " + saysToo); said != "" {
		b.WriteString(said + "\n\n")
	}
	fmt.Fprintf(&b, "Of a policy:\n\n```\n%s\n```\n\nWhat happens, by day and time in UTC (day 1 is 1 June 2026), the event, its id and what it holds:\n\n```\n%s\n```\n\n", does+answers, lines)
	fmt.Fprintf(&b, "What is decided, event by event, and by destination:\n\n```\n%s\n```\n\n", decided)
	fmt.Fprintf(&b, "More stand in [guards/%s](../../guards/%s); `go test ./guards/%s` runs them.\n", filepath.Dir(path), filepath.Dir(path), strings.ReplaceAll(name, "_", ""))
	return b.String()
}

// directive is the first word of a block that is no comment.
func directive(block string) string {
	for line := range strings.Lines(block) {
		if !strings.HasPrefix(line, "#") {
			word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			return word
		}
	}
	return ""
}

// part takes a block apart: what it says, what it is given and what it answers.
func part(block string) (says, given, answers string) {
	given, answers, _ = strings.Cut(block, "\n----")
	for strings.HasPrefix(given, "#") {
		line, rest, _ := strings.Cut(given, "\n")
		says, given = says+" "+strings.TrimSpace(strings.TrimLeft(line, "# ")), rest
	}
	_, given, _ = strings.Cut(given, "\n")
	return strings.TrimSpace(says), given, strings.TrimSpace(answers)
}
