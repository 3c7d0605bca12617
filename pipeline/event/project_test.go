package event_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"maat/pipeline/event"
)

// projection is a row of the tables below. keep holds paths, with a transform
// after a bar; edits are PATH, "=VALUE" for a Replace, "@GUARD"; changes are
// "PATH did guard".
type projection struct {
	name, event    string
	keep, withheld string
	edits          []string
	out            string
	changes        []string
}

func (c projection) run(t *testing.T) {
	out, changes := event.Project(parse(t, c.event), fields(c.keep), paths(c.withheld), edits(c.edits))
	if string(out) != c.out {
		t.Errorf("%s: %s leaves, want %s", c.name, out, c.out)
	}
	if got := spell(changes); !slices.Equal(got, c.changes) {
		t.Errorf("%s: changes\n\t%q, want\n\t%q", c.name, got, c.changes)
	}
}

func fields(list string) (fields []event.Field) {
	for _, f := range strings.Fields(list) {
		path, transform, _ := strings.Cut(f, "|")
		fields = append(fields, event.Field{Path: event.MustPath(path), Transform: transforms()[transform]})
	}
	return fields
}

func transforms() map[string]event.Transform {
	return map[string]event.Transform{
		"hash": made(event.Hash("sha256")), "round": made(event.Round("10")), "region": keep("region"), "cut": made(event.Truncate(2)),
		"const": made(event.Const([]byte(`"c"`))), "domain": keep("domain"), "hmac": made(event.HMAC([]byte("0123456789abcdef"))),
	}
}

func paths(list string) (paths []event.Path) {
	for _, p := range strings.Fields(list) {
		paths = append(paths, event.MustPath(p))
	}
	return paths
}

func edits(list []string) (edits []event.Edit) {
	for _, e := range list {
		edit, guard, _ := strings.Cut(e, "@")
		path, with, replace := strings.Cut(edit, "=")
		x := event.Edit{Path: event.MustPath(path), Op: event.Remove, Guard: guard}
		if replace {
			x.Op, x.With = event.Replace, []byte(with)
		}
		edits = append(edits, x)
	}
	return edits
}

func spell(changes []event.Change) (list []string) {
	for _, c := range changes {
		list = append(list, fmt.Sprintf("%s %s %s", c.Path, c.Did, c.Guard))
	}
	return list
}

const restGone = "* removed layers"

func TestProjectFields(t *testing.T) {
	for _, c := range []projection{
		{name: "nothing named", event: `{"a":1}`, out: `{}`, changes: []string{restGone}},
		{name: "nothing there", event: `{}`, keep: "a b.c", withheld: "d", out: `{}`},
		{name: "all named", event: `{"a":1,"b":{"c":[]}}`, keep: "a b", out: `{"a":1,"b":{"c":[]}}`},
		{name: "order and numbers stay", event: `{ "b":1.50, "x":0, "a":-0 }`, keep: "a b", out: `{"b":1.50,"a":-0}`, changes: []string{restGone}},
		{name: "a path covers all beneath", event: `{"a":{"b":{"c":[1,{"d":2}]}}}`, keep: "a.b", out: `{"a":{"b":{"c":[1,{"d":2}]}}}`},
		{name: "emptied objects go", event: `{"a":{"b":{"c":1}},"d":1}`, keep: "d a.b.x", out: `{"d":1}`, changes: []string{restGone}},
		{name: "emptied arrays go", event: `{"a":[{"b":1}],"d":1}`, keep: "d a[].x", out: `{"d":1}`, changes: []string{restGone}},
		{name: "what came empty stays", event: `{"a":{},"b":[],"c":null,"d":""}`, keep: "a b c d", out: `{"a":{},"b":[],"c":null,"d":""}`},
		{name: "unnamed and empty goes", event: `{"a":{},"b":[]}`, keep: "a.x", out: `{}`, changes: []string{restGone}},
		{name: "elements", event: `{"p":[{"n":1,"s":2},{"s":3},7,{"n":4}]}`, keep: "p[].n", out: `{"p":[{"n":1},{"n":4}]}`, changes: []string{restGone}},
		{name: "elements of elements", event: `{"p":[[{"n":1}],{"n":2}]}`, keep: "p[][].n", out: `{"p":[[{"n":1}]]}`, changes: []string{restGone}},
		{name: "an object is no array", event: `{"p":{"n":1}}`, keep: "p[].n", out: `{}`, changes: []string{restGone}},
		{name: "an array is no object", event: `{"p":[{"n":1}]}`, keep: "p.n", out: `{}`, changes: []string{restGone}},
		{name: "dotted key", event: `{"a.b":1,"a":{"b":2}}`, keep: `"a.b"`, out: `{"a.b":1}`, changes: []string{restGone}},
		{name: "empty key", event: `{"":{"":1},"a":2}`, keep: `""."" `, out: `{"":{"":1}}`, changes: []string{restGone}},
		{name: "the first of two fields with one path", event: `{"a":"abc"}`, keep: "a|cut a", out: `{"a":"ab"}`, changes: []string{"a truncate layers"}},
	} {
		c.run(t)
	}
}

func TestProjectLongerPathsWin(t *testing.T) {
	for _, c := range []projection{
		{name: "withheld below kept", event: `{"a":{"b":1,"c":2}}`, keep: "a", withheld: "a.b", out: `{"a":{"c":2}}`, changes: []string{"a.b removed layers"}},
		{name: "kept below withheld", event: `{"a":{"b":1,"c":2}}`, keep: "a.b", withheld: "a", out: `{"a":{"b":1}}`, changes: []string{"a removed layers"}},
		{name: "three deep", event: `{"a":{"b":{"c":1,"d":2},"e":3}}`, keep: "a a.b.c", withheld: "a.b", out: `{"a":{"b":{"c":1},"e":3}}`, changes: []string{"a.b removed layers"}},
		{name: "withheld wins a tie", event: `{"a":1,"b":2}`, keep: "a b", withheld: "a", out: `{"b":2}`, changes: []string{"a removed layers"}},
		{name: "withheld and absent", event: `{"b":2}`, keep: "b", withheld: "a", out: `{"b":2}`},
		{name: "withheld and empty", event: `{"a":{},"b":2}`, keep: "b", withheld: "a", out: `{"b":2}`, changes: []string{"a removed layers"}},
		{name: "withheld element", event: `{"p":[{"n":1,"s":2}]}`, keep: "p", withheld: "p[].s", out: `{"p":[{"n":1}]}`, changes: []string{"p[].s removed layers"}},
		{name: "all of it withheld", event: `{"p":[{"s":2},{"s":3}]}`, keep: "p", withheld: "p[].s", out: `{}`, changes: []string{"p[].s removed layers"}},
		{name: "a transform below a plain field", event: `{"a":{"b":"abc","c":"abc"}}`, keep: "a a.b|cut", out: `{"a":{"b":"ab","c":"abc"}}`, changes: []string{"a.b truncate layers"}},
		{name: "a plain field below a transform", event: `{"a":{"b":"abc","c":"abc"}}`, keep: "a|cut a.b", out: `{"a":{"b":"abc"}}`, changes: []string{"a removed layers"}},
		{name: "a transform of each element", event: `{"p":["abc","x",1]}`, keep: "p[]|cut", out: `{"p":["ab","x"]}`,
			changes: []string{"p[] removed layers", "p[] truncate layers"}},
		{name: "a transform does not reach inside", event: `{"a":["abc"]}`, keep: "a|cut", out: `{}`, changes: []string{"a removed layers"}},
		{name: "a withheld part of a region", event: `{"a":{"region":"NL-UT","country":"NL"}}`, keep: "a|region", withheld: "a.region", out: `{"a":{"country":"NL"}}`,
			changes: []string{"a keep layers", "a.region removed layers"}},
	} {
		c.run(t)
	}
}

func TestProjectEdits(t *testing.T) {
	for _, c := range []projection{
		{name: "remove", event: `{"a":1,"b":2}`, keep: "a b", edits: []string{"a@g"}, out: `{"b":2}`, changes: []string{"a removed g"}},
		{name: "replace", event: `{"a":1,"b":2}`, keep: "a b", edits: []string{`a="x"@g`}, out: `{"a":"x","b":2}`, changes: []string{"a replaced g"}},
		{name: "absent", event: `{"b":2}`, keep: "a b", edits: []string{"a@g", `c=1@g`}, out: `{"b":2}`},
		{name: "would not leave anyway", event: `{"a":1,"b":2}`, keep: "b", edits: []string{"a@g"}, out: `{"b":2}`, changes: []string{restGone}},
		{name: "replace adds nothing that may not leave", event: `{"a":1,"b":2}`, keep: "b", edits: []string{`a="x"@g`}, out: `{"b":2}`, changes: []string{restGone}},
		{name: "withheld anyway", event: `{"a":1}`, keep: "b", withheld: "a", edits: []string{"a@g"}, out: `{}`, changes: []string{"a removed layers"}},
		{name: "remove beats replace", event: `{"a":1}`, keep: "a", edits: []string{`a="x"@g`, "a@h"}, out: `{}`, changes: []string{"a removed h"}},
		{name: "two remove", event: `{"a":1}`, keep: "a", edits: []string{"a@h", "a@g"}, out: `{}`, changes: []string{"a removed g", "a removed h"}},
		{name: "first of two replacements", event: `{"a":1}`, keep: "a", edits: []string{`a="y"@h`, `a="z"@g`}, out: `{"a":"z"}`, changes: []string{"a replaced g"}},
		{name: "like replacements", event: `{"a":1}`, keep: "a", edits: []string{`a="y"@h`, `a="y"@g`}, out: `{"a":"y"}`, changes: []string{"a replaced g", "a replaced h"}},
		{name: "outer over inner", event: `{"a":{"b":1,"c":2}}`, keep: "a", edits: []string{`a.b="x"@g`, "a@h"}, out: `{}`, changes: []string{"a removed h"}},
		{name: "inner", event: `{"a":{"b":1,"c":2}}`, keep: "a", edits: []string{"a.b@g"}, out: `{"a":{"c":2}}`, changes: []string{"a.b removed g"}},
		{name: "inner empties", event: `{"a":{"b":1}}`, keep: "a", edits: []string{"a.b@g"}, out: `{}`, changes: []string{"a.b removed g"}},
		{name: "each element", event: `{"p":[{"n":1,"s":2},{"n":3}]}`, keep: "p", edits: []string{"p[].n@g"}, out: `{"p":[{"s":2}]}`, changes: []string{"p[].n removed g"}},
		{name: "a whole object", event: `{"a":{"b":1}}`, keep: "a", edits: []string{"a=null@g"}, out: `{"a":null}`, changes: []string{"a replaced g"}},
		{name: "only parts may leave", event: `{"a":{"b":1,"c":2}}`, keep: "a.b", edits: []string{`a="x"@g`}, out: `{}`, changes: []string{restGone, "a removed g"}},
		{name: "replacement is no scalar", event: `{"a":1}`, keep: "a", edits: []string{"a={}@g"}, out: `{}`, changes: []string{"a removed g"}},
		{name: "replacement is no JSON", event: `{"a":1}`, keep: "a", edits: []string{`a=x","b":"y@g`}, out: `{}`, changes: []string{"a removed g"}},
		{name: "a transform applies to the replacement", event: `{"a":"abc"}`, keep: "a|cut", edits: []string{`a="xyz"@g`}, out: `{"a":"xy"}`,
			changes: []string{"a replaced g", "a truncate layers"}},
		{name: "a transform does not fit the replacement", event: `{"a":"abc"}`, keep: "a|cut", edits: []string{`a=1@g`}, out: `{}`,
			changes: []string{"a removed g", "a removed layers"}},
		{name: "removed before its transform", event: `{"a":"abc"}`, keep: "a|cut", edits: []string{"a@g"}, out: `{}`, changes: []string{"a removed g"}},
		{name: "a transform that does not fit is the layers' doing", event: `{"a":1}`, keep: "a|cut", edits: []string{"a@g"}, out: `{}`,
			changes: []string{"a removed layers"}},
		{name: "escapes in a replacement", event: `{"a":1}`, keep: "a", edits: []string{`a="\u0041\/"@g`}, out: `{"a":"A/"}`, changes: []string{"a replaced g"}},
	} {
		c.run(t)
	}
}

// An operation that is none removes, and an edit without a path lets nothing
// leave: a bug of a guard does not let more out.
func TestBadEditsRemove(t *testing.T) {
	v := parse(t, `{"a":1,"b":2}`)
	for _, op := range []event.Op{0, 77} {
		out, changes := event.Project(v, fields("a b"), nil, []event.Edit{{Path: event.MustPath("a"), Op: op, With: []byte("3"), Guard: "g"}})
		if string(out) != `{"b":2}` || len(changes) != 1 || changes[0].Did != "removed" {
			t.Errorf("operation %d: %s, %v", op, out, changes)
		}
	}
	for _, op := range []event.Op{event.Remove, event.Replace} {
		if out, _ := event.Project(v, fields("a b"), nil, []event.Edit{{Op: op, With: []byte("3"), Guard: "g"}}); string(out) != "{}" {
			t.Errorf("an edit of nothing, operation %d: %s leaves", op, out)
		}
	}
	if out, _ := event.Project(v, []event.Field{{}}, []event.Path{{}}, nil); string(out) != "{}" {
		t.Errorf("a field without a path lets out %s", out)
	}
}

// What transforms and edits add is bounded: the output is never longer than
// what Parse takes.
func TestProjectStaysWithinTheLimit(t *testing.T) {
	long := `"` + strings.Repeat("x", 1000) + `"`
	v := parse(t, `{"p":[`+strings.Repeat("0,", 90_000)+`0]}`)
	constant := []event.Field{{Path: event.MustPath("p[]"), Transform: made(event.Const([]byte(long)))}}
	for name, out := range map[string]func() ([]byte, []event.Change){
		"const": func() ([]byte, []event.Change) { return event.Project(v, constant, nil, nil) },
		"replace": func() ([]byte, []event.Change) {
			return event.Project(v, fields("p"), nil, edits([]string{"p[]=" + long + "@g"}))
		},
		"both": func() ([]byte, []event.Change) {
			return event.Project(v, constant, nil, edits([]string{`p[]="y"@g`}))
		},
	} {
		b, changes := out()
		if len(b) > event.BytesMax || len(b) < 800_000 {
			t.Errorf("%s: %d bytes leave, want many but at most %d", name, len(b), event.BytesMax)
		}
		parse(t, string(b))
		if !slices.ContainsFunc(changes, func(c event.Change) bool { return c.Path == "p[]" && c.Did == "removed" }) {
			t.Errorf("%s: changes %v do not say that something went for lack of room", name, changes)
		}
	}
}

// A Change names paths of the policy and the word of a transform, never a name
// or value of the event.
func TestChangesDoNotQuote(t *testing.T) {
	const canary = "canary31337"
	v := parse(t, `{"`+canary+`":1,"a":{"`+canary+`":"`+canary+`"},"b":"`+canary+`","c":["`+canary+`"]}`)
	_, changes := event.Project(v, fields("a|cut b|round"), paths("c"), edits([]string{"b@g", `a="x"@g`}))
	if len(changes) == 0 || strings.Contains(strings.Join(spell(changes), " "), canary) {
		t.Errorf("changes %q", spell(changes))
	}
}

// A Plan serves any number of events and does not change.
func TestPlanIsReusable(t *testing.T) {
	keep, withheld := fields("a b|cut"), paths("c")
	plan := event.NewPlan(keep, withheld)
	keep[0].Path, withheld[0] = event.MustPath("z"), event.MustPath("a")
	for range 3 {
		out, changes := plan.Project(parse(t, `{"a":1,"b":"abc","c":2}`), nil)
		if string(out) != `{"a":1,"b":"ab"}` || !slices.Equal(spell(changes), []string{"b truncate layers", "c removed layers"}) {
			t.Errorf("%s, %q", out, spell(changes))
		}
	}
}

func TestMap(t *testing.T) {
	m := parse(t, `{"n":null,"t":true,"i":-5,"u":18446744073709551615,"d":1.5,"e":1e2,"s":"\u00e9","l":[1,[]],"o":{}}`).Map()
	want := `map[d:1.5 e:100 i:-5 l:[1 []] n:<nil> o:map[] s:é t:true u:18446744073709551615]`
	if got := fmt.Sprint(m); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, ok := m["i"].(int64); !ok {
		t.Errorf("an integer is a %T", m["i"])
	}
	if _, ok := m["u"].(uint64); !ok {
		t.Errorf("a great integer is a %T", m["u"])
	}
	if _, ok := m["e"].(float64); !ok {
		t.Errorf("a number with an exponent is a %T", m["e"])
	}
}
