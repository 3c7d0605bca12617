package fairness

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// TestPublished: worked examples as they are printed, to the digits that they
// are printed with.
func TestPublished(t *testing.T) {
	const z = 1.959964
	for _, c := range []struct{ what, got, want string }{
		// Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.
		{"Newcombe 81/263", interval(Wilson(Count{81, 263}, z)), "0.2553 0.3662"},
		{"Newcombe 15/148", interval(Wilson(Count{15, 148}, z)), "0.0624 0.1605"},
		{"Newcombe 0/20", interval(Wilson(Count{0, 20}, z)), "0.0000 0.1611"},
		{"Newcombe 1/29", interval(Wilson(Count{1, 29}, z)), "0.0061 0.1718"},
		// Fisher, The Design of Experiments (1935), chapter II, as Agresti, Categorical Data Analysis, 3.5.2, works it out.
		{"Fisher's tea", fmt.Sprintf("%.3f", Fisher(Count{3, 4}, Count{1, 4})), "0.486"},
		// Uniform Guidelines, Questions and Answers, 44 FR 11996 (1979), question 12: 48 of 80 and 12 of 40 are hired.
		{"EEOC, question 12", ratio(Count{12, 40}, Count{48, 80}), "0.50"},
		// Agresti, Categorical Data Analysis, 2.2.5: aspirin and heart attacks, relative risk 1.82.
		{"Agresti's aspirin", ratio(Count{189, 11034}, Count{104, 11037}), "1.82"},
		// Agresti, An Introduction to Categorical Data Analysis, 2.4.3: gender by party, X2 = 30.1 with 2 degrees.
		{"Agresti's parties", parties(), "30.1 2"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, and %s is printed", c.what, c.got, c.want)
		}
	}
}

func interval(i Interval) string { return fmt.Sprintf("%.4f %.4f", i.Low, i.High) }

func ratio(a, b Count) string {
	r, _, _ := Ratio(a, b, 1)
	return fmt.Sprintf("%.2f", r)
}

// parties spreads each cell evenly over groups: every event is another person.
func parties() string {
	var table Table
	for _, row := range [][]float64{{762, 327, 468}, {484, 239, 477}} {
		var spreads []Spread
		for _, n := range row {
			var s Spread
			for g := range s {
				s[g] = n / float64(len(s))
			}
			spreads = append(spreads, s)
		}
		table = append(table, spreads)
	}
	i := Independent([]Table{table}, 20)
	return fmt.Sprintf("%.1f %.0f", i.Statistic, i.Freedom)
}

// TestHolmByHand: of 0.01, 0.04, 0.03 and 0.005 at 0.05 the first and the last
// are rejected.
func TestHolmByHand(t *testing.T) {
	got := Holm([]float64{0.01, 0.04, 0.03, 0.005})
	for i, want := range []float64{0.03, 0.06, 0.06, 0.02} {
		if math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("%v", got)
			break
		}
	}
	if len(Holm(nil)) != 0 {
		t.Error("no tests have an answer")
	}
}

// TestHide: no hidden count follows from the sum.
func TestHide(t *testing.T) {
	for _, c := range []struct {
		counts []int64
		want   string
	}{
		{nil, ""},
		{[]int64{20, 30}, ".."},
		{[]int64{19, 30}, "xx"},
		{[]int64{3, 30, 400}, "xx."},
		{[]int64{3, 4, 400}, "xxx"}, // 7 together would follow
		{[]int64{12, 400, 13}, "x.x"},
		{[]int64{0, 400, 500}, "xx."},
		{[]int64{5}, "x"},
		{[]int64{40, 1, 30, 30}, ".xx."},
	} {
		got := ""
		for _, h := range hide(c.counts, 20) {
			got += map[bool]string{true: "x", false: "."}[h]
		}
		if got != c.want {
			t.Errorf("%v: %s, not %s", c.counts, got, c.want)
		}
	}
}

// TestBands: prices that differ by more than two in a hundred are told apart.
func TestBands(t *testing.T) {
	for price := 0.05; price < 1e5; price *= 1.37 {
		a, _ := BandOf(price)
		b, _ := BandOf(price * 1.0201)
		from, below := BandEnds(a)
		if a == b || price < from*(1-1e-9) || price > below*(1+1e-9) {
			t.Errorf("%v lies in band %d, %v to %v", price, a, from, below)
		}
	}
	for _, none := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, ok := BandOf(none); ok {
			t.Errorf("%v is no price", none)
		}
	}
}

// TestNothingToSay: what cannot be tested is not.
func TestNothingToSay(t *testing.T) {
	var a, b Sample
	a[0], b[0], b[1] = Count{10, 30}, Count{10, 30}, Count{0, 300}
	if c := Compare(&a, &b); !math.IsNaN(c.P) {
		t.Errorf("one group of people is compared: %+v", c)
	}
	if i := Independent(nil, 20); !math.IsNaN(i.P) || i.Freedom != 0 {
		t.Errorf("no tables are tested: %+v", i)
	}
	if tr := TrendOf([]float64{1, 2, 3}, make([]Sample, 3), make([]Sample, 3), 0.95); !math.IsNaN(tr.P) {
		t.Errorf("three days have a trend: %+v", tr)
	}
	if r, _, ok := Ratio(Count{0, 30}, Count{1, 30}, 2); ok || r != 0 {
		t.Error("0 has a ratio")
	}
	if got := slices.Max(Holm([]float64{0.9, 0.8})); got != 1 {
		t.Errorf("a chance of %v", got)
	}
}
