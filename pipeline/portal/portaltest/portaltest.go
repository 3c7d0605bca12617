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

	mu      sync.Mutex
	people  map[string]*rights.Person
	used    map[string]string // nonce to the wish that used it
	obeyed  map[string]rights.Receipt
	Asked   []rights.Wish
	reached bool
}

// The people.
const (
	Anna   = "anna@example.com" // has had much to do with the shop
	Noor   = "noor@example.com" // nobody knows
	Otto   = "otto@example.com" // switched it off
	Greet  = "greet@example.com"
	Lotte  = "lotte@example.com"  // has a long list
	Bram   = "bram@example.com"   // is answered too late
	Daan   = "daan@example.com"   // is not answered
	Silvia = "silvia@example.com" // her decisions cannot be read
	Rein   = "rein@example.com"   // what he asks for is refused
	Ida    = "ida@example.com"    // everything that she asks for is older than what stands
)

// NewShop opens the shop at a moment.
func NewShop(now func() instant.Time) *Shop {
	s := &Shop{Now: now, people: map[string]*rights.Person{}, used: map[string]string{}, obeyed: map[string]rights.Receipt{}}
	for _, who := range []string{Anna, Lotte, Bram, Silvia, Rein, Ida} {
		s.people[who] = customer(now())
	}
	s.people[Otto] = &rights.Person{At: now(), OptedOut: true, OptedOutAt: now()}
	s.people[Greet] = customer(now())
	s.people[Greet].Objects = true
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
	if subject == Daan && w.Kind != rights.Open {
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
	}
	if subject == Bram && !s.reached {
		s.reached = true
		return rights.Answer{}, &rights.NotYetError{Err: context.DeadlineExceeded}
	}
	if subject == Rein {
		return rights.Answer{}, &rights.RefusedError{Code: "wish.purpose", Why: "the policy has no such purpose"}
	}
	receipt, ok := s.obeyed[w.ID]
	if !ok {
		receipt = s.obey(subject, w)
		s.obeyed[w.ID] = receipt
	}
	answer.Receipt = &receipt
	return answer, nil
}

// person is a copy of what is known of somebody, of whom nothing may be.
func (s *Shop) person(subject string) *rights.Person {
	if known := s.people[subject]; known != nil {
		person := *known
		return &person
	}
	return &rights.Person{At: s.Now()}
}

func (s *Shop) obey(subject string, w rights.Wish) rights.Receipt {
	now, person := s.Now(), s.person(subject)
	receipt := rights.Receipt{ID: w.ID, Kind: w.Kind.String(), At: now, Applied: true, Policy: "shop@1"}
	if subject == Ida {
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
