package policy

import "slices"

// whom: the subject of a CloudEvent is whatever its sender takes for it, and one
// that is an order or a page would make of all who see it one person.
func (w *warner) whom() {
	raw := w.raw.Events
	if w.program.Reader.Shape == CloudEventsShape && len(raw.Subject) == 0 {
		w.warn(raw.Format.node, "whom an event is about is read at data.userId, data.anonymousId, and then at subject, which CloudEvents leave to the sender: say with subject: which of them name a person")
	}
}

// emitted: what is emitted of a purpose that no event can grant is always a no.
func (w *warner) emitted(raw *rawDestination, d *Destination) {
	for i := range d.Emitted {
		e := &d.Emitted[i]
		if slices.ContainsFunc(e.Purposes, func(p int) bool { return !w.heard(p) }) {
			w.warn(raw.Emit[i].Path.node, "%s always says no: it asks for a consent that events of format %s do not say", e.Path, w.format())
		}
	}
}
