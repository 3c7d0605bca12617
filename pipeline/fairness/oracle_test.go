package fairness

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// vectors are what testdata/oracle.py wrote: what scipy, statsmodels and numpy
// make of the same numbers.
type vectors struct {
	Wilson  []struct{ Yes, Of, Z, Low, High float64 }
	Pairs   []struct{ A, N, B, M, Z, Normal, Low, High, Fisher float64 }
	Student []struct{ T, Freedom, P, Q95 float64 }
	Holm    []struct{ P, Adjusted []float64 }
	Effects []struct {
		A, B      struct{ Yes, Of []float64 }
		Effect, P float64
	}
	Tables []struct {
		Strata                        []Table
		Statistic, Freedom, Effect, P float64
	}
}

func oracle(t *testing.T) (v vectors) {
	t.Helper()
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Wilson) == 0 || len(v.Pairs) == 0 || len(v.Student) == 0 || len(v.Holm) == 0 || len(v.Effects) == 0 || len(v.Tables) == 0 {
		t.Fatal("testdata/vectors.json lacks a part")
	}
	return v
}

// near compares to nine digits.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 1e-9*max(1e-3, math.Abs(want)) {
		t.Errorf("%s: %.12g, and the oracle says %.12g", what, got, want)
	}
}

func TestOracle(t *testing.T) {
	v := oracle(t)
	for _, w := range v.Wilson {
		i := Wilson(Count{w.Yes, w.Of}, w.Z)
		near(t, "wilson low", i.Low, w.Low)
		near(t, "wilson high", i.High, w.High)
	}
	for _, p := range v.Pairs {
		a, b := Count{p.A, p.N}, Count{p.B, p.M}
		near(t, "score", Score(a, b), p.Z)
		near(t, "fisher", Fisher(a, b), p.Fisher)
		_, i, ok := Ratio(a, b, 1.959963984540054)
		if !ok {
			t.Errorf("%v has no ratio", p)
		}
		near(t, "ratio low", i.Low, p.Low)
		near(t, "ratio high", i.High, p.High)
	}
	for _, s := range v.Student {
		near(t, "student", bothSides(s.T, s.Freedom), s.P)
		near(t, "quantile", quantile(0.95, s.Freedom), s.Q95)
	}
	for _, h := range v.Holm {
		for i, p := range Holm(h.P) {
			near(t, "holm", p, h.Adjusted[i])
		}
	}
}

func TestOracleOfPeople(t *testing.T) {
	v := oracle(t)
	for _, e := range v.Effects {
		var a, b Sample
		for g := range a {
			a[g], b[g] = Count{e.A.Yes[g], e.A.Of[g]}, Count{e.B.Yes[g], e.B.Of[g]}
		}
		c := Compare(&a, &b)
		near(t, "design effect", c.Effect, e.Effect)
		near(t, "its test", c.P, e.P)
	}
	for _, c := range v.Tables {
		got := Independent(c.Strata, 20)
		near(t, "statistic", got.Statistic, c.Statistic)
		near(t, "freedom", got.Freedom, c.Freedom)
		near(t, "mean effect", got.Effect, c.Effect)
		near(t, "test of independence", got.P, c.P)
	}
}
