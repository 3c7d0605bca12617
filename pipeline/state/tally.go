package state

import (
	"cmp"
	"slices"

	"maat/pipeline/instant"
)

// Groups is into how many groups people fall, each into one by their pseudonym,
// so that what one person does often is not taken for many people.
const Groups = 32

// GroupOf is the group of a person.
func GroupOf(s Subject) int { return int(s[0]) % Groups }

// Cell names what is counted together on one day: of what is sent the
// destination, the campaign and the value of a cohort; of prices the item, by
// what they are compared, the class, and the band in which the price lies. A cell
// is many people, and nobody's.
type Cell struct {
	Day         instant.Date `cbor:"1,keyasint"`
	Destination string       `cbor:"2,keyasint,omitempty"`
	Campaign    string       `cbor:"3,keyasint,omitempty"`
	Cohort      string       `cbor:"4,keyasint,omitempty"`
	Value       string       `cbor:"5,keyasint,omitempty"`
	Item        string       `cbor:"6,keyasint,omitempty"` // of prices; empty: of what is sent
	Band        int32        `cbor:"7,keyasint,omitempty"`
}

// Tally is what was counted in a cell.
type Tally struct {
	Cell     Cell           `cbor:"1,keyasint"`
	Eligible [Groups]uint32 `cbor:"2,keyasint"`           // by group: decided for good, whatever the person chose; of prices, how often it was asked
	Sent     [Groups]uint32 `cbor:"3,keyasint"`           // of these, forwarded
	Held     uint32         `cbor:"4,keyasint,omitempty"` // told to wait, at first
	Ended    uint32         `cbor:"5,keyasint,omitempty"` // of what waited, what came to an end
	Chosen   uint32         `cbor:"6,keyasint,omitempty"` // kept in by the person's own choice
	Dropped  []Reason       `cbor:"7,keyasint,omitempty"` // by guard, in the order of their names
}

// Reason is how often a guard kept something in.
type Reason struct {
	_     struct{} `cbor:",toarray"`
	Guard string
	N     uint32
}

// Drop counts what a guard kept in.
func (t *Tally) Drop(guard string) {
	i, ok := slices.BinarySearchFunc(t.Dropped, guard, func(r Reason, name string) int { return cmp.Compare(r.Guard, name) })
	if !ok {
		t.Dropped = slices.Insert(t.Dropped, i, Reason{Guard: guard})
	}
	t.Dropped[i].N++
}

// Clone copies a tally so that the copy can be changed while the original stands.
func (t *Tally) Clone() *Tally {
	c := *t
	c.Dropped = slices.Clone(t.Dropped)
	return &c
}
