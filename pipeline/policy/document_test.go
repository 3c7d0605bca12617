package policy_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"maat/pipeline/policy"
	"maat/pipeline/source"
	"maat/pipeline/state"
)

// problems compiles what must not compile.
func problems(t *testing.T, text string) source.Problems {
	t.Helper()
	p, err := policy.Compile("p.yaml", []byte(text), policy.Options{})
	var list source.Problems
	if p != nil || !errors.As(err, &list) {
		t.Fatalf("program %v, error %v", p != nil, err)
	}
	return list
}

// TestLimits: what is too large is refused by a word, at once.
func TestLimits(t *testing.T) {
	deep := func(open, shut string, n int) string {
		return strings.TrimSpace(shop) + "\nmode: " + strings.Repeat(open, n) + strings.Repeat(shut, n) + "\n"
	}
	var names strings.Builder
	for i := range 65 {
		fmt.Fprintf(&names, "  p%d: {category: c}\n", i)
	}
	for name, c := range map[string]struct{ text, want string }{
		"50 MiB":               {strings.Repeat("#", 50<<20), "larger than a policy can be"},
		"one byte too many":    {shop + strings.Repeat("#", policy.BytesMax-len(shop)+1), "larger than a policy can be"},
		"deeper than a policy": {deep("[", "]", policy.DepthMax), "deep inside each other"},
		"deeper than a stack":  {deep("[", "]", 300_000), "deep inside each other"},
		"deep mappings":        {deep("{a: ", "}", 100_000), "deep inside each other"},
		"many values":          {strings.TrimSpace(shop) + "\nmode: [" + strings.Repeat("a,", policy.NodesMax) + "]\n", "keys and values"},
		"many purposes":        {strings.Replace(shop, "purposes:\n", "purposes:\n"+names.String(), 1), "more than 64 names"},
	} {
		t.Run(name, func(t *testing.T) {
			if list := problems(t, c.text); !strings.Contains(list.Error(), c.want) {
				t.Errorf("%.300s", list.Error())
			}
		})
	}
	if full := shop + strings.Repeat("#", policy.BytesMax-len(shop)); compile(t, full).Name != "shop" {
		t.Error("a policy of the greatest size is refused")
	}
}

// TestProblemsAreCapped: a file that is something else does not flood a screen.
func TestProblemsAreCapped(t *testing.T) {
	var b strings.Builder
	for i := range 500 {
		fmt.Fprintf(&b, "k%d: v\n", i)
	}
	list := problems(t, b.String())
	if len(list) != source.ProblemsMax+1 {
		t.Errorf("%d are told", len(list))
	}
	if !strings.HasSuffix(list.Error(), "\nand 454 more") {
		t.Errorf("it ends %q", list.Error()[len(list.Error())-40:])
	}
}

// TestLongLine shows the part of a line that the caret points into.
func TestLongLine(t *testing.T) {
	list := problems(t, strings.Replace(shop, "name: shop", "name: shop # "+strings.Repeat("é", 300)+"\n"+strings.Repeat(" ", 0)+"x: "+strings.Repeat("y", 300), 1))
	text := strings.Split(list.Error(), "\n")
	if len(text) != 3 || len(text[1]) > 120 || strings.IndexByte(text[2], '^') != strings.IndexByte(text[1], 'x') {
		t.Errorf("shown as\n%s", strings.Join(text, "\n"))
	}
}

// TestBudget: an event cannot make an expression run long; it does not match.
func TestBudget(t *testing.T) {
	p := compile(t, strings.Replace(shop, `event.properties.section == "shop"`, `event.a.all(x, x == 7 || x == 8)`, 1))
	list := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat("7,", n), ",") + "]" }
	for json, want := range map[string]state.Role{
		`{"event":"Page Viewed","a":` + list(1_000) + `}`:  state.Signal,
		`{"event":"Page Viewed","a":` + list(90_000) + `}`: state.None,
	} {
		if f, _, _ := p.Facts(view(t, json), at(t, now)); f.Role != want {
			t.Errorf("%.60s has role %q", json, f.Role)
		}
	}
}
