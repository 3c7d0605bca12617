package dossier

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/page"
	"maat/pipeline/policy"
)

// NotListed is how a guard stands that the policy does not speak of and that
// does not act by itself.
const NotListed = "absent"

// guardsOf is how each guard of the build stands, in the order of the table.
func guardsOf(p *policy.Program, language string, transcripts map[string]Transcripts) (list []Guard) {
	all := p.Outline.Destinations
	if len(all) == 0 {
		return nil
	}
	for k := range all[0].Guards {
		kind := all[0].Guards[k].Kind
		g := Guard{Name: kind.Name, Protects: page.Protects(language, kind), Transcripts: transcripts[kind.Name]}
		for i := range all {
			g.stand(stands(&all[i].Guards[k]), p.Destinations[i].Name)
		}
		if len(g.Stands) == 1 {
			g.Stands[0].Destinations = nil
		}
		list = append(list, g)
	}
	return list
}

// stand puts destinations together for which the guard is set alike.
func (g *Guard) stand(s Stands, destination string) {
	at := slices.IndexFunc(g.Stands, func(o Stands) bool {
		return o.Mode == s.Mode && o.Why == s.Why && slices.Equal(o.Settings, s.Settings) && slices.Equal(o.Tried, s.Tried)
	})
	if at < 0 {
		at = len(g.Stands)
		g.Stands = append(g.Stands, s)
	}
	g.Stands[at].Destinations = append(g.Stands[at].Destinations, destination)
}

func stands(s *policy.Setting) Stands {
	one := Stands{Mode: s.Mode, Why: strings.TrimSpace(s.Why)}
	if s.Mode != "off" && !s.Acts() {
		one.Mode = NotListed
	}
	for _, value := range s.Values {
		one.Settings = append(one.Settings, settings(reflect.ValueOf(value)))
	}
	for _, value := range s.Tried {
		one.Tried = append(one.Tried, settings(reflect.ValueOf(value)))
	}
	return one
}

// settings are the settings of a guard as a policy writes them, those that stand
// at nothing left out.
func settings(v reflect.Value) string {
	v = reflect.Indirect(v)
	var parts []string
	for i := range v.NumField() {
		key := v.Type().Field(i).Tag.Get("yaml")
		if key == "" { // not a setting
			continue
		}
		if text := written(v.Field(i)); text != "" {
			parts = append(parts, key+": "+text)
		}
	}
	return strings.Join(parts, ", ")
}

// topical is a setting that is a list of topics, all where it is empty.
type topical interface{ Words() []string }

func written(v reflect.Value) string {
	if _, ok := v.Interface().(topical); ok && v.Len() == 0 {
		return "all"
	}
	if c, ok := v.Interface().(guard.Condition); ok {
		return c.Text
	}
	if s, ok := v.Interface().(instant.Span); ok && s == 0 {
		return ""
	}
	if s, ok := v.Interface().(fmt.Stringer); ok && v.Kind() != reflect.Pointer {
		return s.String()
	}
	switch v.Kind() {
	case reflect.Slice:
		return bracket("[", "]", elements(v))
	case reflect.Map:
		return bracket("{", "}", entries(v))
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return bracket("{", "}", []string{settings(v)})
	case reflect.Struct:
		return bracket("{", "}", []string{settings(v)})
	default:
		return fmt.Sprint(v.Interface())
	}
}

func elements(v reflect.Value) (parts []string) {
	for i := range v.Len() {
		parts = append(parts, written(v.Index(i)))
	}
	return parts
}

func entries(v reflect.Value) (parts []string) {
	values := map[string]reflect.Value{}
	for _, key := range v.MapKeys() {
		values[fmt.Sprint(key.Interface())] = v.MapIndex(key)
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		parts = append(parts, key+": "+written(values[key]))
	}
	return parts
}

func bracket(opens, closes string, parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return opens + strings.Join(parts, ", ") + closes
}

// CountTranscripts counts what the transcripts of a guard hold: histories, and
// the lines of them.
func CountTranscripts(texts []string) (t Transcripts) {
	for _, text := range texts {
		t.Files++
		for block := range strings.SplitSeq(text, "\n\n") {
			if lines := given(block); len(lines) > 0 && strings.Fields(lines[0])[0] == "run" {
				t.Runs++
				t.Lines += len(lines) - 1
			}
		}
	}
	return t
}

// given are the lines of a block above its answers, without comments.
func given(block string) []string {
	above, _, _ := strings.Cut(block, "\n----")
	lines := strings.FieldsFunc(above, func(r rune) bool { return r == '\n' })
	return slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" })
}
