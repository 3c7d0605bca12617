// Package state holds what Maat knows of a person: facts, not verdicts. One
// person is one Row, read once and written once a transaction. Guards only
// read it; the chain records what happened. Facts outlive policies: a cap that
// a new policy brings counts what an older one forwarded.
package state

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"maat/pipeline/instant"
)

// Subject is the pseudonym of a person: the first 16 bytes of an HMAC-SHA-256
// of the identifier in the event. Raw identifiers are never stored.
type Subject [16]byte

// ID is the hash of an event's id.
type ID [16]byte

// Hash stands for a value that is compared and never shown: a topic, an item,
// a campaign. Zero is the shared "none" of events that lack it.
type Hash uint64

// HashID hashes the id of an event.
func HashID(id string) ID {
	sum := sha256.Sum256([]byte(id))
	return ID(sum[:16])
}

// HashOf hashes a value; the empty string is "none".
func HashOf(s string) Hash {
	if s == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(s))
	return Hash(binary.BigEndian.Uint64(sum[:8]) | 1)
}

// Role is what an event is to Maat.
type Role uint8

// The roles of POLICY "roles". None is an event that no role matches.
const (
	None Role = 1 + iota
	Signal
	Outreach
	Service
	Conversion
	Prediction
	Consent
	Preference
	OptOut
	OptIn
	Erase
	Retract // of no event that comes in: a destination is told to forget
)

var roleNames = [...]string{None: "", Signal: "signal", Outreach: "outreach", Service: "service", Conversion: "conversion",
	Prediction: "prediction", Consent: "consent", Preference: "preference", OptOut: "opt_out", OptIn: "opt_in", Erase: "erase",
	Retract: "retract"}

// String is the role's key word in a policy and in decisions; empty for None.
func (r Role) String() string { return roleNames[r] }

// ParseRole finds a role that a policy can give by its key word.
func ParseRole(s string) (Role, bool) {
	for r := Signal; r <= Erase; r++ {
		if roleNames[r] == s {
			return r, true
		}
	}
	return 0, false
}

// RoleNames lists the key words of a policy in the order of the documentation.
func RoleNames() []string { return append([]string(nil), roleNames[Signal:Retract]...) }

// ChangesState says whether events of the role change what is known of a
// person and have a decision of their own (verdict apply or ignore).
func (r Role) ChangesState() bool {
	return r == Consent || r == Preference || r == OptOut || r == OptIn || r == Erase
}

// Subjects an event can be about, as hashes.
type About struct {
	Topic    Hash `cbor:"1,keyasint,omitempty"`
	Item     Hash `cbor:"2,keyasint,omitempty"`
	Brand    Hash `cbor:"3,keyasint,omitempty"`
	Campaign Hash `cbor:"4,keyasint,omitempty"`
	Channel  Hash `cbor:"5,keyasint,omitempty"`
}

// Arrival is the first arrival of an event id.
type Arrival struct {
	_  struct{} `cbor:",toarray"`
	ID ID
	At instant.Time
}

// Signal or conversion at its own time.
type Act struct {
	At         instant.Time `cbor:"1,keyasint"`
	About      About        `cbor:"2,keyasint"`
	Conversion bool         `cbor:"3,keyasint,omitempty"`
	Shared     Hash         `cbor:"5,keyasint,omitempty"` // its mark, where it is with another subject too
	World      World        `cbor:"4,keyasint,omitempty"`
}

// Forward is an event that left, at the moment at which it left.
type Forward struct {
	At          instant.Time `cbor:"1,keyasint"`
	Role        Role         `cbor:"2,keyasint"`
	Destination Hash         `cbor:"3,keyasint"`
	About       About        `cbor:"4,keyasint"`
	Shared      Hash         `cbor:"6,keyasint,omitempty"` // its mark, where it is with another subject too
	World       World        `cbor:"5,keyasint,omitempty"`
}

// Taint is an event whose own text spoke of a sensitive topic.
type Taint struct {
	At    instant.Time `cbor:"1,keyasint"`
	Topic string       `cbor:"2,keyasint"`
	ID    ID           `cbor:"3,keyasint"`
	About About        `cbor:"4,keyasint"`
	Page  Hash         `cbor:"5,keyasint,omitempty"`
	World World        `cbor:"6,keyasint,omitempty"`
}

// Row is all that is remembered of one person.
type Row struct {
	Arrivals []Arrival    `cbor:"1,keyasint,omitempty"`
	Consents []Standing   `cbor:"2,keyasint,omitempty"`
	OutAt    instant.Time `cbor:"3,keyasint,omitempty"` // own time of the latest opt_out, 0 = never
	InAt     instant.Time `cbor:"4,keyasint,omitempty"` // own time of the latest opt_in, 0 = never
	Acts     []Act        `cbor:"5,keyasint,omitempty"` // by own time
	Forwards []Forward    `cbor:"6,keyasint,omitempty"` // by moment
	Taints   []Taint      `cbor:"7,keyasint,omitempty"`
	Held     uint32       `cbor:"8,keyasint,omitempty"` // how many events are held for this person

	Given       []Given   `cbor:"9,keyasint,omitempty"`  // in the order in which a field was first spoken of
	Predictions []Arrival `cbor:"10,keyasint,omitempty"` // ids of predictions
	Contacts    []Contact `cbor:"11,keyasint,omitempty"`

	To       Subject      `cbor:"12,keyasint,omitzero"`  // of an anonymous subject: whom it is one with, and where its events go
	Links    []Link       `cbor:"13,keyasint,omitempty"` // of a known one: who is one with it
	ErasedAt instant.Time `cbor:"14,keyasint,omitempty"` // own time of the latest erasure, 0 = never: what was granted until then counts no more
	Split    bool         `cbor:"20,keyasint,omitempty"` // some fact holds in one world alone: see In
}

// OptedOut says whether the latest of opt_out and opt_in by own time is
// opt_out; a tie is opt_out.
func (r *Row) OptedOut() bool { return r.OutAt != 0 && r.OutAt >= r.InAt }

// Back takes the arrival of an event away that has waited since, for it is judged
// now; false where it is not known any more, and so was erased meanwhile.
func (r *Row) Back(id ID, since instant.Time) bool {
	i := slices.IndexFunc(r.Arrivals, func(a Arrival) bool { return a.ID == id && a.At == since })
	if i < 0 {
		return false
	}
	r.Arrivals = slices.Delete(r.Arrivals, i, i+1)
	return true
}

// Arrived finds the first arrival of id.
func (r *Row) Arrived(id ID) (instant.Time, bool) {
	for i := len(r.Arrivals) - 1; i >= 0; i-- {
		if r.Arrivals[i].ID == id {
			return r.Arrivals[i].At, true
		}
	}
	return 0, false
}
