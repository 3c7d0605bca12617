package event_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"maat/pipeline/event"
)

func pathsOf(t *testing.T, json string, most int) (list []string) {
	t.Helper()
	v, fault := event.Parse([]byte(json))
	if fault != nil {
		t.Fatalf("%s: %v", json, fault)
	}
	for _, p := range v.Paths(most) {
		list = append(list, p.String())
		if parsed, err := event.ParsePath(p.String()); err != nil || !parsed.Equal(p) {
			t.Errorf("%s is no path: %v", p, err)
		}
		if _, ok := v.Get(p); !ok {
			t.Errorf("%s: nothing stands at %s", json, p)
		}
	}
	return list
}

func TestPaths(t *testing.T) {
	for json, want := range map[string][]string{
		`{}`:                                 nil,
		`{"a":1,"b":{"c":"x","d":null}}`:     {"a", "b.c", "b.d"},
		`{"a":{}}`:                           nil,
		`{"a":[]}`:                           {"a"},
		`{"a":[1,2]}`:                        {"a", "a[]"},
		`{"a":[{"b":1},{"b":2,"c":3}]}`:      {"a", "a[].b", "a[].c"},
		`{"a":[[1]]}`:                        {"a", "a[]", "a[][]"},
		`{"a.b":{"c d":1},"":2,"\u0065":3}`:  {`"a.b"."c d"`, `""`, "e"},
		`{"a":{"b":{"c":{"d":true}}},"e":0}`: {"a.b.c.d", "e"},
	} {
		if got := pathsOf(t, json, 100); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", json, got, want)
		}
	}
}

// The sender does not choose how much is listed, nor how long that takes.
func TestPathsAreBounded(t *testing.T) {
	var members []string
	for i := range 300 {
		members = append(members, fmt.Sprintf(`"k%d":%d`, i, i))
	}
	if got := pathsOf(t, "{"+strings.Join(members, ",")+"}", 256); len(got) != 256 || got[255] != "k255" {
		t.Errorf("%d paths", len(got))
	}
	long := `{"a":[` + strings.Repeat("1,", 20_000) + `1],"b":1}`
	if got := pathsOf(t, long, 256); !slices.Equal(got, []string{"a", "a[]"}) {
		t.Errorf("of a long list: %q", got)
	}
}
