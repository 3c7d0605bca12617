package fairness

import (
	"maps"
	"math"
	"slices"

	"maat/pipeline/instant"
)

// trend tests whether the ratio against the rest moves.
func (b *builder) trend(g *group, i int, r *Row, compared int) {
	days := slices.Sorted(maps.Keys(g.of[i].days))
	var at []float64
	var both []instant.Date
	var own, rest []Sample
	for _, day := range days {
		others := g.restOn(i, day)
		if others.Total().Of == 0 || g.of[i].days[day].Total().Of == 0 {
			continue
		}
		at, both = append(at, float64(day)), append(both, day)
		own, rest = append(own, *g.of[i].days[day]), append(rest, others)
	}
	t := TrendOf(at, own, rest, confidence)
	if math.IsNaN(t.P) {
		return
	}
	moves := &Moves{Change: Estimate{t.Change, t.Around}, P: t.P, Days: b.moments(both, own, rest)}
	r.Outcome.Trend = moves
	b.test(g.what(i, compared, "drift"), t.P, func(adjusted float64) {
		moves.Adjusted = adjusted
		if adjusted < b.o.Level && (t.Change < b.o.Ratio || t.Change*b.o.Ratio > 1) {
			r.Drift = true
			b.r.Alerts = append(b.r.Alerts, g.finding("drift", i))
		}
	})
}

// restOn is the rest on one day.
func (g *group) restOn(i int, day instant.Date) (rest Sample) {
	for k, v := range g.values {
		if s := g.of[k].days[day]; s != nil && k != i && v != Unknown {
			rest.add(s)
		}
	}
	return rest
}

// moments are the ratios of the days on which each of the four counts may be
// shown. A day that may not takes another with it, or it would follow from the
// counts of all days.
func (b *builder) moments(days []instant.Date, own, rest []Sample) []Moment {
	smallest := make([]int64, len(days))
	for d := range days {
		x, y := own[d].Total(), rest[d].Total()
		smallest[d] = int64(min(x.Yes, x.Of-x.Yes, y.Yes, y.Of-y.Yes))
	}
	list := []Moment{}
	for d, hidden := range hide(smallest, b.o.MinCell) {
		if !hidden {
			list = append(list, Moment{days[d].String(), own[d].Total().Rate() / rest[d].Total().Rate()})
		}
	}
	return list
}
