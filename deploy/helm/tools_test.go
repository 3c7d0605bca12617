package helm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
)

// tool returns the path of a program that tools/install.sh builds the first time.
func tool(t *testing.T, name string) string {
	t.Helper()
	ctx := t.Context()
	if deadline, ok := t.Deadline(); ok {
		// The first build must not run into the end of all tests, which names no cause.
		bounded, cancel := context.WithDeadline(ctx, deadline.Add(-30*time.Second))
		defer cancel()
		ctx = bounded
	}
	path, err := installed(ctx, name)
	if err != nil {
		t.Fatalf("%s is not there; `tools/install.sh helm kubectl-validate` builds what these tests need, ahead of them: %v", name, err)
	}
	return path
}

func installed(ctx context.Context, name string) (string, error) {
	cmd := exec.CommandContext(ctx, "../../tools/install.sh", name)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // it clears up after itself
	cmd.WaitDelay = 5 * time.Second
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
		return "", fmt.Errorf("%w: %s", errors.Join(err, ctx.Err()), lines[len(lines)-1])
	}
	return strings.TrimSpace(string(out)), nil
}

// helm runs helm with nothing of the user's own configuration.
func helm(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	home := t.TempDir()
	cmd := exec.Command(tool(t, "helm"), args...)
	cmd.Env = append(os.Environ(), "HELM_CACHE_HOME="+home, "HELM_CONFIG_HOME="+home, "HELM_DATA_HOME="+home)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// exampleChart copies both charts, so that fetching the example's dependency
// leaves nothing in the repository, and returns the folder of the example.
var exampleChart = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "maat-charts-")
	if err != nil {
		return "", err
	}
	for _, chart := range []string{"maat", "examples"} {
		if err := os.CopyFS(filepath.Join(dir, chart), os.DirFS(chart)); err != nil {
			return "", err
		}
	}
	bin, err := installed(context.Background(), "helm") // there already, or the caller's tool has failed
	if err != nil {
		return "", err
	}
	app := filepath.Join(dir, "examples", "shop-app")
	if err := os.RemoveAll(filepath.Join(app, "charts")); err != nil {
		return "", err
	}
	if out, err := exec.Command(bin, "dependency", "update", "--skip-refresh", app).CombinedOutput(); err != nil {
		return "", fmt.Errorf("helm dependency update: %w: %s", err, out)
	}
	return app, nil
})

// rendering is one way to use the chart: its values stand in
// testdata/NAME.values.yaml and what comes of them in testdata/NAME.golden.yaml.
type rendering struct{ name string }

// example is the application that carries Maat; it has no values but its own.
const example = "shop-app"

func renderings() []rendering {
	return []rendering{{"minimal"}, {"full"}, {"cache-only"}, {"sidecar"}, {example}}
}

// chart returns the folder of the chart and the flags that choose its values.
func (r rendering) chart(t *testing.T) []string {
	t.Helper()
	if r.name != example {
		return []string{"maat", "--values", filepath.Join("testdata", r.name+".values.yaml")}
	}
	dir, err := exampleChart()
	if err != nil {
		t.Fatal(err)
	}
	return []string{dir}
}

// rendered keeps what helm template prints, by its arguments: tests ask for the
// same again and again, one after another.
var rendered = map[string]string{}

// text is what helm template prints, with further flags for the values.
func (r rendering) text(t *testing.T, flags ...string) string {
	t.Helper()
	args := append([]string{"template", "shop"}, r.chart(t)...)
	args = append(append(args, "--namespace", "events", "--kube-version", "1.33.0"), flags...)
	key := strings.Join(args, "\x00")
	if _, known := rendered[key]; !known {
		out, stderr, err := helm(t, args...)
		if err != nil {
			t.Fatalf("helm template of %s: %v\n%s", r.name, err, stderr)
		}
		rendered[key] = out
	}
	return rendered[key]
}

// objects are the rendered manifests, parsed.
func (r rendering) objects(t *testing.T, flags ...string) []tree {
	t.Helper()
	return parse(t, r.text(t, flags...))
}

// tree is a parsed YAML mapping, read by path.
type tree map[string]any

func parse(t *testing.T, text string) []tree {
	t.Helper()
	var objects []tree
	dec := yaml.NewDecoder(strings.NewReader(text))
	for {
		var object tree
		err := dec.Decode(&object)
		if errors.Is(err, io.EOF) {
			return objects
		}
		if err != nil {
			t.Fatalf("not YAML: %v", err)
		}
		if object != nil {
			objects = append(objects, object)
		}
	}
}

// at follows a path of keys; nil where it ends early.
func (n tree) at(path ...string) any {
	var here any = map[string]any(n)
	for _, key := range path {
		here = mapping(here)[key]
	}
	return here
}

// each returns the mappings of a list at a path.
func (n tree) each(path ...string) []tree {
	list, _ := n.at(path...).([]any)
	var out []tree
	for _, item := range list {
		out = append(out, mapping(item))
	}
	return out
}

func (n tree) text(path ...string) string {
	s, _ := n.at(path...).(string)
	return s
}

// id is kind/name, as an operator would say it.
func (n tree) id() string { return n.text("kind") + "/" + n.text("metadata", "name") }

// mapping is the mapping that v is, or an empty one.
func mapping(v any) tree {
	switch m := v.(type) {
	case map[string]any:
		return m
	case tree:
		return m
	}
	return nil
}

// only returns the one object of a kind.
func only(t *testing.T, objects []tree, kind string) tree {
	t.Helper()
	var found []tree
	for _, object := range objects {
		if object.text("kind") == kind {
			found = append(found, object)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d objects of kind %s, want 1", len(found), kind)
	}
	return found[0]
}

// workloads are the objects that make pods.
func workloads(objects []tree) []tree {
	var out []tree
	for _, object := range objects {
		if object.at("spec", "template", "spec") != nil {
			out = append(out, object)
		}
	}
	return out
}

// containers are all containers of a workload's pods, sidecars too.
func containers(workload tree) []tree {
	pod := mapping(workload.at("spec", "template", "spec"))
	return append(pod.each("initContainers"), pod.each("containers")...)
}
