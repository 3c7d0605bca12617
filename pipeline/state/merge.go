package state

import (
	"slices"

	"maat/pipeline/instant"
)

// Join adds the history of an anonymous subject to that of the person whose it
// is: what was counted of either counts of both. Of consents the person's stay;
// none is granted by it, and a denial that stands with either counts as given
// now, but for what own says is asked about the joining itself. What the
// anonymous subject had from this very person is not counted twice.
func (r *Row) Join(from *Row, whose Subject, now instant.Time, own func(category string) bool) {
	r.refuse(from, now, own)
	r.OutAt, r.InAt = max(r.OutAt, from.OutAt), max(r.InAt, from.InAt)
	r.Arrivals = joined(r.Arrivals, from.Arrivals)
	r.Predictions = joined(r.Predictions, from.Predictions)
	back := from.CopyOf == whose
	for _, a := range from.Acts {
		if !(a.Copy && back) {
			a.Copy = false
			r.Act(a)
		}
	}
	for _, f := range from.Forwards {
		if !(f.Copy && back) {
			f.Copy = false
			r.Forwards = append(r.Forwards, f)
		}
	}
	slices.SortStableFunc(r.Forwards, func(a, b Forward) int { return cmpTime(a.At, b.At) })
	for _, t := range from.Taints {
		if !slices.Contains(r.Taints, t) {
			r.Taints = append(r.Taints, t)
		}
	}
	slices.SortStableFunc(r.Taints, func(a, b Taint) int { return cmpTime(a.At, b.At) })
	for _, g := range from.Given {
		r.Give(g)
	}
	for _, c := range from.Contacts {
		r.Meet(c)
	}
	r.Split = r.Split || from.Split
}

// refuse lets the denials that stand with either count as given now.
func (r *Row) refuse(from *Row, now instant.Time, own func(string) bool) {
	var denied []string
	for _, list := range [][]Standing{r.Consents, from.Consents} {
		for i := range list {
			if s := &list[i]; s.denies() && !own(s.Category) && !slices.Contains(denied, s.Category) {
				denied = append(denied, s.Category)
			}
		}
	}
	for _, category := range denied {
		r.Choose(category, Mark{At: now, Choice: Deny})
	}
}

// denies says that the latest choice is no grant.
func (s *Standing) denies() bool { return s.Marks[len(s.Marks)-1].Choice != Grant }

// Denies says that the latest choice about the category is no grant.
func (r *Row) Denies(category string) bool {
	marks := r.History(category)
	return len(marks) > 0 && marks[len(marks)-1].Choice != Grant
}

// joined are the first arrivals of two lists, in the order of time.
func joined(a, b []Arrival) []Arrival {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(x, y Arrival) int { return cmpTime(x.At, y.At) })
	seen := make(map[ID]bool, len(all))
	return slices.DeleteFunc(all, func(x Arrival) bool {
		known := seen[x.ID]
		seen[x.ID] = true
		return known
	})
}

// Apart is what stays on an anonymous subject that counts apart again: the
// history of the person, of consents the denials that stand, and none of what
// is held.
func (r *Row) Apart(whose Subject) Row {
	c := r.Clone()
	c.Held, c.Links, c.CopyOf = 0, nil, whose
	c.Consents = nil
	for i := range r.Consents {
		if s := &r.Consents[i]; s.denies() {
			c.Consents = append(c.Consents, Standing{Category: s.Category, Marks: slices.Clone(s.Marks[len(s.Marks)-1:])})
		}
	}
	for i := range c.Acts {
		c.Acts[i].Copy = true
	}
	for i := range c.Forwards {
		c.Forwards[i].Copy = true
	}
	return c
}

// Moved is what goes along with an anonymous subject that becomes one with
// another: all that is known of it but what is held, which goes before it.
func (r *Row) Moved() Row {
	c := *r
	c.Held = 0
	return c
}

// copies says that something is left of what the subject had from another.
func (r *Row) copies() bool {
	return slices.ContainsFunc(r.Acts, func(a Act) bool { return a.Copy }) || slices.ContainsFunc(r.Forwards, func(f Forward) bool { return f.Copy })
}
