// Package shop makes up the tracking events of a Dutch web shop: what its visitors look at and search for, what it
// then wants to send them, what they allow and withdraw, and the mess that real producers send along.
//
// The events have the shape of the Segment specification. Equal options give equal bytes for ever: the package
// reads no clock and no other randomness, so that a failed run can be repeated from its seed.
package shop

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Options say what to make up.
type Options struct {
	Seed     uint64
	Subjects int           // how many different people; at least 1
	Start    time.Time     // when the first event arrives
	Step     time.Duration // between two arrivals
	Mix      Mix           // zero: DefaultMix
}

// Mix is how often what happens, in events of ten thousand. What remains after all is signals.
type Mix struct {
	Outreach   int // a message about to be sent, after something that the person did
	Conversion int // an order
	Service    int // a confirmation owed to the person
	Consent    int // consent granted or withdrawn
	OptOut     int // personalisation switched off, or on again by those who had switched it off
	Duplicate  int // an earlier event once more, byte for byte
	Unreadable int // what no strict reader accepts
	Prediction int // a model's guess about a person

	Late      int // of the signals, conversions, outreach and consents: those that occurred long before they arrive
	Carried   int // of the signals, in whole hundreds: those that carry the consent in force, as a consent platform stamps it on
	Sensitive int // of the signals: those that speak of what nobody wants advertised back
	Telling   int // of the outreach: copy that shows that the person was watched

	Strangers int // of those known by name: who come without it first, and log in later
	Guessed   int // of the signals and outreach: those that carry a guess, or follow up on one
	Dear      int // of the signals and outreach: those with another price than the list's
}

// DefaultMix is a believable day, with more trouble in it than most days have.
func DefaultMix() Mix {
	return Mix{
		Outreach: 2200, Conversion: 300, Service: 250, Consent: 500, OptOut: 60, Duplicate: 300, Unreadable: 60,
		Late: 300, Carried: 2500, Sensitive: 200, Telling: 1500,
	}
}

// The kinds of event. All but Unreadable are the roles that a policy for this shop gives them.
const (
	Signal     = "signal"
	Outreach   = "outreach"
	Conversion = "conversion"
	Service    = "service"
	Consent    = "consent"
	OptOut     = "opt_out"
	OptIn      = "opt_in"
	Prediction = "prediction"
	Unreadable = "unreadable"
)

// Roles returns the names of events by role, as a policy lists them.
func Roles() map[string][]string {
	return map[string][]string{
		Signal:     {"Product Viewed", "Products Searched", "Product Added"},
		Outreach:   {"Retargeting Triggered", "Email Queued"},
		Conversion: {"Order Completed"},
		Service:    {"Order Confirmation Queued"},
		Consent:    {"Consent Preference Updated"},
		OptOut:     {"Personalisation Disabled"},
		OptIn:      {"Personalisation Enabled"},
		Prediction: {"Churn Predicted"},
	}
}

// Event is one record as the shop would send it, with what its maker knows about it.
type Event struct {
	Value     []byte
	Kind      string    // one of the constants above
	ID        string    // messageId; "" where unreadable
	Subject   string    // userId, or else anonymousId; "" where unreadable
	Arrived   time.Time // Start plus so many steps
	Duplicate bool      // sent before, byte for byte
	Late      bool      // occurred long before it arrived
	Sensitive bool      // its text has one of SensitiveWords
}

// Shop makes one event after another. It is not safe for concurrent use.
type Shop struct {
	opts   Options
	rand   *rand.Rand
	zipf   *rand.Zipf
	people []person
	recent []Event // a ring of what was sent: the source of duplicates
	made   int
}

// How many events a duplicate may lie back; how many of ten thousand first events answer the consent question, for
// some people browse on without; and how uneven people are: some visit every day, most hardly ever.
const (
	loginEvery  = 5 // of the events of somebody who came without a name, so many before they log in
	askedAtOnce = 6000
	recentMax   = 256
	zipfSkew    = 1.1
	zipfFlat    = 10
)

// New opens a shop. It panics when there are no subjects or the mix has more than ten thousand in ten thousand:
// both are mistakes in the program that calls it.
func New(opts Options) *Shop {
	if opts.Mix == (Mix{}) {
		opts.Mix = DefaultMix()
	}
	if opts.Subjects < 1 || opts.Mix.events() > 10_000 {
		panic(fmt.Sprintf("shop: %d subjects, %d of 10000 events", opts.Subjects, opts.Mix.events()))
	}
	r := rand.New(rand.NewPCG(opts.Seed, 0x6d616174))
	s := &Shop{opts: opts, rand: r, zipf: rand.NewZipf(r, zipfSkew, zipfFlat, uint64(opts.Subjects-1))}
	s.people = make([]person, opts.Subjects)
	for i := range s.people {
		s.people[i] = newPerson(i, r)
		s.people[i].stranger = s.some(opts.Mix.Strangers)
	}
	return s
}

func (m Mix) events() int {
	return m.Outreach + m.Conversion + m.Service + m.Consent + m.OptOut + m.Duplicate + m.Unreadable + m.Prediction
}

// Next makes the next event. There is no last one.
func (s *Shop) Next() Event {
	now := s.opts.Start.Add(time.Duration(s.made) * s.opts.Step).UTC()
	s.made++
	e := s.make(now)
	e.Arrived = now
	if e.Kind != Unreadable && !e.Duplicate {
		s.remember(e)
	}
	return e
}

// make throws the dice once and walks down the mix.
func (s *Shop) make(now time.Time) Event {
	m, dice := s.opts.Mix, s.rand.IntN(10_000)
	p := &s.people[s.zipf.Uint64()]
	if p.stranger && s.rand.IntN(loginEvery) == 0 {
		p.stranger = false
	}
	happens := func(share int) bool {
		dice -= share
		return dice < 0
	}
	switch {
	case happens(m.Unreadable):
		return s.unreadable(p, now)
	case happens(m.Duplicate) && len(s.recent) > 0:
		e := s.recent[s.rand.IntN(len(s.recent))]
		e.Duplicate = true
		return e
	case happens(m.Prediction):
		return s.prediction(p, now)
	case happens(m.OptOut):
		return s.switchOff(p, now)
	case happens(m.Consent) || !p.asked && s.chance(askedAtOnce):
		return s.consent(p, now)
	case happens(m.Service):
		return s.service(p, now)
	case happens(m.Conversion):
		return s.conversion(p, now)
	case happens(m.Outreach) && p.last != nil:
		return s.outreach(p, now)
	}
	return s.signal(p, now)
}

func (s *Shop) remember(e Event) {
	if len(s.recent) < recentMax {
		s.recent = append(s.recent, e)
		return
	}
	s.recent[s.made%recentMax] = e
}

// chance is true in so many of ten thousand throws.
func (s *Shop) chance(share int) bool { return s.rand.IntN(10_000) < share }

// some is chance, and throws no dice where it is never true.
func (s *Shop) some(share int) bool { return share > 0 && s.chance(share) }

// id makes a messageId in the form of a random UUID.
func (s *Shop) id() string {
	a, b := s.rand.Uint64(), s.rand.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff)
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
