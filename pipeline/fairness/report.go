package fairness

import (
	"maat/pipeline/instant"
)

// Options say what is reported, and when it is cried out: what the policy says
// under fairness.
type Options struct {
	Policy   string       // its version
	Language string       // nl or en
	Cohorts  []string     // those that are watched, in the order of the policy
	From     instant.Date // the first day; 0: that of the first count
	Until    instant.Date // the last day; 0: that of the last count
	MinCell  int64
	Ratio    float64
	Level    float64
}

// Report is what can be said and may be shown. No count below MinCell is in it,
// nor follows from it.
type Report struct {
	Maat     string    `json:"maat"` // audit.v1
	Policy   string    `json:"policy"`
	Language string    `json:"language"`
	From     string    `json:"from"` // days, both inside; empty where nothing was counted
	Until    string    `json:"until"`
	MinCell  int64     `json:"min_cell"`
	Ratio    float64   `json:"ratio"`
	Level    float64   `json:"level"`
	Tests    int       `json:"tests"` // of all of which together the level is
	Alert    bool      `json:"alert"`
	Alerts   []Finding `json:"alerts"`
	Sends    []Send    `json:"sends"`
	Prices   []Price   `json:"prices"`
	Steady   int       `json:"steady"`  // items of which all that were asked on a day were asked one price
	Folded   bool      `json:"folded"`  // there were more campaigns, or values, than are counted apart: the others are counted as one
	Skipped  bool      `json:"skipped"` // there were more items than are counted
}

// Finding is a difference that is cried out.
type Finding struct {
	Kind        string `json:"kind"` // less, more, drift or price
	Destination string `json:"destination,omitempty"`
	Campaign    string `json:"campaign,omitempty"`
	Cohort      string `json:"cohort"` // of a price: device or returning
	Value       string `json:"value,omitempty"`
	Item        string `json:"item,omitempty"`
}

// Send is one campaign for one destination.
type Send struct {
	Destination string   `json:"destination"`
	Campaign    string   `json:"campaign"` // empty: of none; *: all that are not counted apart
	Eligible    *int64   `json:"eligible,omitempty"`
	Forwarded   *int64   `json:"forwarded,omitempty"`
	Held        *int64   `json:"held,omitempty"`
	Chosen      *int64   `json:"chosen,omitempty"`
	Dropped     []Number `json:"dropped,omitempty"` // by guard, those that may be shown
	Cohorts     []Cohort `json:"cohorts"`
}

// Number is a count with its name.
type Number struct {
	Guard string `json:"guard"`
	N     int64  `json:"n"`
}

// Cohort is how the values of one attribute fare.
type Cohort struct {
	Name     string `json:"name"`
	Withheld int    `json:"withheld"` // values of which nothing may be shown
	Rows     []Row  `json:"rows"`
}

// Row is how one group of people fares.
type Row struct {
	Of       string   `json:"of"` // value, other (those that are not told apart) or unknown
	Value    string   `json:"value,omitempty"`
	Eligible int64    `json:"eligible"`
	Outcome  *Outcome `json:"outcome,omitempty"`  // nil: it may not be shown
	AtMost   *float64 `json:"at_most,omitempty"`  // of the rate, where so few were reached that it may not be shown
	AtLeast  *float64 `json:"at_least,omitempty"` // likewise, where so few were not
	Reason   string   `json:"reason,omitempty"`   // the guard that kept most in
	Alert    string   `json:"alert,omitempty"`    // less or more
	Drift    bool     `json:"drift,omitempty"`
}

// Outcome is what became of the events of a row.
type Outcome struct {
	Forwarded int64     `json:"forwarded"`
	Rate      float64   `json:"rate"`
	Between   Interval  `json:"between"`
	Effect    float64   `json:"design_effect"`
	Highest   *Estimate `json:"against_highest,omitempty"` // the ratio of the four-fifths rule; of the highest itself none
	Rest      *Estimate `json:"against_rest,omitempty"`
	P         *float64  `json:"p,omitempty"`
	Adjusted  *float64  `json:"adjusted,omitempty"`
	Trend     *Moves    `json:"trend,omitempty"`
}

// Estimate is a number with its interval.
type Estimate struct {
	Is      float64  `json:"is"`
	Between Interval `json:"between"`
}

// Moves is how the ratio against the rest moves from day to day.
type Moves struct {
	Change   Estimate `json:"change"` // from the first day to the last
	P        float64  `json:"p"`
	Adjusted float64  `json:"adjusted"`
	Days     []Moment `json:"days"` // those that may be shown
}

// Moment is the ratio of one day.
type Moment struct {
	Day   string  `json:"day"`
	Ratio float64 `json:"ratio"`
}

// Price is whether the price of an item depends on who asks.
type Price struct {
	Item      string  `json:"item"`
	By        string  `json:"by"` // device or returning
	Days      int     `json:"days"`
	Statistic float64 `json:"statistic"`
	Freedom   float64 `json:"freedom"`
	Effect    float64 `json:"design_effect"`
	P         float64 `json:"p"`
	Adjusted  float64 `json:"adjusted"`
	Alert     bool    `json:"alert"`
	Classes   []Class `json:"classes"`
	Bands     []Band  `json:"bands"`
}

// Class is those who ask in one way.
type Class struct {
	Value  string    `json:"value"`
	Dearer *Estimate `json:"dearer,omitempty"` // 1.03: 3 % more than the others, of the prices of the same day
}

// Band is how often a price was asked, by class; null where it may not be shown.
type Band struct {
	From  float64  `json:"from"`
	Below float64  `json:"below"`
	Asked []*int64 `json:"asked"`
}
