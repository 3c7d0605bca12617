package state

import (
	"slices"

	"maat/pipeline/instant"
)

// Keep says how long facts must be remembered for the policy in force. What is
// older falls out when a row is written.
type Keep struct {
	Arrivals instant.Span
	Acts     instant.Span
	Forwards instant.Span
	Taints   instant.Span
	Contacts instant.Span
	Roles    [Retract + 1]bool // roles whose forwards are counted by the policy

	Predictions bool // a guard asks what follows up on one; they are remembered all the same, for a later policy
	Gifts       bool // the same of the fields that a person gave as preferences
}

// Floors: facts that a later policy may ask for are kept at least this long.
const (
	ArrivalsMin = 7 * instant.Day
	ActsMin     = 60 * instant.Day
	ForwardsMin = 31 * instant.Day
	ContactsMin = 90 * instant.Day
)

// PredictionsAge is how long the id of a prediction is known: nothing follows
// up on an older one.
const PredictionsAge = 395 * instant.Day

// Bounds of a row. When one is reached the oldest facts go.
const (
	ArrivalsMax    = 20_000
	ActsMax        = 5_000
	ForwardsMax    = 5_000
	TaintsMax      = 500
	HeldMax        = 1_000
	GivenMax       = 256 // fields
	PredictionsMax = 2_000
	ContactsMax    = 500 // brands, times conditions
)

// Arrive records the first arrival of an id, or a new first one after the
// window of the old one has ended.
func (r *Row) Arrive(id ID, at instant.Time) {
	r.Arrivals = append(r.Arrivals, Arrival{ID: id, At: at})
}

// Act records a signal or conversion in the order of own times; of equal times
// the one that came first stays first.
func (r *Row) Act(a Act) {
	r.Split = r.Split || a.World != Both
	i, _ := slices.BinarySearchFunc(r.Acts, a.At+1, func(e Act, t instant.Time) int { return cmpTime(e.At, t) })
	r.Acts = slices.Insert(r.Acts, i, a)
}

// Forward records what left.
func (r *Row) Forward(f Forward) {
	r.Split = r.Split || f.World != Both
	r.Forwards = append(r.Forwards, f)
}

// Taint records a sensitive event.
func (r *Row) Taint(t Taint) {
	r.Split = r.Split || t.World != Both
	r.Taints = append(r.Taints, t)
}

// Prune forgets what no rule can ask for any more and keeps the row bounded.
func (r *Row) Prune(k Keep, now instant.Time) {
	r.Arrivals = fresh(r.Arrivals, max(k.Arrivals, ArrivalsMin), ArrivalsMax, now, func(a Arrival) instant.Time { return a.At })
	r.Acts = fresh(thinActs(r.Acts), max(k.Acts, ActsMin), ActsMax, now, func(a Act) instant.Time { return a.At })
	r.Forwards = fresh(r.Forwards, max(k.Forwards, ForwardsMin), ForwardsMax, now, func(f Forward) instant.Time { return f.At })
	r.Taints = fresh(r.Taints, k.Taints, TaintsMax, now, func(t Taint) instant.Time { return t.At })
	r.Predictions = fresh(r.Predictions, PredictionsAge, PredictionsMax, now, func(a Arrival) instant.Time { return a.At })
	r.Given = newest(r.Given, GivenMax, func(g Given) instant.Time { return g.At })
	r.Contacts = latest(r.Contacts, max(k.Contacts, ContactsMin), now)
	r.Split = r.Split && r.split()
}

// fresh drops the head of a list in time order: what is old, and what is over
// the bound.
func fresh[T any](list []T, age instant.Span, most int, now instant.Time, at func(T) instant.Time) []T {
	i := max(0, len(list)-most)
	for i < len(list) && !at(list[i]).Within(age, now) {
		i++
	}
	if i == len(list) {
		return nil
	}
	return list[i:]
}

// thinActs halves the older half of a list that is full, sparing the first act
// and all conversions: losing the oldest would let a duration begin anew.
func thinActs(acts []Act) []Act {
	if len(acts) <= ActsMax {
		return acts
	}
	half := len(acts) / 2
	out := make([]Act, 0, len(acts))
	for i, a := range acts {
		if i >= half || i%2 == 0 || a.Conversion {
			out = append(out, a)
		}
	}
	return out
}

// Empty says that a row says nothing any more and can be forgotten.
func (r *Row) Empty() bool {
	return r.OutAt == 0 && r.InAt == 0 && r.ErasedAt == 0 && r.Bare()
}

// Bare says that a row is no more than what erasure leaves.
func (r *Row) Bare() bool {
	return len(r.Arrivals) == 0 && len(r.Consents) == 0 && len(r.Acts) == 0 &&
		len(r.Forwards) == 0 && len(r.Taints) == 0 && r.Held == 0 && len(r.Given) == 0 &&
		len(r.Predictions) == 0 && len(r.Contacts) == 0 && len(r.Links) == 0 && !r.Elsewhere() && !r.Split
}

// Erased is what stays of a person after an erasure at its own time: that they
// were erased, and opted out, if they did. The next event starts from deny, and
// what was granted until then never counts again, however late it arrives.
func (r *Row) Erased(at instant.Time) Row {
	floor := Row{ErasedAt: max(r.ErasedAt, at)}
	if r.OptedOut() {
		floor.OutAt, floor.InAt = r.OutAt, r.InAt
	}
	return floor
}

// Forgot says that what permits something was given at a moment until which all
// was erased.
func (r *Row) Forgot(at instant.Time) bool { return r.ErasedAt != 0 && at <= r.ErasedAt }

// Clone copies a row so that the copy can be changed while the original stands.
func (r *Row) Clone() Row {
	c := *r
	c.Arrivals = slices.Clone(r.Arrivals)
	c.Consents = slices.Clone(r.Consents)
	for i := range c.Consents {
		c.Consents[i].Marks = slices.Clone(c.Consents[i].Marks)
	}
	c.Acts = slices.Clone(r.Acts)
	c.Forwards = slices.Clone(r.Forwards)
	c.Taints = slices.Clone(r.Taints)
	c.Given = slices.Clone(r.Given)
	c.Predictions = slices.Clone(r.Predictions)
	c.Contacts = slices.Clone(r.Contacts)
	c.Links = slices.Clone(r.Links)
	return c
}
