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

// promise is a sentence, and for whom it holds. Its text has room for what only
// those decide: {owed}, and {each}.
type promise struct {
	text  string
	tried bool // recorded, and not kept yet
	owed  bool // some of them get what is owed to people, which the guard spares
	only  []string
}

// promises says what every guard that acts keeps from people, with its numbers.
func (b *builder) promises() {
	var kept, tried []string
	butOwed := b.words.butOwed
	for _, p := range b.sentences() {
		text := b.filled(&p, butOwed)
		if p.owed && text != p.text {
			butOwed = b.words.butOwedAgain
		}
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

// filled is the text of a promise for those for whom it holds.
func (b *builder) filled(p *promise, butOwed string) string {
	owed, each := "", ""
	if p.owed {
		owed = butOwed
	}
	if len(p.only) > 1 {
		each = b.words.joins[0] + b.words.by["destination"]
	}
	return fill(p.text, "owed", owed, "each", each)
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
			d := b.program.Destinations[i]
			list = b.add(list, from, s, d)
			if s.Tried != nil {
				tried := *s
				tried.Mode, tried.Values = "shadow", s.Tried
				list = b.add(list, from, &tried, d)
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
func (b *builder) add(list []promise, from int, s *policy.Setting, d *policy.Destination) []promise {
	tried := s.Mode == "shadow" || b.trial() && !s.Kind.Firm
	for _, one := range b.said(s, d) {
		at := slices.IndexFunc(list[from:], func(p promise) bool { return p.text == one.text && p.tried == tried })
		if at < 0 {
			at = len(list) - from
			list = append(list, promise{text: one.text, tried: tried})
		}
		p := &list[from+at]
		p.only, p.owed = append(p.only, d.Name), p.owed || one.owed
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

// said is what the guard promises for a destination, one sentence or more for
// each entry of its settings; nothing where all that the destination takes is
// spared. A guard for which the language has no words says what it protects from.
func (b *builder) said(s *policy.Setting, d *policy.Destination) (list []promise) {
	text, ok := b.words.promises[s.Kind.Name]
	values := s.Values
	if len(values) == 0 {
		values = []any{nil}
	}
	for _, value := range values {
		judged := s.Judged(value)
		if !meets(d, judged) {
			continue
		}
		one := promise{text: b.words.protects(s.Kind), owed: takes(d, state.Service) && !judged[state.Service]}
		if ok {
			one.text = raised(b.render(s.Kind.Name, text, b.terms(value, d, judged)))
		}
		if one.text != "" && !slices.Contains(textsOf(list), one.text) {
			list = append(list, one)
		}
	}
	return list
}

func textsOf(list []promise) (texts []string) {
	for i := range list {
		texts = append(texts, list[i].text)
	}
	return texts
}

// meets says that the destination takes something that is judged.
func meets(d *policy.Destination, judged guard.Roles) bool {
	return slices.ContainsFunc(d.Takes, func(t policy.Take) bool { return judged[t.Role] })
}

// terms are what a promise can speak of: the settings by key word, and of what the
// destination takes, what is judged.
func (b *builder) terms(settings any, d *policy.Destination, judged guard.Roles) map[string]any {
	m := b.plain(settings)
	var all, more []string
	for role := state.Signal; role <= state.Retract; role++ {
		words := b.words.roles[role]
		if words == "" || !judged[role] || !takes(d, role) {
			continue
		}
		if role == state.Outreach {
			m["messages"], all = true, append(all, words)
		} else {
			more = append(more, words)
		}
	}
	m["judged"], m["more"] = append(all, more...), more
	m["signalled"] = slices.ContainsFunc(b.program.Purposes, func(p guard.Purpose) bool { return p.Signalled })
	return m
}

// render fills a promise with what it can speak of. The texts are part of the
// program and tested whole; one that fails all the same says nothing wrong.
func (b *builder) render(name, text string, terms map[string]any) string {
	t, err := template.New(name).Option("missingkey=zero").Funcs(template.FuncMap{"and": b.words.and, "count": b.words.count, "by": b.by}).Parse(text)
	var out strings.Builder
	if err == nil {
		err = t.Execute(&out, terms)
	}
	if err != nil {
		return fmt.Sprintf("%s: %v", name, err)
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// by says what a cap counts together. That it counts for each destination goes
// without saying where it holds for one.
func (b *builder) by(by string) string {
	if by == string(guard.ByDestination) {
		return "{each}"
	}
	return b.words.joins[0] + b.words.by[by]
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
		if !s.Acts() || topics == nil || s.Mode == "shadow" || b.trial() {
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
