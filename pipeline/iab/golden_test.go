package iab_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"maat/pipeline/iab"
)

var rewrite = flag.Bool("rewrite", false, "rewrite testdata/broken_*.txt")

// verdict writes a line about a string that is not sound: what it is, what we
// say, and what the oracles do.
func verdict(w *strings.Builder, v vector, fault *iab.Fault) {
	own, does := "read", map[bool]string{false: "reads", true: "refuses"}
	if fault != nil {
		own = fmt.Sprintf("%s at %d", fault.Code, fault.Offset)
	}
	fmt.Fprintf(w, "%-40s %-18s js %-8s java %s\n", v.Why, own, does[refused(v.JS)], does[refused(v.Java)])
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	if *rewrite {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Fatalf("%s:%d differs (rewrite with -rewrite):\n%s\n%s", name, i+1, strings.Join(a[min(i, len(a)):min(i+1, len(a))], ""), strings.Join(b[min(i, len(b)):min(i+1, len(b))], ""))
		}
	}
}
