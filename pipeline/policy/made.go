package policy

import (
	"slices"

	"maat/pipeline/event"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Why no event can be made of a wish.
const (
	WishRole  = "wish.role"  // no event of the role can be made: the policy names none, or the format cannot hold it
	WishField = "wish.field" // a field that no event holds, or that says who, what or when
)

// Made is what an event is made of that nobody sent: a wish of a person, as the
// policy reads it.
type Made struct {
	Role    state.Role
	ID      string
	Subject string
	At      instant.Time
	Fields  []state.GivenField
	Denies  string // a category; empty: the event says nothing of consent
}

// Make makes an event of the role, called as the first entry of the role says.
// It answers why it cannot, as a reason code: what was made must be read as it
// was meant, and say nothing of consent that is not asked for.
func (p *Program) Make(m Made) (v *event.View, why string) {
	r := &p.Reader
	rule := p.named(m.Role)
	if rule == nil || len(r.Name) == 0 || len(r.Subject) == 0 {
		return nil, WishRole
	}
	form := filling{}
	if !form.head(r, rule.Event, m) {
		return nil, WishRole
	}
	for _, f := range m.Fields {
		at, err := event.ParsePath(f.Path)
		if err != nil || overlaps(at, r.Name) || overlaps(at, r.Subject) || !form.add(at, value(f.Value)) {
			return nil, WishField
		}
	}
	out, ok := event.NewForm(form.paths).Fill([]byte("{}"), form.values)
	if !ok {
		return nil, WishField
	}
	v, fault := event.Parse(out)
	if fault != nil {
		return nil, WishField
	}
	return v, p.misread(v, m)
}

// misread says why an event that was made is not what it was to be.
func (p *Program) misread(v *event.View, m Made) (why string) {
	facts, subject, unread := p.Facts(v, m.At)
	if unread != "" || facts.Role != m.Role || facts.ID != m.ID || subject != m.Subject {
		return WishRole
	}
	for _, c := range p.Choices(v) {
		if c.Category != m.Denies || c.Choice != state.Deny {
			return WishField
		}
	}
	return ""
}

// head puts in what every event of the format has, and the choice.
func (m *filling) head(r *Reader, name string, made Made) bool {
	type text struct {
		at event.Path
		is string
	}
	texts := []text{{r.Name[0], name}, {r.ID, made.ID}, {r.Time, made.At.String()}, {r.Subject[0], made.Subject}}
	switch r.Shape {
	case SegmentShape:
		texts = append(texts, text{event.MustPath("type"), "track"})
	case CloudEventsShape:
		texts = append(texts, text{event.MustPath("specversion"), "1.0"}, text{event.MustPath("source"), "maat"})
	case NoShape, SnowplowShape: // need no more
	}
	for _, t := range texts {
		if !m.add(t.at, event.Quote(nil, t.is)) && !slices.ContainsFunc(m.paths, t.at.Equal) {
			return false
		}
	}
	return made.Denies == "" || r.Consent.IsZero() || m.add(r.Consent, append(event.Quote([]byte("{"), made.Denies), ":false}"...))
}

// named is the first entry of a role without a condition, else the first.
func (p *Program) named(role state.Role) (found *RoleRule) {
	for i := range p.Roles {
		if rule := &p.Roles[i]; rule.Role == role && (found == nil || found.When != nil && rule.When == nil) {
			found = rule
		}
	}
	return found
}

// filling is a form under way.
type filling struct {
	paths  []event.Path
	values [][]byte
}

// add puts a value at a path; false where it cannot stand beside the others.
func (m *filling) add(at event.Path, value []byte) bool {
	if _, ok := at.Names(); !ok || at.IsZero() || value == nil || slices.ContainsFunc(m.paths, at.Clashes) {
		return false
	}
	m.paths, m.values = append(m.paths, at), append(m.values, value)
	return true
}

func overlaps(at event.Path, list []event.Path) bool { return slices.ContainsFunc(list, at.Overlaps) }

// value is a value that is given, in canonical form; nil for what is none, or
// holds what the reader of events refuses.
func value(json []byte) []byte {
	v, fault := event.Parse(append(append([]byte(`{"v":`), json...), '}'))
	if fault != nil {
		return nil
	}
	var only []byte
	members := 0
	v.Root().Members(func(_ string, x event.Value) bool {
		only, members = x.JSON(), members+1
		return true
	})
	if members != 1 {
		return nil
	}
	return only
}

// Purpose finds a purpose by its name.
func (p *Program) Purpose(name string) (found int, ok bool) {
	for i := range p.Purposes {
		if p.Purposes[i].Name == name {
			return i, true
		}
	}
	return 0, false
}

// Paths are all that the policy names of events, each once: by their hashes what
// people gave as preferences is named to them.
func (p *Program) Paths() (list []string) {
	add := func(paths ...event.Path) {
		for _, at := range paths {
			if text := at.String(); text != "" && !slices.Contains(list, text) {
				list = append(list, text)
			}
		}
	}
	r := &p.Reader
	add(slices.Concat(r.Name, r.Subject, r.Text, r.SideText, r.Copy)...)
	add(r.ID, r.Time, r.Received, r.Topic, r.Item, r.Brand, r.Campaign, r.Channel, r.Cause)
	for _, d := range p.Destinations {
		for _, l := range d.Layers {
			for _, f := range l.Fields {
				add(f.Path)
			}
		}
	}
	return list
}

// Conditions are what makes a signal or conversion a contact, as the policy
// writes it.
func (p *Program) Conditions() (list []string) {
	for _, c := range p.contacts {
		list = append(list, c.Text)
	}
	return list
}
