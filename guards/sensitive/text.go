package sensitive

import (
	"maat/guards/sensitive/lexicon"
	"maat/pipeline/event"
	"maat/pipeline/guard"
)

// find judges every string at a path and beneath it.
func (c *check) find(v *event.View, p event.Path) (topic string, ok bool) {
	v.Strings(p, func(text string) bool {
		topic, ok = c.speaks(text)
		return !ok
	})
	return topic, ok
}

func (c *check) speaks(text string) (topic string, ok bool) {
	if text == "" {
		return "", false
	}
	hit, ok := c.compiled.Find(text)
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
