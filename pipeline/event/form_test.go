package event_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/event"
)

func TestFill(t *testing.T) {
	for _, c := range []struct {
		name, out string
		paths     []string
		values    []string // "" is none
		want      string
	}{
		{"at the top", `{"a":1}`, []string{"b"}, []string{`true`}, `{"a":1,"b":true}`},
		{"into nothing", `{}`, []string{"b"}, []string{`[]`}, `{"b":[]}`},
		{"a new object", `{"a":1}`, []string{"b.c.d"}, []string{`"x"`}, `{"a":1,"b":{"c":{"d":"x"}}}`},
		{"among members", `{"b":{"x":{"y":2}},"a":1}`, []string{"b.c", "b.d"}, []string{`1`, `2`}, `{"a":1,"b":{"x":{"y":2},"c":1,"d":2}}`},
		{"in place of what is there", `{"b":{"c":"secret"},"d":[1]}`, []string{"b.c", "d"}, []string{`1`, `2`}, `{"b":{"c":1},"d":2}`},
		{"in place of what is no object", `{"b":"secret","d":[{"e":"secret"}]}`, []string{"b.c", "d.e"}, []string{`1`, `2`}, `{"b":{"c":1},"d":{"e":2}}`},
		{"another spelling gives way", `{"B":{"c":"secret"},"b":{"C":"secret","x":1}}`, []string{"b.c"}, []string{`1`}, ""},
		{"another spelling alone gives way", `{"B":{"c":"secret"},"a":0}`, []string{"b.c"}, []string{`1`}, `{"a":0,"b":{"c":1}}`},
		{"another spelling beneath", `{"b":{"C":"secret","x":1}}`, []string{"b.c"}, []string{`1`}, `{"b":{"x":1,"c":1}}`},
		{"no value", `{"a":1,"c":"secret"}`, []string{"b.d", "c"}, []string{``, ``}, `{"a":1}`},
		{"no value beside one", `{}`, []string{"b.d", "b.e"}, []string{``, `7`}, `{"b":{"e":7}}`},
		{"quoted", `{"é":1}`, []string{`"a.b"."\""`}, []string{`1`}, `{"é":1,"a.b":{"\"":1}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := event.NewForm(pathList(c.paths)).Fill([]byte(c.out), valueList(c.values))
			if ok != (c.want != "") || ok && string(got) != c.want {
				t.Errorf("%s, %v", got, ok)
			}
		})
	}
}

func pathList(texts []string) (list []event.Path) {
	for _, text := range texts {
		list = append(list, event.MustPath(text))
	}
	return list
}

func valueList(texts []string) [][]byte {
	list := make([][]byte, len(texts))
	for i, text := range texts {
		if text != "" {
			list[i] = []byte(text)
		}
	}
	return list
}

// TestFillKeepsToTheLimits: what would make an event that nobody reads does not
// leave at all.
func TestFillKeepsToTheLimits(t *testing.T) {
	var members strings.Builder
	for i := range event.MembersMax {
		fmt.Fprintf(&members, `,"m%d":0`, i)
	}
	full := "{" + members.String()[1:] + "}"
	long := `{"a":"` + strings.Repeat("x", event.BytesMax-len(`{"a":""}`)) + `"}`
	many := `{"a":[` + strings.Repeat("0,", event.ValuesMax-3) + `0]}`
	form := event.NewForm(pathList([]string{"b"}))
	for name, out := range map[string]string{"members": full, "bytes": long, "values": many, "no event": `[]`} {
		if _, ok := form.Fill([]byte(out), valueList([]string{"true"})); ok {
			t.Errorf("%s: it is filled all the same", name)
		}
	}
	smaller := strings.Replace(long, "xxxxxxxxx", "", 1)
	if got, ok := form.Fill([]byte(smaller), valueList([]string{"true"})); !ok || len(got) != event.BytesMax {
		t.Errorf("what just fits is %d bytes, %v", len(got), ok)
	}
}

// TestFillProperty: whatever leaves, a foreign reader finds the values at their
// places, all else as it was, and Parse reads it.
func TestFillProperty(t *testing.T) {
	form := event.NewForm(pathList([]string{"z", "y.z", "y.x"}))
	want := map[string]any{"z": true, "y": map[string]any{"z": "no", "x": []any{"LDU"}}}
	rapid.Check(t, func(t *rapid.T) {
		v, fault := event.Parse([]byte(document(t)))
		if fault != nil {
			t.Skip()
		}
		out := v.AppendCanonical(nil)
		got, ok := form.Fill(out, valueList([]string{`true`, `"no"`, `["LDU"]`}))
		if !ok {
			t.Fatalf("%s is not filled", out)
		}
		again, fault := event.Parse(got)
		if fault != nil || string(again.AppendCanonical(nil)) != string(got) {
			t.Fatalf("%s: %v", got, fault)
		}
		var before, after map[string]any
		if json.Unmarshal(out, &before) != nil || json.Unmarshal(got, &after) != nil {
			t.Fatalf("%s is no JSON to others", got)
		}
		for key, value := range want {
			before[key] = value
		}
		if !reflect.DeepEqual(before, after) {
			t.Fatalf("%s became %s", out, got)
		}
	})
}

func TestClashes(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"a.b", "a.c", false}, {"a.b", "b.a", false}, {"a", "b", false}, {"a.b", "a.b", true}, {"a.b", "a", true}, {"a.b", "a.b.c", true},
		{"a.b", "a[].b", true}, {"a.b", "A.c", true}, {"a.k", "a.\u212a", true}, {"a.b", "a.B.c", true}, {"a.b", "a.c[].b", false}, {"a[].b", "a[].c", false},
	} {
		a, b := event.MustPath(c.a), event.MustPath(c.b)
		if a.Clashes(b) != c.want || b.Clashes(a) != c.want {
			t.Errorf("%s and %s: %v, %v", a, b, a.Clashes(b), b.Clashes(a))
		}
	}
	if at := event.MustPath(`a."b c"`).Beside("_d"); at.String() != `a."b c_d"` {
		t.Errorf("beside it stands %s", at)
	}
	if at := event.MustPath("a[]").Beside("_d"); !at.IsZero() {
		t.Errorf("beside the elements of a list stands %s", at)
	}
}
