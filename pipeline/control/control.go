// Package control reads what a person orders Maat to do: halt a destination,
// resume it, or put the whole policy in shadow. The same line stands in a replay and on the control topic.
package control

import (
	"errors"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
)

// Order is one control.
type Order struct {
	At          instant.Time // when it was given
	Destination string       // guard.All for every one
	Halt        guard.Halt
	Shadow      guard.Shadow // instead of these two: what is ordered of the policy; 0 where it is not about that
}

// Obeyed is the state after the order.
func (o Order) Obeyed(h guard.Halts) guard.Halts {
	if o.Shadow != 0 {
		return h.Shaded(o.Shadow)
	}
	return h.With(o.Destination, o.Halt)
}

// ErrForm is what is wrong with a control.
var ErrForm = errors.New(`a control reads {"maat":{"halt":"DESTINATION","action":"drop"},"time":"2026-01-31T12:00:00Z"} (action: drop or hold; "*" for all destinations), {"maat":{"resume":"DESTINATION"},"time":...} or {"maat":{"shadow":true},"time":...} (or false)`)

var (
	maatPath = event.MustPath("maat")
	timePath = event.MustPath("time")
)

// Parse reads a JSON object that has an object under the name maat; ok is false
// for everything else, which is an event or cannot be read.
func Parse(line []byte) (o Order, ok bool, err error) {
	view, fault := event.Parse(line)
	if fault != nil {
		return o, false, nil //nolint:nilerr // the fault is the event's, and told where it is judged
	}
	word, found := view.Get(maatPath)
	if !found || word.Kind() != event.Object {
		return o, false, nil
	}
	at, _ := view.Text(timePath)
	if o.At, ok = instant.Parse(at); !ok {
		return o, false, ErrForm
	}
	members := map[string]event.Value{}
	word.Members(func(key string, x event.Value) bool {
		members[key] = x
		return true
	})
	if x, shadow := members["shadow"]; shadow {
		o.Shadow, err = shaded(x, len(members))
	} else {
		o.Halt, o.Destination, err = read(members)
	}
	return o, err == nil, err
}

// shaded reads true or false, which stands alone.
func shaded(x event.Value, members int) (guard.Shadow, error) {
	switch {
	case x.Kind() != event.Bool || members != 1:
		return 0, ErrForm
	case x.Bool():
		return guard.InShadow, nil
	}
	return guard.Enforced, nil
}

func read(members map[string]event.Value) (guard.Halt, string, error) {
	halt, resume, action := members["halt"].Text(), members["resume"].Text(), members["action"]
	switch {
	case resume != "" && len(members) == 1:
		return guard.Running, resume, nil
	case halt == "" || len(members) > 2 || len(members) == 2 && !action.Exists():
		return 0, "", ErrForm
	case !action.Exists() || action.Text() == "drop":
		return guard.HaltDrop, halt, nil
	case action.Text() == "hold":
		return guard.HaltHold, halt, nil
	}
	return 0, "", ErrForm
}
