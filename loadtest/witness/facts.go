package witness

import (
	"cmp"
	"slices"
	"time"
)

// facts are what the witness knows of one person at a moment. Nothing falls
// out of them: the witness has room, and a bound would be a rule of its own.
type facts struct {
	policy *Rules
	seen   map[string]int64  // first arrival by id
	marks  map[string][]mark // choices by category
	out    int64             // own time of the latest opt-out; 0: none
	in     int64
	acts   map[string][]act // by topic
	sent   []sent           // outreach that was forwarded
	taint  []taint

	guesses map[string]bool    // ids of predictions
	met     map[string][]int64 // contacts, by brand
}

type mark struct {
	at    int64
	grant bool
}

type act struct {
	at         int64
	conversion bool
}

type sent struct {
	at          int64
	destination string
}

type taint struct {
	at                    int64
	id, topic, item, page string
}

func newFacts(rules *Rules) facts {
	return facts{policy: rules, seen: map[string]int64{}, marks: map[string][]mark{}, acts: map[string][]act{}, guesses: map[string]bool{}, met: map[string][]int64{}}
}

// within says that something at t is younger than a span: what is exactly as
// old is not.
func within(t int64, span time.Duration, now int64) bool { return now-t < int64(span) }

func (f *facts) repeated(e *event, now int64) bool {
	first, ok := f.seen[e.id]
	return ok && within(first, f.policy.Duplicate, now)
}

func (f *facts) optedOut() bool { return f.out != 0 && f.out >= f.in }

// choose remembers the choices that an event carries, and says whether one of
// them changes anything.
func (f *facts) choose(e *event) (changed bool) {
	for category, grant := range e.choices {
		marks := f.marks[category]
		latest := slices.MaxFunc(append([]mark{{at: -1}}, marks...), func(a, b mark) int { return cmp.Compare(a.at, b.at) }).at
		denied := slices.ContainsFunc(marks, func(m mark) bool { return m.at == e.own && !m.grant })
		changed = changed || e.own > latest || e.own == latest && !grant && !denied
		f.marks[category] = append(marks, mark{e.own, grant})
	}
	return changed || len(e.choices) == 0
}

// switched remembers an opt-out or opt-in, and says whether it decides now.
func (f *facts) switched(e *event) (changed bool) {
	if e.role == optOut {
		changed = e.own >= f.out && e.own >= f.in
		f.out = max(f.out, e.own)
		return changed
	}
	changed = e.own > f.out && e.own >= f.in
	f.in = max(f.in, e.own)
	return changed
}

// granted says whether a purpose is granted to an event: it stood granted when
// the event occurred, and was not denied since.
func (f *facts) granted(e *event, name string, now int64) bool {
	purpose := f.policy.Purposes[name]
	if e.gpc && purpose.GPC {
		return false
	}
	marks := f.marks[purpose.Category]
	then, newest := int64(-1), int64(-1)
	for _, m := range marks {
		if m.at <= e.own {
			then = max(then, m.at)
		}
		newest = max(newest, m.at)
	}
	if then < 0 || slices.ContainsFunc(marks, func(m mark) bool { return m.at >= then && !m.grant }) {
		return false
	}
	age := f.policy.MaxAge
	return age == 0 || within(then, age, e.own) && within(newest, age, now)
}

// tainted says that an event follows up on a sensitive one.
func (f *facts) tainted(e *event, now int64) bool {
	same := func(a, b string) bool { return a != "" && a == b }
	return slices.ContainsFunc(f.taint, func(t taint) bool {
		return within(t.at, f.policy.Taint, now) &&
			(same(e.cause, t.id) || same(e.topic, t.topic) || same(e.item, t.item) || same(e.page, t.page))
	})
}

// lastSignal is the own time of the latest signal on the topic; 0 for none.
func (f *facts) lastSignal(e *event) (last int64) {
	for _, a := range f.acts[e.topic] {
		if !a.conversion {
			last = max(last, a.at)
		}
	}
	return last
}

// followed says whether retargeting on the topic goes on at now: it started at
// the first signal since the last conversion, or since rest without any, and
// after a conversion only with a signal that came rest after it.
func (f *facts) followed(e *event, now int64) bool {
	acts := slices.Clone(f.acts[e.topic])
	slices.SortStableFunc(acts, func(a, b act) int { return cmp.Compare(a.at, b.at) })
	rest := int64(f.policy.Duration.Rest)
	start, last, free := int64(-1), int64(0), int64(0)
	for _, a := range acts {
		if a.conversion {
			start, free = -1, a.at+rest
			continue
		}
		if a.at < free {
			continue
		}
		if start < 0 || a.at-last >= rest {
			start = a.at
		}
		last = a.at
	}
	return start >= 0 && within(start, f.policy.Duration.Max, now)
}

// content asks about what an event holds: the guard that drops it for that.
func (f *facts) content(e *event) string {
	switch p := &f.policy.Price; {
	case f.policy.Predicted != "" && (e.role == prediction || f.guesses[e.cause]):
		return "predicted"
	case p.Price != "" && (e.role == outreach || e.role == signal) && e.has(p.Basis) && !slices.Contains([]any{"list", "promotion", "quantity"}, e.fields[p.Basis]):
		return "price"
	}
	return ""
}

// refused asks what is "not now" for outreach: the guard that says so.
func (f *facts) refused(e *event, now int64) string {
	recent := func(met int64) bool { return within(met, f.policy.Contact, now) }
	if f.policy.Contact > 0 && (e.brand == "" || !slices.ContainsFunc(f.met[e.brand], recent)) {
		return "relationship"
	}
	n := 0
	for _, a := range f.acts[e.topic] {
		if !a.conversion && within(a.at, f.policy.Interest.Within, now) {
			n++
		}
	}
	if i := &f.policy.Interest; i.Signals > 0 && (e.topic == "" || n < i.Signals) {
		return "interest"
	}
	return ""
}

// capped says by what the caps are full for one more outreach; "" for none.
func (f *facts) capped(d *Destination, now int64) string {
	for _, c := range f.policy.Caps {
		n := 0
		for _, s := range f.sent {
			if within(s.at, c.Per, now) && (c.By == "subject" || s.destination == d.Name) {
				n++
			}
		}
		if n >= c.Max {
			return c.By
		}
	}
	return ""
}
