package sensitive

import (
	"maat/guards/sensitive/category"
	"maat/guards/sensitive/lexicon"
	"maat/pipeline/event"
	"maat/pipeline/guard"
)

// find judges what stands at a place: every string there and beneath it, and
// where a code belongs numbers too.
func (c *check) find(v *event.View, p place) (topic string, ok bool) {
	if p.taxonomy != words {
		v.Each(p.Path, func(x event.Value) bool {
			topic, ok = c.coded(p.taxonomy, x)
			return !ok
		})
		return topic, ok
	}
	v.Strings(p.Path, func(text string) bool {
		topic, ok = c.speaks(text)
		return !ok
	})
	return topic, ok
}

// coded judges a code, or a list of them. In an object nobody can tell which
// member is the code: its texts are judged as texts, its numbers are not.
func (c *check) coded(t category.Taxonomy, x event.Value) (topic string, ok bool) {
	switch x.Kind() {
	case event.String:
		return named(c.compiled.code(t, x.Text()))
	case event.Number:
		return named(c.compiled.code(t, x.Literal()))
	case event.Array:
		x.Elements(func(e event.Value) bool {
			topic, ok = c.coded(t, e)
			return !ok
		})
	case event.Object:
		x.Strings(func(text string) bool {
			topic, ok = c.speaks(text)
			return !ok
		})
	case event.Null, event.Bool: // no code
	}
	return topic, ok
}

func (c *check) speaks(text string) (topic string, ok bool) {
	if text == "" {
		return "", false
	}
	return named(c.compiled.text(text))
}

func named(hit lexicon.Hit, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	return hit.Topic.String(), true
}

// reasons has a code for every topic.
func reasons() []guard.Reason {
	var list []guard.Reason
	for _, t := range lexicon.Topics() {
		list = append(list, guard.Reason{
			Code: "sensitive." + t.String(),
			NL:   "het over een gevoelig onderwerp gaat",
			EN:   "it speaks of a sensitive topic",
		})
	}
	return list
}
