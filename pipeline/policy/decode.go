package policy

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/guard"
	"maat/pipeline/source"
)

// decoder fills Go values from the tree by their tags: `yaml` the key word,
// `doc` what it means, `required`, `enum` the words that are valid, `asks` what
// a text is where people write something else, and `short` the field that a lone
// word fills. What does not fit is a problem and leaves the value as it was.
type decoder struct {
	*Document
	o      Options
	clocks []*yaml.Node // where a wall-clock time stands: it needs a timezone
}

// custom is a type that reads itself.
type custom interface {
	read(d *decoder, n *yaml.Node)
}

// placed is a type that remembers where it stands.
type placed interface{ put(n *yaml.Node) }

// place is where something stands in the text.
type place struct{ node *yaml.Node }

func (p *place) put(n *yaml.Node) { p.node = n }

func (p *place) given() bool { return p.node != nil }

// value fills v from n.
func (d *decoder) value(n *yaml.Node, v reflect.Value, tag reflect.StructTag) {
	if n.Kind == yaml.AliasNode { // refused already
		return
	}
	if p, ok := v.Addr().Interface().(placed); ok {
		p.put(n)
	}
	if c, ok := v.Addr().Interface().(custom); ok {
		c.read(d, n)
		return
	}
	if d.leaf(n, v, tag) {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), tag)
	case reflect.Struct:
		d.structure(n, v)
	case reflect.Slice:
		d.list(n, v, tag)
	case reflect.Map:
		d.table(n, v, tag)
	}
}

// structure fills a struct from a mapping, or its short field from what is no
// mapping.
func (d *decoder) structure(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		for _, f := range fieldsOf(v) {
			if f.tag.Get("short") != "" {
				d.value(n, f.value, f.tag)
				return
			}
		}
	}
	d.object(n, true, v)
}

// field is a key word and the value that it fills.
type field struct {
	name  string
	value reflect.Value
	tag   reflect.StructTag
}

func fieldsOf(v reflect.Value) (list []field) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if name := f.Tag.Get("yaml"); name != "" {
			list = append(list, field{name, v.Field(i), f.Tag})
		}
	}
	return list
}

// object fills structs side by side from one mapping. complete asks for the
// keys that are required.
func (d *decoder) object(n *yaml.Node, complete bool, vs ...reflect.Value) {
	var known []field
	for _, v := range vs {
		known = append(known, fieldsOf(v)...)
	}
	if n.Kind != yaml.MappingNode {
		d.fail(n, "keys with their values are expected here (%s), not %s", strings.Join(names(known), ", "), what(n))
		return
	}
	seen := map[string]bool{}
	for key, value := range pairs(n) {
		i := slices.IndexFunc(known, func(f field) bool { return f.name == key.Value })
		switch {
		case i < 0:
			d.fail(key, "unknown key %q%s", key.Value, d.hint(key.Value, names(known)))
		default:
			seen[key.Value] = true
			d.value(value, known[i].value, known[i].tag)
		}
	}
	for _, f := range known {
		if complete && f.tag.Get("required") == "true" && !seen[f.name] {
			d.fail(n, "%s is missing here: %s", f.name, f.tag.Get("doc"))
		}
	}
}

// names are the key words of fields.
func names(fields []field) (list []string) {
	for _, f := range fields {
		list = append(list, f.name)
	}
	return list
}

// hint says where a key belongs that is known elsewhere, else what may have
// been meant.
func (d *decoder) hint(key string, known []string) string {
	isGuard := slices.ContainsFunc(d.o.Table, func(k guard.Kind) bool { return k.Name == key })
	if isGuard && source.Nearest(key, known) == "" {
		return ": it is a guard, and stands under guards"
	}
	return source.Suggestion(": ", key, known)
}

// pairs yields the keys of a mapping with their values, each key once.
func pairs(n *yaml.Node) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		seen := map[string]bool{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" || seen[key.Value] { // refused already
				continue
			}
			seen[key.Value] = true
			if !yield(key, n.Content[i+1]) {
				return
			}
		}
	}
}

// list fills a slice from a list, or from one value alone.
func (d *decoder) list(n *yaml.Node, v reflect.Value, tag reflect.StructTag) {
	elements := n.Content
	if n.Kind != yaml.SequenceNode {
		if tag.Get("list") == "always" || n.Kind == yaml.ScalarNode && what(n) == "nothing" {
			d.fail(n, "a list is expected here, not %s", what(n))
			return
		}
		elements = []*yaml.Node{n}
	}
	if len(elements) == 0 {
		d.fail(n, "the list is empty: say what it is a list of, or leave the key out")
	}
	for _, element := range elements {
		one := reflect.New(v.Type().Elem()).Elem()
		d.value(element, one, tag)
		v.Set(reflect.Append(v, one))
	}
}

// table fills a map by name from a mapping.
func (d *decoder) table(n *yaml.Node, v reflect.Value, tag reflect.StructTag) {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "names with their values are expected here, not %s", what(n))
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for key, value := range pairs(n) {
		one := reflect.New(v.Type().Elem()).Elem()
		d.value(value, one, tag)
		v.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), one)
	}
}

// words splits the words of a tag.
func words(tag string) []string {
	if tag == "" {
		return nil
	}
	return strings.Split(tag, ",")
}
