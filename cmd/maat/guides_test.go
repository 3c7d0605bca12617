package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

var (
	// A page has these fences: sh, to be typed; text, what the sh before it
	// prints.
	fences  = regexp.MustCompile("(?ms)^```(sh|text)\n(.*?)^```$")
	endsAs  = regexp.MustCompile(`# ends with (\d)`)
	builds  = "go build -o bin/maat ./cmd/maat\n"
	goingOn = regexp.MustCompile(`\\\n`)
)

// TestExamplesGuides does what the guided pages say, in order, in a folder of
// its own, and compares what they say comes of it. With -update that is written.
func TestExamplesGuides(t *testing.T) {
	pages := []string{"../../docs/examples.md"}
	for _, branch := range branches {
		pages = append(pages, filepath.Join(samples, branch, "README.md"))
	}
	for _, page := range pages {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), builds) {
				t.Errorf("%s does not say how maat is built: %s", page, builds)
			}
			g := guide{t: t, page: page, dir: desk(t)}
			current(t, page, fences.ReplaceAllFunc(text, g.fence))
			if g.ran == 0 {
				t.Errorf("%s has no command", page)
			}
		})
	}
}

// desk is a folder like that of who reads the page: the samples, and maat.
func desk(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	maat, err := exec.LookPath("maat") // this test itself, by TestMain
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		os.CopyFS(filepath.Join(dir, "examples"), os.DirFS(samples)),
		os.Mkdir(filepath.Join(dir, "bin"), 0o755),
		os.Symlink(maat, filepath.Join(dir, "bin", "maat")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// guide is a page that is being followed.
type guide struct {
	t          *testing.T
	page, dir  string
	ran        int
	printed    string // by the commands since the last text
	sinceShell bool   // there were some
}

// fence does what one fence says and answers it as it should be.
func (g *guide) fence(block []byte) []byte {
	m := fences.FindSubmatch(block)
	kind, text := string(m[1]), string(m[2])
	switch kind {
	case "sh":
		g.printed, g.sinceShell = "", true
		for line := range strings.Lines(goingOn.ReplaceAllString(text, " ")) {
			if line != builds {
				g.printed += g.run(line)
			}
		}
	case "text":
		if !g.sinceShell {
			g.t.Errorf("%s: a text fence with no command before it: %s", g.page, text)
		}
		g.sinceShell, text = false, g.printed
	}
	return []byte("```" + kind + "\n" + text + "```")
}

// run types one line, and answers what it prints.
func (g *guide) run(line string) string {
	g.ran++
	ctx, cancel := context.WithTimeout(g.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.Dir = g.dir
	out, err := cmd.CombinedOutput()
	want := 0
	if m := endsAs.FindStringSubmatch(line); m != nil {
		want, _ = strconv.Atoi(m[1])
	}
	if got := cmd.ProcessState.ExitCode(); got != want {
		g.t.Errorf("%s: %s ends with %d (%v), not %d:\n%s", g.page, strings.TrimSpace(line), got, err, want, out)
	}
	return string(out)
}
