package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/event"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Fairness says what is counted to see whether people are treated alike.
type Fairness struct {
	Cohorts []Cohort
	Roles   [state.Retract + 1]bool // of the events that are counted
	Days    int                     // how many are kept
	MinCell int64                   // no count below this is shown
	Prices  *Prices                 // nil: none are compared
	Ratio   float64                 // what is below this part of the others, or above its inverse, is a difference that matters
	Level   float64                 // of all tests of one report together
}

// Cohort is an attribute by which people are told apart, coarsely.
type Cohort struct {
	Name   string
	Path   event.Path
	Values []string // those that are told apart; nil where keep says what they are
	Why    string   // of a sensitive one

	keep  event.Transform
	bands []float64
}

// Prices says which prices are compared, and by what.
type Prices struct {
	Price     event.Path
	Device    *Cohort    // nil: not by the device
	Returning *Returning // nil: not by whether the person was here before
}

// Returning is how it is known that a person was here before.
type Returning struct {
	Path event.Path   // zero: by what is remembered
	Seen instant.Span // how far back
}

// What a cohort's value is besides those that it tells apart. No value of an
// event is either.
const (
	UnknownValue = ""  // the event does not say, or not so that it can be read
	OtherValue   = "*" // none of those that are told apart
)

// Bounds of what is watched.
const (
	CohortsMax     = 8
	valuesMax      = 24 // of one cohort
	cohortValueMax = 64 // bytes
	MinCellLeast   = 20
	fairnessDays   = 28
	fairnessMost   = 92 // days
	seenMost       = state.ActsMin
)

// Defaults of an alert: the four-fifths rule, and one false alarm in twenty
// reports.
const (
	alertRatio = 0.8
	alertLevel = 0.05
)

// Of is the value of an event, as coarse as the policy says.
func (c *Cohort) Of(v *event.View) string {
	if c.keep != nil {
		text, ok := v.Coarse(c.Path, c.keep)
		switch {
		case !ok || strings.TrimSpace(text) == "":
			return UnknownValue
		case len(text) > cohortValueMax:
			return OtherValue
		}
		return text
	}
	x, ok := v.Get(c.Path)
	text := plainText(x)
	switch {
	case !ok || text == "":
		return UnknownValue
	case c.bands != nil:
		return c.band(text)
	case slices.Contains(c.Values, text):
		return text
	}
	return OtherValue
}

// plainText is a text, a number or a truth as it is written.
func plainText(x event.Value) string {
	switch x.Kind() {
	case event.String:
		return strings.TrimSpace(x.Text())
	case event.Number:
		return x.Literal()
	case event.Bool:
		return strconv.FormatBool(x.Bool())
	default:
		return ""
	}
}

func (c *Cohort) band(text string) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return UnknownValue
	}
	i := 0
	for i < len(c.bands) && n >= c.bands[i] {
		i++
	}
	return c.Values[i]
}

// fairness compiles what is watched; nil where the policy does not say.
func (c *compiler) fairness() {
	raw := c.raw.Fairness
	if raw == nil {
		return
	}
	f := &Fairness{MinCell: MinCellLeast, Days: fairnessDays}
	for i := range raw.Cohorts.entries {
		e := &raw.Cohorts.entries[i]
		f.Cohorts = append(f.Cohorts, c.cohort(e.name.text, &e.value))
	}
	if len(raw.Cohorts.entries) > CohortsMax {
		c.fail(raw.Cohorts.entries[CohortsMax].name.node, "at most %d cohorts are watched: more comparisons find less", CohortsMax)
	}
	if len(raw.Roles) == 0 {
		f.Roles[state.Outreach] = true
	}
	for i := range raw.Roles {
		c.watched(f, &raw.Roles[i])
	}
	if raw.Window.given() {
		f.Days = c.days(raw.Window)
	}
	if raw.MinCell.given() {
		f.MinCell = int64(raw.MinCell.value)
		if raw.MinCell.value < MinCellLeast && !c.refused(raw.MinCell.node) {
			c.fail(raw.MinCell.node, "a cell is at least %d: fewer people could be told apart", MinCellLeast)
		}
	}
	f.Prices = c.prices(raw.Prices)
	c.alert(f, raw.Alert)
	c.program.Fairness = f
}

// watched adds a role of events that something becomes of.
func (c *compiler) watched(f *Fairness, r *rawRole) {
	switch {
	case r.Role == 0: // refused already
	case r.ChangesState():
		c.fail(r.node, "the role %s is the person's own choice, and nothing that they are given or denied", r.Role)
	case f.Roles[r.Role]:
		c.fail(r.node, "the role %s comes twice", r.Role)
	default:
		f.Roles[r.Role] = true
	}
}

// days is a span in whole days.
func (c *compiler) days(s spanAt) int {
	if c.refused(s.node) {
		return fairnessDays
	}
	if s.span%instant.Day != 0 || s.span < 2*instant.Day || s.span > fairnessMost*instant.Day {
		c.fail(s.node, "counts are kept by the day: from 2d to %dd, in whole days", fairnessMost)
	}
	return int(s.span / instant.Day)
}

// cohort compiles a path with its one way to be coarse.
func (c *compiler) cohort(name string, raw *rawCohort) Cohort {
	made := Cohort{Name: name, Path: raw.Path.Path, Why: raw.Why.text}
	if raw.Path.IsZero() {
		return made
	}
	c.reachable(presetOf(c.format()), &raw.Path)
	c.declared(raw)
	var chosen []string
	if raw.Keep.given() {
		chosen = append(chosen, "keep")
		if !c.refused(raw.Keep.node) {
			made.keep, _ = c.keep(raw.Keep)
		}
	}
	if raw.Values != nil {
		chosen = append(chosen, "values")
		made.Values = c.cohortValues(raw.Values)
	}
	if raw.Bands != nil {
		chosen = append(chosen, "bands")
		made.bands, made.Values = c.cohortBands(raw.Bands)
	}
	switch {
	case c.refused(raw.node):
	case len(chosen) == 0 && !c.within(raw.node):
		c.fail(raw.node, "one of keep, values, bands is missing here: a cohort is coarse, and never the attribute as it is")
	case len(chosen) > 1:
		c.fail(raw.node, "a cohort is made coarse in one way, not by %s", strings.Join(chosen, " and "))
	}
	return made
}

// within says that something was wrong already with what stands under a node.
func (c *compiler) within(n *yaml.Node) bool {
	return slices.ContainsFunc(n.Content, func(e *yaml.Node) bool { return c.refused(e) || c.within(e) })
}

func (c *compiler) cohortValues(raw []word) (values []string) {
	for _, w := range raw {
		switch text := strings.TrimSpace(w.text); {
		case text == "": // refused already
		case text == OtherValue || len(text) > cohortValueMax:
			c.fail(w.node, "%q cannot be told apart: a value is a text of at most %d bytes, and * is what all others are", text, cohortValueMax)
		case slices.Contains(values, text):
			c.fail(w.node, "the value %s comes twice", text)
		default:
			values = append(values, text)
		}
	}
	if len(values) > valuesMax {
		c.fail(raw[valuesMax].node, "at most %d values are told apart", valuesMax)
	}
	return values
}

// cohortBands are where bands begin, and what each is called.
func (c *compiler) cohortBands(raw []literal) (from []float64, names []string) {
	text := ""
	for i := range raw {
		n := raw[i].node
		x, ok := c.fraction(n)
		switch {
		case !ok:
			return nil, nil
		case len(from) > 0 && x <= from[len(from)-1]:
			c.fail(n, "bands begin in rising order: %s stands after %s", n.Value, text)
			return nil, nil
		case text == "":
			names = append(names, "<"+n.Value)
		default:
			names = append(names, text+"-<"+n.Value)
		}
		from, text = append(from, x), n.Value
	}
	if len(from) >= valuesMax {
		c.fail(raw[valuesMax-1].node, "at most %d bands are told apart", valuesMax)
	}
	return from, append(names, ">="+text)
}

// fraction reads a plain number.
func (c *compiler) fraction(n *yaml.Node) (float64, bool) {
	if c.refused(n) {
		return 0, false
	}
	text := number(n)
	x, err := strconv.ParseFloat(text, 64)
	if !jsonNumber.MatchString(text) || err != nil {
		c.fail(n, "a number such as 0.8 is expected here, without quotes")
		return 0, false
	}
	return x, true
}

func (c *compiler) prices(raw *rawPrices) *Prices {
	if raw == nil {
		return nil
	}
	p := &Prices{Price: raw.Price.Path}
	if !raw.Price.IsZero() {
		c.reachable(presetOf(c.format()), &raw.Price)
	}
	if raw.Device != nil {
		d := c.cohort("device", raw.Device)
		p.Device = &d
	}
	p.Returning = c.returning(raw.Returning)
	switch {
	case c.within(raw.node):
	case raw.Device == nil && raw.Returning == nil:
		c.fail(raw.node, "device or returning is missing here: by what are prices compared?")
	case c.raw.Events != nil && c.program.Reader.Item.IsZero() && !c.raw.Events.Item.given():
		c.fail(raw.node, "prices are compared item by item, and events has no path for item")
	}
	return p
}

func (c *compiler) returning(raw *rawReturning) *Returning {
	if raw == nil {
		return nil
	}
	r := &Returning{Path: raw.Path.Path, Seen: raw.Seen.span}
	switch {
	case c.within(raw.node):
	case raw.Path.given() == raw.Seen.given():
		c.fail(raw.node, "write either path or seen: whether the event says it, or what is remembered of the person")
	case raw.Path.given():
		c.reachable(presetOf(c.format()), &raw.Path)
		c.inferred(&raw.Path)
	case raw.Seen.span > seenMost:
		c.fail(raw.Seen.node, "signals are remembered for %s", seenMost)
	}
	return r
}

func (c *compiler) alert(f *Fairness, raw *rawAlert) {
	f.Ratio, f.Level = alertRatio, alertLevel
	if raw == nil {
		return
	}
	f.Ratio = c.part(raw.Ratio, f.Ratio, 0.5, 0.95)
	f.Level = c.part(raw.Level, f.Level, 0.001, 0.1)
}

// part is a number between two others; otherwise where it is not given.
func (c *compiler) part(raw literal, otherwise, from, to float64) float64 {
	if !raw.given() {
		return otherwise
	}
	x, ok := c.fraction(raw.node)
	if ok && (x < from || x > to) {
		c.fail(raw.node, "%s lies outside what makes sense here: %s", raw.node.Value, fmt.Sprintf("%v to %v", from, to))
	}
	return x
}
