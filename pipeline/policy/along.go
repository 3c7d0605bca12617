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

// Whose is the identifier under which a record of what leaves is kept, where that
// is not to be the person's: without leave to join a name and a device, no key
// may be the same for both. Of both sides it is the one that leaves.
func (p *Program) Whose(in *event.View, out []byte, d *Destination) string {
	leaves, fault := event.Parse(out)
	if d.Link == nil || fault != nil {
		return ""
	}
	for _, at := range slices.Concat(d.Link.Anonymous, d.Link.Known) {
		if _, ok := leaves.Get(at); ok {
			if id := identifier(in, at, subjectMax); id != "" {
				return id
			}
		}
	}
	return ""
}
