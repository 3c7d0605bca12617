package policy

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// object is a JSON object of the schema; its keys are written in order.
type object map[string]any

// Schema is the JSON Schema of policies for a table of guards, for editors: it
// comes from the tags that Compile reads by. What a schema cannot say, such as
// that a purpose is defined, only Compile refuses.
func Schema(table []guard.Kind) []byte {
	g := generator{table: table}
	top := g.structure(reflect.TypeFor[rawPolicy]())
	top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	top["title"] = "Maat policy"
	top["description"] = "What may leave for which destination, and when. Generated from the program: do not edit."
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(top); err != nil {
		panic("policy: the schema is no JSON: " + err.Error()) // maps, lists and texts: it cannot fail
	}
	return b.Bytes()
}

// generator walks the types that decoder fills.
type generator struct{ table []guard.Kind }

// described is a type that says itself what it looks like.
type described interface {
	describe(g *generator, tag reflect.StructTag) object
}

// value is the schema of a field.
func (g *generator) value(t reflect.Type, tag reflect.StructTag) object {
	o := g.plain(t, tag)
	if doc := tag.Get("doc"); doc != "" {
		o["description"] = doc
	}
	if example := tag.Get("example"); example != "" && o["type"] == "string" {
		o["examples"] = []string{example}
	}
	return o
}

func (g *generator) plain(t reflect.Type, tag reflect.StructTag) object {
	zero := reflect.New(t).Interface()
	if d, ok := zero.(described); ok {
		return d.describe(g, tag)
	}
	if o := leafSchema(zero, tag); o != nil {
		return o
	}
	switch t.Kind() {
	case reflect.Pointer:
		return g.plain(t.Elem(), tag)
	case reflect.Slice:
		many := object{"type": "array", "minItems": 1, "items": g.plain(t.Elem(), tag)}
		if tag.Get("list") == "always" {
			return many
		}
		return object{"anyOf": []object{g.plain(t.Elem(), tag), many}}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": g.plain(t.Elem(), tag)}
	}
	return g.either(t)
}

// leafSchema is the schema of what is one value; nil for what is made of
// several.
func leafSchema(zero any, tag reflect.StructTag) object {
	switch leaf := zero.(type) {
	case *word, *string, *guard.By:
		return text(words(tag.Get("enum")))
	case *path, *event.Path, *guard.Condition:
		return text(nil)
	case *state.Role, *rawRole:
		return text(state.RoleNames())
	case *instant.Span, *spanAt:
		return object{"type": "string", "pattern": `^([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$`, "minLength": 2}
	case *instant.Clock:
		return object{"type": "string", "pattern": `^([01][0-9]|2[0-3]):[0-5][0-9]$`}
	case *bool:
		return object{"type": "boolean"}
	case *int, *integerAt:
		return object{"type": "integer"}
	case *literal:
		return object{"type": words(tag.Get("types"))}
	case scalarOrList:
		one := text(leaf.Words())
		return object{"anyOf": []object{one, {"type": "array", "minItems": 1, "items": one}}}
	}
	return nil
}

func text(enum []string) object {
	if len(enum) > 0 {
		return object{"type": "string", "enum": enum}
	}
	return object{"type": "string", "minLength": 1}
}

// either is a struct, or what its short field takes alone.
func (g *generator) either(t reflect.Type) object {
	whole := g.structure(t)
	for i := range t.NumField() {
		if f := t.Field(i); f.Tag.Get("short") != "" {
			return object{"anyOf": []object{g.plain(f.Type, f.Tag), whole}}
		}
	}
	return whole
}

// structure is a struct as a mapping.
func (g *generator) structure(ts ...reflect.Type) object {
	properties := object{}
	required := []string{}
	for _, t := range ts {
		for i := range t.NumField() {
			f := t.Field(i)
			name := f.Tag.Get("yaml")
			if name == "" {
				continue
			}
			properties[name] = g.value(f.Type, f.Tag)
			if f.Tag.Get("required") == "true" {
				required = append(required, name)
			}
		}
	}
	o := object{"type": "object", "additionalProperties": false, "properties": properties}
	if slices.Sort(required); len(required) > 0 {
		o["required"] = required
	}
	return o
}

func (*named[T]) describe(g *generator, _ reflect.StructTag) object {
	return object{
		"type": "object", "propertyNames": object{"pattern": namePattern}, "minProperties": 1,
		"additionalProperties": g.plain(reflect.TypeFor[T](), ""),
	}
}

func (*rawPurpose) describe(g *generator, _ reflect.StructTag) object {
	o := g.structure(reflect.TypeFor[rawPurpose]())
	o["minProperties"] = 1
	return o
}

func (*rawRoles) describe(g *generator, _ reflect.StructTag) object {
	properties := object{}
	for _, role := range state.RoleNames() {
		properties[role] = g.plain(reflect.TypeFor[[]rawMatch](), "")
	}
	return object{"type": "object", "additionalProperties": false, "minProperties": 1, "properties": properties}
}

func (*rawGuards) describe(g *generator, tag reflect.StructTag) object {
	properties := object{}
	for i := range g.table {
		if k := &g.table[i]; !k.Fixed && !(k.Shared && tag.Get("shared") == "no") {
			properties[k.Name] = g.guard(k)
		}
	}
	return object{"type": "object", "additionalProperties": false, "properties": properties}
}

// guard is the setting of one guard: what it requires is not asked of one that
// is off, which says why instead.
func (g *generator) guard(k *guard.Kind) object {
	types := []reflect.Type{reflect.TypeFor[rawMode]()}
	if k.Settings != nil {
		types = append(types, reflect.TypeOf(k.Settings()).Elem())
	}
	one := g.structure(types...)
	one["if"] = object{"required": []string{"mode"}, "properties": object{"mode": object{"const": "off"}}}
	one["then"] = object{"required": []string{"why"}}
	if required, ok := one["required"]; ok {
		delete(one, "required")
		one["else"] = object{"required": required}
	}
	doc := "Protects from " + k.Protect + ". It judges " + k.Judges + "."
	if !k.Many {
		one["description"] = doc
		return one
	}
	return object{"description": doc, "anyOf": []object{one, {"type": "array", "minItems": 1, "items": one}}}
}
