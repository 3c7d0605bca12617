package guard

import (
	"slices"

	"maat/pipeline/event"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Reason is a reason code with its sentences. Codes are a closed list: they
// are the labels of the metrics and the words of the docs.
type Reason struct {
	Code   string
	NL, EN string // "…, because <sentence>"; no value of an event
	Final  bool   // what is held for the person is dropped as soon as it holds: nothing later makes up for it
}

// Kind is a guard that this build ships: its key word, its settings, its
// reasons and how to build it. The table of kinds is an argument of
// policy.Compile; its order is the order of POLICY's table.
type Kind struct {
	Name    string
	Protect string       // what it protects from, in words a customer would use
	Judges  string       // which roles
	Only    []state.Role // the same as data: these alone, and what applies_to adds; none: all, or all but what is owed
	Reasons []Reason     //
	Always  bool         // acts without being listed
	Fixed   bool         // cannot be switched off and takes no settings
	Many    bool         // may be set as a list
	Shared  bool         // one setting for all destinations: it judges arrivals, not what leaves
	Base    bool         // with Always: listing it adds to what acts anyway, and mode off takes only that away (Env.Listed is false)
	Silent  bool         // a signal that it drops for every destination counts for nothing
	Firm    bool         // acts even while the whole policy is in shadow
	// Settings answers a pointer to a struct with the defaults in place. Its
	// fields carry tags: `yaml:"wait"` the key word, `doc:"..."` one sentence,
	// optional `enum:"drop,strip"`, `example:"4h"`, `required:"true"`.
	// Nil: the guard takes none. BuildMany gets a slice of such pointers.
	Settings func() any
	// Build makes the guard of one destination. Problems name the key word.
	Build func(settings []any, env *Env) (Guard, []Problem)
}

// Final says that a reason is final.
func (k *Kind) Final(code string) bool {
	for i := range k.Reasons {
		if k.Reasons[i].Code == code {
			return k.Reasons[i].Final
		}
	}
	return false
}

// Ends says that the kind has a final reason.
func (k *Kind) Ends() bool {
	return slices.ContainsFunc(k.Reasons, func(r Reason) bool { return r.Final })
}

// Env is what a guard may know of the policy around it.
type Env struct {
	Zone        instant.Zone
	Destination *Destination
	Purposes    []Purpose
	Listed      bool // the policy lists the guard; false where it acts by default
	Text        []event.Path
	SideText    []event.Path
	Copy        []event.Path
	Cause       event.Path
	Codes       Codes
}

// Codes are where category codes stand in an event, by taxonomy.
type Codes struct {
	IAB    []event.Path // IAB Content Taxonomy
	Google []event.Path // Google product taxonomy
}

// Problem is a setting that makes no sense, found when the guard is built.
type Problem struct {
	Entry   int    // which entry of a list
	Field   string // key word, dotted for nested ones; empty for the whole
	Message string
	Known   []string // where the last name of Field is not a valid one: those that are
}

// Roles is a set of roles.
type Roles [state.Retract + 1]bool

// RolesOf makes a set.
func RolesOf(roles ...state.Role) (set Roles) {
	for _, r := range roles {
		set[r] = true
	}
	return set
}

// By is what a rule counts by.
type By string

// The units that rules count by.
const (
	ByDestination By = "destination"
	ByCampaign    By = "campaign"
	ByChannel     By = "channel"
	ByTopic       By = "topic"
	ByItem        By = "item"
	ByBrand       By = "brand"
	BySubject     By = "subject"
)

// Of picks the part of About that a rule counts by; subject is the same for all.
func (b By) Of(a state.About) state.Hash {
	switch b {
	case ByCampaign:
		return a.Campaign
	case ByChannel:
		return a.Channel
	case ByTopic:
		return a.Topic
	case ByItem:
		return a.Item
	case ByBrand:
		return a.Brand
	default: // BySubject, and ByDestination, which who counts by it compares itself
		return 0
	}
}
