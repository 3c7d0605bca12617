// Package portaltest has people to try the page with: a made-up shop that keeps
// them in memory and obeys what they ask, for the tests of the page and of its
// look in a browser.
package portaltest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"

	"maat/pipeline/instant"
	"maat/pipeline/rights"
)

// Shop is portal.People and portal.Decisions. What befalls a person is in their
// name: see the constants.
type Shop struct {
	Now func() instant.Time

	mu     sync.Mutex
	people map[string]*rights.Person
	used   map[string]string // nonce to the wish that used it
	obeyed map[string]rights.Receipt
	Asked  []rights.Wish
	late   map[string]int
}

// The people.
const (
	Anna   = "anna@example.com"   // has had much to do with the shop
	Noor   = "noor@example.com"   // nobody knows
	Otto   = "otto@example.com"   // switched it off
	Greet  = "greet@example.com"  // gets only general things
	Lotte  = "lotte@example.com"  // has a long list
	Bram   = "bram@example.com"   // is answered too late
	Daan   = "daan@example.com"   // is not answered
	Silvia = "silvia@example.com" // her decisions cannot be read
	Rein   = "rein@example.com"   // what he asks for is refused
	Ida    = "ida@example.com"    // everything that she asks for is older than what stands
)

// NewShop opens the shop at a moment.
func NewShop(now func() instant.Time) *Shop {
	s := &Shop{Now: now, people: map[string]*rights.Person{}, used: map[string]string{}, obeyed: map[string]rights.Receipt{}, late: map[string]int{}}
	return s
}

// Alias is the subject under which a person's decisions stand.
func Alias(subject string) string {
	sum := sha256.Sum256([]byte(subject))
	return hex.EncodeToString(sum[:16])
}

// errDown quotes what no log may hold.
var errDown = errors.New("no broker knows " + Daan)

// Ask implements portal.People.
func (s *Shop) Ask(_ context.Context, subject string, w rights.Wish) (rights.Answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Asked = append(s.Asked, w)
	answer := rights.Answer{Subject: Alias(subject)}
	who := Named(subject)
	if who == Daan && w.Kind != rights.Open {
		return rights.Answer{}, errDown
	}
	switch w.Kind {
	case rights.Open:
		by, used := s.used[string(w.Nonce)]
		answer.Used = used && by != w.ID
		if !used {
			s.used[string(w.Nonce)] = w.ID
		}
		return answer, nil
	case rights.See:
		answer.Person = s.person(subject)
		return answer, nil
	default: // a wish to obey
	}
	if who == Bram && s.late[w.ID] == 0 {
		s.late[w.ID]++
		return rights.Answer{}, &rights.NotYetError{Err: context.DeadlineExceeded}
	}
	if who == Rein {
		return rights.Answer{}, &rights.RefusedError{Code: "wish.purpose"}
	}
	receipt, ok := s.obeyed[w.ID]
	if !ok {
		receipt = s.obey(subject, w)
		s.obeyed[w.ID] = receipt
	}
	answer.Receipt = &receipt
	return answer, nil
}

// person is a copy of what is known of somebody. Who is not named above is like
// Anna at first, and nobody once erased.
func (s *Shop) person(subject string) *rights.Person {
	known, met := s.people[subject]
	switch {
	case met && known != nil:
		person := *known
		return &person
	case met:
		return &rights.Person{At: s.Now()}
	}
	return first(Named(subject), s.Now())
}

// first is what is known of somebody at first.
func first(subject string, now instant.Time) *rights.Person {
	person := customer(now)
	switch subject {
	case Noor:
		person = &rights.Person{At: now}
	case Otto:
		person = &rights.Person{At: now, OptedOut: true, OptedOutAt: now}
	case Greet:
		person.Objects = true
	}
	return person
}

// Named is the name of somebody by their identifier: who have the same one, but
// for a language before it, are alike at first.
func Named(subject string) string {
	if len(subject) > 3 && subject[2] == '.' {
		return subject[3:]
	}
	return subject
}

func (s *Shop) obey(subject string, w rights.Wish) rights.Receipt {
	now, person := s.Now(), s.person(subject)
	receipt := rights.Receipt{ID: w.ID, Kind: w.Kind.String(), At: now, Applied: true, Policy: "shop@1"}
	if Named(subject) == Ida {
		receipt.Applied, receipt.Reason = false, "opt_out.older"
		return receipt
	}
	switch w.Kind {
	case rights.OptOut:
		person.OptedOut, person.OptedOutAt = true, now
	case rights.OptIn:
		person.OptedOut, person.OptedInAt = false, now
	case rights.Object:
		person.Objects, person.ObjectedAt = true, now
	case rights.Unobject:
		person.Objects, person.LiftedAt = false, now
	case rights.Withdraw:
		withdraw(person, w.Purpose, now)
	case rights.Correct:
		takeBack(person, w, now)
	default: // nobody is left to change
	}
	if stops(w.Kind) {
		recall(&receipt, person)
	}
	if w.Kind == rights.Erase {
		person = nil
	}
	s.people[subject] = person
	return receipt
}
