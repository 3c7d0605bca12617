package witness

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"reflect"
	"slices"
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
	linked      bool   // known and anonymous may leave together
	rules       *Rules
	joint       bool // of people who became one: how many layers were reached is not known
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
	l.seen, l.rules = true, c.rules
	var out map[string]any
	switch {
	case string(r.Key) != c.under(l, string(r.Key), r.Value):
		c.report.add(WrongOutput, r.Where(), "its key is not the person's pseudonym")
	case mentions(r.Value, c.rules.Sensitive):
		c.report.add(SensitiveLeft, r.Where(), "a sensitive word left")
	case strict(r.Value) != nil || json.Unmarshal(r.Value, &out) != nil:
		c.report.add(BadRecord, r.Where(), "an output is no strict JSON")
	case l.together(out):
		c.report.add(Together, r.Where(), "of %s", source)
	case l.joint && l.any(out):
	case !reflect.DeepEqual(out, l.projection()):
		c.report.add(WrongOutput, r.Where(), "%s", l.difference(out))
	}
}

// under is whose pseudonym what leaves must stand under: where a name and a device
// may not be joined, that of the one that leaves. The first time decides whose a
// pseudonym is of which nothing else is known.
func (c *checker) under(l *left, key string, value []byte) string {
	var out map[string]any
	if l.linked || json.Unmarshal(value, &out) != nil {
		return l.key
	}
	for _, path := range slices.Concat(c.rules.Linkage.Anonymous, c.rules.Linkage.Known) {
		id, ok := l.event.fields[path].(string)
		if !ok || !stands(paths(out, ""), path) {
			continue
		}
		if _, known := c.whose[id]; !known && (id == l.event.who || key != l.key) {
			c.whose[id] = key
		}
		return c.whose[id]
	}
	return l.key
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
	l.guarded(out)
	return out
}

// guarded takes away and changes what the guards do.
func (l *left) guarded(out map[string]any) {
	if !l.linked && l.both(out) {
		remove(out, l.rules.Linkage.Known...)
	}
	remove(out, l.rules.Predicted)
	e, p, leaving := l.event, &l.rules.Price, paths(out, "")
	if p.Price == "" || e.role != outreach && e.role != signal {
		return
	}
	if e.has(p.Price) && e.has(p.List) && e.has(p.Personal) && stands(leaving, p.Price) {
		put(out, strings.Split(p.Price, "."), e.fields[p.List])
	}
	if stands(leaving, p.Price) || stands(leaving, p.List) {
		remove(out, p.Personal)
	}
}

func (l *left) both(out map[string]any) bool {
	leaving := paths(out, "")
	one := func(list []string) bool {
		return slices.ContainsFunc(list, func(path string) bool { return stands(leaving, path) })
	}
	return one(l.rules.Linkage.Known) && one(l.rules.Linkage.Anonymous)
}

// together says that a known and an anonymous identifier left together, and may
// not.
func (l *left) together(out map[string]any) bool { return !l.linked && l.both(out) }

// any says that what left is what some number of layers lets out.
func (l *left) any(out map[string]any) bool {
	for l.layers = 1; l.layers <= len(l.destination.Layers); l.layers++ {
		if reflect.DeepEqual(out, l.projection()) {
			return true
		}
	}
	l.layers = len(l.destination.Layers)
	return false
}

// remove takes fields away, and the objects that are empty then.
func remove(out map[string]any, list ...string) {
	for _, path := range list {
		name, beneath, deeper := strings.Cut(path, ".")
		inner, ok := out[name].(map[string]any)
		if !deeper {
			delete(out, name)
			continue
		}
		if !ok {
			continue
		}
		if remove(inner, beneath); len(inner) == 0 {
			delete(out, name)
		}
	}
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
