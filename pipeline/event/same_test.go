package event_test

import (
	"testing"

	"maat/pipeline/event"
)

func TestSame(t *testing.T) {
	a, b := event.MustPath("a"), event.MustPath("b")
	for _, c := range []struct {
		json string
		want bool
	}{
		{`{"a":10,"b":10.00}`, true},
		{`{"a":1e1,"b":10}`, true},
		{`{"a":0.1,"b":0.10000000000000000001}`, false},
		{`{"a":-0,"b":0}`, true},
		{`{"a":1e300,"b":10}`, false},
		{`{"a":"10","b":"\u0031\u0030"}`, true},
		{`{"a":"10","b":"10.00"}`, false},
		{`{"a":"10","b":10}`, false},
		{`{"a":null,"b":null}`, true},
		{`{"a":{"x":1, "y":2},"b":{"x":1,"y":2}}`, true},
		{`{"a":{"x":1,"y":2},"b":{"y":2,"x":1}}`, false},
		{`{"a":[1,2],"b":[2,1]}`, false},
		{`{"a":1}`, false},
		{`{"b":1}`, false},
		{`{}`, false},
	} {
		v, fault := event.Parse([]byte(c.json))
		if fault != nil {
			t.Fatalf("%s: %v", c.json, fault)
		}
		x, _ := v.Get(a)
		y, _ := v.Get(b)
		if x.Same(y) != c.want || y.Same(x) != c.want {
			t.Errorf("%s: the same %t, %t", c.json, x.Same(y), y.Same(x))
		}
	}
}
