package state

import (
	"slices"

	"maat/pipeline/instant"
)

// World says in which of two worlds a fact holds. What guards in shadow would
// have done differently is judged on state of its own, so that it is never in
// the way of what is done: an event that really left and would not have is a
// forward to one world and none to the other.
type World uint8

// The worlds. Both is what is not said: the facts of a policy without guards in
// shadow, and of rows written before there were any.
const (
	Both  World = iota
	Real        // what was done
	Would       // what would have been done, were the guards in shadow enforced
)

// In is the row as one world knows it. It is for reading only: without a fact
// of one world alone it is the row itself.
func (r *Row) In(w World) *Row {
	if !r.Split {
		return r
	}
	seen := *r
	seen.Acts = of(r.Acts, w, func(a *Act) World { return a.World })
	seen.Forwards = of(r.Forwards, w, func(f *Forward) World { return f.World })
	seen.Taints = of(r.Taints, w, func(t *Taint) World { return t.World })
	seen.Contacts = of(r.Contacts, w, func(c *Contact) World { return c.World })
	return &seen
}

func of[T any](list []T, w World, world func(*T) World) (seen []T) {
	for i := range list {
		if x := world(&list[i]); x == Both || x == w {
			seen = append(seen, list[i])
		}
	}
	return seen
}

// split says whether a fact holds in one world alone.
func (r *Row) split() bool {
	return slices.ContainsFunc(r.Acts, func(a Act) bool { return a.World != Both }) ||
		slices.ContainsFunc(r.Forwards, func(f Forward) bool { return f.World != Both }) ||
		slices.ContainsFunc(r.Taints, func(t Taint) bool { return t.World != Both }) ||
		slices.ContainsFunc(r.Contacts, func(c Contact) bool { return c.World != Both })
}

// Wait says for whom a held event waits.
type Wait uint8

// Waits is what is not said: the event waits, and would. A guard in shadow can
// part the two; so can a policy in shadow, in which only a halt really holds.
const (
	Waits      Wait = iota
	WaitsReal       // it waits; guards in shadow would have done what Fate says
	WaitsWould      // it would wait for guards in shadow; of the event itself something else became
	DarkReal        // it waits for a halt; a policy in shadow would have done what Fate says
	DarkWould       // it would wait, were the policy not in shadow; the event has left
)

// Silent says that no event waits, only what would have become of it: nothing
// leaves and nothing is decided when it falls due.
func (w Wait) Silent() bool { return w == WaitsWould || w == DarkWould }

// Fate is what would have become of an event that waits.
type Fate struct {
	Verdict uint8        `cbor:"1,keyasint"` // of package chain
	Until   instant.Time `cbor:"2,keyasint,omitempty"`
	Guard   string       `cbor:"3,keyasint,omitempty"`
	Reason  string       `cbor:"4,keyasint,omitempty"`
}
