package state

import "maat/pipeline/instant"

// Says is what one person's partition has to say to another's.
type Says uint8

// A known subject asks an anonymous one along, which hands over its history and
// then what is held for it, which may not leave without, or refuses. The known one lets it go again, by
// itself or because the anonymous one goes along with another. Events follow
// whose they are; those of a person who waits for an answer go the way of the
// question, and so come back behind the answer.
const (
	Ask    Says = 1 + iota // From a known subject to an anonymous one
	Tell                   // the history
	Handed                 // one held event
	Done                   // that was all
	Refuse                 // it is a known subject itself
	Leave                  // From an anonymous subject to the known one that it goes along with: Next asks for it
	Part                   // From that known subject: it counts apart again, with this history
	Event                  // an event that is to be judged as To's
	Behind                 // From a known subject: an event to be sent back
	Around                 // an event that is to come back to From, and to go on to Next
	Back                   // the answer to it
)

// Word goes from one person's partition to another's, over the intake, in the
// order in which it was said.
type Word struct {
	Says  Says    `cbor:"1,keyasint"`
	From  Subject `cbor:"2,keyasint"`
	To    Subject `cbor:"8,keyasint"`
	Next  Subject `cbor:"3,keyasint,omitzero"`
	Row   *Row    `cbor:"4,keyasint,omitempty"`
	Held  *Held   `cbor:"5,keyasint,omitempty"`
	Event *Sent   `cbor:"6,keyasint,omitempty"` // that waits for the answer, or that follows
	Erase bool    `cbor:"9,keyasint,omitempty"` // of Part: the known subject was erased, and this one with it
}

// Sent is an event on its way between people's partitions. Its own time counts
// as it did when it came in: else what it says of consent would grow younger on
// the way.
type Sent struct {
	_     struct{} `cbor:",toarray"`
	Event []byte
	Since instant.Time // when it came in
	Trips uint8        // how often it has waited for an answer
}
