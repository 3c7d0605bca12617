package event_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"

	"maat/pipeline/event"
)

// FuzzParse holds what Parse takes against two other decoders: they must take
// it too, and read the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		shopEvent, `{}`, `{"a":1,"\u0061":2}`, `{"a":{"b":[1.5e3,-0,null,true,"\ud83d\ude00"]}}`, `{"é":1,"e\u0301":2}`, `{"a":"\ud800"}`,
		`{"a":18446744073709551615,"b":1e-400}`, `{"a":1}{"a":2}`, "\ufeff{}", `{"__proto__":{"":[]}}`, "{\"a\":\"\u2028\"}", `{"s":1,"ſ":2}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, fault := event.Parse(b)
		if fault != nil {
			if v != nil || fault.Code == "" || fault.Offset < 0 || fault.Offset > max(len(b), event.BytesMax) {
				t.Fatalf("a fault of %q at %d, with a view: %t", fault.Code, fault.Offset, v != nil)
			}
			return
		}
		x, err := foreign(b)
		if err != nil || !json.Valid(b) {
			t.Fatalf("encoding/json refuses it: %v", err)
		}
		if twice := repeated(json.NewDecoder(bytes.NewReader(b))); twice != "" {
			t.Fatalf("the name %q comes twice", twice)
		}
		if own := decoded(t, v); !reflect.DeepEqual(own, x) {
			t.Fatalf("read as %v, by encoding/json as %v", own, x)
		}
		var strict any
		if err := jsonv2.Unmarshal(b, &strict); err != nil {
			t.Fatalf("strict json refuses it: %v", err)
		}
		if !reflect.DeepEqual(doubles(x), strict) {
			t.Fatalf("read as %v, by strict json as %v", x, strict)
		}
		canonical := v.AppendCanonical(nil)
		if y, err := foreign(canonical); err != nil || !reflect.DeepEqual(x, y) || len(canonical) > len(b) {
			t.Fatalf("canonical form %s means %v, not %v", canonical, y, x)
		}
	})
}

// repeated is a name that comes twice in one object, in any case.
func repeated(d *json.Decoder) string {
	type level struct {
		object, value bool
		seen          []string
	}
	stack := []level{{}}
	for {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		top := &stack[len(stack)-1]
		if name, ok := token.(string); ok && top.object && !top.value {
			for _, other := range top.seen {
				if strings.EqualFold(other, name) {
					return fmt.Sprintf("%q", name)
				}
			}
			top.seen, top.value = append(top.seen, name), true
			continue
		}
		top.value = false
		switch token {
		case json.Delim('{'), json.Delim('['):
			stack = append(stack, level{object: token == json.Delim('{')})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
		}
	}
}

// decoded is the event in the types of encoding/json, by way of the View.
func decoded(t *testing.T, v *event.View) any {
	root := map[string]any{}
	for key := range v.Map() {
		x, ok := v.Get(place{key}.path())
		if !ok {
			t.Fatalf("%q is in the map and not in the view", key)
		}
		root[key] = tree(x)
	}
	return root
}

func tree(x event.Value) any {
	switch x.Kind() {
	case event.Object:
		m := map[string]any{}
		for key, member := range x.Members {
			m[key] = tree(member)
		}
		return m
	case event.Array:
		list := []any{}
		for element := range x.Elements {
			list = append(list, tree(element))
		}
		return list
	case event.String:
		return x.Text()
	case event.Number:
		return json.Number(x.Literal())
	case event.Bool:
		return x.Bool()
	}
	return nil
}

// doubles reads all numbers as doubles, as most decoders do.
func doubles(x any) any {
	switch x := x.(type) {
	case map[string]any:
		m := map[string]any{}
		for key, member := range x {
			m[key] = doubles(member)
		}
		return m
	case []any:
		list := []any{}
		for _, element := range x {
			list = append(list, doubles(element))
		}
		return list
	case json.Number:
		f, err := strconv.ParseFloat(string(x), 64)
		if err != nil {
			return err
		}
		return f
	}
	return x
}

// ruled are the places that FuzzProject keeps, withholds and removes, one a bit.
var ruled = []place{
	{"a"}, {"a", "b"}, {"a", "b", "c"}, {"b", eachStep}, {"b", eachStep, "c"}, {"email"}, {"user", "email"}, {"user"}, {"user.email"}, {""},
	{"p", eachStep, eachStep, "x"}, {"properties", "price"}, {"properties"}, {"context"}, {"context", "traits", "email"},
}

// FuzzProject: what was stripped must be invisible to a foreign decoder, which
// must find exactly what the reference lets out.
func FuzzProject(f *testing.F) {
	f.Add([]byte(`{"a":{"b":{"c":1},"d":2},"email":"leak"}`), uint64(0b11), uint64(0b100), uint64(0))
	f.Add([]byte(`{"\u0065mail":"leak","Email ":"leak"}`), uint64(1<<6), uint64(0), uint64(0))
	f.Add([]byte(`{"user":{"e\u006dail":"leak"},"user.email":"leak"}`), uint64(1<<7), uint64(1<<6), uint64(1<<8))
	f.Add([]byte(`{"b":[{"c":1},{"C":2},[],{"c":{}}],"":{"":0}}`), uint64(0b1001), uint64(0), uint64(0b10000))
	f.Add([]byte(shopEvent), uint64(0b11<<12), uint64(1<<11), uint64(1<<14))
	f.Fuzz(func(t *testing.T, b []byte, keep, withheld, removed uint64) {
		v, fault := event.Parse(b)
		if fault != nil {
			return
		}
		r := reference{}
		for i, p := range ruled {
			if keep>>i&1 == 1 {
				r.keep = append(r.keep, p)
			}
			if withheld>>i&1 == 1 {
				r.withheld = append(r.withheld, p)
			}
			if removed>>i&1 == 1 {
				r.edits = append(r.edits, refEdit{at: p})
			}
		}
		out, _ := event.Project(v, r.fields(), r.gone(), r.events())
		came, _ := foreign(b)
		sent, err := foreign(out)
		if err != nil {
			t.Fatalf("%s is no JSON: %v", out, err)
		}
		if want := r.project(came); !reflect.DeepEqual(sent, want) {
			t.Fatalf("%s leaves, want %v", out, want)
		}
		again, fault := event.Parse(out)
		if fault != nil || !bytes.Equal(again.AppendCanonical(nil), out) {
			t.Fatalf("%s is not canonical: %v", out, fault)
		}
	})
}
