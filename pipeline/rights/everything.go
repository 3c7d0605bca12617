package rights

import (
	"encoding/hex"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Names are what a policy knows of what is remembered as hashes.
type Names struct {
	Destination func(state.Hash) string
	Purposes    func(category string) []string
	Paths       []string // of fields
	Conditions  []string // of contacts
}

// heldBytes is how much of what is held one answer tells, at least one event.
const heldBytes = 2 << 20

// Everything is all that is known of a person, nothing left out. after is the
// order of arrival behind which what is held is told; where that is not 0 only
// that is. next is where the rest of it begins; 0 where there is none.
func Everything(row *state.Row, held []state.Held, names Names, after uint64) (p *Person, next uint64) {
	p = &Person{Held: []Held{}}
	bytes := 0
	for i := range held {
		h := &held[i]
		if h.Seq <= after && after != 0 {
			continue
		}
		if bytes > 0 && bytes+len(h.Event) > heldBytes {
			next = held[i-1].Seq
			break
		}
		bytes += len(h.Event)
		p.Held = append(p.Held, heldOf(h))
	}
	if after != 0 {
		return p, next
	}
	p.OptedOut, p.OptedOutAt, p.OptedInAt = row.OptedOut(), row.OutAt, row.InAt
	p.Objects, p.ObjectedAt, p.LiftedAt = row.Objected(), row.ObjectAt, row.UnobjectAt
	p.choices(row, names)
	p.facts(row, names)
	return p, next
}

func (p *Person) choices(row *state.Row, names Names) {
	p.Consents, p.Preferences, p.Linked, p.Wishes, p.Links = []Consent{}, []Preference{}, []Linked{}, []Wished{}, []LinkUse{}
	for i := range row.Consents {
		s := &row.Consents[i]
		c := Consent{Category: s.Category, Purposes: names.Purposes(s.Category), Choices: []Choice{}}
		for _, m := range s.Marks {
			c.Choices = append(c.Choices, Choice{At: m.At, Choice: choiceWords[m.Choice]})
		}
		p.Consents = append(p.Consents, c)
	}
	paths := byHash(names.Paths)
	for _, g := range row.Given {
		p.Preferences = append(p.Preferences, Preference{Field: paths(g.Path), At: g.At, Given: !g.Back})
	}
	for _, l := range row.Links {
		p.Linked = append(p.Linked, Linked{Subject: hex.EncodeToString(l.From[:]), State: linkWords[l.State]})
	}
	for _, w := range row.Wishes {
		p.Wishes = append(p.Wishes, Wished{ID: hashOf(w.ID), Kind: w.Kind.String(), At: w.At})
	}
	for _, o := range row.Opened {
		p.Links = append(p.Links, LinkUse{Nonce: hashOf(o.Nonce), Expires: o.Expires})
	}
}

func (p *Person) facts(row *state.Row, names Names) {
	p.Signals, p.Forwards, p.Sensitive, p.Contacts = []Signal{}, []Forward{}, []Sensitive{}, []Contact{}
	for _, a := range row.Acts {
		p.Signals = append(p.Signals, Signal{At: a.At, Conversion: a.Conversion, About: aboutOf(a.About), World: worldWords[a.World]})
	}
	for _, f := range row.Forwards {
		p.Forwards = append(p.Forwards, Forward{
			At: f.At, Destination: names.Destination(f.Destination), Role: f.Role.String(), About: aboutOf(f.About), World: worldWords[f.World],
		})
	}
	for _, t := range row.Taints {
		p.Sensitive = append(p.Sensitive, Sensitive{
			At: t.At, Topic: t.Topic, ID: hashOf(t.ID), About: aboutOf(t.About), Page: Hash(t.Page), World: worldWords[t.World],
		})
	}
	conditions := byHash(names.Conditions)
	for _, c := range row.Contacts {
		p.Contacts = append(p.Contacts, Contact{
			At: c.At, Brand: Hash(c.Brand), When: conditions(c.When), Preference: c.Preference, World: worldWords[c.World],
		})
	}
	p.Arrivals, p.Predictions = arrivals(row.Arrivals), arrivals(row.Predictions)
}

func arrivals(list []state.Arrival) []Arrival {
	all := make([]Arrival, 0, len(list))
	for _, a := range list {
		all = append(all, Arrival{ID: hashOf(a.ID), At: a.At})
	}
	return all
}

func heldOf(h *state.Held) Held {
	due := h.Due
	if due >= instant.Open {
		due = 0
	}
	return Held{
		ID: h.ID, Destination: h.Destination, Role: h.Role.String(), Since: h.Since, Due: due,
		Event: jsontext.Value(h.Event), Waits: waitWords[h.Wait],
	}
}

func aboutOf(a state.About) About {
	return About{Topic: Hash(a.Topic), Item: Hash(a.Item), Brand: Hash(a.Brand), Campaign: Hash(a.Campaign), Channel: Hash(a.Channel)}
}

// byHash names what is hashed; what is not known stays a hash.
func byHash(texts []string) func(state.Hash) string {
	names := make(map[state.Hash]string, len(texts))
	for _, text := range texts {
		names[state.HashOf(text)] = text
	}
	return func(h state.Hash) string {
		if text, ok := names[h]; ok {
			return text
		}
		return Hash(h)
	}
}

// Hash writes a hash; empty for none.
func Hash(h state.Hash) string {
	if h == 0 {
		return ""
	}
	return fmt.Sprintf("#%016x", uint64(h))
}

func hashOf(id state.ID) string { return "#" + hex.EncodeToString(id[:]) }

var choiceWords = [...]string{state.Grant: "granted", state.Deny: "denied", state.Unreadable: "unreadable"}

var linkWords = [...]string{state.Asked: "asked", state.Joined: "joined", state.Withdrawn: "withdrawn", state.Forgotten: "forgotten"}

var worldWords = [...]string{state.Both: "", state.Real: "done", state.Would: "would"}

var waitWords = [...]string{
	state.Waits: "", state.WaitsReal: "done", state.WaitsWould: "would", state.DarkReal: "done", state.DarkWould: "would",
}
