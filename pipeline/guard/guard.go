// Package guard is the vocabulary in which guards speak: what they are shown,
// and what they may answer. A guard is pure: it looks at one event and at what
// is known of the person, and answers with data. No guard knows another.
package guard

import (
	"slices"

	"maat/pipeline/event"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Action is what a guard wants for an event, weakest first. Zero is a bug, and
// drops.
type Action uint8

// Refuse is "it may not leave now": it ends as a drop, unless another guard
// holds the event anyway; then it is asked again at release.
const (
	Pass Action = 1 + iota
	Strip
	Refuse
	Hold
	Drop
)

// Verdict is one guard's answer for one event and one destination.
type Verdict struct {
	Action Action
	Reason string       // reason code: the guard's name or name.detail; empty for Pass
	Topic  string       // the sensitive topic, where that is the reason
	Edits  []event.Edit // what must be changed in what leaves
	Until  instant.Time // for Hold: when it is asked again; instant.Never: when resumed

	// What the layers guard lets out, and what it would let out had more been
	// granted. Without such a verdict nothing leaves.
	Fields   []event.Field
	Withheld []event.Path
}

// Passed is the verdict of a guard that has nothing against the event.
func Passed() Verdict { return Verdict{Action: Pass} }

// Dropped answers "never".
func Dropped(reason string) Verdict { return Verdict{Action: Drop, Reason: reason} }

// Refused answers "not now".
func Refused(reason string) Verdict { return Verdict{Action: Refuse, Reason: reason} }

// HeldUntil answers "ask again at until".
func HeldUntil(reason string, until instant.Time) Verdict {
	return Verdict{Action: Hold, Reason: reason, Until: until}
}

// Guard judges one event for one destination. Check is pure: the same input
// gives the same verdict, and nothing of the input is changed.
type Guard interface {
	Check(in *Input) Verdict
}

// As finds an ability of a guard, such as Keeper, also of one that is wrapped in
// another with a method Unwrap.
func As[T any](g Guard) (ability T, ok bool) {
	for g != nil {
		if ability, ok = g.(T); ok {
			return ability, true
		}
		wraps, is := g.(interface{ Unwrap() Guard })
		if !is {
			return ability, false
		}
		g = wraps.Unwrap()
	}
	return ability, false
}

// Keeper is a guard that says how long it needs facts to be remembered.
type Keeper interface {
	Keep(k *state.Keep)
}

// Ender says when a retargeting is over: the duration guard.
type Ender interface {
	// End is when the retargeting that an outreach belongs to ends by itself; ok
	// is false where it does not.
	End(in *Input) (at instant.Time, ok bool)
	// EndedBy says that a conversion ends the retargeting of an outreach.
	EndedBy(outreach, conversion state.About) bool
}

// Granter answers which purposes are granted: the consent guard.
type Granter interface {
	// Grant is empty where the purpose is granted to the event, else the
	// reason code for which it is not.
	Grant(in *Input, p *Purpose) string
}

// Tainter recognises events that taint: the sensitive guard.
type Tainter interface {
	// Taints answers the sensitive topic that the event's own text speaks of.
	Taints(in *Input) (topic string, ok bool)
}

// Facts are what the paths of a policy found in an event.
type Facts struct {
	Name  string       // the event's name, matched by roles
	Role  state.Role   //
	ID    string       // the event's own id
	Own   instant.Time // when it occurred, at most now
	About state.About  // hashes of topic, item, brand, campaign, channel
	Page  state.Hash   // page path
	Cause string       // id of the event that an outreach follows up on
}

// Input is all that a guard may look at.
type Input struct {
	Event       *event.View
	Facts       *Facts
	Person      *state.Row // what came before this event, and the consents that it carries
	Destination *Destination
	Halt        Halt
	Grants      []string // by purpose index: empty where granted, else the reason code
	Now         instant.Time
	Due         instant.Time // of a held event that is judged again: when it fell due, instant.Never where it was resumed; 0 for an arrival
}

// Again says that the event was held and is judged again.
func (in *Input) Again() bool { return in.Due != 0 }

// Purpose is what people are asked for.
type Purpose struct {
	Name      string
	Index     int
	Category  string // the code under which events carry the choice; "" where only frameworks do
	Signalled bool   // GPC speaks of it: it has a tcf or consent_mode code

	// What frameworks say is kept as histories too.
	Frameworks [][]string // by framework that the policy names, those that grant together
	Refusals   []string   // those that can only refuse
}

// Names are the histories of consents that speak of the purpose.
func (p *Purpose) Names() []string {
	names := slices.Concat(slices.Concat(p.Frameworks...), p.Refusals)
	if p.Category != "" {
		names = append(names, p.Category)
	}
	return names
}

// Layer is one step of personalisation.
type Layer struct {
	Name     string
	After    int           // index of the layer below; -1 for the first
	Purposes []int         // all of them must be granted
	Fields   []event.Field // what it lets out
}

// Destination is where events may go.
type Destination struct {
	Name     string
	Hash     state.Hash
	Topic    string
	Layers   []Layer
	Needs    int          // index of the lowest layer that makes sense here
	Deadline instant.Span // 0: none
}

// Climb answers which layers are reached with the grants, and for the first
// layer on the way to Needs that is not, the reason. A service event always has
// the first layer and never lacks one.
func (d *Destination) Climb(role state.Role, grants []string) (reached []bool, lack string) {
	reached = make([]bool, len(d.Layers))
	why := make([]string, len(d.Layers))
	for i, l := range d.Layers {
		if l.After >= 0 {
			why[i] = why[l.After]
		}
		for _, p := range l.Purposes {
			if why[i] == "" {
				why[i] = grants[p]
			}
		}
		if i == 0 && role == state.Service {
			why[i] = ""
		}
		reached[i] = why[i] == ""
	}
	if role == state.Service {
		return reached, ""
	}
	return reached, why[d.Needs]
}
