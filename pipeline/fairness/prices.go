package fairness

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"maat/pipeline/instant"
)

// allPrices compares the prices of every item. What is not known yet of them is
// told when all tests are.
func (b *builder) allPrices() (list []*Price) {
	order := slices.SortedFunc(maps.Keys(b.prices), func(x, y asked) int { return cmp.Or(cmp.Compare(x.item, y.item), cmp.Compare(x.by, y.by)) })
	steady := map[string]bool{}
	for _, at := range order {
		q := newQuote(b.prices[at])
		if was, known := steady[at.item]; q.steady() && (was || !known) {
			steady[at.item] = true
		} else if !q.steady() {
			steady[at.item] = false
		}
		if p := b.price(at, q); p != nil {
			list = append(list, p)
		}
	}
	for _, is := range steady {
		if is {
			b.r.Steady++
		}
	}
	return list
}

// quote is the prices of one item by one way of asking: a table a day.
type quote struct {
	classes []string
	bands   []int32 // of all days
	days    []Table
	columns [][]int32 // the bands of each day
}

func newQuote(days map[instant.Date]map[string]map[int32]*Spread) *quote {
	classes, bands := map[string]bool{}, map[int32]bool{}
	for _, day := range days {
		for class, row := range day {
			classes[class] = true
			for band := range row {
				bands[band] = true
			}
		}
	}
	q := &quote{classes: names(classes), bands: slices.Sorted(maps.Keys(bands))}
	for _, day := range slices.Sorted(maps.Keys(days)) {
		q.day(days[day])
	}
	return q
}

// day is the table of one day, of the bands in which there were prices that day.
func (q *quote) day(rows map[string]map[int32]*Spread) {
	var columns []int32
	for _, band := range q.bands {
		if slices.ContainsFunc(q.classes, func(c string) bool { return rows[c][band] != nil }) {
			columns = append(columns, band)
		}
	}
	var t Table
	for _, class := range q.classes {
		row := make([]Spread, len(columns))
		for i, band := range columns {
			if s := rows[class][band]; s != nil {
				row[i] = *s
			}
		}
		t = append(t, row)
	}
	q.days, q.columns = append(q.days, t), append(q.columns, columns)
}

// steady says that on every day all were asked the same.
func (q *quote) steady() bool {
	return !slices.ContainsFunc(q.columns, func(c []int32) bool { return len(c) > 1 })
}

// price tests one item; nil where there is nothing to test.
func (b *builder) price(at asked, q *quote) *Price {
	i := Independent(q.days, float64(b.o.MinCell))
	if math.IsNaN(i.P) {
		return nil
	}
	p := &Price{Item: at.item, By: at.by, Days: len(q.days), Statistic: i.Statistic, Freedom: i.Freedom, Effect: i.Effect, P: i.P}
	var shown []int
	for c, class := range q.classes {
		if q.asked(c) < b.o.MinCell {
			continue
		}
		one := Class{Value: class}
		if is, around, ok := Dearer(q.days, q.columns, c, confidence); ok {
			one.Dearer = &Estimate{is, around}
		}
		shown, p.Classes = append(shown, c), append(p.Classes, one)
	}
	p.Bands = b.bands(q, shown)
	b.test(subject{price: at}, i.P, func(adjusted float64) {
		p.Adjusted = adjusted
		if p.Alert = adjusted < b.o.Level; p.Alert {
			b.r.Alerts = append(b.r.Alerts, Finding{Kind: "price", Cohort: at.by, Item: at.item})
		}
	})
	return p
}

// asked is how often a class was.
func (q *quote) asked(class int) (n int64) {
	for _, t := range q.days {
		n += int64(t.row(class))
	}
	return n
}

// bands are the counts of all days, as far as they may be shown. What was asked
// in one band together can follow from another comparison of the item; how often
// a class was asked is nowhere shown.
func (b *builder) bands(q *quote, shown []int) (list []Band) {
	for _, band := range q.bands {
		counts := make([]int64, len(q.classes))
		for d, t := range q.days {
			if i := slices.Index(q.columns[d], band); i >= 0 {
				for c := range counts {
					counts[c] += int64(t[c][i].Total())
				}
			}
		}
		one := Band{Asked: make([]*int64, len(shown))}
		one.From, one.Below = BandEnds(band)
		hidden := hide(counts, b.o.MinCell)
		for k, c := range shown {
			if !hidden[c] {
				one.Asked[k] = &counts[c]
			}
		}
		list = append(list, one)
	}
	return list
}
