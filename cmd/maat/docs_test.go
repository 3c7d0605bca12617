package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	// called is a call of maat: at the start of a line of code, or of code
	// within a line; what stands before it may set variables.
	called = regexp.MustCompile("(?m)(?:^|`)(?:[A-Z_]+=\\S+ )*(?:go run \\./cmd/maat|(?:\\./|bin/)?maat)((?: [^`\n]*)?)(?:`|$)")
	flags  = regexp.MustCompile(`--([a-z-]+)`)
)

// TestCommandsInDocsExist asks of every call of maat in the docs that there is
// such a command, and that it has the flags that it is given.
func TestCommandsInDocsExist(t *testing.T) {
	var pages []string
	for _, pattern := range []string{"README.md", "docs/*.md", "docs/*/*.md", "examples/*/*.md", "deploy/helm/maat/README.md"} {
		found, err := filepath.Glob(filepath.Join("..", "..", pattern))
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, found...)
	}
	calls := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range called.FindAllStringSubmatch(string(text), -1) {
			calls++
			checkCall(t, page, m[1])
		}
	}
	if calls < 20 {
		t.Errorf("only %d calls of maat are found in the docs", calls)
	}
}

func checkCall(t *testing.T, page, args string) {
	t.Helper()
	words := strings.Fields(args)
	if len(words) == 0 {
		return
	}
	root := newRoot()
	root.InitDefaultCompletionCmd(words...) // else made when it runs
	cmd, _, err := root.Find(words)
	if err != nil || !cmd.HasParent() && !strings.HasPrefix(words[0], "-") {
		t.Errorf("%s: there is no command %q", page, "maat"+args)
		return
	}
	for _, m := range flags.FindAllStringSubmatch(args, -1) {
		if m[1] != "help" && cmd.Flags().Lookup(m[1]) == nil {
			t.Errorf("%s: %s has no flag --%s", page, cmd.CommandPath(), m[1])
		}
	}
}
