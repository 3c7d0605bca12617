package policy

import (
	"slices"

	"maat/pipeline/state"
)

// whom: the subject of a CloudEvent is whatever its sender takes for it, and one
// that is an order or a page would make of all who see it one person.
func (w *warner) whom() {
	raw := w.raw.Events
	if w.program.Reader.Shape == CloudEventsShape && len(raw.Subject) == 0 {
		w.warn(raw.Format.node, "whom an event is about is read at data.userId, data.anonymousId, and then at subject, which CloudEvents leave to the sender: say with subject: which of them name a person")
	}
}

// emitted: what is emitted of a purpose that no event can grant is always a no,
// and of one without which nothing leaves never one. Where the platform wants to
// hear a yes, that is what it is for.
func (w *warner) emitted(raw *rawDestination, d *Destination) {
	for i := range d.Emitted {
		e := &d.Emitted[i]
		if slices.ContainsFunc(e.Purposes, func(p int) bool { return !w.heard(p) }) {
			w.warn(raw.Emit[i].Path.node, "%s always says no: it asks for a consent that events of format %s do not say", e.Path, w.format())
			continue
		}
		how := slices.IndexFunc(platforms, func(p platform) bool { return p.as == e.As })
		if platforms[how].yes && !d.taken(state.Service) && d.always(e.Purposes) {
			w.warn(raw.Emit[i].Path.node, "%s never says no: what it asks for is asked by needs, and nothing leaves for %s without it", e.Path, d.Name)
		}
	}
}

// always says that all the purposes are asked for by what the destination needs.
func (d *Destination) always(purposes []int) bool {
	var asked []int
	for i := d.Needs; i >= 0; i = d.Layers[i].After {
		asked = append(asked, d.Layers[i].Purposes...)
	}
	return !slices.ContainsFunc(purposes, func(p int) bool { return !slices.Contains(asked, p) })
}
