package policy

import (
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/source"
	"maat/pipeline/state"
)

// DestinationsMax bounds the destinations of one policy.
const DestinationsMax = 256

// Program is a compiled policy. It is immutable and safe to share.
type Program struct {
	Name         string
	Version      string // name@digest of the text and of the names of the guards that read it
	Language     string // nl or en
	Zone         instant.Zone
	Reader       Reader
	Roles        []RoleRule // in written order; the first that matches
	Purposes     []guard.Purpose
	Destinations []*Destination // in written order
	Shared       []Entry        // the Shared kinds: they judge the arrival itself, once
	Keep         state.Keep     // what the guards of all destinations need remembered

	Shadow      bool    // the text puts the whole policy in shadow; a control can say otherwise
	Trial       bool    // guards are in shadow: every destination has its Would
	WouldShared []Entry // of a Trial: Shared with those that are in shadow

	Fairness *Fairness // nil: nothing is counted

	Outline  *Outline        // what the text says; nothing decides by it
	Warnings source.Problems // what its writer can hardly have meant

	contacts   []guard.Condition // what makes a signal or conversion a contact; each once
	places     places            // where events say choices by category
	frameworks frameworks        // what the purposes name of them
}

// Shape is how consent looks in an event.
type Shape uint8

// The shapes of this build.
const (
	NoShape          Shape = 1 + iota // categories are read where the policy says, else from nowhere
	SegmentShape                      // context.consent.categoryPreferences and context.consentManagement
	CloudEventsShape                  // the same under data
	SnowplowShape                     // consent_preferences, consent_granted and consent_withdrawn
)

// Reader knows where an event keeps what Maat reads. A zero Path is absent.
type Reader struct {
	Shape    Shape
	Name     []event.Path // the first that is present
	ID       event.Path
	Time     event.Path
	Received event.Path
	Subject  []event.Path // the first that is present
	Topic    event.Path
	Item     event.Path
	Brand    event.Path
	Campaign event.Path
	Channel  event.Path
	Cause    event.Path
	Text     []event.Path
	SideText []event.Path
	Copy     []event.Path
	Codes    guard.Codes

	Page    event.Path // the path of a page
	PageURL event.Path // its URL, where it has no path of its own

	Consent     event.Path // {CATEGORY: true|false}
	TCF         event.Path // a TC string
	GPP         event.Path // a string of the Global Privacy Platform
	ConsentMode event.Path // {TYPE: granted|denied}
}

// RoleRule gives events of a name a role.
type RoleRule struct {
	Role  state.Role
	Event string
	When  *Expr // nil: always
}

// Take is a role that a destination takes.
type Take struct {
	Role state.Role
	When *Expr // nil: always; false or an error: not taken
}

// Destination is a destination with the guards that judge for it, in the order
// of POLICY's table.
type Destination struct {
	guard.Destination
	Takes   []Take
	Guards  []Entry
	Granter guard.Granter
	Emitted []Emitted     // in written order
	Tainter guard.Tainter // nil where sensitive is off or has no taint
	Link    *guard.Link   // nil where nothing joins histories
	Ender   guard.Ender   // nil where no duration is listed
	Retract *Retract      // nil where the policy names none

	Would *Destination // the same with the guards that are in shadow; nil but in a Trial

	emission emission
}

// Entry is a guard of one destination with the kind that it is of.
type Entry struct {
	Kind  *guard.Kind
	Guard guard.Guard
}
