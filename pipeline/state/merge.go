package state

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"maat/pipeline/instant"
)

// Join adds the history of an anonymous subject to that of the person whose it
// is: what was counted of either counts of both. Of consents the person's stay;
// none is granted by it, and a denial that stands with either counts as given
// now, but for what own says is asked about the joining itself. What both have
// from an earlier time at which they, or others, were one is not counted twice.
func (r *Row) Join(from *Row, now instant.Time, own func(category string) bool) {
	r.refuse(from, now, own)
	r.OutAt, r.InAt, r.ErasedAt = max(r.OutAt, from.OutAt), max(r.InAt, from.InAt), max(r.ErasedAt, from.ErasedAt)
	r.Arrivals = arrived(r.Arrivals, from.Arrivals)
	r.Predictions = joined(r.Predictions, from.Predictions)
	known := r.shared()
	for _, a := range from.Acts {
		if a.Shared == 0 || !known[a.Shared] {
			r.Act(a)
		}
	}
	for _, f := range from.Forwards {
		if f.Shared == 0 || !known[f.Shared] {
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

// arrived are the arrivals of two lists, in the order of time. An id may stand
// in it more than once: where a window has ended the latest counts, and an event
// that waits is found again by its own.
func arrived(a, b []Arrival) []Arrival {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(x, y Arrival) int { return cmpTime(x.At, y.At) })
	seen := make(map[Arrival]bool, len(all))
	return slices.DeleteFunc(all, func(x Arrival) bool {
		known := seen[x]
		seen[x] = true
		return known
	})
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
// is held. What is now with both is marked as such on both.
func (r *Row) Apart(whose Subject) Row {
	r.share(whose)
	c := r.Clone()
	c.Held, c.Links = 0, nil
	c.Consents = nil
	for i := range r.Consents {
		if s := &r.Consents[i]; s.denies() {
			c.Consents = append(c.Consents, Standing{Category: s.Category, Marks: slices.Clone(s.Marks[len(s.Marks)-1:])})
		}
	}
	return c
}

// share marks what was not shared before. A mark is this person's own, and stays
// wherever the fact goes.
func (r *Row) share(whose Subject) {
	known, next := r.shared(), map[instant.Time]uint64{}
	mark := func(at instant.Time) Hash {
		for {
			h := sharedHash(whose, at, next[at])
			if next[at]++; !known[h] {
				return h
			}
		}
	}
	for i := range r.Acts {
		if a := &r.Acts[i]; a.Shared == 0 {
			a.Shared = mark(a.At)
		}
	}
	for i := range r.Forwards {
		if f := &r.Forwards[i]; f.Shared == 0 {
			f.Shared = mark(f.At)
		}
	}
}

// shared are the marks of what the person has in common with others.
func (r *Row) shared() map[Hash]bool {
	marks := map[Hash]bool{}
	for i := range r.Acts {
		marks[r.Acts[i].Shared] = true
	}
	for i := range r.Forwards {
		marks[r.Forwards[i].Shared] = true
	}
	return marks
}

func sharedHash(whose Subject, at instant.Time, n uint64) Hash {
	b := binary.BigEndian.AppendUint64(whose[:], uint64(at))
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(b, n))
	return Hash(binary.BigEndian.Uint64(sum[:8]) | 1)
}

// Moved is what goes along with an anonymous subject that becomes one with
// another: all that is known of it but what is held, which goes before it.
func (r *Row) Moved() Row {
	c := *r
	c.Held = 0
	return c
}
