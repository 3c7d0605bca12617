package portal

import (
	"strings"

	"maat/pipeline/instant"
	"maat/pipeline/rights"
)

// asked tells what was said of each purpose; of a category that no purpose asks
// for, of the category.
func (v *voice) asked(consents []rights.Consent) (facts []fact) {
	for _, c := range consents {
		if len(c.Choices) == 0 {
			continue
		}
		last := c.Choices[len(c.Choices)-1]
		names := c.Purposes
		if len(names) == 0 {
			names = []string{""}
		}
		for _, purpose := range names {
			facts = append(facts, v.answered(c.Category, purpose, last))
		}
	}
	return facts
}

func (v *voice) answered(category, purpose string, last rights.Choice) fact {
	name := v.Purpose(category)
	if purpose != "" {
		name = v.purpose(purpose, category)
	}
	f := fact{Name: raised(name), Text: v.Overview.unclear}
	switch last.Choice {
	case "granted":
		f.Text, f.Yes = v.Overview.yes, true
	case "denied":
		f.Text = v.Overview.no
	}
	f.Text = fill(f.Text, "at", v.moment(last.At))
	if f.Yes && purpose != "" {
		f.Button = &button{Act: "withdraw", Value: purpose, Label: v.Overview.Withdraw, About: name, Kind: "quiet"}
	}
	return f
}

// purpose is what a purpose is called, by its own name or that of its category.
func (v *voice) purpose(name, category string) string {
	if words := v.Purpose(name); words != name {
		return words
	}
	if words := v.Purpose(category); words != category {
		return words
	}
	return name
}

// given tells what the person gave on purpose and did not take back.
func (v *voice) given(preferences []rights.Preference) (facts []fact) {
	for _, one := range preferences {
		if !one.Given {
			continue
		}
		f := fact{Name: v.Overview.unnamed, Text: fill(v.Overview.givenAt, "at", v.moment(one.At))}
		if !hashed(one.Field) {
			f.Name = raised(v.Field(one.Field))
			f.Button = &button{Act: "remove", Value: one.Field, Label: v.Overview.Remove, About: v.Field(one.Field), Kind: "quiet"}
		}
		facts = append(facts, f)
	}
	return facts
}

// hashed says that a name is told by its hash: the policy in force has it no
// more.
func hashed(name string) bool { return strings.HasPrefix(name, "#") }

// place is the name of a destination.
func (v *voice) place(destination string) string {
	if hashed(destination) {
		return v.gone
	}
	return destination
}

// raised begins with a capital.
func raised(text string) string {
	for i, r := range text {
		if i == 0 {
			return strings.ToUpper(string(r)) + text[len(string(r)):]
		}
	}
	return text
}

// kept counts what is remembered.
func (v *voice) kept(person *rights.Person) (lines []string) {
	o := &v.Overview
	add := func(n int, forms [2]string, latest instant.Time) {
		switch {
		case n == 0:
		case latest == 0:
			lines = append(lines, v.count(n, forms))
		default:
			lines = append(lines, fill(o.latest, "what", v.count(n, forms), "at", v.moment(latest))+".")
		}
	}
	var looked, bought []instant.Time
	for _, s := range person.Signals {
		if s.Conversion {
			bought = append(bought, s.At)
		} else {
			looked = append(looked, s.At)
		}
	}
	add(len(looked), o.looked, last(looked))
	add(len(bought), o.bought, last(bought))
	var sent []instant.Time
	for _, f := range person.Forwards {
		sent = append(sent, f.At)
	}
	add(len(sent), o.sent, last(sent))
	add(len(person.Contacts), o.met, 0)
	add(len(person.Sensitive), o.sensitive, 0)
	add(len(person.Linked), o.linked, 0)
	return lines
}

func last(times []instant.Time) (at instant.Time) {
	for _, t := range times {
		at = max(at, t)
	}
	return at
}
