package witness

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"reflect"
	"strings"
)

// left is a forward: it must be in its output topic once, with the fields of
// the layers that were reached.
type left struct {
	event       *event
	destination *Destination
	layers      int
	where       string // of the decision
	key         string // of the person
	seen        bool
}

// outputs proves that what was forwarded is in its output topic once, and
// nothing else is.
func (c *checker) outputs(dump Dump) {
	for i := range c.rules.Destinations {
		d := &c.rules.Destinations[i]
		records := dump.of(d.Topic)
		c.report.Outputs += len(records)
		for j := range records {
			c.output(d, &records[j])
		}
	}
	for key, l := range c.left {
		if !l.seen {
			c.report.add(ForwardNoOutput, l.where, "of %s to %s", key.source, key.destination)
		}
	}
}

func (c *checker) output(d *Destination, r *Record) {
	source := r.Headers[sourceHeader]
	l := c.left[pair{source, d.Name}]
	switch {
	case l == nil:
		c.report.add(OutputNoForward, r.Where(), "of %s", source)
		return
	case l.seen:
		c.report.add(OutputTwice, r.Where(), "of %s", source)
		return
	}
	l.seen = true
	var out map[string]any
	switch {
	case string(r.Key) != l.key:
		c.report.add(WrongOutput, r.Where(), "its key is not the person's pseudonym")
	case mentions(r.Value, c.rules.Sensitive):
		c.report.add(SensitiveLeft, r.Where(), "a sensitive word left")
	case strict(r.Value) != nil || json.Unmarshal(r.Value, &out) != nil:
		c.report.add(BadRecord, r.Where(), "an output is no strict JSON")
	case !reflect.DeepEqual(out, l.projection()):
		c.report.add(WrongOutput, r.Where(), "%s", l.difference(out))
	}
}

// projection builds what may leave, and all that may.
func (l *left) projection() map[string]any {
	var in map[string]any
	if json.Unmarshal(l.event.value, &in) != nil {
		return nil // it was readable before: nothing equals this
	}
	out := map[string]any{}
	for i := range l.destination.Layers[:l.layers] {
		for _, f := range l.destination.Layers[i].Fields {
			if v, ok := f.of(in); ok {
				put(out, strings.Split(f.Path, "."), v)
			}
		}
	}
	return out
}

// difference names a path at which two events differ; never what stands there.
func (l *left) difference(out map[string]any) string {
	may := l.projection()
	for path := range paths(out, "") {
		if _, ok := paths(may, "")[path]; !ok {
			return "no reached layer names " + path
		}
	}
	for path, v := range paths(may, "") {
		if other, ok := paths(out, "")[path]; !ok {
			return path + " is missing"
		} else if !reflect.DeepEqual(other, v) {
			return path + " has another value"
		}
	}
	return "another shape"
}

// paths are the leaves of an object.
func paths(object map[string]any, under string) map[string]any {
	all := map[string]any{}
	for name, v := range object {
		if deeper, ok := v.(map[string]any); ok {
			for path, leaf := range paths(deeper, under+name+".") {
				all[path] = leaf
			}
			continue
		}
		all[under+name] = v
	}
	return all
}

// of finds the field in an event and does to it what the policy says. What does
// not fit goes.
func (f Field) of(in map[string]any) (any, bool) {
	steps := strings.Split(f.Path, ".")
	last := len(steps) - 1
	for _, step := range steps[:last] {
		in, _ = in[step].(map[string]any)
	}
	v, ok := in[steps[last]]
	if !ok {
		return nil, false
	}
	switch f.Did {
	case "round10":
		n, fits := v.(float64)
		return math.Round(n/10) * 10, fits
	case "region":
		region, fits := in["region"].(string)
		return region, fits
	case "sha256":
		s, fits := v.(string)
		sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(s))))
		return hex.EncodeToString(sum[:]), fits && strings.TrimSpace(s) != ""
	}
	return v, true
}

// put sets a value at a path, making the objects on the way.
func put(object map[string]any, steps []string, v any) {
	if len(steps) == 1 {
		object[steps[0]] = v
		return
	}
	next, ok := object[steps[0]].(map[string]any)
	if !ok {
		next = map[string]any{}
		object[steps[0]] = next
	}
	put(next, steps[1:], v)
}
