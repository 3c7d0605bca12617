package fairness_test

import (
	"encoding/binary"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"

	"maat/pipeline/fairness"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// shop is a made-up shop of which only the counts are kept. People come often,
// and what becomes of one event of theirs is much like what becomes of the next;
// rates and prices move from day to day. What is planted is what is unfair.
type shop struct {
	people, days int
	loose        bool // every event is counted as another person's

	sends  func(p *person) float64                        // by what the chance to be reached is multiplied; nil: 1 for all
	drifts func(p *person, part float64) float64          // likewise, part of the days being over
	prices func(p *person, returning bool) (part float64) // by what a price is multiplied; nil: 1 for all
}

// person is one of them.
type person struct {
	subject           state.Subject
	region, age, plan string
	device            string
	postcode          int // what the shop knows and nobody watches
	likes             float64
	often             int
	early             bool // they look before noon, always
}

var (
	regions   = []weighted{{"NL-NH", 30}, {"NL-ZH", 28}, {"NL-UT", 20}, {"NL-LI", 15}, {"NL-ZE", 7}}
	ages      = []weighted{{"<25", 20}, {"25-<45", 40}, {"45-<65", 28}, {">=65", 12}}
	devices   = []weighted{{"mobile", 60}, {"desktop", 30}, {"tablet", 10}}
	campaigns = []string{"autumn", "basket", "returns"}
	items     = 6
)

type weighted struct {
	value  string
	weight int
}

func pick(r *rand.Rand, list []weighted) string {
	n := r.IntN(100)
	for _, w := range list {
		if n -= w.weight; n < 0 {
			return w.value
		}
	}
	return list[0].value
}

func newPerson(r *rand.Rand) *person {
	p := &person{region: pick(r, regions), age: pick(r, ages), device: pick(r, devices), plan: "basic", postcode: r.IntN(10), often: 1 + int(5*r.ExpFloat64()*r.ExpFloat64()), early: r.IntN(2) == 0}
	binary.BigEndian.PutUint64(p.subject[:], r.Uint64())
	if r.IntN(3) == 0 {
		p.plan = "plus"
	}
	if p.region == "NL-LI" && r.IntN(4) > 0 { // where people live says much of them
		p.postcode = 10
	}
	if p.likes = r.Float64(); r.IntN(2) == 0 {
		p.likes = 0 // hardly ever reached, whatever comes
	}
	return p
}

// counts are the tallies of a run.
type counts map[state.Cell]*state.Tally

func (c counts) at(cell state.Cell) *state.Tally {
	if c[cell] == nil {
		c[cell] = &state.Tally{Cell: cell}
	}
	return c[cell]
}

func (c counts) all() iter.Seq[*state.Tally] { return maps.Values(c) }

const firstDay = instant.Date(20500)

// run counts the days of a shop.
func (s *shop) run(seed uint64) counts {
	r := rand.New(rand.NewPCG(seed, 7))
	c := counts{}
	rates, list := make([]float64, s.days), make([]float64, s.days)
	for d := range rates {
		rates[d], list[d] = 0.3+0.5*r.Float64(), 10*(1+0.3*r.Float64())
	}
	for range s.people {
		p := newPerson(r)
		for range p.often {
			d := r.IntN(s.days)
			if s.loose {
				p.subject[0] = byte(r.Uint32())
			}
			s.event(r, c, p, d, rates[d])
			s.look(r, c, p, d, list[d])
		}
	}
	return c
}

// event is something about to be sent to a person.
func (s *shop) event(r *rand.Rand, c counts, p *person, d int, rate float64) {
	chance := 0.3 + 0.7*rate
	if p.likes == 0 {
		chance = 0.02
	}
	if s.sends != nil {
		chance *= s.sends(p)
	}
	if s.drifts != nil {
		chance *= s.drifts(p, float64(d)/float64(s.days))
	}
	sent := r.Float64() < chance
	campaign := campaigns[r.IntN(len(campaigns))]
	for cohort, value := range map[string]string{"region": p.region, "age": p.age, "plan": p.plan} {
		t := c.at(state.Cell{Day: firstDay + instant.Date(d), Destination: "mail", Campaign: campaign, Cohort: cohort, Value: value})
		g := state.GroupOf(p.subject)
		t.Eligible[g]++
		if sent {
			t.Sent[g]++
		} else {
			t.Drop("frequency")
		}
	}
}

// look is a person who sees a price, twice: prices are changed at noon.
func (s *shop) look(r *rand.Rand, c counts, p *person, d int, list float64) {
	item, returning := fmt.Sprint("item ", r.IntN(items)), r.IntN(2) == 0
	price := list
	if p.early {
		price *= 0.9
	}
	if s.prices != nil {
		price *= s.prices(p, returning)
	}
	band, _ := fairness.BandOf(price)
	g := state.GroupOf(p.subject)
	day := firstDay + instant.Date(d)
	c.at(state.Cell{Day: day, Item: item, Cohort: fairness.ByDevice, Value: p.device, Band: band}).Eligible[g] += 2
	c.at(state.Cell{Day: day, Item: item, Cohort: fairness.ByReturning, Value: map[bool]string{true: "yes", false: "no"}[returning], Band: band}).Eligible[g] += 2
}

// report is that of a run by the options of a policy.
func (s *shop) report(seed uint64, ratio float64) *fairness.Report {
	return fairness.Build(options(ratio), s.run(seed).all())
}

func options(ratio float64) fairness.Options {
	return fairness.Options{Policy: "shop@1", Language: "en", Cohorts: []string{"region", "age", "plan"}, MinCell: 20, Ratio: ratio, Level: 0.05}
}
