package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

// TestExamplesKeepTheirPromises runs the tests beside the examples' policies,
// and asks of those of the web shop that they reach every line of its policy.
func TestExamplesKeepTheirPromises(t *testing.T) {
	var out, errs bytes.Buffer
	if status := execute([]string{"test", "--coverage", "../../examples"}, strings.NewReader(""), &out, &errs); status != 0 {
		t.Fatalf("maat test ends with %d:\n%s%s", status, out.Bytes(), errs.Bytes())
	}
	if !strings.Contains(out.String(), "examples/webshop/policy.test.yaml: ") {
		t.Errorf("the tests of the web shop do not run:\n%s", out.Bytes())
	}
	for _, gap := range regexp.MustCompile(`(?m)^ .*webshop/policy\.yaml:\d+:\d+: .*$`).FindAllString(out.String(), -1) {
		t.Errorf("no test reaches it:%s", gap)
	}
}
