// Package price lets the same price out whoever asks: where a price may depend
// on the person it becomes the list price, and what is personal never leaves
// together with a price.
package price

import (
	"fmt"
	"slices"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/state"
)

// Settings of the guard.
type Settings struct {
	Price     event.Path   `yaml:"price" required:"true" doc:"The price that is asked of the person." example:"properties.price"`
	ListPrice event.Path   `yaml:"list_price" doc:"The price that is the same for everyone; it counts as a price too." example:"properties.list_price"`
	Basis     event.Path   `yaml:"basis" doc:"What the price rests on: list, promotion or quantity, or it is absent. Anything else is dropped." example:"properties.price_basis"`
	Personal  []event.Path `yaml:"personal" required:"true" doc:"What a price may not depend on, and what never leaves together with one." example:"context.device"`
	Action    string       `yaml:"action" enum:"restore,drop" doc:"What happens where the price differs from the list price and something personal stands in the event: it becomes the list price, or the event is dropped."`
}

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:     "price",
		Protect:  "a dearer price for who has a dear phone, comes back or can pay",
		Judges:   "outreach and signal",
		Only:     []state.Role{state.Outreach, state.Signal},
		Reasons:  reasons(),
		Settings: func() any { return &Settings{Action: "restore"} },
		Build:    build,
	}
}

func reasons() []guard.Reason {
	return []guard.Reason{
		{Code: "price.basis", NL: "de prijs ergens anders op berust dan op een lijst, een actie of een hoeveelheid", EN: "the price rests on something else than a list, a promotion or a quantity"},
		{Code: "price.personal", NL: "de prijs van de persoon kan afhangen", EN: "the price may depend on the person"},
		{Code: "price.restored", NL: "de lijstprijs voor iedereen geldt", EN: "the list price is for everyone"},
		{Code: "price.apart", NL: "persoonlijke gegevens niet samen met een prijs weggaan", EN: "personal data does not leave together with a price"},
	}
}

func build(settings []any, _ *guard.Env) (guard.Guard, []guard.Problem) {
	s := settings[0].(*Settings)
	var problems []guard.Problem
	for _, one := range []struct {
		field string
		path  event.Path
	}{{"price", s.Price}, {"list_price", s.ListPrice}, {"basis", s.Basis}} {
		if strings.Contains(one.path.String(), "[]") {
			problems = append(problems, guard.Problem{Field: one.field, Message: fmt.Sprintf("%s reaches into a list: %s is one field of the event, for one price is judged", one.path, one.field)})
		}
		if i := slices.IndexFunc(s.Personal, one.path.Overlaps); i >= 0 {
			problems = append(problems, guard.Problem{Field: "personal", Message: fmt.Sprintf("%s cannot be personal: %s is set as %s", s.Personal[i], one.path, one.field)})
		}
	}
	switch {
	case s.Price.Overlaps(s.ListPrice):
		problems = append(problems, guard.Problem{Field: "list_price", Message: "list_price is another field than price, else no price ever differs from it"})
	case s.Basis.Overlaps(s.Price), s.Basis.Overlaps(s.ListPrice):
		problems = append(problems, guard.Problem{Field: "basis", Message: "basis is another field than the prices"})
	case s.ListPrice.IsZero() && s.Action == "restore":
		problems = append(problems, guard.Problem{Message: "to restore the list price, say where it stands: write list_price, or action: drop"})
	}
	return &check{*s}, problems
}

type check struct{ Settings }

var _ guard.Guard = (*check)(nil)

func (c *check) Check(in *guard.Input) guard.Verdict {
	if in.Facts.Role != state.Outreach && in.Facts.Role != state.Signal {
		return guard.Passed()
	}
	basis, ok := c.basis(in.Event)
	if !ok {
		return guard.Dropped("price.basis")
	}
	v := c.level(in.Event, basis)
	if v.Action == guard.Drop {
		return v
	}
	apart := guard.Removed(c.together(in), "price", "price.apart")
	if v.Action == guard.Pass {
		return apart
	}
	v.Edits = append(v.Edits, apart.Edits...)
	return v
}

// basis reads what the price rests on, "" where nothing is said; ok is false
// where it is something that no price may rest on.
func (c *check) basis(v *event.View) (basis string, ok bool) {
	x, _ := v.Get(c.Basis)
	if !x.Exists() || x.Kind() == event.Null {
		return "", true
	}
	return x.Text(), slices.Contains([]string{"list", "promotion", "quantity"}, x.Text())
}

// level asks whether the price may differ for this person, and makes it the
// list price.
func (c *check) level(v *event.View, basis string) guard.Verdict {
	price, _ := v.Get(c.Price)
	list, _ := v.Get(c.ListPrice)
	known := list.Literal() != "" || strings.TrimSpace(list.Text()) != ""
	switch {
	case !price.Exists(), price.Kind() == event.Null, known && price.Same(list), !slices.ContainsFunc(c.Personal, func(p event.Path) bool { return there(v, p) }):
		return guard.Passed()
	case !known && basis == "list":
		return guard.Passed()
	case !known, c.Action == "drop":
		return guard.Dropped("price.personal")
	}
	return guard.Verdict{Action: guard.Strip, Reason: "price.restored", Edits: []event.Edit{
		{Path: c.Price, Op: event.Replace, With: list.JSON(), Guard: "price"},
	}}
}

// together are the personal paths, where the reached layers would let out one
// of them and a price. That is worked out only where both could be.
func (c *check) together(in *guard.Input) []event.Path {
	if !c.both(func(p event.Path) bool { return in.Named(p) && there(in.Event, p) }) {
		return nil
	}
	leaving := in.Leaving()
	if !c.both(func(p event.Path) bool { return there(leaving, p) }) {
		return nil
	}
	return c.Personal
}

// both says that something holds of a price and of something personal.
func (c *check) both(is func(event.Path) bool) bool {
	return (is(c.Price) || is(c.ListPrice)) && slices.ContainsFunc(c.Personal, is)
}

// there says that something stands at a path; null is nothing.
func there(v *event.View, p event.Path) bool { return guard.Find(v, p) != guard.Nothing }
