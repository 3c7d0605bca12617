package policy

import (
	"maat/pipeline/event"
	"maat/pipeline/instant"
)

// Moment is the clock of a replay at an event: when it was received, and where
// that is absent its own time.
func (p *Program) Moment(raw []byte) (instant.Time, bool) {
	view, fault := event.Parse(raw)
	if fault != nil {
		return 0, false
	}
	return p.Received(view)
}
