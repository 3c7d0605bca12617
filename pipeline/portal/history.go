package portal

import (
	"cmp"
	"slices"
	"strings"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// line is one thing that happened, or several alike.
type line struct {
	What  string
	Why   string
	Notes []string // which fields were left out or changed
	When  string
	Times string // of several
}

// place is what happened with one destination on one day.
type place struct {
	Name  string
	Lines []line
}

// day is what happened on one day, by destination.
type day struct {
	Name   string
	Places []place
}

// passed and withheld say which decisions stand in which list. What was held is
// decided again when it falls due, and what changed only what is known goes
// nowhere.
func passed(r *explain.Record) bool {
	return r.Destination != "" && r.Verdict == chain.Forward.String()
}

func withheld(r *explain.Record) bool {
	return r.Destination != "" && (r.Verdict == chain.Drop.String() || r.Verdict == chain.Quarantine.String())
}

// entry is a line with where it stands.
type entry struct {
	line
	date, to  string
	day, rank int // the order of days, and of a day's destinations
	n         int // how many were alike
}

// history tells decisions, of which the newest come first: by day, then by
// destination. Those alike are told once.
func (v *voice) history(records []explain.Record, wanted func(*explain.Record) bool) []entry {
	var list []entry
	alike, days, ranks := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range records {
		r := &records[i]
		if !wanted(r) {
			continue
		}
		one := v.tell(r)
		place := one.date + "\x00" + one.to
		key := strings.Join([]string{place, one.What, one.Why, strings.Join(one.Notes, "\x00")}, "\x00")
		if at, ok := alike[key]; ok {
			list[at].n++
			continue
		}
		alike[key] = len(list)
		one.day, one.rank = order(days, one.date), order(ranks, place)
		list = append(list, one)
	}
	slices.SortStableFunc(list, func(a, b entry) int { return cmp.Or(a.day-b.day, a.rank-b.rank) })
	return list
}

// order is the place of a key among those seen before.
func order(seen map[string]int, key string) int {
	at, ok := seen[key]
	if !ok {
		at = len(seen)
		seen[key] = at
	}
	return at
}

// tell tells one decision.
func (v *voice) tell(r *explain.Record) entry {
	e := entry{to: r.Destination, n: 1}
	e.date, e.When = v.wall(r.At)
	e.What, e.Why = v.role(r.Role), v.why(r.Reason, r.Topic)
	switch {
	case r.Role == state.Retract.String():
		e.Why = strings.TrimSpace(v.Overview.told + " " + e.Why)
	case passed(r):
		e.Why = v.Overview.allowed
		e.Notes = v.edits(r.Edits)
	}
	return e
}

// edits tells which fields did not go along, and which went changed.
func (v *voice) edits(list []event.Change) (notes []string) {
	var left, changed []string
	for _, c := range list {
		name := v.Field(c.Path)
		if c.Path == "*" {
			name = v.Overview.rest
		}
		switch did := v.Changed(c.Did); {
		case c.Did == "removed":
			left = appendNew(left, name)
		case did != "":
			changed = appendNew(changed, name+" ("+did+")")
		default:
			changed = appendNew(changed, name)
		}
	}
	if left != nil {
		notes = append(notes, fill(v.Overview.left, "fields", v.And(left)))
	}
	if changed != nil {
		notes = append(notes, fill(v.Overview.changed, "fields", v.And(changed)))
	}
	return notes
}

func appendNew(list []string, text string) []string {
	if slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// days groups lines for a page.
func (v *voice) days(list []entry, now instant.Time) (days []day) {
	for i, e := range list {
		if i == 0 || list[i-1].date != e.date {
			days = append(days, day{Name: v.day(e.date, now)})
		}
		d := &days[len(days)-1]
		if i == 0 || list[i-1].date != e.date || list[i-1].to != e.to {
			d.Places = append(d.Places, place{Name: e.to})
		}
		if e.n > 1 {
			e.Times = fill(v.times, "n", decimal(e.n), "clock", e.When)
		}
		p := &d.Places[len(d.Places)-1]
		p.Lines = append(p.Lines, e.line)
	}
	return days
}
