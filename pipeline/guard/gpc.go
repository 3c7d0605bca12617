package guard

import "maat/pipeline/event"

// gpc is where events say it: a CloudEvent carries what others carry under data.
var gpc = []event.Path{event.MustPath("context.gpc"), event.MustPath("data.context.gpc")}

// GPC says that the event carries Global Privacy Control
// (https://w3c.github.io/gpc/): context.gpc is true. It holds for that event
// only.
func GPC(v *event.View) bool {
	for _, at := range gpc {
		if x, ok := v.Get(at); ok && x.Bool() {
			return true
		}
	}
	return false
}
