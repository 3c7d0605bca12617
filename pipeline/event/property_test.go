package event_test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/event"
)

// The documents and paths of the properties draw names from one small list, so
// that they meet.
var names = []string{"a", "b", "c", "a.b", "é", "", "[]"}

func document(t *rapid.T) string { return object(t, 4) }

func object(t *rapid.T, depth int) string {
	var b strings.Builder
	for i, key := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 4, rapid.ID[string]).Draw(t, "names") {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%s%s:%s", blank(t), spelled(t, key), value(t, depth-1))
	}
	return "{" + b.String() + blank(t) + "}"
}

func value(t *rapid.T, depth int) string {
	kind := rapid.IntRange(0, 9).Draw(t, "kind")
	switch {
	case depth > 0 && kind < 4:
		return object(t, depth)
	case depth > 0 && kind < 7:
		var list []string
		for range rapid.IntRange(0, 3).Draw(t, "elements") {
			list = append(list, value(t, depth-1))
		}
		return "[" + strings.Join(list, ",") + blank(t) + "]"
	case kind == 9:
		return spelled(t, rapid.StringN(0, 6, -1).Draw(t, "text"))
	}
	return rapid.SampledFrom([]string{"0", "-0", "1.50", "1E+2", "18446744073709551615", "true", "false", "null", `"NL-UT"`, `"2026-03-01"`}).Draw(t, "scalar")
}

func blank(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "", " ", "\n\t"}).Draw(t, "blank")
}

// spelled is a JSON string, its first character escaped or not.
func spelled(t *rapid.T, s string) string {
	if r := []rune(s); len(r) > 0 && r[0] < 0xd800 && rapid.IntRange(0, 3).Draw(t, "escape") == 0 {
		rest := string(event.Quote(nil, string(r[1:])))
		return fmt.Sprintf(`"\u%04x`, r[0]) + rest[1:]
	}
	return string(event.Quote(nil, s))
}

func places(t *rapid.T, most int) []place {
	return rapid.SliceOfN(rapid.Custom(drawPlace), 0, most).Draw(t, "places")
}

func drawPlace(t *rapid.T) place {
	p := place{rapid.SampledFrom(names).Draw(t, "name")}
	for range rapid.IntRange(0, 3).Draw(t, "steps") {
		p = append(p, rapid.SampledFrom(append(names, eachStep, eachStep)).Draw(t, "step"))
	}
	return p
}

// drawReference has no two edits of one place, whose order would count here.
func drawReference(t *rapid.T) reference {
	r := reference{keep: places(t, 5), withheld: places(t, 2)}
	for _, p := range places(t, 3) {
		if slices.ContainsFunc(r.edits, func(e refEdit) bool { return e.at.is(p) }) {
			continue
		}
		e := refEdit{at: p}
		if rapid.Bool().Draw(t, "replace") {
			e.with = rapid.SampledFrom([]any{"neutral", true, ""}).Draw(t, "with")
		}
		r.edits = append(r.edits, e)
	}
	return r
}

func parsed(t *rapid.T, text string) *event.View {
	v, fault := event.Parse([]byte(text))
	if fault != nil {
		t.Fatalf("%s: %v", text, fault)
	}
	return v
}

// What leaves is exactly what the reference lets out: nothing that no field
// names, everything that one does.
func TestProjectIsTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, r := document(t), drawReference(t)
		v := parsed(t, text)
		out, _ := event.Project(v, r.fields(), r.gone(), r.events())
		sent, err := foreign(out)
		if err != nil {
			t.Fatalf("%s is no JSON: %v", out, err)
		}
		came, err := foreign([]byte(text))
		if err != nil {
			t.Fatalf("%s is no JSON: %v", text, err)
		}
		if want := r.project(came); !reflect.DeepEqual(sent, want) {
			t.Fatalf("of %s\nleaves %s\nwant %v\nrules %+v", text, out, want, r)
		}
		again, _ := event.Project(parsed(t, string(out)), r.fields(), r.gone(), r.events())
		if !bytes.Equal(again, out) {
			t.Fatalf("projected twice: first %s, then %s", out, again)
		}
	})
}

// With transforms too, what leaves is an event in canonical form, within the
// limit, and the order in which guards gave their edits changes nothing.
func TestProjectLaws(t *testing.T) {
	all := []event.Transform{nil}
	for _, name := range []string{"hash", "round", "region", "cut", "const", "domain", "hmac"} {
		all = append(all, transforms()[name])
	}
	rapid.Check(t, func(t *rapid.T) {
		v, r := parsed(t, document(t)), drawReference(t)
		fields := r.fields()
		for i := range fields {
			fields[i].Transform = rapid.SampledFrom(all).Draw(t, "transform")
		}
		edits := append(r.events(), drawReference(t).events()...)
		for i := range edits {
			edits[i].Guard = rapid.SampledFrom([]string{"g", "h", "i"}).Draw(t, "guard")
		}
		out, changes := event.Project(v, fields, r.gone(), edits)
		if canonical := parsed(t, string(out)).AppendCanonical(nil); !bytes.Equal(canonical, out) {
			t.Fatalf("%s is not canonical, which is %s", out, canonical)
		}
		if len(out) > event.BytesMax {
			t.Fatalf("%d bytes leave", len(out))
		}
		shuffled, other := event.Project(v, fields, r.gone(), rapid.Permutation(edits).Draw(t, "order"))
		if !bytes.Equal(shuffled, out) || !slices.Equal(other, changes) {
			t.Fatalf("in another order of edits\n%s\n%v\nbecome\n%s\n%v", out, changes, shuffled, other)
		}
		if !slices.IsSortedFunc(changes, func(a, b event.Change) int { return strings.Compare(a.Path, b.Path) }) {
			t.Fatalf("changes are not sorted: %v", changes)
		}
	})
}

// The values of what may not leave have no influence on what does.
func TestForbiddenValuesDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := func(s string) string {
			return fmt.Sprintf(`{"a":{"b":1,"x":%s},"c":[{"x":%s,"b":2}],"x":%s,"at":{"city":"NL-UT","x":%s}}`, s, s, s, s)
		}
		keep := fields("a.b c[].b at.city|region")
		one, _ := event.Project(parsed(t, secret(value(t, 2))), keep, paths("x"), nil)
		two, _ := event.Project(parsed(t, secret(value(t, 2))), keep, paths("x"), nil)
		if !bytes.Equal(one, two) || string(one) != `{"a":{"b":1},"c":[{"b":2}],"at":{"city":"NL-UT"}}` {
			t.Fatalf("%s and %s leave", one, two)
		}
	})
}

// Canonical form is a fixed point, never longer than what came, and reads as
// the same values.
func TestCanonicalIsAFixedPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := document(t)
		once := parsed(t, text).AppendCanonical(nil)
		twice := parsed(t, string(once)).AppendCanonical(nil)
		if !bytes.Equal(once, twice) || len(once) > len(text) {
			t.Fatalf("%s becomes %s and then %s", text, once, twice)
		}
		came, _ := foreign([]byte(text))
		if sent, err := foreign(once); err != nil || !reflect.DeepEqual(came, sent) {
			t.Fatalf("%s means something else than %s (%v)", once, text, err)
		}
	})
}
