package policy

import (
	"reflect"
	"slices"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/event"
	"maat/pipeline/guard"
)

// countable refuses a rule that counts by something for which the policy has no
// path: no event would ever have it.
func (b *builder) countable(g *rawGuard) {
	for i, config := range g.config {
		if config == nil {
			continue
		}
		for _, f := range fieldsOf(reflect.ValueOf(config).Elem()) {
			by, ok := f.value.Interface().(guard.By)
			if ok && b.lacks(by) {
				b.fail(g.at(guard.Problem{Entry: i, Field: f.name}), "%s counts by %s, and events has no path for %s", b.kind.Name, by, by)
			}
		}
	}
}

// lacks says that no event has what is counted by. A path that could not be
// read was refused already.
func (c *compiler) lacks(by guard.By) bool {
	raw, r := c.raw.Events, &c.program.Reader
	if raw == nil {
		return false
	}
	switch by {
	case guard.ByCampaign:
		return r.Campaign.IsZero() && !raw.Campaign.given()
	case guard.ByChannel:
		return r.Channel.IsZero() && !raw.Channel.given()
	case guard.ByTopic:
		return r.Topic.IsZero() && !raw.Topic.given()
	case guard.ByItem:
		return r.Item.IsZero() && !raw.Item.given()
	case guard.ByBrand:
		return r.Brand.IsZero() && !raw.Brand.given()
	default: // every event has a destination and a subject
		return false
	}
}

// prepare compiles the conditions of a guard's settings, and refuses paths that
// no event can hold.
func (b *builder) prepare(g *rawGuard) {
	for i, config := range g.config {
		if config == nil {
			continue
		}
		for _, f := range fieldsOf(reflect.ValueOf(config).Elem()) {
			_, n := findKey(g.entries[i], f.name)
			if n == nil {
				continue
			}
			switch to := f.value.Addr().Interface().(type) {
			case *guard.Condition:
				b.condition(n, to)
			case *event.Path:
				b.possible([]*yaml.Node{n}, []event.Path{*to})
			case *[]event.Path:
				b.possible(elements(n), *to)
			}
		}
	}
}

func (b *builder) condition(n *yaml.Node, to *guard.Condition) {
	if to.Expr != nil { // compiled for another destination already
		return
	}
	if made := b.expr(word{place{n}, to.Text}); made != nil {
		to.Expr = made
	}
}

// elements are those of a list, or one value alone.
func elements(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.SequenceNode {
		return n.Content
	}
	return []*yaml.Node{n}
}

// possible asks of paths that each can be there and comes once.
func (b *builder) possible(nodes []*yaml.Node, paths []event.Path) {
	for i, p := range paths {
		at := slices.IndexFunc(paths[:i], func(other event.Path) bool { return other.Overlaps(p) })
		switch {
		case at < 0:
			b.reachable(presetOf(b.format()), &path{place{nodes[i]}, p})
		case paths[at].Equal(p):
			b.fail(nodes[i], "the path %s comes twice", p)
		case paths[at].Covers(p):
			b.fail(nodes[i], "the path %s lies beneath %s, which stands here already", p, paths[at])
		default:
			b.fail(nodes[i], "the path %s covers %s, which stands here already", p, paths[at])
		}
	}
}
