package fairness_test

import (
	"runtime"
	"sync"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"maat/pipeline/fairness"
)

// runs is how many made-up shops are looked at, of each kind.
const runs = 200

// share counts the runs of which a report has what is asked.
func (s *shop) share(ratio float64, has func(*fairness.Report) bool) (n int) {
	var all sync.WaitGroup
	answers := make([]bool, runs)
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range answers {
		turn <- struct{}{}
		all.Go(func() {
			answers[i] = has(s.report(uint64(i), ratio))
			<-turn
		})
	}
	all.Wait()
	for _, yes := range answers {
		if yes {
			n++
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

func cries(kind string, is func(fairness.Finding) bool) func(*fairness.Report) bool {
	return func(r *fairness.Report) bool {
		for _, f := range r.Alerts {
			if f.Kind == kind && is(f) {
				return true
			}
		}
		return false
	}
}

func alert(r *fairness.Report) bool { return r.Alert }

// TestNothingIsCriedOut: a fair shop, in which people come often and are all or
// nothing. The level holds for all tests of a report together; where a difference
// must matter too, nearly nothing is cried out.
func TestNothingIsCriedOut(t *testing.T) {
	fair := &shop{people: 3000, days: 14}
	tests := fair.report(0, 0.8).Tests
	strict, usual := fair.share(0.999, alert), fair.share(0.8, alert)
	t.Logf("a fair shop, %d tests a report: %d of %d reports cry out by the level alone, %d by the four-fifths rule too; at most %d may", tests, strict, runs, usual, falseMost())
	if strict > falseMost() || usual > strict {
		t.Errorf("%d of %d reports of a fair shop cry out, and %d where a difference must matter", strict, runs, usual)
	}
	if tests < 50 {
		t.Errorf("only %d tests are done: the shop is too small to say anything", tests)
	}
}

// TestPlantedIsFound: what is unfair is found, and said of whom.
func TestPlantedIsFound(t *testing.T) {
	of := func(cohort, value string) func(fairness.Finding) bool {
		return func(f fairness.Finding) bool { return f.Cohort == cohort && f.Value == value }
	}
	anyOf := func(cohort string) func(fairness.Finding) bool {
		return func(f fairness.Finding) bool { return f.Cohort == cohort }
	}
	for _, c := range []struct {
		name  string
		shop  shop
		found func(*fairness.Report) bool
		least int // of the runs
	}{
		{"65 and over are reached half as often", shop{people: 3000, days: 14, sends: func(p *person) float64 {
			if p.age == ">=65" {
				return 0.5
			}
			return 1
		}}, cries("less", of("age", ">=65")), 190},
		{"a postcode that stands for a region is not reached", shop{people: 3000, days: 14, sends: func(p *person) float64 {
			if p.postcode == 10 {
				return 0.3
			}
			return 1
		}}, cries("less", of("region", "NL-LI")), 190},
		{"who pays is reached more and more", shop{people: 3000, days: 14, drifts: func(p *person, part float64) float64 {
			if p.plan == "plus" {
				return 1
			}
			return 1 - 0.8*part
		}}, cries("drift", anyOf("plan")), 160},
		{"a desktop pays 5 % more", shop{people: 3000, days: 14, prices: func(p *person, _ bool) float64 {
			if p.device == "desktop" {
				return 1.05
			}
			return 1
		}}, cries("price", anyOf(fairness.ByDevice)), 190},
		{"who comes back pays 3 % more, one time in two", shop{people: 3000, days: 14, prices: func(p *person, returning bool) float64 {
			if returning && p.often%2 == 0 {
				return 1.03
			}
			return 1
		}}, cries("price", anyOf(fairness.ByReturning)), 190},
	} {
		n := c.shop.share(0.8, c.found)
		t.Logf("%s: found in %d of %d", c.name, n, runs)
		if n < c.least {
			t.Errorf("%s: found in %d of %d runs only", c.name, n, runs)
		}
	}
}
