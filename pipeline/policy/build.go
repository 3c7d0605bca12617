package policy

import (
	"slices"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/source"
)

// builder makes the guards of one kind, for all destinations.
type builder struct {
	*compiler
	kind     *guard.Kind
	defaults []any // shared, so that what is costly to build is built once
	shared   made  // of a Shared kind
}

// guards builds the guards of every destination, in the order of the table.
func (c *compiler) guards() {
	p := c.program
	c.trial()
	for i := range c.o.Table {
		b := builder{compiler: c, kind: &c.o.Table[i]}
		if b.kind.Settings != nil {
			b.defaults = []any{b.kind.Settings()}
		}
		general := c.raw.Guards.of(b.kind)
		if b.kind.Shared {
			b.shared = b.twice(general, nil)
			p.Shared = listed(p.Shared, b.kind, b.shared.really)
			p.WouldShared = listed(p.WouldShared, b.kind, b.shared.would)
		}
		for k, d := range p.Destinations {
			made := b.forOne(general, c.raw.Destinations.entries[k].value.Guards.of(b.kind), d)
			d.add(b.kind, made.really)
			if d.Would != nil {
				d.Would.add(b.kind, made.would)
			}
		}
	}
	for _, d := range p.Destinations {
		p.ready(d)
		if d.Would != nil {
			p.ready(d.Would)
		}
	}
}

// ready completes a destination that has all its guards.
func (p *Program) ready(d *Destination) {
	if d.Granter == nil { // a table without consent: nothing is granted
		d.Granter = denier{}
	}
	for _, e := range d.Guards {
		p.remember(e.Guard)
	}
}

// remember gathers what a guard needs remembered.
func (p *Program) remember(g guard.Guard) {
	if k, ok := guard.As[guard.Keeper](g); ok {
		k.Keep(&p.Keep)
	}
	if c, ok := guard.As[guard.Contacter](g); ok {
		one := c.Contact()
		known := func(other guard.Condition) bool { return other.Hash() == one.Hash() }
		if one.Expr != nil && !slices.ContainsFunc(p.contacts, known) {
			p.contacts = append(p.contacts, one)
		}
	}
}

func (g *rawGuards) of(kind *guard.Kind) *rawGuard {
	if i := slices.IndexFunc(g.list, func(r *rawGuard) bool { return r.kind == kind }); i >= 0 {
		return g.list[i]
	}
	return nil
}

// listed is the list with a guard; nil is none.
func listed(list []Entry, kind *guard.Kind, g guard.Guard) []Entry {
	if g == nil {
		return list
	}
	return append(list, Entry{kind, g})
}

func (d *Destination) add(kind *guard.Kind, g guard.Guard) {
	d.Guards = listed(d.Guards, kind, g)
	if granter, ok := guard.As[guard.Granter](g); ok {
		d.Granter = granter
	}
	if tainter, ok := guard.As[guard.Tainter](g); ok {
		d.Tainter = tainter
	}
	if linker, ok := guard.As[guard.Linker](g); ok {
		link := linker.Link()
		d.Link = &link
	}
	if ender, ok := guard.As[guard.Ender](g); ok {
		d.Ender = ender
	}
}

// forOne makes the guard of one destination: its own setting replaces the
// general one wholly.
func (b *builder) forOne(general, own *rawGuard, d *Destination) made {
	switch {
	case b.kind.Shared && own != nil:
		b.fail(own.key, "%s judges what arrives, for all destinations at once: set it under the general guards", b.kind.Name)
		return made{}
	case b.kind.Shared:
		return b.shared
	case own != nil:
		return b.twice(own, d)
	}
	return b.twice(general, d)
}

// build makes the guard; nil where it does not act.
func (b *builder) build(g *rawGuard, d *Destination) guard.Guard {
	listed := g != nil && !g.off
	switch {
	case g != nil && !g.sound:
		return nil
	case g == nil && !b.kind.Always, g != nil && g.off && !(b.kind.Always && b.kind.Base):
		return nil
	}
	settings := b.defaults
	if listed && b.kind.Settings != nil {
		settings = g.config
	}
	if listed {
		b.countable(g)
		b.prepare(g)
	}
	made, problems := b.kind.Build(settings, b.env(listed, d))
	for _, p := range problems {
		if g == nil {
			b.failAt(1, 1, "the guard %s: %s", b.kind.Name, p.Message)
			continue
		}
		at := g.at(p)
		b.fail(at, "%s%s", p.Message, source.Suggestion(": ", at.Value, p.Known))
	}
	if len(problems) > 0 {
		return nil
	}
	return made
}

// env is what a guard may know of the policy. The topic of an event is judged
// like a text: it can speak as plainly as a search.
func (b *builder) env(listed bool, d *Destination) *guard.Env {
	r := &b.program.Reader
	e := &guard.Env{Zone: b.zone, Purposes: b.program.Purposes, Listed: listed, Text: r.Text, SideText: r.SideText, Copy: r.Copy, Cause: r.Cause, Codes: r.Codes}
	if d != nil {
		e.Destination = &d.Destination
	}
	if listedAlready := slices.ContainsFunc(r.Text, func(p event.Path) bool { return p.Covers(r.Topic) }); !r.Topic.IsZero() && !listedAlready {
		e.Text = append(slices.Clone(r.Text), r.Topic)
	}
	return e
}

// denier grants nothing.
type denier struct{}

var _ guard.Granter = denier{}

func (denier) Grant(*guard.Input, *guard.Purpose) string { return "consent.missing" }
