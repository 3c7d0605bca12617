package fairness

import (
	"math"

	"maat/pipeline/state"
)

// Sample is a count by group of people.
type Sample [state.Groups]Count

// Total is the count of all groups.
func (s *Sample) Total() (all Count) {
	for _, c := range s {
		all = all.plus(c)
	}
	return all
}

func (s *Sample) add(t *Sample) {
	for g := range s {
		s[g] = s[g].plus(t[g])
	}
}

func (s *Sample) less(t *Sample) (rest Sample) {
	for g := range s {
		rest[g] = s[g].minus(t[g])
	}
	return rest
}

// groups is in how many groups there is anything.
func (s *Sample) groups() (n float64) {
	for _, c := range s {
		if c.Of > 0 {
			n++
		}
	}
	return n
}

// groupsLeast is in how many groups people must be found before a spread among
// them says anything.
const groupsLeast = 8

// jackknife is the variance of what is estimated, from how far it moves when one
// group of people after another is left out: the delete-a-group jackknife
// (Wolter 2007, chapter 4). estimate answers NaN where it cannot say.
func jackknife(estimate func(without int) float64) float64 {
	var left []float64
	mean := 0.0
	for g := range state.Groups {
		if x := estimate(g); !math.IsNaN(x) && !math.IsInf(x, 0) {
			left = append(left, x)
			mean += x
		}
	}
	n := float64(len(left))
	if n < groupsLeast {
		return math.NaN()
	}
	mean /= n
	sum := 0.0
	for _, x := range left {
		sum += (x - mean) * (x - mean)
	}
	return sum * (n - 1) / n
}

// effectOf is the design effect of the difference of two rates: how many times
// its variance is what it would be if every event were another person. It is
// never taken to be below 1.
func effectOf(a, b *Sample) float64 {
	all, rest := a.Total(), b.Total()
	got := jackknife(func(g int) float64 {
		x, y := all.minus(a[g]), rest.minus(b[g])
		if x.Of <= 0 || y.Of <= 0 {
			return math.NaN()
		}
		return x.Rate() - y.Rate()
	})
	return effect(got, variance(all)+variance(rest))
}

// variance is that of a rate, were every event another person.
func variance(c Count) float64 {
	if c.Of == 0 {
		return 0
	}
	p := c.Rate()
	return p * (1 - p) / c.Of
}

// effect compares a variance with what it would be.
func effect(got, plain float64) float64 {
	if math.IsNaN(got) || plain <= 0 {
		return 1
	}
	return max(1, got/plain)
}

// Comparison is how one group of people fares against the others.
type Comparison struct {
	A, B    Count
	Effect  float64 // the design effect
	Freedom float64
	P       float64 // NaN where it cannot be said
}

// fewExpected is below how many expected events a test by the normal curve is
// not trusted alone.
const fewExpected = 5

// Compare tests whether two rates are the same.
func Compare(a, b *Sample) Comparison {
	c := Comparison{A: a.Total(), B: b.Total(), Effect: effectOf(a, b), Freedom: min(a.groups(), b.groups()) - 1, P: math.NaN()}
	if c.Freedom+1 < groupsLeast {
		return c
	}
	c.P = bothSides(Score(c.A, c.B)/math.Sqrt(c.Effect), c.Freedom)
	p := c.A.plus(c.B).Rate()
	if least := min(p, 1-p) * min(c.A.Of, c.B.Of); least < fewExpected {
		c.P = max(c.P, Fisher(c.A, c.B))
	}
	return c
}
