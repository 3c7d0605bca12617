package fairness

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is where a number lies, at the confidence that the report says.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Count is how many of so many.
type Count struct{ Yes, Of float64 }

// Rate is the part of them; 0 of none is 0.
func (c Count) Rate() float64 {
	if c.Of == 0 {
		return 0
	}
	return c.Yes / c.Of
}

func (c Count) plus(d Count) Count  { return Count{c.Yes + d.Yes, c.Of + d.Of} }
func (c Count) minus(d Count) Count { return Count{c.Yes - d.Yes, c.Of - d.Of} }

// over is the count as so many fewer that each is worth a whole person.
func (c Count) over(effect float64) Count { return Count{c.Yes / effect, c.Of / effect} }

// Wilson is the score interval of a rate (Wilson 1927), which neither leaves 0..1
// nor closes up where nobody, or everybody, was reached. z is the quantile of the
// confidence: 1.96 for 95 %.
func Wilson(c Count, z float64) Interval {
	if c.Of == 0 {
		return Interval{0, 1}
	}
	p, n := c.Rate(), c.Of
	middle := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	scale := 1 + z*z/n
	return Interval{max(0, (middle-half)/scale), min(1, (middle+half)/scale)}
}

// Score is the statistic of two proportions with the rate that they have
// together; 0 where nothing differs or nothing is known.
func Score(a, b Count) float64 {
	p := a.plus(b).Rate()
	v := p * (1 - p) * (1/a.Of + 1/b.Of)
	if a.Of == 0 || b.Of == 0 || v == 0 {
		return 0
	}
	return (a.Rate() - b.Rate()) / math.Sqrt(v)
}

// Ratio is one rate by another, with the interval of its logarithm (Katz and
// others 1978). ok is false where one of them is 0.
func Ratio(a, b Count, z float64) (ratio float64, around Interval, ok bool) {
	if a.Yes <= 0 || b.Yes <= 0 {
		return 0, Interval{}, false
	}
	ratio = a.Rate() / b.Rate()
	se := math.Sqrt(max(0, 1/a.Yes-1/a.Of+1/b.Yes-1/b.Of))
	return ratio, Interval{ratio * math.Exp(-z*se), ratio * math.Exp(z*se)}, true
}

// Fisher is the exact test of a table of two by two, on both sides: how likely
// are this one and all that are no likelier, with the same sums.
func Fisher(a, b Count) float64 {
	yes, of := a.Yes+b.Yes, a.Of+b.Of
	least, most := max(0, yes-b.Of), min(yes, a.Of)
	seen := hypergeometric(a.Yes, yes, a.Of, of)
	sum := 0.0
	for x := least; x <= most; x++ {
		if p := hypergeometric(x, yes, a.Of, of); p <= seen*(1+1e-7) {
			sum += p
		}
	}
	return min(1, sum)
}

// hypergeometric is the chance of x yes among so many drawn of all.
func hypergeometric(x, yes, drawn, of float64) float64 {
	return math.Exp(choose(yes, x) + choose(of-yes, drawn-x) - choose(of, drawn))
}

// choose is the logarithm of the number of ways to take k of n.
func choose(n, k float64) float64 {
	a, _ := math.Lgamma(n + 1)
	b, _ := math.Lgamma(k + 1)
	c, _ := math.Lgamma(n - k + 1)
	return a - b - c
}

// bothSides is how likely a statistic at least so far from 0 is by chance, for a
// standard error that was itself estimated from so many differences.
func bothSides(t, freedom float64) float64 {
	if freedom < 1 {
		return 1
	}
	return min(1, 2*distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.CDF(-math.Abs(t)))
}

// quantile is the one of a confidence such as 0.95, likewise.
func quantile(confidence, freedom float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: max(1, freedom)}.Quantile(0.5 + confidence/2)
}
