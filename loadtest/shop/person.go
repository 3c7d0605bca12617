package shop

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"time"
)

// person is one visitor, and what the shop remembers of the last visit.
type person struct {
	userID      string // "" for those who never logged in
	stranger    bool   // not logged in yet
	anonymousID string
	home        location
	device      device
	gpc         bool

	asked bool            // the consent question was answered
	prefs map[string]bool // the answer in force
	since time.Time       // when it was given
	off   bool            // personalisation is switched off
	last  *product        // the product last seen
	cause string          // the messageId of that
	guess string          // the messageId of the last prediction about them
}

// Of a hundred people so many are known by name, and so many send Global Privacy Control.
const (
	knownPercent = 60
	gpcPercent   = 3
)

func newPerson(i int, r *rand.Rand) person {
	p := person{
		anonymousID: fmt.Sprintf("bezoeker-%06d-%08x", i, r.Uint32()),
		home:        pick(r, homes()),
		device:      pick(r, devices()),
		gpc:         r.IntN(100) < gpcPercent,
	}
	if r.IntN(100) < knownPercent {
		p.userID = fmt.Sprintf("klant-%06d", i)
	}
	return p
}

// subject is whom the person's events are about.
func (p *person) subject() string {
	if name := p.name(); name != "" {
		return name
	}
	return p.anonymousID
}

// name is under what the shop knows the person now.
func (p *person) name() string {
	if p.stranger {
		return ""
	}
	return p.userID
}

// carried is the answer in force, for an event that occurred under it; nil for one that is older than the answer.
func (p *person) carried(occurred time.Time) *consents {
	if !p.asked || occurred.Before(p.since) {
		return nil
	}
	return &consents{CategoryPreferences: maps.Clone(p.prefs)}
}

// answer is what people say when they are asked: seven of ten allow advertising, fewer want to be known in it.
func answer(r *rand.Rand) map[string]bool {
	ads := r.IntN(10) < 7
	return map[string]bool{
		"advertising":            ads,
		"advertising_identified": ads && r.IntN(10) < 5,
		"profile_linking":        r.IntN(10) < 3,
	}
}
