package guard

import "maat/pipeline/event"

var gpc = event.MustPath("context.gpc")

// GPC says that the event carries Global Privacy Control
// (https://w3c.github.io/gpc/): context.gpc is true. It holds for that event
// only.
func GPC(v *event.View) bool {
	x, ok := v.Get(gpc)
	return ok && x.Bool()
}
