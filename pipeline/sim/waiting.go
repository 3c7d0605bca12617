package sim

import (
	"math"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// waiting counts the held events that the changelog knows of.
func (w *World) waiting() (n int) {
	for _, fold := range w.folds {
		for key, value := range fold {
			if key[0] == state.KeyHeld && value != nil {
				n++
			}
		}
	}
	return n
}

// nextDue is when the first of them falls due; 0 where none waits, or one for a
// resume, which was given.
func (w *World) nextDue() int64 {
	next := int64(math.MaxInt64)
	for _, fold := range w.folds {
		for key, value := range fold {
			if key[0] != state.KeyHeld || value == nil {
				continue
			}
			h, err := state.Decode[state.Held](value)
			if err != nil {
				w.fail("a held event in the changelog cannot be read: %v", err)
				return 0
			}
			if h.Due == instant.Never {
				return 0
			}
			next = min(next, int64(h.Due))
		}
	}
	if next == math.MaxInt64 {
		return 0
	}
	return next
}
