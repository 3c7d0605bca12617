package policy

import (
	"slices"

	"maat/pipeline/event"
)

// Along are the anonymous identifiers that an event carries beside the known one
// that is its subject: those that a destination would join to it. What is no
// subject of events has no history, and is not among them.
func (p *Program) Along(v *event.View, subject string, d *Destination) (list []string) {
	named := func(at event.Path) bool {
		return slices.ContainsFunc(p.Reader.Subject, at.Equal)
	}
	known := func(at event.Path) bool { return named(at) && identifier(v, at, subjectMax) == subject }
	if d.Link == nil || !slices.ContainsFunc(d.Link.Known, known) {
		return nil
	}
	for _, at := range d.Link.Anonymous {
		if id := identifier(v, at, subjectMax); named(at) && id != "" && id != subject && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}
