// Package rights is what a person can ask for, and what they are answered: to
// see everything, to opt out and in, to object to profiling, to withdraw, to
// correct, to be erased. A wish goes as a word to the partition in which the
// person is judged, is obeyed there in one transaction with all that follows
// from it, and is answered when it is in force.
package rights

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Kind is what is asked for.
type Kind = state.WishKind

// The kinds. Open is none of a person's own: it says whether a link was used
// before.
const (
	See      = state.WishSee
	OptOut   = state.WishOptOut
	OptIn    = state.WishOptIn
	Object   = state.WishObject
	Unobject = state.WishUnobject
	Withdraw = state.WishWithdraw
	Correct  = state.WishCorrect
	Erase    = state.WishErase
	Open     = state.WishOpen
)

// ByPerson is who asks for themselves, as By of a wish.
const ByPerson = "person"

// Wish is what is asked for. Its ID names it: asked again under the same one it
// is obeyed once, and answered again.
type Wish struct {
	ID      string
	Kind    Kind
	Purpose string                    // of Withdraw: a purpose of the policy
	Fields  map[string]jsontext.Value // of Correct: path to value; null takes back
	Nonce   []byte                    // of Open
	Expires instant.Time              // of Open: until when the nonce is remembered
	By      string                    // a principal, or ByPerson
}

// Answer is what is answered once the wish is in force.
type Answer struct {
	Subject string   `json:"subject"`          // under which the person's decisions stand
	Receipt *Receipt `json:"receipt"`          // of all but See and Open
	Person  *Person  `json:"person,omitempty"` // of See
	Used    bool     `json:"used,omitzero"`    // of Open: the link was opened before, or is over
}

// Person is everything that is known of a person.
type Person struct {
	At          instant.Time `json:"at"`
	Policy      string       `json:"policy"`
	OptedOut    bool         `json:"opted_out"`
	OptedOutAt  instant.Time `json:"opted_out_at,omitzero"`
	OptedInAt   instant.Time `json:"opted_in_at,omitzero"`
	Objects     bool         `json:"objects"`
	ObjectedAt  instant.Time `json:"objected_at,omitzero"`
	LiftedAt    instant.Time `json:"objection_lifted_at,omitzero"`
	Consents    []Consent    `json:"consents"`
	Preferences []Preference `json:"preferences"`
	Signals     []Signal     `json:"signals"`
	Forwards    []Forward    `json:"forwards"`
	Sensitive   []Sensitive  `json:"sensitive"`
	Contacts    []Contact    `json:"contacts"`
	Arrivals    []Arrival    `json:"arrivals"`
	Predictions []Arrival    `json:"predictions"`
	Linked      []Linked     `json:"linked"`
	Wishes      []Wished     `json:"wishes"`
	Links       []LinkUse    `json:"links"`
	Held        []Held       `json:"held"`
}

// Consent is what was said of one category.
type Consent struct {
	Category string   `json:"category"`
	Purposes []string `json:"purposes"` // of the policy, that ask for it
	Choices  []Choice `json:"choices"`  // by their own time
}

// Choice is granted, denied, or what could not be read.
type Choice struct {
	At     instant.Time `json:"at"`
	Choice string       `json:"choice"`
}

// Preference is a field that was given; its value is not kept.
type Preference struct {
	Field string       `json:"field"` // its path where the policy names it, else a hash
	At    instant.Time `json:"at"`
	Given bool         `json:"given"` // false: taken back
}

// About is what a fact is about, as hashes: the values are not kept.
type About struct {
	Topic    string `json:"topic,omitempty"`
	Item     string `json:"item,omitempty"`
	Brand    string `json:"brand,omitempty"`
	Campaign string `json:"campaign,omitempty"`
	Channel  string `json:"channel,omitempty"`
}

// Signal is something that the person did, or bought.
type Signal struct {
	At         instant.Time `json:"at"`
	Conversion bool         `json:"conversion"`
	About      About        `json:"about"`
	World      string       `json:"world,omitempty"` // done, or would have been: where guards are in shadow
}

// Forward is something that left.
type Forward struct {
	At          instant.Time `json:"at"`
	Destination string       `json:"destination"`
	Role        string       `json:"role"`
	About       About        `json:"about"`
	World       string       `json:"world,omitempty"`
}

// Sensitive is an event that spoke of a sensitive topic, and never left.
type Sensitive struct {
	At    instant.Time `json:"at"`
	Topic string       `json:"topic"`
	ID    string       `json:"id"` // a hash
	About About        `json:"about"`
	Page  string       `json:"page,omitempty"`
	World string       `json:"world,omitempty"`
}

// Contact is the latest contact with one brand.
type Contact struct {
	At         instant.Time `json:"at"`
	Brand      string       `json:"brand,omitempty"`
	When       string       `json:"when,omitempty"` // the condition that held, as a hash
	Preference bool         `json:"preference"`
	World      string       `json:"world,omitempty"`
}

// Arrival is the hash of an event's id.
type Arrival struct {
	ID string       `json:"id"`
	At instant.Time `json:"at"`
}

// Linked is another identifier of the person, as a pseudonym.
type Linked struct {
	Subject string `json:"subject"`
	State   string `json:"state"`
}

// Wished is what the person asked for before.
type Wished struct {
	ID   string       `json:"id"` // a hash
	Kind string       `json:"kind"`
	At   instant.Time `json:"at"`
}

// LinkUse is a link to the person's page that was opened.
type LinkUse struct {
	Nonce   string       `json:"nonce"` // a hash
	Expires instant.Time `json:"expires"`
}

// Held is an event that waits, whole.
type Held struct {
	ID          string         `json:"id"`
	Destination string         `json:"destination"`
	Role        string         `json:"role"`
	Since       instant.Time   `json:"since"`
	Due         instant.Time   `json:"due,omitzero"` // none: until something ends it
	Event       jsontext.Value `json:"event"`
	Waits       string         `json:"waits,omitempty"` // of what only would wait, for a shadow
}

// RefusedError says that a wish cannot be obeyed as it is put: nothing changed.
type RefusedError struct {
	Code string // a reason code: wish.purpose, wish.field, ...
}

func (e *RefusedError) Error() string { return "the wish cannot be obeyed: " + e.Code }

// ErrNotYet says that the time to wait is over: the wish is on its way, and will
// be obeyed. Asked again with the same ID it is answered.
var ErrNotYet = errors.New("not in force yet: it is still on its way; ask again with the same id")

// NotYetError is ErrNotYet with what ended the wait.
type NotYetError struct{ Err error }

func (e *NotYetError) Error() string { return fmt.Sprintf("%v (%v)", ErrNotYet, e.Err) }

// Unwrap are ErrNotYet and the context's error.
func (e *NotYetError) Unwrap() []error { return []error{ErrNotYet, e.Err} }
