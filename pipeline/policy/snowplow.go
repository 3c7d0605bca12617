package policy

import (
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Snowplow says consent in schemas of its own, com.snowplowanalytics.snowplow
// (https://github.com/snowplow/iglu-central): consent_preferences as an event or
// as an entity of any event; consent_granted and consent_withdrawn with
// consent_document entities, whose ids are the categories. The number at the end
// is the model of the schema: another model may mean anything.
const (
	snowplowEvent    = "unstruct_event_com_snowplowanalytics_snowplow_consent_"
	snowplowEntities = "contexts_com_snowplowanalytics_snowplow_consent_"
	documentEntities = snowplowEntities + "document_1"
)

var documentPath = event.MustPath(documentEntities)

// snowplow reads what an enriched event says of consent. What is said there in a
// schema that is not known is no grant.
func (c *choices) snowplow(v *event.View) {
	v.Root().Members(func(key string, x event.Value) bool {
		if absent(x) || !strings.HasPrefix(key, snowplowEvent) && !strings.HasPrefix(key, snowplowEntities) {
			return true
		}
		switch key {
		case snowplowEvent + "preferences_1":
			c.preferred(x)
		case snowplowEntities + "preferences_1":
			if x.Kind() != event.Array {
				c.unreadable()
			}
			x.Elements(func(one event.Value) bool {
				c.preferred(one)
				return true
			})
		case snowplowEvent + "granted_1":
			c.documents(v, c.standing(v, x))
		case snowplowEvent + "withdrawn_1":
			c.withdrawn(v, x)
		case documentEntities: // says nothing by itself
		default:
			c.unreadable()
		}
		return true
	})
}

// preferred reads one consent_preferences. Only a choice that was made is one:
// consent that is pending, or taken from what somebody did not do, is none, and
// neither is another basis than consent.
func (c *choices) preferred(x event.Value) {
	m := members(x)
	switch m["eventType"].Text() {
	case "deny_all", "withdrawn", "expired":
		c.all(state.Deny)
		return
	case "allow_all":
	case "allow_selected":
		c.unlisted(m["consentScopes"])
	default: // pending, implicit_consent, and what nobody knows
		c.unreadable()
		return
	}
	choice := state.Grant
	if m["basisForProcessing"].Text() != "consent" {
		choice = state.Unreadable
	}
	if !c.ids(m["consentScopes"], choice, false) {
		c.unreadable()
	}
}

// unlisted denies every category that a selection does not name.
func (c *choices) unlisted(scopes event.Value) {
	named := map[string]bool{}
	scopes.Elements(func(id event.Value) bool {
		named[id.Text()] = true
		return true
	})
	for i := range c.program.Purposes {
		if category := c.program.Purposes[i].Category; !named[category] {
			c.say(category, state.Deny)
		}
	}
}

// standing is what a consent_granted says of its documents. One that is over
// before the event occurred is none; how long it lasts after that is not kept.
func (c *choices) standing(v *event.View, x event.Value) state.Choice {
	expiry := members(x)["expiry"]
	own, _ := timeAt(v, c.program.Reader.Time)
	until, ok := instant.Parse(expiry.Text())
	switch {
	case x.Kind() != event.Object, !absent(expiry) && !ok:
		return state.Unreadable
	case ok && until <= own:
		return state.Deny
	}
	return state.Grant
}

// withdrawn reads a consent_withdrawn: all of it, or the documents.
func (c *choices) withdrawn(v *event.View, x event.Value) {
	all := members(x)["all"]
	switch {
	case all.Bool():
		c.all(state.Deny)
	case all.Kind() == event.Bool:
		c.documents(v, state.Deny)
	default:
		c.documents(v, state.Deny)
		c.unreadable()
	}
}

// documents says the choice of the categories that the documents of the event
// name. Where there are none, or one cannot be read, nobody knows of what the
// event speaks.
func (c *choices) documents(v *event.View, choice state.Choice) {
	list, _ := v.Get(documentPath)
	named, sound := false, true
	list.Elements(func(one event.Value) bool {
		id := members(one)["id"].Text()
		c.say(id, choice)
		named, sound = true, sound && id != ""
		return true
	})
	if !named || !sound {
		c.unreadable()
	}
}

// all says the same of every category.
func (c *choices) all(choice state.Choice) {
	for i := range c.program.Purposes {
		c.say(c.program.Purposes[i].Category, choice)
	}
}

// members are those of an object; of anything else there are none.
func members(x event.Value) map[string]event.Value {
	m := map[string]event.Value{}
	x.Members(func(key string, member event.Value) bool {
		m[key] = member
		return true
	})
	return m
}
