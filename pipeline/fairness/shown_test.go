package fairness_test

import (
	"runtime"
	"slices"
	"sync"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"maat/pipeline/fairness"
)

// runs is how many made-up shops are looked at, of each kind.
const runs = 200

// share counts the runs of which a report has what is asked.
func (s *shop) share(ratio float64, has func(*fairness.Report) []bool) (n []int) {
	var all sync.WaitGroup
	answers := make([][]bool, runs)
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range answers {
		turn <- struct{}{}
		all.Go(func() {
			answers[i] = has(s.report(uint64(i), ratio))
			<-turn
		})
	}
	all.Wait()
	n = make([]int, len(answers[0]))
	for _, of := range answers {
		for k, yes := range of {
			if yes {
				n[k]++
			}
		}
	}
	return n
}

// falseMost is how many of the runs may cry out over nothing before that is no
// chance any more: what a report that keeps its level exceeds once in a thousand
// times.
func falseMost() int {
	b := distuv.Binomial{N: runs, P: 0.05}
	n := 0
	for b.CDF(float64(n)) < 0.999 {
		n++
	}
	return n
}

// both are the kinds of a shop in which two things are planted.
type both struct {
	sends, prices         string
	shop                  shop
	sendFound, priceFound func(*fairness.Report) bool
	least                 [2]int // of the runs
}

// TestNothingIsCriedOut: a fair shop, in which people come often and are all or
// nothing. The level holds for all tests of a report together, where any
// difference counts that chance does not explain.
func TestNothingIsCriedOut(t *testing.T) {
	fair := &shop{people: 1500, days: 14}
	tests := fair.report(0, 0.999).Tests
	n := fair.share(0.999, func(r *fairness.Report) []bool { return []bool{r.Alert} })[0]
	t.Logf("a fair shop, %d tests a report: %d of %d reports cry out, and at most %d may", tests, n, runs, falseMost())
	if n > falseMost() {
		t.Errorf("%d of %d reports of a fair shop cry out", n, runs)
	}
	if tests < 50 {
		t.Errorf("only %d tests are done: the shop is too small to say anything", tests)
	}
}

// TestEventsAreNotPeople: the same shop, counted as if every event were another
// person's, is accused of something nearly always. What this package does about
// it is needed.
func TestEventsAreNotPeople(t *testing.T) {
	loose := &shop{people: 1500, days: 14, loose: true}
	n := 0
	for seed := range uint64(20) {
		if loose.report(seed, 0.999).Alert {
			n++
		}
	}
	t.Logf("of 20 fair shops %d are accused where each event counts as a person", n)
	if n < 10 {
		t.Errorf("only %d of 20: the made-up shop has no people who are all or nothing", n)
	}
}

// TestPlantedIsFound: what is unfair is found, and said of whom.
func TestPlantedIsFound(t *testing.T) {
	for _, c := range []both{
		{"65 and over are reached six times where others are ten", "a desktop pays 3 % more", shop{people: 2000, days: 14,
			sends:  where(func(p *person) bool { return p.age == ">=65" }, 0.6),
			prices: func(p *person, _ bool) float64 { return part(p.device == "desktop", 1.03) },
		}, cries("less", "age", ">=65"), cries("price", fairness.ByDevice, ""), [2]int{110, 180}},
		{"a postcode, which stands for a region, is hardly reached", "who comes back pays 3 % more, one in two", shop{people: 2000, days: 14,
			sends:  where(func(p *person) bool { return p.postcode == 10 }, 0.3),
			prices: func(p *person, returning bool) float64 { return part(returning && p.often%2 == 0, 1.03) },
		}, cries("less", "region", "NL-LI"), cries("price", fairness.ByReturning, ""), [2]int{165, 180}},
		{"who pays nothing is reached less and less", "who is new pays 5 % more", shop{people: 2000, days: 14,
			drifts: func(p *person, over float64) float64 { return part(p.plan == "basic", 1-0.8*over) },
			prices: func(_ *person, returning bool) float64 { return part(!returning, 1.05) },
		}, cries("drift", "plan", "basic"), cries("price", fairness.ByReturning, ""), [2]int{180, 180}},
	} {
		n := c.shop.share(0.8, func(r *fairness.Report) []bool { return []bool{c.sendFound(r), c.priceFound(r)} })
		for i, name := range []string{c.sends, c.prices} {
			t.Logf("%s: found in %d of %d", name, n[i], runs)
			if n[i] < c.least[i] {
				t.Errorf("%s: found in %d of %d runs only", name, n[i], runs)
			}
		}
	}
}

// where multiplies what happens to some people.
func where(is func(*person) bool, by float64) func(*person) float64 {
	return func(p *person) float64 { return part(is(p), by) }
}

func part(is bool, by float64) float64 {
	if is {
		return by
	}
	return 1
}

// cries says that a report does so of this.
func cries(kind, cohort, value string) func(*fairness.Report) bool {
	return func(r *fairness.Report) bool {
		return slices.ContainsFunc(r.Alerts, func(f fairness.Finding) bool { return f.Kind == kind && f.Cohort == cohort && f.Value == value })
	}
}
