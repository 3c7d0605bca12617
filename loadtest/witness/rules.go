package witness

import (
	"slices"
	"time"
)

// Rules are a policy as the witness understands it. They are written by hand
// beside the policy's text: the witness has no compiler that could share a
// mistake with the one that it judges.
type Rules struct {
	Roles        map[string]string // by name of the event
	Purposes     map[string]Purpose
	MaxAge       time.Duration // of a consent; 0: none is too old
	Duplicate    time.Duration
	Sensitive    []string // words, in small letters, of which the text of a sensitive event has one
	Taint        time.Duration
	Linkage      Linkage
	Predicted    string // a path at which a guess stands; "": the rule is not listed
	Price        Price
	Contact      time.Duration // within which there was contact with the brand; 0: none is wanted
	Interest     Interest
	Cooldown     Cooldown
	Duration     Duration
	Caps         []Cap
	Destinations []Destination // in the order of the policy
}

// Purpose is what people are asked for.
type Purpose struct {
	Category string
	GPC      bool // Global Privacy Control speaks of it
}

// Linkage keeps known identifiers apart from anonymous ones, by dropping the
// known; no Purpose is no rule.
type Linkage struct {
	Purpose          string
	Known, Anonymous []string // paths
}

// Price is one that is the same for everyone, by its paths; none where Price is
// "". A personal one becomes that of the list.
type Price struct{ Price, List, Basis, Personal string }

// Interest wants so many signals on the topic; none where Signals is 0.
type Interest struct {
	Signals int
	Within  time.Duration
}

// Cooldown by topic; a Wait of 0 is none.
type Cooldown struct {
	Wait    time.Duration
	MaxHold time.Duration
	Quiet   Quiet
}

// Quiet hours, in minutes since midnight of the zone; equal ones are none. They
// must not lie on a clock change: the witness knows none.
type Quiet struct {
	From, To int
	Zone     *time.Location
}

// Duration by topic; a Max of 0 is none.
type Duration struct{ Max, Rest time.Duration }

// Cap of outreach: at most Max in Per, counted by destination or subject.
type Cap struct {
	Max int
	Per time.Duration
	By  string
}

// Destination is where events may go.
type Destination struct {
	Name     string
	Topic    string
	Takes    []string // roles
	Needs    string   // name of a layer
	Deadline time.Duration
	Layers   []Layer // each stands on the one before it
}

// Layer is one step of personalisation.
type Layer struct {
	Name     string
	Purposes []string
	Fields   []Field
}

// Field is a dotted path and what is done to its value: "" leaves it as it is,
// and the others are "round10", "region" and "sha256".
type Field struct{ Path, Did string }

// The roles by which the witness tells events apart; a policy may have more.
const (
	signal     = "signal"
	outreach   = "outreach"
	conversion = "conversion"
	service    = "service"
	consent    = "consent"
	optOut     = "opt_out"
	optIn      = "opt_in"
	prediction = "prediction"
	none       = ""
)

// changesState says that events of the role have a decision of their own,
// apply or ignore, whoever takes them.
func changesState(role string) bool { return role == consent || role == optOut || role == optIn }

func (d *Destination) takes(role string) bool { return slices.Contains(d.Takes, role) }

// takers are the destinations that take a role.
func (r *Rules) takers(role string) []*Destination {
	var all []*Destination
	for i := range r.Destinations {
		if d := &r.Destinations[i]; d.takes(role) {
			all = append(all, d)
		}
	}
	return all
}

// reached answers how many layers are climbed with the grants, and whether that
// is enough.
func (d *Destination) reached(role string, granted func(purpose string) bool) (layers int, enough bool) {
	for i := range d.Layers {
		free := i == 0 && role == service
		if !free && !all(d.Layers[i].Purposes, granted) {
			break
		}
		layers++
	}
	needs := slices.IndexFunc(d.Layers, func(l Layer) bool { return l.Name == d.Needs })
	return layers, role == service || layers > needs
}

func all(names []string, is func(string) bool) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return !is(n) })
}

// end answers when quiet hours that stand at t are over.
func (q *Quiet) end(t int64) (int64, bool) {
	if q.From == q.To {
		return 0, false
	}
	local := time.Unix(0, t).In(q.Zone)
	minute := local.Hour()*60 + local.Minute()
	overMidnight := q.From > q.To
	inside := minute >= q.From && minute < q.To
	if overMidnight {
		inside = minute >= q.From || minute < q.To
	}
	if !inside {
		return 0, false
	}
	day := local.Day()
	if overMidnight && minute >= q.From {
		day++
	}
	return time.Date(local.Year(), local.Month(), day, q.To/60, q.To%60, 0, 0, q.Zone).UnixNano(), true
}
