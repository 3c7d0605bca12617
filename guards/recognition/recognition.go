// Package recognition keeps copy from leaving that shows that the person was
// watched or analysed: "we zagen dat je dit gisteren nog bekeek". The neutral
// variant takes its place, where there is one that is neutral itself.
//
// What counts is data: one file a class and a language in data/, written to be
// read and corrected by whoever writes copy (README.md says how).
package recognition

import (
	"fmt"
	"maps"
	"slices"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/state"
)

// Settings of the guard.
type Settings struct {
	Neutral  map[string]Variant `yaml:"neutral" doc:"For a path of copy what takes its place: the path of a neutral variant in the event, or {text: ...}."`
	Fallback string             `yaml:"fallback" enum:"drop,strip" doc:"What happens where no neutral variant is at hand: the event is dropped, or only the field removed."`

	compiled *Rules // shared by the destinations that share the settings
}

// Variant is where a neutral text comes from: one of the two.
type Variant struct {
	Path string `yaml:"path" short:"yes" doc:"The path of a neutral variant in the event." example:"properties.neutral_headline"`
	Text string `yaml:"text" doc:"A neutral text." example:"Nieuw binnen"`
}

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:     "recognition",
		Protect:  "copy that shows that you were watched or analysed",
		Judges:   "outreach",
		Only:     []state.Role{state.Outreach},
		Reasons:  reasons(),
		Settings: func() any { return &Settings{Fallback: "drop"} },
		Build:    build,
	}
}

func build(settings []any, env *guard.Env) (guard.Guard, []guard.Problem) {
	s := settings[0].(*Settings)
	if s.compiled == nil {
		rules, err := Compile()
		if err != nil {
			return nil, []guard.Problem{{Message: err.Error()}}
		}
		s.compiled = rules
	}
	c := check{rules: s.compiled, strip: s.Fallback == "strip"}
	if len(env.Copy) == 0 {
		return nil, []guard.Problem{{Message: "events has no path for copy: say where the text stands that a person reads"}}
	}
	for _, p := range env.Copy {
		c.copy = append(c.copy, place{path: p})
	}
	var problems []guard.Problem
	for _, name := range slices.Sorted(maps.Keys(s.Neutral)) {
		problems = append(problems, c.neutral(name, s.Neutral[name])...)
	}
	return &c, problems
}

// neutral notes the variant of a path of copy.
func (c *check) neutral(name string, v Variant) []guard.Problem {
	path, err := event.ParsePath(name)
	at := slices.IndexFunc(c.copy, func(p place) bool { return err == nil && p.path.Equal(path) })
	if at < 0 {
		return []guard.Problem{{Field: "neutral." + name, Message: fmt.Sprintf("%q is no path of copy", name), Known: c.paths()}}
	}
	if wrong := c.copy[at].fill(v, c.rules); wrong != "" {
		return []guard.Problem{{Field: "neutral." + name, Message: wrong}}
	}
	return nil
}

// fill takes a variant, and answers what is wrong with it.
func (p *place) fill(v Variant, rules *Rules) (wrong string) {
	if (v.Path == "") == (v.Text == "") {
		return "a neutral variant is the path of a field, or {text: ...}: one of the two"
	}
	if v.Path != "" {
		from, err := event.ParsePath(v.Path)
		switch {
		case err != nil:
			return fmt.Sprintf("%q is no path; a text is written {text: %q}", v.Path, v.Path)
		case from.Equal(p.path):
			return "the neutral variant of a text cannot be that text: name another path, or write {text: ...}"
		}
		p.variant = from
		return ""
	}
	if hit, found := rules.Find(v.Text); found {
		return fmt.Sprintf("the text is not neutral: %q shows recognition (%s)", hit.Span, hit.Class)
	}
	p.text = quoted(v.Text)
	return ""
}

func (c *check) paths() (names []string) {
	for _, p := range c.copy {
		names = append(names, p.path.String())
	}
	return names
}

type check struct {
	rules *Rules
	copy  []place
	strip bool // where no neutral variant is at hand
}

// place is where copy stands, and what may take its place.
type place struct {
	path    event.Path
	variant event.Path // zero: none
	text    []byte     // JSON; nil: none
}

var _ guard.Guard = (*check)(nil)

func (c *check) Check(in *guard.Input) guard.Verdict {
	v := guard.Passed()
	if in.Facts.Role != state.Outreach {
		return v
	}
	for i := range c.copy {
		hit, found := c.find(in.Event, c.copy[i].path)
		if !found {
			continue
		}
		reason := "recognition." + hit.Class
		edit, ok := c.edit(in.Event, &c.copy[i])
		if !ok {
			return guard.Dropped(reason)
		}
		if v.Action == guard.Pass { // the first one found is the one reported
			v.Action, v.Reason = guard.Strip, reason
		}
		v.Edits = append(v.Edits, edit)
	}
	return v
}

// edit puts the neutral variant in the place of copy, or removes the copy; ok
// is false where the event must be dropped.
func (c *check) edit(v *event.View, p *place) (e event.Edit, ok bool) {
	e = event.Edit{Path: p.path, Op: event.Replace, With: p.text, Guard: "recognition"}
	if text, given := v.Text(p.variant); given && !blank(text) {
		if _, found := c.rules.Find(text); !found {
			e.With = quoted(text)
		}
	}
	if e.With == nil {
		e.Op = event.Remove
	}
	return e, e.With != nil || c.strip
}

// find judges every text at a path and beneath it.
func (c *check) find(v *event.View, p event.Path) (hit Hit, found bool) {
	v.Strings(p, func(text string) bool {
		hit, found = c.rules.Find(text)
		return !found
	})
	return hit, found
}

// quoted is a text as JSON.
func quoted(text string) []byte { return event.Quote(nil, text) }

// blank says that nobody would see the text.
func blank(text string) bool { return len(tokens(nil, readable(text))) == 0 }
