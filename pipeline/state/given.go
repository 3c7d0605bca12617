package state

import (
	"slices"

	"maat/pipeline/instant"
)

// Given says of one field, by the hash of its path, that the person gave it as a
// preference, or took it back. The value is not kept.
type Given struct {
	_    struct{} `cbor:",toarray"`
	Path Hash
	At   instant.Time // the event's own time
	Back bool
}

// Contact is the latest contact of one kind with one brand: of several only the
// latest can matter, so a row holds few.
type Contact struct {
	At         instant.Time `cbor:"1,keyasint"`           // by its own time
	Brand      Hash         `cbor:"2,keyasint,omitempty"` // 0: the event names none
	When       Hash         `cbor:"3,keyasint,omitempty"` // the condition that held of a signal or conversion; 0: whatever it holds
	Preference bool         `cbor:"4,keyasint,omitempty"` // no condition is asked of these
	World      World        `cbor:"5,keyasint,omitempty"`
}

// Give records that a field was given, or taken back. Whatever the order of
// arrival the latest by own time stands; of one moment, that it was taken back. What was
// given before an erasure is not.
func (r *Row) Give(g Given) {
	if !g.Back && r.Forgot(g.At) {
		return
	}
	i := slices.IndexFunc(r.Given, func(e Given) bool { return e.Path == g.Path })
	switch {
	case i < 0:
		r.Given = append(r.Given, g)
	case g.At > r.Given[i].At, g.At == r.Given[i].At && g.Back:
		r.Given[i] = g
	}
}

// Gave says that the person gave the field of the path, and did not take it
// back.
func (r *Row) Gave(path Hash) bool {
	return slices.ContainsFunc(r.Given, func(g Given) bool { return g.Path == path && !g.Back })
}

// Meet records a contact.
func (r *Row) Meet(c Contact) {
	r.Split = r.Split || c.World != Both
	for i := range r.Contacts {
		known := c
		if known.At = r.Contacts[i].At; known == r.Contacts[i] {
			r.Contacts[i].At = max(known.At, c.At)
			return
		}
	}
	r.Contacts = append(r.Contacts, c)
}

// Predict records the id of a prediction, once.
func (r *Row) Predict(id ID, at instant.Time) {
	if _, known := r.Predicted(id); known {
		return
	}
	r.Predictions = append(r.Predictions, Arrival{ID: id, At: at})
}

// Predicted says when a prediction of this id arrived; ok is false where none
// did.
func (r *Row) Predicted(id ID) (at instant.Time, ok bool) {
	i := slices.IndexFunc(r.Predictions, func(a Arrival) bool { return a.ID == id })
	if i < 0 {
		return 0, false
	}
	return r.Predictions[i].At, true
}

// latest keeps the latest contacts that are not old.
func latest(list []Contact, age instant.Span, now instant.Time) []Contact {
	list = slices.DeleteFunc(list, func(c Contact) bool { return !c.At.Within(age, now) })
	if len(list) == 0 {
		return nil
	}
	return newest(list, ContactsMax, func(c Contact) instant.Time { return c.At })
}

// newest drops the oldest of a list that is full.
func newest[T any](list []T, most int, at func(T) instant.Time) []T {
	for len(list) > most {
		oldest := 0
		for i := range list {
			if at(list[i]) < at(list[oldest]) {
				oldest = i
			}
		}
		list = slices.Delete(list, oldest, oldest+1)
	}
	return list
}
