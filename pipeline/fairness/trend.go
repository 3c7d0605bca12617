package fairness

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// daysLeast is on how many days both groups must have been found before a trend
// is looked for.
const daysLeast = 5

// Trend is how a ratio moves from day to day: the line through the logarithms of
// the daily ratios, each weighed by how much is known of that day.
type Trend struct {
	Change  float64 // of the ratio, from the first day to the last, as a part: 0.5 is half
	Around  Interval
	P       float64 // that there is no trend; NaN where it cannot be said
	Freedom float64
}

// TrendOf fits the days; a and b stand by day, in order, on the days named by at.
func TrendOf(at []float64, a, b []Sample, confidence float64) Trend {
	if len(at) < daysLeast {
		return Trend{P: math.NaN()}
	}
	weights := make([]float64, len(at))
	plain := 0.0
	for d := range at {
		_, v := logRatio(a[d].Total(), b[d].Total())
		weights[d] = 1 / v
	}
	slope := func(without int) float64 {
		y := make([]float64, len(at))
		for d := range at {
			x, z := a[d].Total(), b[d].Total()
			if without >= 0 {
				x, z = x.minus(a[d][without]), z.minus(b[d][without])
			}
			y[d], _ = logRatio(x, z)
		}
		_, beta := stat.LinearRegression(at, y, weights, false)
		return beta
	}
	mean := stat.Mean(at, weights)
	for d := range at {
		plain += weights[d] * (at[d] - mean) * (at[d] - mean)
	}
	beta, v := slope(-1), jackknife(slope)
	if math.IsNaN(v) || plain == 0 {
		return Trend{P: math.NaN()}
	}
	se := math.Sqrt(max(v, 1/plain))
	span, freedom := at[len(at)-1]-at[0], min(together(a).groups(), together(b).groups())-1
	half := quantile(confidence, freedom) * se
	return Trend{
		Change: math.Exp(beta * span), Around: Interval{math.Exp((beta - half) * span), math.Exp((beta + half) * span)},
		P: bothSides(beta/se, freedom), Freedom: freedom,
	}
}

// together is the count of all days.
func together(days []Sample) *Sample {
	var all Sample
	for i := range days {
		all.add(&days[i])
	}
	return &all
}

// logRatio is the logarithm of one rate by another and its variance, with a half
// added so that a day on which nobody was reached still counts (Walter 1975).
func logRatio(a, b Count) (log, v float64) {
	x, n, y, m := a.Yes+0.5, a.Of+0.5, b.Yes+0.5, b.Of+0.5
	return math.Log(x / n * m / y), max(1/x-1/n+1/y-1/m, 1e-9)
}
