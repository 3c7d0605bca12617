package policy

import (
	"slices"

	"maat/pipeline/guard"
)

// made is a guard as it judges what is done, and as it would judge were nothing
// in shadow: one and the same for most; nil where it does not act.
type made struct{ really, would guard.Guard }

// trial gives every destination a second list of guards where some guard is in
// shadow: what one destination would have done changes what others would have.
func (c *compiler) trial() {
	p := c.program
	p.Shadow = c.raw.Mode.text == "shadow"
	p.Trial = slices.ContainsFunc(c.allGuards(), (*rawGuard).shadowed)
	if !p.Trial {
		return
	}
	for _, d := range p.Destinations {
		would := *d
		d.Would = &would
	}
}

// allGuards are the settings of all guards, wherever they stand.
func (c *compiler) allGuards() []*rawGuard {
	list := slices.Clone(c.raw.Guards.list)
	for i := range c.raw.Destinations.entries {
		list = append(list, c.raw.Destinations.entries[i].value.Guards.list...)
	}
	return list
}

// twice builds a guard for both worlds.
func (b *builder) twice(g *rawGuard, d *Destination) made {
	would := b.build(g, d)
	if g == nil || !g.shadowed() {
		return made{would, would}
	}
	return made{b.build(g.enforced(), d), would}
}

// shadowed says that the guard, or an entry of its list, is in shadow.
func (g *rawGuard) shadowed() bool { return slices.Contains(g.tried, true) }

// enforced is the setting without what is in shadow: off where nothing is left.
func (g *rawGuard) enforced() *rawGuard {
	rest := &rawGuard{kind: g.kind, key: g.key, sound: g.sound}
	for i, tried := range g.tried {
		if !tried {
			rest.entries, rest.config, rest.tried = append(rest.entries, g.entries[i]), append(rest.config, g.config[i]), append(rest.tried, false)
		}
	}
	rest.off = len(rest.entries) == 0
	return rest
}

// mode is the mode of the whole guard; shadow where all of it is.
func (g *rawGuard) mode() string {
	switch {
	case g.off:
		return "off"
	case g.enforced().off:
		return "shadow"
	}
	return "enforce"
}

// trials are the settings of the entries that are in shadow.
func (g *rawGuard) trials() (list []any) {
	for i, tried := range g.tried {
		if tried {
			list = append(list, g.config[i])
		}
	}
	return list
}
