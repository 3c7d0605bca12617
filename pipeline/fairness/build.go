package fairness

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"

	"maat/pipeline/state"
)

// confidence is that of the intervals, one by one.
const confidence = 0.95

// test is one of the tests of a report, and what is to be done with its p value
// once all are known.
type test struct {
	p     float64
	tells []func(adjusted float64)
}

// subject is what a test is about.
type subject struct {
	at                  route
	cohort, value, kind string
	price               asked
}

// builder makes a report of what was folded.
type builder struct {
	*fold
	r     *Report
	tests []test
	known map[subject]int // the place of each test
}

// Build makes the report of tallies.
func Build(o Options, tallies iter.Seq[*state.Tally]) *Report {
	b := &builder{fold: folded(o, tallies), known: map[subject]int{}}
	b.r = &Report{
		Maat: "audit.v1", Policy: o.Policy, Language: o.Language, MinCell: o.MinCell, Ratio: o.Ratio, Level: o.Level,
		Alerts: []Finding{}, Sends: []Send{}, Prices: []Price{}, Folded: b.folded, Skipped: b.skipped,
	}
	if b.first != 0 {
		b.r.From, b.r.Until = max(b.first, o.From).String(), b.last.String()
	}
	routes := slices.SortedFunc(maps.Keys(b.sends), func(x, y route) int {
		return cmp.Or(cmp.Compare(x.destination, y.destination), cmp.Compare(x.campaign, y.campaign))
	})
	b.r.Sends = make([]Send, len(routes)) // they stay where they are: tests are told later
	for i, at := range routes {
		b.send(at, &b.r.Sends[i])
	}
	prices := b.allPrices()
	b.adjust()
	for _, p := range prices {
		b.r.Prices = append(b.r.Prices, *p)
	}
	return b.r
}

// adjust tells every test what its chance is among all.
func (b *builder) adjust() {
	var p []float64
	for _, t := range b.tests {
		p = append(p, t.p)
	}
	for i, adjusted := range Holm(p) {
		for _, tell := range b.tests[i].tells {
			tell(adjusted)
		}
	}
	b.r.Tests, b.r.Alert = len(p), len(b.r.Alerts) > 0
}

// test adds one, or what is to be told of one that there is already.
func (b *builder) test(of subject, p float64, tell func(adjusted float64)) {
	i, known := b.known[of]
	if !known {
		i, b.known[of] = len(b.tests), len(b.tests)
		b.tests = append(b.tests, test{p: p})
	}
	b.tests[i].tells = append(b.tests[i].tells, tell)
}

// send is one campaign for one destination.
func (b *builder) send(at route, s *Send) {
	s.Destination, s.Campaign, s.Cohorts = at.destination, at.campaign, []Cohort{}
	var groups []*group
	for _, name := range b.o.Cohorts {
		if values := b.sends[at][name]; values != nil {
			groups = append(groups, b.group(at, name, values))
		}
	}
	s.Cohorts = make([]Cohort, len(groups)) // as above
	for i, g := range groups {
		if i == 0 {
			b.sums(s, g)
		}
		b.cohort(g, &s.Cohorts[i])
	}
}

// group is the values of one cohort, made ready.
type group struct {
	at       route
	cohort   string
	values   []string
	of       []*series
	totals   []*Sample
	eligible []int64
	sent     []int64
	dropped  []int64
	silent   []bool // nothing of it may be shown
	veiled   []bool // its outcome may not be shown
}

func (b *builder) group(at route, cohort string, values map[string]*series) *group {
	g := &group{at: at, cohort: cohort, values: names(values)}
	for _, v := range g.values {
		s := values[v]
		total := s.total()
		c := total.Total()
		g.of, g.totals = append(g.of, s), append(g.totals, total)
		g.eligible, g.sent, g.dropped = append(g.eligible, int64(c.Of)), append(g.sent, int64(c.Yes)), append(g.dropped, int64(c.Of-c.Yes))
	}
	g.silent = hide(g.eligible, b.o.MinCell)
	g.veil(b.o.MinCell)
	return g
}

// veil hides outcomes of which a part is too small, and as many others as are
// needed for none to follow from the sums, which other cohorts may tell.
func (g *group) veil(least int64) {
	g.veiled = slices.Clone(g.silent)
	for i := range g.veiled {
		g.veiled[i] = g.veiled[i] || g.sent[i] < least || g.dropped[i] < least
	}
	for {
		var sent, dropped, n int64
		next := -1
		for i, v := range g.veiled {
			switch {
			case v:
				n, sent, dropped = n+1, sent+g.sent[i], dropped+g.dropped[i]
			case next < 0 || g.eligible[i] < g.eligible[next]:
				next = i
			}
		}
		if n == 0 || next < 0 || n >= 2 && sent >= least && dropped >= least {
			return
		}
		g.veiled[next] = true
	}
}

// sums are those of the campaign, as far as they may be shown.
func (b *builder) sums(s *Send, g *group) {
	var eligible, sent, held, chosen int64
	guards := map[string]int64{}
	for i, one := range g.of {
		eligible, sent, held, chosen = eligible+g.eligible[i], sent+g.sent[i], held+one.held, chosen+one.chosen
		for guard, n := range one.dropped {
			guards[guard] += n
		}
	}
	show := func(n int64) *int64 {
		if n < b.o.MinCell {
			return nil
		}
		return &n
	}
	s.Eligible, s.Held, s.Chosen = show(eligible), show(held), show(chosen)
	if eligible-sent < b.o.MinCell {
		return
	}
	s.Forwarded = show(sent)
	order := slices.Sorted(maps.Keys(guards))
	var counts []int64
	for _, guard := range order {
		counts = append(counts, guards[guard])
	}
	for i, hidden := range hide(counts, b.o.MinCell) {
		if !hidden {
			s.Dropped = append(s.Dropped, Number{order[i], counts[i]})
		}
	}
}

// cohort makes the rows of one attribute.
func (b *builder) cohort(g *group, c *Cohort) {
	c.Name, c.Rows = g.cohort, []Row{}
	var shown []int
	for i := range g.values {
		if g.silent[i] {
			c.Withheld++
			continue
		}
		shown = append(shown, i)
	}
	c.Rows = make([]Row, len(shown))
	for k, i := range shown {
		b.row(g, i, &c.Rows[k])
	}
	b.highest(g, shown, c.Rows)
	compared := g.compared()
	for k, i := range shown {
		if g.values[i] != Unknown {
			b.against(g, i, &c.Rows[k], compared)
		}
	}
}

// compared is how many values there are to compare.
func (g *group) compared() (n int) {
	for _, v := range g.values {
		if v != Unknown {
			n++
		}
	}
	return n
}

func (b *builder) row(g *group, i int, r *Row) {
	r.Of, r.Value, r.Eligible = "value", g.values[i], g.eligible[i]
	switch g.values[i] {
	case Other:
		r.Of, r.Value = "other", ""
	case Unknown:
		r.Of = "unknown"
	}
	if guard, n := g.of[i].most(); n >= b.o.MinCell {
		r.Reason = guard
	}
	bound := float64(b.o.MinCell) / float64(g.eligible[i])
	switch {
	case !g.veiled[i]:
		r.Outcome = b.outcome(g, i)
	case g.sent[i] < b.o.MinCell:
		r.AtMost = &bound
	case g.dropped[i] < b.o.MinCell:
		least := 1 - bound
		r.AtLeast = &least
	}
}

// most is the guard that kept most in.
func (s *series) most() (guard string, n int64) {
	for _, name := range slices.Sorted(maps.Keys(s.dropped)) {
		if s.dropped[name] > n {
			guard, n = name, s.dropped[name]
		}
	}
	return guard, n
}

// outcome is what became of a row, with the interval of its rate.
func (b *builder) outcome(g *group, i int) *Outcome {
	total, all := g.totals[i], g.totals[i].Total()
	spread := jackknife(func(without int) float64 {
		left := all.minus(total[without])
		if left.Of <= 0 {
			return math.NaN()
		}
		return left.Rate()
	})
	effect := effect(spread, variance(all))
	z := quantile(confidence, total.groups()-1)
	return &Outcome{Forwarded: g.sent[i], Rate: all.Rate(), Between: Wilson(all.over(effect), z), Effect: effect}
}

// highest compares with the group that fares best, as the four-fifths rule does.
func (b *builder) highest(g *group, shown []int, rows []Row) {
	best := -1
	for k, i := range shown {
		if g.values[i] != Unknown && rows[k].Outcome != nil && (best < 0 || rows[k].Outcome.Rate > rows[best].Outcome.Rate) {
			best = k
		}
	}
	for k, i := range shown {
		if best >= 0 && k != best && g.values[i] != Unknown && rows[k].Outcome != nil {
			rows[k].Outcome.Highest = estimate(g.totals[i], g.totals[shown[best]])
		}
	}
}

// estimate is a ratio of rates with its interval, as wide as people who come
// often make it.
func estimate(a, b *Sample) *Estimate {
	effect := effectOf(a, b)
	z := quantile(confidence, min(a.groups(), b.groups())-1)
	is, between, ok := Ratio(a.Total().over(effect), b.Total().over(effect), z)
	if !ok {
		return nil
	}
	return &Estimate{is, between}
}

// rest is all that is known but one value.
func (g *group) rest(i int) *Sample {
	var rest Sample
	for k, v := range g.values {
		if k != i && v != Unknown {
			rest.add(g.totals[k])
		}
	}
	return &rest
}

// against tests a row against the rest.
func (b *builder) against(g *group, i int, r *Row, compared int) {
	rest := g.rest(i)
	c := Compare(g.totals[i], rest)
	if compared < 2 || math.IsNaN(c.P) || c.B.Of < float64(b.o.MinCell) {
		return
	}
	kind := b.kind(c)
	b.test(g.what(i, compared, "rate"), c.P, func(adjusted float64) {
		if r.Outcome != nil {
			r.Outcome.P, r.Outcome.Adjusted = &c.P, &adjusted
		}
		if kind != "" && adjusted < b.o.Level {
			r.Alert = kind
			b.r.Alerts = append(b.r.Alerts, g.finding(kind, i))
		}
	})
	if r.Outcome != nil {
		r.Outcome.Rest = estimate(g.totals[i], rest)
		b.trend(g, i, r, compared)
	}
}

// what names a test. Of two values each is the other's rest: theirs is one test.
func (g *group) what(i, compared int, kind string) subject {
	s := subject{at: g.at, cohort: g.cohort, kind: kind}
	if compared > 2 {
		s.value = g.values[i]
	}
	return s
}

func (g *group) finding(kind string, i int) Finding {
	return Finding{Kind: kind, Destination: g.at.destination, Campaign: g.at.campaign, Cohort: g.cohort, Value: g.values[i]}
}

// kind is how a difference matters: less or more than the others, else empty.
func (b *builder) kind(c Comparison) string {
	switch rate, rest := c.A.Rate(), c.B.Rate(); {
	case rate < b.o.Ratio*rest:
		return "less"
	case rate*b.o.Ratio > rest:
		return "more"
	}
	return ""
}
