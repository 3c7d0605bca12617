package policy

import (
	"slices"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Choice is what an event says of one consent category, or of what a framework
// names.
type Choice struct {
	Category string
	Choice   state.Choice
	Made     instant.Time // at the latest; Never where that is not said, and it is the event's own time
	Lifts    bool         // it grants nothing: it takes back what was refused under that name
}

// Choices are the consents that an event carries for the categories of the
// policy's purposes and for what they name of frameworks, sorted by category.
// What cannot be read is said of every category that it could have spoken of.
func (p *Program) Choices(v *event.View) []Choice {
	c := choices{program: p}
	for i := range p.places.flags {
		c.preferences(v, &p.places.flags[i])
	}
	for i := range p.places.lists {
		c.management(v, &p.places.lists[i])
	}
	if p.Reader.Shape == SnowplowShape {
		c.snowplow(v)
	}
	c.frameworks(v)
	slices.SortFunc(c.list, func(a, b Choice) int { return strings.Compare(a.Category, b.Category) })
	return c.list
}

type choices struct {
	program *Program
	list    []Choice
}

// say records the choice for a category, if the policy asks for it.
func (c *choices) say(category string, choice state.Choice) {
	asked := func(p guard.Purpose) bool { return p.Category == category }
	if category != "" && slices.ContainsFunc(c.program.Purposes, asked) {
		c.add(Choice{Category: category, Choice: choice, Made: instant.Never})
	}
}

// add records a choice. Of several for one category a denial wins, what cannot
// be read wins over a grant, and an older grant over a newer one.
func (c *choices) add(one Choice) {
	i := slices.IndexFunc(c.list, func(other Choice) bool { return other.Category == one.Category })
	if i < 0 {
		c.list = append(c.list, one)
		return
	}
	before := &c.list[i]
	stronger := strength(one.Choice) - strength(before.Choice)
	if stronger > 0 || stronger == 0 && one.Made < before.Made {
		*before = one
	}
}

// unreadable says of all categories that their choice cannot be read.
func (c *choices) unreadable() { c.all(state.Unreadable) }

func strength(c state.Choice) int {
	return slices.Index([]state.Choice{state.Grant, state.Unreadable, state.Deny}, c)
}

// absent says that nothing is said there; null says nothing.
func absent(x event.Value) bool { return !x.Exists() || x.Kind() == event.Null }

// preferences reads {CATEGORY: true|false}.
func (c *choices) preferences(v *event.View, at *signal) {
	x, said := at.find(v)
	switch {
	case !said:
	case x.Kind() != event.Object:
		c.unreadable()
	default:
		x.Members(func(category string, said event.Value) bool {
			choice := state.Unreadable
			if said.Kind() == event.Bool {
				choice = state.Deny
				if said.Bool() {
					choice = state.Grant
				}
			}
			c.say(category, choice)
			return true
		})
	}
}

// management reads allowedConsentIds and deniedConsentIds. The provider and the
// resolutionStrategy beside them are about destinations, of which a policy
// speaks itself.
func (c *choices) management(v *event.View, at *managed) {
	around, _ := v.Get(at.around)
	if absent(around) {
		return
	}
	if around.Kind() != event.Object {
		c.unreadable()
		return
	}
	allowed, _ := v.Get(at.allowed)
	denied, _ := v.Get(at.denied)
	grants := absent(allowed) || c.ids(allowed, state.Grant, true)
	denials := absent(denied) || c.ids(denied, state.Deny, true)
	if !grants || !denials {
		c.unreadable()
	}
}

// ids reads a list of categories, or an object of such lists. It answers false
// where something else stands among them.
func (c *choices) ids(x event.Value, choice state.Choice, nested bool) (sound bool) {
	sound = x.Kind() == event.Array || x.Kind() == event.Object && nested
	x.Elements(func(id event.Value) bool {
		sound = sound && id.Kind() == event.String
		c.say(id.Text(), choice)
		return true
	})
	if nested {
		x.Members(func(_ string, list event.Value) bool {
			sound = c.ids(list, choice, false) && sound
			return true
		})
	}
	return sound
}
