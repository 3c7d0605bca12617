package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

var (
	// A page has these fences: sh, to be typed; text, what the sh before it
	// prints; console, a command after $ and what it prints where Maat runs.
	fences  = regexp.MustCompile("(?ms)^```(sh|text|console)\n(.*?)^```$")
	endsAs  = regexp.MustCompile(`# ends with (\d)`)
	builds  = "go build -o bin/maat ./cmd/maat\n"
	goingOn = regexp.MustCompile(`\\\n`)
)

// TestExamplesGuides does what the guided pages say, in order, in a folder of
// its own, and compares what they say comes of it. With -update that is written.
func TestExamplesGuides(t *testing.T) {
	pages := map[string]string{"../../docs/examples.md": "webshop"}
	for _, branch := range branches {
		pages[filepath.Join(samples, branch, "README.md")] = branch
	}
	for page, branch := range pages {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), builds) {
				t.Errorf("%s does not say how maat is built: %s", page, builds)
			}
			g := guide{t: t, page: page, dir: desk(t, branch)}
			current(t, page, fences.ReplaceAllFunc(text, g.fence))
			if g.ran == 0 {
				t.Errorf("%s has no command", page)
			}
		})
	}
}

// desk is a folder like that of who reads the page: the samples, and maat.
// Where Maat runs for them, the decisions of the example are in its topic.
func desk(t *testing.T, branch string) (dir string) {
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
	decided(t, dir, branch)
	return dir
}

// decided writes maat.yaml of a pipeline that has decided what the example shows.
func decided(t *testing.T, dir, branch string) {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	config := fmt.Sprintf("pipeline: %s\ninstance: one\npolicy: examples/%s/policy.yaml\nkeys: {subject_file: subject.key}\nkafka: {brokers: [%q]}\ntopics: {inputs: [events], partitions: 1, replication: 1}\n",
		branch, branch, cluster.ListenAddrs()[0])
	if err := os.WriteFile(filepath.Join(dir, "maat.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	_, decisions := replayed(t, branch)
	topic := "maat." + branch + ".decisions"
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.DefaultProduceTopic(topic))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := kadm.NewClient(client).CreateTopic(ctx, 1, 1, nil, topic); err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(decisions) {
		if err := client.ProduceSync(ctx, kgo.StringRecord(string(bytes.TrimSpace(line)))).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
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
	case "console":
		command, _, _ := strings.Cut(strings.TrimPrefix(text, "$ "), "\n")
		text = "$ " + command + "\n" + g.run("PATH=bin:$PATH "+command)
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
