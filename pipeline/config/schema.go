package config

import (
	"encoding/json"
	"strings"
	"time"
)

// object is a piece of JSON Schema.
type object = map[string]any

// spanPattern is what parseSpan reads, but for the empty text.
const spanPattern = `^([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$`

// Schema is the JSON Schema of maat.yaml, for editors. What one setting says of
// another is not in it: Load is the judge.
func Schema() ([]byte, error) {
	root := section()
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "maat.yaml"
	root["description"] = "How a Maat process runs. What may leave is in the policy."
	defaults := initial()
	for _, s := range settings() {
		within, key := root, s.path
		for head, rest, more := strings.Cut(key, "."); more; head, rest, more = strings.Cut(key, ".") {
			within, key = below(within, head), rest
		}
		within["properties"].(object)[key] = describe(&s, defaults)
		if s.required {
			require(root, s.path)
		}
	}
	out, err := json.MarshalIndent(root, "", "  ")
	return append(out, '\n'), err
}

func section() object {
	return object{"type": "object", "additionalProperties": false, "properties": object{}}
}

// below is the section of a name, made when first needed.
func below(within object, name string) object {
	properties := within["properties"].(object)
	if properties[name] == nil {
		properties[name] = section()
	}
	return properties[name].(object)
}

// require marks only what has no section: a section may stand in the
// environment as a whole.
func require(root object, path string) {
	if strings.Contains(path, ".") {
		return
	}
	required, _ := root["required"].([]string)
	root["required"] = append(required, path)
}

func describe(s *setting, defaults *Config) object {
	out := object{"description": s.doc + " Environment: " + s.env() + "."}
	if s.derived != "" {
		out["description"] = s.doc + " Default: " + s.derived + ". Environment: " + s.env() + "."
	}
	switch v := s.at(defaults).(type) {
	case *string:
		text(out, s.rule, !s.required)
		if *v != "" {
			out["default"] = *v
		}
	case *bool:
		out["type"], out["default"] = "boolean", *v
	case *int:
		out["type"], out["minimum"], out["maximum"], out["default"] = "integer", s.min, s.max, *v
	case *time.Duration:
		out["type"], out["pattern"], out["minLength"], out["default"] = "string", spanPattern, len("1s"), formatSpan(*v)
	case *[]string:
		out["type"], out["uniqueItems"], out["items"] = "array", true, text(object{}, s.rule, false)
	case *map[string]string:
		out["type"], out["additionalProperties"] = "object", text(object{}, s.rule, false)
		out["propertyNames"] = object{"pattern": hmacName.String()}
	}
	return out
}

// text describes a text. What is not required may be empty, as templates leave
// it.
func text(out object, r rule, empty bool) object {
	out["type"] = "string"
	if r.max > 0 {
		out["maxLength"] = r.max
	}
	if r.choices != nil {
		out["enum"] = r.choices
		if empty {
			out["enum"] = append([]string{""}, r.choices...)
		}
	}
	switch {
	case r.pattern != "" && empty:
		out["pattern"] = "^$|" + r.pattern
	case r.pattern != "":
		out["pattern"] = r.pattern
	case r.choices == nil && !empty:
		out["minLength"] = 1
	}
	return out
}
