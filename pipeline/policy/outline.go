package policy

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/guard"
	"maat/pipeline/state"
)

// Outline is what the text of a policy says and where, for those who tell of a
// policy: the page for customers and the coverage of its tests. Nothing decides
// by it.
type Outline struct {
	Mode         string  // of the whole policy, as it is written; enforce where it is not said
	Roles        []Place // of Program.Roles
	Destinations []DestinationOutline
}

// Place is where something stands in the text; the zero Place is nowhere.
type Place struct{ Line, Column int }

// DestinationOutline is a destination in the order of Program.Destinations.
type DestinationOutline struct {
	Place
	Takes   []Place
	Retract Place // nowhere where there is none
	Layers  []Place
	Emits   []Place   // of Destination.Emitted
	Guards  []Setting // of every kind of the table, in its order
}

// Setting is how the guard of a kind stands for one destination.
type Setting struct {
	Kind   *guard.Kind
	Place         // where it is set; nowhere where the policy does not speak of it
	Own    bool   // the destination itself says so
	Mode   string // as it is written; enforce where it is not said, and of a list unless all of it is in shadow
	Why    string // of one that is off
	Values []any  // pointers to the settings in force: those of the policy, else the defaults; none where it acts without any
	Tried  []any  // of a list: those entries that are in shadow while others are not
}

// Listed says that the policy sets the guard, and does not switch it off.
func (s *Setting) Listed() bool { return s.Place != Place{} && s.Mode != "off" }

// Acts says that the guard judges.
func (s *Setting) Acts() bool {
	return s.Listed() || s.Kind.Always && (s.Place == Place{} || s.Kind.Base)
}

// Judged are the roles that the guard judges by these of its settings, or by none.
func (s *Setting) Judged(settings any) guard.Roles {
	var all guard.Roles
	if s.Kind.Only == nil {
		for role := range all {
			all[role] = true
		}
		return all
	}
	var more []state.Role
	if adds, ok := settingOf(settings, "applies_to"); ok {
		more, _ = adds.Interface().([]state.Role)
	}
	return guard.RolesOf(slices.Concat(s.Kind.Only, more)...)
}

// Whole is what Shadowed answers where the policy is in shadow.
const Whole = "the whole policy"

// Shadowed names what is in shadow: the whole policy, or the guards of which
// something is, in the order of the table.
func (o *Outline) Shadowed() (names []string) {
	if o.Mode == "shadow" {
		return []string{Whole}
	}
	for i := range o.Destinations {
		for k := range o.Destinations[i].Guards {
			s := &o.Destinations[i].Guards[k]
			if (s.Mode == "shadow" || s.Tried != nil) && !slices.Contains(names, s.Kind.Name) {
				names = append(names, s.Kind.Name)
			}
		}
	}
	return names
}

func placeOf(n *yaml.Node) Place { return Place{n.Line, n.Column} }

// outline gathers what was read without a problem.
func (c *compiler) outline() *Outline {
	o := &Outline{Mode: "enforce"}
	if mode := c.raw.Mode.text; mode != "" {
		o.Mode = mode
	}
	for _, e := range c.raw.Events.Roles.entries {
		for i := range e.matches {
			o.Roles = append(o.Roles, placeOf(e.matches[i].node))
		}
	}
	for i := range c.raw.Destinations.entries {
		e := &c.raw.Destinations.entries[i]
		d := DestinationOutline{Place: placeOf(e.name.node)}
		if name := e.value.Retract; name.given() {
			d.Retract = placeOf(name.node)
		}
		for k := range e.value.Takes {
			d.Takes = append(d.Takes, placeOf(e.value.Takes[k].node))
		}
		for k := range e.value.Layers {
			d.Layers = append(d.Layers, placeOf(e.value.Layers[k].node))
		}
		for k := range e.value.Emit {
			d.Emits = append(d.Emits, placeOf(e.value.Emit[k].node))
		}
		for k := range c.o.Table {
			d.Guards = append(d.Guards, c.setting(&c.o.Table[k], &e.value.Guards))
		}
		o.Destinations = append(o.Destinations, d)
	}
	return o
}

// setting is how a guard stands for the destination that sets own.
func (c *compiler) setting(kind *guard.Kind, own *rawGuards) Setting {
	s := Setting{Kind: kind, Mode: "enforce"}
	g := c.raw.Guards.of(kind)
	if theirs := own.of(kind); theirs != nil {
		g, s.Own = theirs, true
	}
	if g != nil {
		s.Place = placeOf(g.key)
		s.Mode, s.Why = g.mode(), g.said("why", "")
	}
	switch {
	case kind.Settings == nil:
	case s.Listed() && s.Mode == "enforce" && g.shadowed():
		s.Values, s.Tried = g.enforced().config, g.trials()
	case s.Listed():
		s.Values = g.config
	case s.Acts() && !kind.Base:
		s.Values = []any{kind.Settings()}
	}
	return s
}

// said is a word of the guard's setting.
func (g *rawGuard) said(key, otherwise string) string {
	if _, n := findKey(g.entries[0], key); n != nil {
		return n.Value
	}
	return otherwise
}
