// Package page writes, from the policy that is really in force, what a brand
// does with people's data and what it does not, in words for customers. The
// same policy gives the same page, always.
package page

import (
	"fmt"
	"slices"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/paper"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// Languages are those in which a page can be had.
func Languages() []string { return []string{"nl", "en"} }

// Page is a page without its form.
type Page = paper.Document

func asCode(text string) string { return paper.Code(text) }

// Of is the page of a policy. A language that is none of Languages is English.
func Of(p *policy.Program, language string) *Page {
	w := wordsOf(language)
	b := builder{program: p, words: w}
	b.page = &Page{Language: w.code, Title: fill(w.title, "brand", p.Name)}
	b.head()
	b.purposes()
	b.destinations()
	b.promises()
	b.off()
	b.sensitive()
	b.choice()
	return b.page
}

func wordsOf(code string) *language {
	if code == "nl" {
		return &dutch
	}
	return &english
}

// builder puts a page together.
type builder struct {
	program *policy.Program
	words   *language
	page    *Page
}

func (b *builder) heading(level int, text string) {
	b.page.Blocks = append(b.page.Blocks, paper.Block{Level: level, Text: text})
}

func (b *builder) text(text string) {
	if text != "" {
		b.page.Blocks = append(b.page.Blocks, paper.Block{Text: text})
	}
}

func (b *builder) list(items []string) {
	if len(items) > 0 {
		b.page.Blocks = append(b.page.Blocks, paper.Block{Items: items})
	}
}

func (b *builder) head() {
	intro := fill(b.words.intro, "version", asCode(b.program.Version))
	if b.trial() {
		b.text(intro)
		b.text(b.words.trial)
		return
	}
	b.text(intro + " " + b.words.closed)
}

// trial says that the whole policy is in shadow.
func (b *builder) trial() bool { return b.program.Outline.Mode == "shadow" }

// purposes says what people are asked for, and to whom a yes lets data go.
func (b *builder) purposes() {
	if len(b.program.Purposes) == 0 {
		return
	}
	b.heading(2, b.words.asked)
	b.text(b.words.askedIntro)
	var items []string
	heeded := b.heedsGPC()
	for i, p := range b.program.Purposes {
		what := b.purpose(i) + ": " + b.serves(i)
		if p.Signalled && heeded {
			what += " " + b.words.signalled
		}
		items = append(items, what)
	}
	b.list(items)
}

// serves says what a purpose is for: what leaves by it, and what it joins.
func (b *builder) serves(purpose int) string {
	var users, uses []string
	joins := false
	for _, d := range b.program.Destinations {
		layered := slices.ContainsFunc(d.Layers, func(l guard.Layer) bool { return slices.Contains(l.Purposes, purpose) })
		if layered || slices.Contains(told(d), purpose) {
			users = append(users, d.Name)
		}
		joins = joins || d.Link != nil && d.Link.Purpose.Index == purpose
	}
	if len(users) > 0 {
		uses = append(uses, fill(b.words.usedFor, "names", b.words.and(users)))
	}
	if joins && len(users) > 0 {
		uses = append(uses, raised(b.words.usedToJoin))
	} else if joins {
		uses = append(uses, b.words.usedToJoin)
	}
	if len(uses) == 0 {
		return b.words.usedForNothing
	}
	return strings.Join(uses, " ")
}

// heedsGPC says that a browser's wish for privacy counts, at least somewhere.
func (b *builder) heedsGPC() bool {
	for _, d := range b.program.Outline.Destinations {
		for i := range d.Guards {
			s := &d.Guards[i]
			for _, value := range s.Values {
				if heeds, _ := b.plain(value)["respect_gpc"].(bool); heeds && s.Mode == "enforce" {
					return true
				}
			}
		}
	}
	return false
}

// purpose is what a purpose is called, with its name as consents give it.
func (b *builder) purpose(i int) string {
	p := &b.program.Purposes[i]
	for _, name := range []string{p.Name, p.Category} {
		if words, ok := b.words.purposes[name]; ok {
			return words + " (" + asCode(p.Name) + ")"
		}
	}
	return asCode(p.Name)
}

// destinations says what each gets, layer by layer.
func (b *builder) destinations() {
	b.heading(2, b.words.where)
	b.text(b.words.whereIntro)
	for _, d := range b.program.Destinations {
		b.heading(3, d.Name)
		b.text(b.taken(d))
		b.list(b.layers(d))
		if asks := b.asks(d, d.Needs); len(asks) > 0 {
			words := b.words.needs
			if takes(d, state.Service) {
				words = b.words.needsOwed
			}
			b.text(fill(words, "purposes", b.words.and(asks), "destination", d.Name))
		}
		if purposes := told(d); len(purposes) > 0 {
			var names []string
			for _, p := range purposes {
				names = append(names, b.purpose(p))
			}
			b.text(fill(b.words.told, "purposes", b.words.and(names), "destination", d.Name))
		}
	}
}

// told are the purposes of which a destination is told whether they are granted.
func told(d *policy.Destination) (purposes []int) {
	for i := range d.Emitted {
		for _, p := range d.Emitted[i].Purposes {
			if !slices.Contains(purposes, p) {
				purposes = append(purposes, p)
			}
		}
	}
	return purposes
}

// taken says of what a destination hears.
func (b *builder) taken(d *policy.Destination) string {
	var roles []string
	for _, t := range d.Takes {
		words := b.words.roles[t.Role]
		if guessed := t.Role == state.Prediction && b.acts(d, "predicted"); words != "" && !guessed && !slices.Contains(roles, words) {
			roles = append(roles, words)
		}
	}
	return fill(b.words.hears, "destination", d.Name, "what", b.words.and(roles))
}

// acts says that a guard judges for a destination.
func (b *builder) acts(d *policy.Destination, name string) bool {
	return slices.ContainsFunc(d.Guards, func(e policy.Entry) bool { return e.Kind.Name == name })
}

func takes(d *policy.Destination, role state.Role) bool {
	return slices.ContainsFunc(d.Takes, func(t policy.Take) bool { return t.Role == role })
}

// asks are the purposes that must be granted for a layer, with those beneath it.
func (b *builder) asks(d *policy.Destination, layer int) (list []string) {
	for i := layer; i >= 0; i = d.Layers[i].After {
		for _, p := range d.Layers[i].Purposes {
			if name := b.purpose(p); !slices.Contains(list, name) {
				list = append([]string{name}, list...)
			}
		}
	}
	return list
}

// layers says what leaves, by what is asked for it: nothing does where what the
// destination needs was not granted, but for what is owed.
func (b *builder) layers(d *policy.Destination) (items []string) {
	needs := b.asks(d, d.Needs)
	if takes(d, state.Service) && len(needs) > 0 {
		items = append(items, fill(b.words.owed, "fields", b.words.and(b.fields(d.Layers[0].Fields))))
	}
	var order []string
	fields := map[string][]event.Field{}
	for i := range d.Layers {
		asks := slices.Clone(needs)
		for _, one := range b.asks(d, i) {
			if !slices.Contains(asks, one) {
				asks = append(asks, one)
			}
		}
		key := b.words.and(asks)
		if !slices.Contains(order, key) {
			order = append(order, key)
		}
		fields[key] = append(fields[key], d.Layers[i].Fields...)
	}
	for _, key := range order {
		form := b.words.withYes
		if key == "" {
			form = b.words.unasked
		}
		items = append(items, fill(form, "purposes", key, "fields", b.words.and(b.fields(fields[key]))))
	}
	return items
}

// off says which protections are off, and why.
func (b *builder) off() {
	var items []string
	for _, s := range b.settings() {
		if s.Mode == "off" {
			items = append(items, fill(b.words.off, "what", b.words.protects(s.Kind), "where", b.where(s.only), "why", sentence(s.Why)))
		}
	}
	if len(items) > 0 {
		b.heading(2, b.words.isOff)
		b.list(items)
	}
}

// sentence ends with a full stop.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsRune(".!?", rune(text[len(text)-1])) {
		return text
	}
	return text + "."
}

// choice says how people stop it.
func (b *builder) choice() {
	b.heading(2, b.words.choice)
	items := []string{}
	for _, one := range []struct {
		role state.Role
		text string
	}{
		{state.OptOut, b.words.optOut}, {state.OptIn, b.words.optIn}, {state.Consent, b.words.withdraw}, {state.Erase, b.words.erase},
	} {
		if slices.ContainsFunc(b.program.Roles, func(r policy.RoleRule) bool { return r.Role == one.role }) {
			items = append(items, one.text)
		}
	}
	b.list(append(items, b.words.ask))
}

// fill puts values in the places of a text: {name}.
func fill(text string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// where names destinations, where it is not all.
func (b *builder) where(only []string) string {
	if only == nil {
		return ""
	}
	return " " + fmt.Sprintf(b.words.only, b.words.and(only))
}
