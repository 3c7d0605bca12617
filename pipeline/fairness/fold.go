package fairness

import (
	"iter"
	"maps"
	"slices"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// What a value or a campaign is that is not told apart, and one that is not known.
const (
	Other   = "*"
	Unknown = ""
)

// The classes of prices.
const (
	ByDevice    = "device"
	ByReturning = "returning"
)

// route is one campaign for one destination.
type route struct{ destination, campaign string }

// asked is one item, and by what its price is compared.
type asked struct{ item, by string }

// series is what was counted of one group of people.
type series struct {
	days                map[instant.Date]*Sample
	held, ended, chosen int64
	dropped             map[string]int64
}

// total is the count of all days.
func (s *series) total() *Sample {
	var all Sample
	for _, day := range s.days {
		all.add(day)
	}
	return &all
}

// fold is all tallies of the days that are reported, put together.
type fold struct {
	o           Options
	sends       map[route]map[string]map[string]*series                 // by cohort and value
	prices      map[asked]map[instant.Date]map[string]map[int32]*Spread // by class and band
	first, last instant.Date
	folded      bool
	skipped     bool
}

// folded puts tallies together: those of all partitions, in any order.
func folded(o Options, tallies iter.Seq[*state.Tally]) *fold {
	f := &fold{o: o, sends: map[route]map[string]map[string]*series{}, prices: map[asked]map[instant.Date]map[string]map[int32]*Spread{}}
	for t := range tallies {
		day := t.Cell.Day
		if day < o.From || o.Until != 0 && day > o.Until {
			continue
		}
		switch {
		case t.Cell.Item != "":
			f.price(t)
		case slices.Contains(o.Cohorts, t.Cell.Cohort):
			f.send(t)
		default: // of a cohort that is watched no more
			continue
		}
		if f.first == 0 || day < f.first {
			f.first = day
		}
		f.last = max(f.last, day)
	}
	return f
}

func (f *fold) send(t *state.Tally) {
	c := &t.Cell
	values := under(under(f.sends, route{c.Destination, c.Campaign}), c.Cohort)
	s := values[c.Value]
	if s == nil {
		s = &series{days: map[instant.Date]*Sample{}, dropped: map[string]int64{}}
		values[c.Value] = s
	}
	if s.days[c.Day] == nil {
		s.days[c.Day] = &Sample{}
	}
	for g := range t.Eligible {
		s.days[c.Day][g] = s.days[c.Day][g].plus(Count{float64(t.Sent[g]), float64(t.Eligible[g])})
	}
	s.held, s.ended, s.chosen = s.held+int64(t.Held), s.ended+int64(t.Ended), s.chosen+int64(t.Chosen)
	for _, r := range t.Dropped {
		s.dropped[r.Guard] += int64(r.N)
	}
	f.folded = f.folded || c.Campaign == Other
}

func (f *fold) price(t *state.Tally) {
	c := &t.Cell
	if c.Item == Other {
		f.skipped = true
		return
	}
	if c.Value == Unknown {
		return
	}
	bands := under(under(under(f.prices, asked{c.Item, c.Cohort}), c.Day), c.Value)
	if bands[c.Band] == nil {
		bands[c.Band] = &Spread{}
	}
	for g, n := range t.Eligible {
		bands[c.Band][g] += float64(n)
	}
}

// under is the map under a key, made where there is none.
func under[K, L comparable, V any](m map[K]map[L]V, key K) map[L]V {
	if m[key] == nil {
		m[key] = map[L]V{}
	}
	return m[key]
}

// names are the keys of a map in order: those that are told apart, then the
// others, then what is not known.
func names[V any](m map[string]V) []string {
	list := slices.Sorted(maps.Keys(m))
	for _, last := range []string{Other, Unknown} {
		if i := slices.Index(list, last); i >= 0 {
			list = append(slices.Delete(list, i, i+1), last)
		}
	}
	return list
}
