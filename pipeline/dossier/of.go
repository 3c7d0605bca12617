package dossier

import (
	"slices"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/page"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// About fills in what a policy says of itself.
func (f *Facts) About(p *policy.Program, transcripts map[string]Transcripts) {
	f.Page = page.Of(p, f.Language)
	f.Policy = Policy{
		Name: p.Name, Version: p.Version, Language: p.Language, Mode: p.Outline.Mode,
		Reads: reads(&p.Reader), Roles: roles(p), Purposes: purposes(p), Destinations: destinations(p),
	}
	f.Guards = guardsOf(p, f.Language, transcripts)
	f.Kept = kept(&p.Keep)
}

// reads are the paths of the policy that an event is judged by.
func reads(r *policy.Reader) (list []Reads) {
	add := func(what string, paths ...event.Path) {
		var texts []string
		for _, p := range paths {
			if !p.IsZero() {
				texts = append(texts, p.String())
			}
		}
		if len(texts) > 0 {
			list = append(list, Reads{what, texts})
		}
	}
	add("subject", r.Subject...)
	add("name", r.Name...)
	add("id", r.ID)
	add("time", r.Time)
	add("topic", r.Topic)
	add("item", r.Item)
	add("brand", r.Brand)
	add("campaign", r.Campaign)
	add("channel", r.Channel)
	add("cause", r.Cause)
	add("text", r.Text...)
	add("side_text", r.SideText...)
	add("copy", r.Copy...)
	add("codes", slices.Concat(r.Codes.IAB, r.Codes.Google)...)
	add("consent", r.Consent, r.TCF, r.GPP, r.ConsentMode)
	return list
}

// roles are the names of events by what they are to Maat, in written order.
func roles(p *policy.Program) (list []Role) {
	for _, rule := range p.Roles {
		name := rule.Role.String()
		at := slices.IndexFunc(list, func(r Role) bool { return r.Role == name })
		if at < 0 {
			at = len(list)
			list = append(list, Role{Role: name})
		}
		if !slices.Contains(list[at].Events, rule.Event) {
			list[at].Events = append(list[at].Events, rule.Event)
		}
	}
	return list
}

func purposes(p *policy.Program) (list []Purpose) {
	for i := range p.Purposes {
		of := &p.Purposes[i]
		one := Purpose{Name: of.Name, Category: of.Category}
		for _, names := range of.Frameworks {
			one.Frameworks = append(one.Frameworks, names...)
		}
		for _, name := range of.Refusals {
			if !strings.HasSuffix(name, ":read") { // that one cannot be read
				one.Frameworks = append(one.Frameworks, name)
			}
		}
		for _, d := range p.Destinations {
			if slices.ContainsFunc(d.Layers, func(l guard.Layer) bool { return slices.Contains(l.Purposes, i) }) || slices.Contains(tells(d), i) {
				one.Destinations = append(one.Destinations, d.Name)
			}
			one.Joins = one.Joins || d.Link != nil && d.Link.Purpose.Index == i
		}
		list = append(list, one)
	}
	return list
}

// tells are the purposes of which a destination hears whether they are granted.
func tells(d *policy.Destination) (list []int) {
	for i := range d.Emitted {
		for _, p := range d.Emitted[i].Purposes {
			if !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	return list
}

func destinations(p *policy.Program) (list []Destination) {
	for _, d := range p.Destinations {
		one := Destination{Name: d.Name, Topic: d.Topic, Needs: d.Layers[d.Needs].Name}
		for _, t := range d.Takes {
			if name := t.Role.String(); !slices.Contains(one.Takes, name) {
				one.Takes = append(one.Takes, name)
			}
		}
		if d.Retract != nil {
			one.Retract = d.Retract.Name
		}
		for _, i := range tells(d) {
			one.Tells = append(one.Tells, p.Purposes[i].Name)
		}
		for i := range d.Layers {
			one.Layers = append(one.Layers, layer(p, d, i))
		}
		list = append(list, one)
	}
	return list
}

// layer is a layer with all that must be granted for it, from the first on.
func layer(p *policy.Program, d *policy.Destination, i int) Layer {
	l := Layer{Name: d.Layers[i].Name}
	for at := i; at >= 0; at = d.Layers[at].After {
		for _, purpose := range slices.Backward(d.Layers[at].Purposes) {
			if name := p.Purposes[purpose].Name; !slices.Contains(l.Purposes, name) {
				l.Purposes = slices.Insert(l.Purposes, 0, name)
			}
		}
	}
	for _, f := range d.Layers[i].Fields {
		field := Field{Path: f.Path.String()}
		if f.Transform != nil {
			field.Did = f.Transform.String()
		}
		l.Fields = append(l.Fields, field)
	}
	return l
}

// kept is how long facts of a person are remembered: as long as the policy needs
// them, and no shorter than the floors.
func kept(k *state.Keep) []Kept {
	list := []Kept{
		{"arrivals", max(k.Arrivals, state.ArrivalsMin)}, {"acts", max(k.Acts, state.ActsMin)}, {"forwards", max(k.Forwards, state.ForwardsMin)},
		{"contacts", max(k.Contacts, state.ContactsMin)}, {"predictions", state.PredictionsAge}, {"consents", 0}, {"given", 0},
	}
	if k.Taints > 0 {
		list = append(list, Kept{"taints", k.Taints})
	}
	return list
}
