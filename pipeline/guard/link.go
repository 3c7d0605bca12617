package guard

import (
	"slices"

	"maat/pipeline/event"
	"maat/pipeline/state"
)

// Link says which identifiers make two subjects one, and by whose leave.
type Link struct {
	Purpose   *Purpose
	Known     []event.Path
	Anonymous []event.Path
	Alone     []string // the histories of consents that speak of this purpose alone
}

// Linker is a guard that joins histories: the linkage guard.
type Linker interface{ Link() Link }

// Identifier is a guard that knows which fields name a person.
type Identifier interface{ Identifiers() []event.Path }

// Own says that a category is asked about the joining itself, and about nothing
// else.
func (l *Link) Own(category string) bool { return slices.Contains(l.Alone, category) }

// Withdrawn says that what stands of the purpose is no grant: a denial, or what
// cannot be read. A consent that is only old is not withdrawn.
func (l *Link) Withdrawn(r *state.Row) bool {
	return slices.ContainsFunc(l.Purpose.Names(), r.Denies)
}
