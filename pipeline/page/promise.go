package page

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// topical is a setting that is a list of topics, all where it is empty.
type topical interface{ Words() []string }

// standing is how a guard stands for some of the destinations alike.
type standing struct {
	policy.Setting
	only []string // nil: all
}

// settings are those of all guards, in the order of the table, put together
// where they say the same.
func (b *builder) settings() (list []standing) {
	all := b.program.Outline.Destinations
	if len(all) == 0 {
		return nil
	}
	for k := range all[0].Guards {
		var of []standing
		for i := range all {
			s := standing{Setting: all[i].Guards[k]}
			name := b.program.Destinations[i].Name
			at := slices.IndexFunc(of, s.same)
			if at < 0 {
				at = len(of)
				of = append(of, s)
			}
			of[at].only = append(of[at].only, name)
		}
		if len(of) == 1 {
			of[0].only = nil
		}
		list = append(list, of...)
	}
	return list
}

// same says that for people the two are the same, but for what they promise.
func (s *standing) same(other standing) bool {
	return s.Mode == other.Mode && s.Why == other.Why && s.Acts() == other.Acts() && slices.Equal(topicsOf(s.Values), topicsOf(other.Values))
}

// promise is a sentence, and for whom it holds.
type promise struct {
	text  string
	tried bool // recorded, and not kept yet
	only  []string
}

// promises says what every guard that acts keeps from people, with its numbers.
func (b *builder) promises() {
	var kept, tried []string
	for _, p := range b.sentences() {
		text := p.text
		if len(p.only) < len(b.program.Destinations) {
			text = fill(b.words.forSome, "names", b.words.and(p.only), "promise", lowered(text))
		}
		if p.tried {
			tried = append(tried, text)
		} else {
			kept = append(kept, text)
		}
	}
	b.heading(2, b.words.promised)
	b.list(append(kept, b.forgets()...))
	if len(tried) > 0 {
		b.heading(2, b.words.tried)
		b.text(b.words.triedIntro)
		b.list(tried)
	}
}

// sentences are those of all guards that act, in the order of the table, each
// once with the destinations for which it holds.
func (b *builder) sentences() (list []promise) {
	all := b.program.Outline.Destinations
	if len(all) == 0 {
		return nil
	}
	for k := range all[0].Guards {
		from := len(list)
		for i := range all {
			s := &all[i].Guards[k]
			if !s.Acts() {
				continue
			}
			name := b.program.Destinations[i].Name
			list = b.add(list, from, s, name)
			if s.Tried != nil {
				tried := *s
				tried.Mode, tried.Values = "shadow", s.Tried
				list = b.add(list, from, &tried, name)
			}
		}
	}
	return list
}

// forgets says which destinations are told when a retargeting is over: where a
// duration ends it, and where nothing ends it by itself.
func (b *builder) forgets() (items []string) {
	var timed, open []string
	for _, d := range b.program.Destinations {
		switch {
		case d.Retract == nil || !takes(d, state.Outreach):
		case d.Ender != nil:
			timed = append(timed, d.Name)
		default:
			open = append(open, d.Name)
		}
	}
	for _, one := range []struct {
		text  string
		names []string
	}{{b.words.forgets, timed}, {b.words.forgetsOpen, open}} {
		if len(one.names) > 0 {
			items = append(items, fill(one.text, "names", b.words.and(one.names)))
		}
	}
	return items
}

// add tells what the guard promises for a destination beside those told from
// there on.
func (b *builder) add(list []promise, from int, s *policy.Setting, name string) []promise {
	for _, text := range b.said(s) {
		at := slices.IndexFunc(list[from:], func(p promise) bool { return p.text == text && p.tried == (s.Mode == "shadow") })
		if at < 0 {
			at = len(list) - from
			list = append(list, promise{text: text, tried: s.Mode == "shadow"})
		}
		list[from+at].only = append(list[from+at].only, name)
	}
	return list
}

// lowered and raised begin with a small letter, and with a capital.
func lowered(text string) string { return first(text, unicode.ToLower) }

func raised(text string) string { return first(text, unicode.ToUpper) }

func first(text string, change func(rune) rune) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(change(r)) + text[size:]
}

// said is what the guard promises, one sentence or more for each entry of its
// settings. A guard for which the language has no words says what it protects
// from.
func (b *builder) said(s *policy.Setting) (list []string) {
	text, ok := b.words.promises[s.Kind.Name]
	if !ok {
		return []string{b.words.protects(s.Kind)}
	}
	values := s.Values
	if len(values) == 0 {
		values = []any{nil}
	}
	for _, value := range values {
		if said := raised(b.render(s.Kind.Name, text, value)); said != "" && !slices.Contains(list, said) {
			list = append(list, said)
		}
	}
	return list
}

// render fills a promise with the settings. The texts are part of the program
// and tested whole; one that fails all the same says nothing wrong.
func (b *builder) render(name, text string, settings any) string {
	t, err := template.New(name).Option("missingkey=zero").Funcs(template.FuncMap{
		"and": b.words.and, "count": b.words.count, "by": func(by string) string { return b.words.by[by] },
	}).Parse(text)
	var out strings.Builder
	if err == nil {
		err = t.Execute(&out, b.plain(settings))
	}
	if err != nil {
		return fmt.Sprintf("%s: %v", name, err)
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// plain is a struct of settings by key word, with everything as people read it.
func (b *builder) plain(settings any) map[string]any {
	m := map[string]any{}
	if settings == nil {
		return m
	}
	v := reflect.Indirect(reflect.ValueOf(settings))
	for i := range v.NumField() {
		if key := v.Type().Field(i).Tag.Get("yaml"); key != "" {
			m[key] = b.value(v.Field(i))
		}
	}
	return m
}

func (b *builder) value(v reflect.Value) any {
	switch x := v.Interface().(type) {
	case instant.Span:
		return b.words.span(x)
	case instant.Clock:
		return x.String()
	case guard.Condition:
		return x.Text
	case bool, int, string:
		return x
	case guard.By:
		return string(x)
	case fmt.Stringer:
		return b.field(x.String())
	}
	if v.Kind() == reflect.Slice {
		list := []string{}
		for i := range v.Len() {
			list = append(list, fmt.Sprint(b.value(v.Index(i))))
		}
		return list
	}
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		return b.plain(v.Interface())
	}
	return nil
}

// sensitive lists the topics that are never used.
func (b *builder) sensitive() {
	for _, s := range b.settings() {
		topics := topicsOf(s.Values)
		if !s.Acts() || topics == nil || s.Mode == "shadow" {
			continue
		}
		b.heading(2, b.words.never+b.where(s.only))
		b.text(b.words.neverIntro)
		var items []string
		for _, t := range topics {
			items = append(items, b.words.topic(t))
		}
		b.list(items)
	}
}

// topicsOf are the topics of settings that have topics.
func topicsOf(values []any) (topics []string) {
	for _, value := range values {
		v := reflect.Indirect(reflect.ValueOf(value))
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("yaml") == "topics" {
				topics = append(topics, chosen(v.Field(i))...)
			}
		}
	}
	return topics
}

// chosen are the topics of a list, all where it is empty.
func chosen(v reflect.Value) (topics []string) {
	if list, ok := v.Addr().Interface().(topical); ok && v.Len() == 0 {
		return slices.DeleteFunc(list.Words(), func(word string) bool { return word == "all" })
	}
	for i := range v.Len() {
		topics = append(topics, fmt.Sprint(v.Index(i).Interface()))
	}
	return topics
}
