package policy

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/source"
	"maat/pipeline/state"
)

// warner looks in a policy that compiles for what its writer can hardly have
// meant. A warning changes nothing of what the policy does.
type warner struct {
	*compiler
	found source.Problems
}

// warnings are those of a policy in which nothing was wrong.
func (c *compiler) warnings() source.Problems {
	w := &warner{compiler: c}
	w.roles()
	w.purposes()
	for i := range c.raw.Destinations.entries {
		raw, d := &c.raw.Destinations.entries[i], c.program.Destinations[i]
		w.takes(&raw.value)
		w.layers(&raw.value, d)
		w.emitted(&raw.value, d)
		w.caps(raw.name.node, i)
		w.retracts(&raw.value, d)
	}
	w.whom()
	w.idle()
	w.watched()
	w.spelling()
	w.names()
	return w.found.Sorted()
}

// warn tells of what stands at n.
func (w *warner) warn(n *yaml.Node, format string, args ...any) {
	p := w.file.At(n.Line, n.Column, format, args...)
	p.Message = "warning: " + p.Message
	w.found = append(w.found, p)
}

// taken says that a destination takes the role, at least at times.
func (d *Destination) taken(role state.Role) bool {
	return slices.ContainsFunc(d.Takes, func(t Take) bool { return t.Role == role })
}

// roles: what nobody takes and nothing counts is read for nothing, and a person
// needs the one switch.
func (w *warner) roles() {
	p := w.program
	for _, e := range w.raw.Events.Roles.entries {
		if slices.ContainsFunc(p.Destinations, func(d *Destination) bool { return d.taken(e.role) }) {
			continue
		}
		n := e.matches[0].node
		switch e.role {
		case state.Outreach, state.Service:
			w.warn(n, "no destination takes the role %s: these events leave nowhere", e.role)
		default:
			if p.spent(e.role) {
				w.warn(n, "no destination takes the role %s, and no guard asks for it: nothing comes of these events", e.role)
			}
		}
	}
	if !p.reads(state.OptOut) {
		w.warn(w.raw.Events.Roles.entries[0].matches[0].node, "no event has the role opt_out: people have no switch that stops everything")
	}
}

// spent says that nothing comes of events of the role that nobody takes. Of a word
// that they hold something may follow, wherever a sensitive one taints.
func (p *Program) spent(role state.Role) bool {
	if p.Keep.Taints > 0 {
		return false
	}
	met := p.Keep.Acts > 0 || p.Keep.Contacts > 0
	switch role {
	case state.Signal:
		return !met
	case state.Conversion: // it ends what a destination would be told to forget
		return !met && !slices.ContainsFunc(p.Destinations, func(d *Destination) bool { return d.Retract != nil })
	case state.Prediction:
		return !p.Keep.Predictions
	case state.Preference:
		return !p.Keep.Gifts && p.Keep.Contacts == 0
	case state.Consent:
		return len(p.Purposes) == 0
	case state.OptIn: // it takes back an opt_out
		return !p.reads(state.OptOut)
	default: // what opts out or erases acts wherever it stands
		return false
	}
}

// reads says that there are events of the role.
func (p *Program) reads(role state.Role) bool {
	return slices.ContainsFunc(p.Roles, func(r RoleRule) bool { return r.Role == role })
}

// takes: what is taken and never comes.
func (w *warner) takes(raw *rawDestination) {
	for i := range raw.Takes {
		if t := &raw.Takes[i]; !w.program.reads(t.Role.Role) {
			w.warn(t.node, "events has no role %s: this is never taken", t.Role.Role)
		}
	}
}

// purposes: what is defined and asked for nowhere.
func (w *warner) purposes() {
	asked := map[string]bool{}
	for i := range w.raw.Destinations.entries {
		for _, l := range w.raw.Destinations.entries[i].value.Layers {
			for _, p := range l.Purpose {
				asked[p.text] = true
			}
		}
		for _, e := range w.raw.Destinations.entries[i].value.Emit {
			for _, p := range e.Purpose {
				asked[p.text] = true
			}
		}
	}
	for _, s := range w.allGuards() {
		for _, config := range s.config {
			if f, ok := settingOf(config, "purpose"); ok {
				asked[f.String()] = true
			}
		}
	}
	for i := range w.raw.Purposes.entries {
		if name := w.raw.Purposes.entries[i].name; !asked[name.text] {
			w.warn(name.node, "nothing asks for the purpose %s: no layer has it", name.text)
		}
	}
}

// layers: what no event reaches, and what identifies people without asking.
func (w *warner) layers(raw *rawDestination, d *Destination) {
	asks := make([]bool, len(d.Layers)) // itself, or one below it
	deaf := make([]bool, len(d.Layers)) // it asks for what no event can say
	for i := range d.Layers {
		l := &d.Layers[i]
		asks[i] = len(l.Purposes) > 0 || l.After >= 0 && asks[l.After]
		deaf[i] = slices.ContainsFunc(l.Purposes, func(p int) bool { return !w.heard(p) }) || l.After >= 0 && deaf[l.After]
		switch {
		case deaf[i]:
			w.warn(raw.Layers[i].Name.node, "nothing reaches the layer %s: it asks for a consent that events of format %s do not say", l.Name, w.format())
		case !asks[i]:
			w.personal(&raw.Layers[i], d)
		}
	}
}
