package state

import (
	"slices"

	"maat/pipeline/instant"
)

// Choice is what a consent says of one category.
type Choice uint8

// A choice that cannot be read protects like a denial.
const (
	Grant Choice = 1 + iota
	Deny
	Unreadable
)

// Mark is one choice at the consent's own time.
type Mark struct {
	_      struct{} `cbor:",toarray"`
	At     instant.Time
	Choice Choice
}

// Standing is the history of choices for one category, by own time. Of equal
// times only one mark is kept: a denial before one that cannot be read, and
// that before a grant.
type Standing struct {
	_        struct{} `cbor:",toarray"`
	Category string
	Marks    []Mark
}

// Bounds of a consent history. What frameworks say is kept beside the categories
// of a policy.
const (
	CategoriesMax = 96
	marksMax      = 128
)

// Change says what a choice did to a history.
type Change uint8

// What a choice can do: change what stands, or change nothing because it is
// older than, or equal in time to, the choice in force.
const (
	Changed Change = 1 + iota
	Older
	Tie
)

// History answers the marks of a category.
func (r *Row) History(category string) []Mark {
	for i := range r.Consents {
		if r.Consents[i].Category == category {
			return r.Consents[i].Marks
		}
	}
	return nil
}

// Choose records a choice, but for a grant of before an erasure. Whatever the order of arrival, the same choices
// give the same history: it is a function of the set.
func (r *Row) Choose(category string, m Mark) Change {
	if m.Choice == Grant && r.Forgot(m.At) {
		return Older
	}
	i := slices.IndexFunc(r.Consents, func(s Standing) bool { return s.Category == category })
	if i < 0 {
		if len(r.Consents) == CategoriesMax {
			return Older
		}
		r.Consents = append(r.Consents, Standing{Category: category})
		i = len(r.Consents) - 1
	}
	marks := r.Consents[i].Marks
	at, same := slices.BinarySearchFunc(marks, m.At, func(e Mark, t instant.Time) int { return cmpTime(e.At, t) })
	change := Changed
	if at < len(marks) && !(same && at == len(marks)-1) {
		change = Older
	}
	switch {
	case !same:
		marks = slices.Insert(marks, at, m)
	case weight(m.Choice) > weight(marks[at].Choice):
		marks = slices.Clone(marks)
		marks[at] = m
	case change == Changed:
		change = Tie
	}
	r.Consents[i].Marks = thin(marks)
	return change
}

// weight orders the choices of one moment: the heaviest counts.
func weight(c Choice) int {
	switch c {
	case Grant:
		return 1
	case Deny:
		return 3
	default: // Unreadable
		return 2
	}
}

// thin keeps a history bounded. Of a run of like choices the inner ones tell
// least: the oldest of them goes first. A run's first and last stay, so what
// stood granted or denied at any time is not changed by thinning; only the age
// of a grant at a time long past may look greater, which protects.
func thin(marks []Mark) []Mark {
	if len(marks) <= marksMax {
		return marks
	}
	for i := 1; i+1 < len(marks); i++ {
		if marks[i-1].Choice == marks[i].Choice && marks[i].Choice == marks[i+1].Choice {
			return slices.Delete(marks, i, i+1)
		}
	}
	return marks[1:]
}

func cmpTime(a, b instant.Time) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
