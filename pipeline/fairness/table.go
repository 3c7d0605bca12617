package fairness

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"maat/pipeline/state"
)

// Spread is how often something was counted, by group of people.
type Spread [state.Groups]float64

// Total is the count of all groups.
func (s *Spread) Total() (n float64) {
	for _, x := range s {
		n += x
	}
	return n
}

func (s *Spread) add(t *Spread) {
	for g := range s {
		s[g] += t[g]
	}
}

// Table is what was counted by class (its rows) and band (its columns).
type Table [][]Spread

// Independence is a test of whether it matters for the band in which class
// somebody is.
type Independence struct {
	Statistic float64 // Pearson's, of all strata together, by Effect
	Freedom   float64
	Effect    float64 // the mean design effect
	P         float64 // NaN where there is nothing to test
}

// Independent tests tables of which each is a stratum, such as a day: that prices
// differ from day to day says nothing about people. It is Pearson's test with the
// first-order correction for people who are counted often (Rao and Scott 1984),
// against the F distribution (Thomas and Rao 1987).
func Independent(strata []Table, least float64) Independence {
	var sum Independence
	for _, t := range strata {
		t = t.dense(least)
		if len(t) < 2 || len(t[0]) < 2 {
			continue
		}
		freedom := float64((len(t) - 1) * (len(t[0]) - 1))
		sum.Statistic += t.pearson()
		sum.Effect += freedom * t.effect(freedom)
		sum.Freedom += freedom
	}
	if sum.Freedom == 0 {
		return Independence{Effect: 1, P: math.NaN()}
	}
	sum.Effect = max(1, sum.Effect/sum.Freedom)
	sum.Statistic /= sum.Effect
	f := distuv.F{D1: sum.Freedom, D2: sum.Freedom * (state.Groups - 1)}
	sum.P = max(0, 1-f.CDF(sum.Statistic/sum.Freedom))
	return sum
}

// dense is the table without classes of fewer than least, and with bands put
// together with their neighbours until enough is expected in each cell (Cochran
// 1954).
func (t Table) dense(least float64) Table {
	var kept Table
	for _, row := range t {
		if sum(row) >= least {
			kept = append(kept, slices.Clone(row))
		}
	}
	for len(kept) > 1 {
		i := kept.sparsest()
		if i < 0 {
			break
		}
		into := i - 1
		if i == 0 || i+1 < len(kept[0]) && kept.column(i+1) < kept.column(i-1) {
			into = i + 1
		}
		for r := range kept {
			kept[r][into].add(&kept[r][i])
			kept[r] = slices.Delete(kept[r], i, i+1)
		}
	}
	return kept
}

// sparsest is the smallest column of those in which too little is expected; -1
// where there is none.
func (t Table) sparsest() int {
	all, smallest := 0.0, t.row(0)
	for r := range t {
		all += t.row(r)
		smallest = min(smallest, t.row(r))
	}
	found := -1
	for c := range t[0] {
		if len(t[0]) > 1 && t.column(c)*smallest/all < fewExpected && (found < 0 || t.column(c) < t.column(found)) {
			found = c
		}
	}
	return found
}

func sum(row []Spread) (n float64) {
	for i := range row {
		n += row[i].Total()
	}
	return n
}

func (t Table) row(r int) float64 { return sum(t[r]) }

func (t Table) column(c int) (n float64) {
	for r := range t {
		n += t[r][c].Total()
	}
	return n
}

// pearson is the statistic of the table, were every event another person.
func (t Table) pearson() float64 {
	var all float64
	for r := range t {
		all += t.row(r)
	}
	var seen, expected []float64
	for r := range t {
		for c := range t[r] {
			seen = append(seen, t[r][c].Total())
			expected = append(expected, t.row(r)*t.column(c)/all)
		}
	}
	return stat.ChiSquare(seen, expected)
}

// effect is the mean of the generalised design effects: what the cells vary more
// than they would, less what the sums of rows and columns do.
func (t Table) effect(freedom float64) float64 {
	var all Spread
	for r := range t {
		for c := range t[r] {
			all.add(&t[r][c])
		}
	}
	cells := 0.0
	columns := make([]Spread, len(t[0]))
	rows := make([]Spread, len(t))
	for r := range t {
		for c := range t[r] {
			cells += excess(&t[r][c], &all)
			rows[r].add(&t[r][c])
			columns[c].add(&t[r][c])
		}
	}
	for i := range rows {
		cells -= excess(&rows[i], &all)
	}
	for i := range columns {
		cells -= excess(&columns[i], &all)
	}
	return cells / freedom
}

// excess is the design effect of a part, times what is not of it: its variance
// among groups of people, by the part and the count.
func excess(part, all *Spread) float64 {
	x, n := part.Total(), all.Total()
	if x == 0 {
		return 0
	}
	got := jackknife(func(g int) float64 {
		if all[g] == 0 || n == all[g] {
			return math.NaN()
		}
		return (x - part[g]) / (n - all[g])
	})
	if math.IsNaN(got) {
		return 1 - x/n // too few groups to say: as if every event were another person
	}
	return got * n * n / x
}

// bandWidth is by how much the prices of one band differ at most: two prices that
// differ by more are never in the same, and a band tells no exact price.
const bandWidth = 1.02

var bandLog = math.Log(bandWidth)

// BandOf is the band of a price; ok is false for what is none.
func BandOf(price float64) (band int32, ok bool) {
	if !(price > 0) || price > 1e12 || price < 1e-6 {
		return 0, false
	}
	return int32(math.Floor(math.Log(price) / bandLog)), true
}

// BandEnds are the lowest price of a band, and the lowest of the next.
func BandEnds(band int32) (from, below float64) {
	return math.Pow(bandWidth, float64(band)), math.Pow(bandWidth, float64(band)+1)
}

// Dearer is how much more a class pays than the others, as a part: 1.03 is 3 %
// more, on average over days, on each of which only prices of that day are
// compared. bands are those of the columns, by stratum.
func Dearer(strata []Table, bands [][]int32, class int, confidence float64) (ratio float64, around Interval, ok bool) {
	at := func(without int) float64 {
		total, weight := 0.0, 0.0
		for s, t := range strata {
			n, mean, rest, restMean := t.means(bands[s], class, without)
			if n > 0 && rest > 0 {
				w := n * rest / (n + rest)
				total, weight = total+w*(mean-restMean), weight+w
			}
		}
		if weight == 0 {
			return math.NaN()
		}
		return total / weight
	}
	log, v := at(-1), jackknife(at)
	if math.IsNaN(log) || math.IsNaN(v) {
		return 0, Interval{}, false
	}
	half := quantile(confidence, state.Groups-1) * math.Sqrt(v)
	return math.Exp(log), Interval{math.Exp(log - half), math.Exp(log + half)}, true
}

// means are how often a class and all others were asked a price, and the means of
// its logarithm; without one group of people.
func (t Table) means(bands []int32, class, without int) (n, mean, rest, restMean float64) {
	for r := range t {
		for c := range t[r] {
			x := t[r][c].Total()
			if without >= 0 {
				x -= t[r][c][without]
			}
			log := (float64(bands[c]) + 0.5) * bandLog
			if r == class {
				n, mean = n+x, mean+x*log
			} else {
				rest, restMean = rest+x, restMean+x*log
			}
		}
	}
	if n > 0 && rest > 0 {
		mean, restMean = mean/n, restMean/rest
	}
	return n, mean, rest, restMean
}
