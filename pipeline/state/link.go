package state

import "slices"

// LinkState is how far an anonymous subject has come along with a known one.
type LinkState uint8

// An anonymous subject is asked to come along, and its history is on its way;
// then it has come. Who withdraws or is erased meanwhile is obeyed when it
// arrives.
const (
	Asked LinkState = 1 + iota
	Joined
	Withdrawn // while it was asked
	Forgotten // erased while it was asked
)

// Link is an anonymous subject that is one with the person: its events come
// here.
type Link struct {
	_     struct{} `cbor:",toarray"`
	From  Subject
	State LinkState
}

// LinksMax is how many anonymous subjects can be one with a person.
const LinksMax = 64

// Elsewhere says that the subject is one with another, and has no history of its
// own meanwhile.
func (r *Row) Elsewhere() bool { return r.To != Subject{} }

// Linked is how far a subject has come along; 0 where it was never asked, or
// counts apart again.
func (r *Row) Linked(from Subject) LinkState {
	if i := r.link(from); i >= 0 {
		return r.Links[i].State
	}
	return 0
}

// Waits answers a subject whose history is on its way.
func (r *Row) Waits() (from Subject, ok bool) {
	i := slices.IndexFunc(r.Links, func(l Link) bool { return l.State != Joined })
	if i < 0 {
		return from, false
	}
	return r.Links[i].From, true
}

// SetLink records how far a subject has come along; 0 forgets it.
func (r *Row) SetLink(from Subject, s LinkState) {
	i := r.link(from)
	switch {
	case i >= 0 && s == 0:
		r.Links = slices.Delete(r.Links, i, i+1)
	case i >= 0:
		r.Links[i].State = s
	case s != 0:
		r.Links = append(r.Links, Link{From: from, State: s})
	}
}

func (r *Row) link(from Subject) int {
	return slices.IndexFunc(r.Links, func(l Link) bool { return l.From == from })
}
