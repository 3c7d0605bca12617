package rights

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/instant"
)

// Receipt says what came of a wish.
type Receipt struct {
	ID       string       `json:"id"`
	Kind     string       `json:"kind"`
	At       instant.Time `json:"at"`
	Applied  bool         `json:"applied"`          // false: it changed nothing, for Reason
	Reason   string       `json:"reason,omitempty"` // a reason code
	Policy   string       `json:"policy"`
	Recalled []Recalled   `json:"recalled"` // it was held, and never leaves
	Left     []Left       `json:"left"`     // it had left before
	Told     []Told       `json:"told"`     // who is told to forget the person
}

// Recalled is an event that was held.
type Recalled struct {
	ID          string       `json:"id"`
	Destination string       `json:"destination"`
	Role        string       `json:"role"`
	Since       instant.Time `json:"since"`
}

// Left is an event that left. A destination that the policy does not have any
// more is a hash.
type Left struct {
	Destination string       `json:"destination"`
	Role        string       `json:"role"`
	At          instant.Time `json:"at"`
}

// Told is a destination to which a retract was sent.
type Told struct {
	Destination string       `json:"destination"`
	At          instant.Time `json:"at"`
	Waits       bool         `json:"waits,omitempty"` // for a halt to be resumed: it is sent then
}

// Encode writes a receipt as it is remembered.
func (r *Receipt) Encode() []byte {
	text, err := json.Marshal(r, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil { // a receipt is texts and times
		return nil
	}
	return text
}

// DecodeReceipt reads what Encode wrote. What cannot be read says nothing.
func DecodeReceipt(text []byte) *Receipt {
	r := &Receipt{}
	if err := json.Unmarshal(text, r); err != nil {
		return &Receipt{Recalled: []Recalled{}, Left: []Left{}, Told: []Told{}}
	}
	if r.Left == nil {
		r.Left = []Left{}
	}
	return r
}
