package dossier

import (
	"cmp"
	"crypto/sha256"
	"slices"

	"maat/pipeline/explain"
	"maat/pipeline/instant"
)

// Tally counts the decisions of a period. They may come in any order: a topic
// has partitions, and what was held and how it ended may stand in two of them.
// So where Waits says so they are read once more, by Follow.
type Tally struct {
	period   Period
	figures  Figures
	outcomes counts[outcome]
	shadow   counts[outcome]
	roles    counts[pair]
	edits    counts[pair]
	versions map[string]*Version
	held     map[id][]turn
}

// id stands for an event, a person and a destination.
type id [16]byte

// turn is what was decided of something that was held.
type turn struct {
	at instant.Time
	outcome
}

// NewTally counts nothing yet.
func NewTally(p Period) *Tally {
	return &Tally{
		period: p, outcomes: counts[outcome]{}, shadow: counts[outcome]{}, roles: counts[pair]{}, edits: counts[pair]{},
		versions: map[string]*Version{}, held: map[id][]turn{},
	}
}

const (
	hold  = "hold"
	apply = "apply"
)

// Add counts a decision.
func (t *Tally) Add(r *explain.Record) {
	if !t.period.Has(r.At) {
		return
	}
	f := &t.figures
	f.Decisions++
	f.First, f.Last = between(f.First, f.Last, r.At)
	t.outcomes[outcome{r.Destination, r.Verdict, r.Reason}]++
	if s := r.Shadow; s != nil {
		t.shadow[outcome{r.Destination, s.Verdict, s.Reason}]++
	}
	if r.Verdict == apply || r.Verdict == "ignore" {
		t.roles[pair{r.Role, r.Verdict}]++
	}
	for _, e := range r.Edits {
		t.edits[pair{e.Guard, e.Did}]++
	}
	if r.Policy != "" {
		t.version(r)
	}
	if r.Verdict == hold {
		t.held[idOf(r)] = nil
	}
}

// between widens first and last to hold a moment; none changes nothing.
func between(first, last, at instant.Time) (instant.Time, instant.Time) {
	if at == 0 {
		return first, last
	}
	if first == 0 || at < first {
		first = at
	}
	return first, max(last, at)
}

func (t *Tally) version(r *explain.Record) {
	v := t.versions[r.Policy]
	if v == nil {
		v = &Version{Policy: r.Policy}
		t.versions[r.Policy] = v
	}
	v.Decisions++
	v.First, v.Last = between(v.First, v.Last, r.At)
}

// Waits says that something was held, so that Follow has to be shown every
// decision once more.
func (t *Tally) Waits() bool { return len(t.held) > 0 }

// Follow notes a decision about something that was held. A second arrival of its
// id is no end of it.
func (t *Tally) Follow(r *explain.Record) {
	if r.Guard == "duplicate" || r.Destination == "" || !t.period.Has(r.At) {
		return
	}
	key := idOf(r)
	if seen, ok := t.held[key]; ok {
		t.held[key] = append(seen, turn{r.At, outcome{r.Destination, r.Verdict, r.Reason}})
	}
}

func idOf(r *explain.Record) id {
	sum := sha256.Sum256([]byte(r.ID + "\x00" + r.Destination + "\x00" + r.Subject))
	return id(sum[:16])
}

// Figures are the counts.
func (t *Tally) Figures() Figures {
	f := t.figures
	f.Outcomes, f.Shadow = outcomes(t.outcomes), outcomes(t.shadow)
	f.Roles = list(t.roles, byPair, func(k pair, n int64) Applied { return Applied{k.a, k.b, n} })
	f.Edits = list(t.edits, byPair, func(k pair, n int64) Edited { return Edited{k.a, k.b, n} })
	f.Held = t.ends()
	return f
}

// ends walks through what became of each thing that was held, by time. Of two
// moments that are the same the hold comes first.
func (t *Tally) ends() (h Held) {
	ended := counts[outcome]{}
	for _, turns := range t.held {
		slices.SortStableFunc(turns, func(a, b turn) int {
			return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(rank(a), rank(b)), cmp.Compare(a.verdict, b.verdict), cmp.Compare(a.reason, b.reason))
		})
		waits := false
		for _, m := range turns {
			switch {
			case m.verdict != hold && waits:
				ended[m.outcome]++
				waits = false
			case m.verdict == hold && waits:
				h.Again++
			case m.verdict == hold:
				h.Begun++
				waits = true
			}
		}
		if waits {
			h.Waiting++
		}
	}
	h.Ended = outcomes(ended)
	return h
}

func rank(m turn) int {
	if m.verdict == hold {
		return 0
	}
	return 1
}

// Versions are those that decided, by the first decision of each.
func (t *Tally) Versions() (list []Version) {
	for _, v := range t.versions {
		list = append(list, *v)
	}
	slices.SortFunc(list, func(a, b Version) int { return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Policy, b.Policy)) })
	return list
}
