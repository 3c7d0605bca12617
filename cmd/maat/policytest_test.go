package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestExamplesKeepTheirPromises runs the tests beside the examples' policies,
// and asks that they reach every line of those that people are guided through.
func TestExamplesKeepTheirPromises(t *testing.T) {
	var out, errs bytes.Buffer
	if status := execute([]string{"test", "--coverage", "../../examples"}, strings.NewReader(""), &out, &errs); status != 0 {
		t.Fatalf("maat test ends with %d:\n%s%s", status, out.Bytes(), errs.Bytes())
	}
	for _, branch := range branches {
		if !strings.Contains(out.String(), "examples/"+branch+"/policy.test.yaml: ") {
			t.Errorf("the tests of %s do not run:\n%s", branch, out.Bytes())
		}
		for _, gap := range regexp.MustCompile(`(?m)^ .*`+branch+`/policy\.yaml:\d+:\d+: .*$`).FindAllString(out.String(), -1) {
			t.Errorf("no test reaches it:%s", gap)
		}
	}
}

// TestPolicyTestsInDocs runs every test that docs/tools.md shows, on the policy
// of the web shop.
func TestPolicyTestsInDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/tools.md")
	if err != nil {
		t.Fatal(err)
	}
	policy, err := os.ReadFile(filepath.Join(samples, "webshop", "policy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yml\n(.*?)```").FindAllSubmatch(page, -1)
	if len(blocks) < 2 {
		t.Fatalf("docs/tools.md shows %d tests", len(blocks))
	}
	dir := t.TempDir()
	for _, b := range blocks {
		for name, text := range map[string][]byte{"policy.yaml": policy, "policy.test.yaml": b[1]} {
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var out, errs bytes.Buffer
		if status := execute([]string{"test", dir}, strings.NewReader(""), &out, &errs); status != 0 {
			t.Errorf("a test in docs/tools.md ends with %d:\n%s%s", status, out.Bytes(), errs.Bytes())
		}
	}
}
