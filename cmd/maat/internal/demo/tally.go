package demo

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"maat/pipeline/explain"
)

// Tally counts what was decided. It is made of decision records and of what
// stands in the topics of the destinations, and of nothing else.
type Tally struct {
	Produced     int // events that the shop sent
	Decisions    int // records
	Strange      int // records that are no decisions to this version
	Verdicts     map[string]int
	Reasons      map[Reason]int
	Destinations map[string]*Destination // by name; "" is none
	Names        []string                // of them, in the order of the policy, or of their first decision
	Removed      map[string]int          // forwards without a path, by the path
	Changed      map[string]int          // forwards with a path changed, by the path and what was done
	Edits        int                     // of all forwards
	LeftLater    int                     // of what was held: forwarded in the end
	DroppedLater int                     // of what was held: dropped in the end
	Arrived      map[string]int          // records by topic of a destination

	held    map[holdKey][]Hold
	decided map[int32]bits // which events of the shop have a decision, by partition
	Decided int            // how many
}

// Reason is what decisions are counted by.
type Reason struct{ Verdict, Guard, Code string }

// Destination is what became of events for one destination.
type Destination struct{ Forward, Hold, Drop, Quarantine, Apply, Ignore, Waiting int }

// Hold is an event that waits.
type Hold struct {
	Until  time.Time // zero: till a person resumes the destination
	Record *explain.Record
}

type holdKey struct{ subject, id, destination string }

// NewTally has counted nothing.
func NewTally() *Tally {
	return &Tally{
		Verdicts: map[string]int{}, Reasons: map[Reason]int{}, Destinations: map[string]*Destination{}, Removed: map[string]int{},
		Changed: map[string]int{}, Arrived: map[string]int{}, held: map[holdKey][]Hold{}, decided: map[int32]bits{},
	}
}

// Destination is the count of a destination; it begins where there is none.
func (t *Tally) Destination(name string) *Destination {
	d := t.Destinations[name]
	if d == nil {
		d = &Destination{}
		t.Destinations[name] = d
		t.Names = append(t.Names, name)
	}
	return d
}

// Count counts a decision. source says at which topic/partition/offset the
// event came in.
func (t *Tally) Count(r *explain.Record, source string) {
	t.Decisions++
	t.Verdicts[r.Verdict]++
	t.Reasons[Reason{r.Verdict, r.Guard, r.Reason}]++
	t.see(source)
	d := t.Destination(r.Destination)
	if r.Verdict == "hold" {
		t.hold(r, d)
		return
	}
	t.release(r, d)
	switch r.Verdict {
	case "forward":
		d.Forward++
		t.edits(r)
	case "drop":
		d.Drop++
	case "quarantine":
		d.Quarantine++
	case "apply":
		d.Apply++
	case "ignore":
		d.Ignore++
	}
}

func (t *Tally) hold(r *explain.Record, d *Destination) {
	d.Hold++
	d.Waiting++
	h := Hold{Record: r}
	if r.Until != 0 {
		h.Until = time.Unix(0, int64(r.Until))
	}
	key := holdKey{r.Subject, r.ID, r.Destination}
	t.held[key] = append(t.held[key], h)
}

// release ends what was held by its final decision. What comes a second time is
// dropped as a duplicate while the first waits on.
func (t *Tally) release(r *explain.Record, d *Destination) {
	key := holdKey{r.Subject, r.ID, r.Destination}
	waiting := t.held[key]
	if len(waiting) == 0 || r.Guard == "duplicate" {
		return
	}
	if t.held[key] = waiting[1:]; len(waiting) == 1 {
		delete(t.held, key)
	}
	d.Waiting--
	if r.Verdict == "forward" {
		t.LeftLater++
	} else {
		t.DroppedLater++
	}
}

func (t *Tally) edits(r *explain.Record) {
	t.Edits += len(r.Edits)
	for _, e := range r.Edits {
		if e.Did == "removed" {
			t.Removed[e.Path]++
		} else {
			t.Changed[e.Path+" "+e.Did]++
		}
	}
}

// Waiting is how many events wait.
func (t *Tally) Waiting() (n int) {
	for _, d := range t.Destinations {
		n += d.Waiting
	}
	return n
}

// DueBy is how many of them fall due until then.
func (t *Tally) DueBy(end time.Time) (n int) {
	for _, waiting := range t.held {
		for _, h := range waiting {
			if !h.Until.IsZero() && !h.Until.After(end) {
				n++
			}
		}
	}
	return n
}

// see marks an event of the shop as decided.
func (t *Tally) see(source string) {
	words := strings.Split(source, "/")
	if len(words) != 3 {
		return
	}
	partition, err1 := strconv.ParseInt(words[1], 10, 32)
	offset, err2 := strconv.ParseInt(words[2], 10, 64)
	if err1 != nil || err2 != nil || offset < 0 {
		return
	}
	b := t.decided[int32(partition)]
	if b.set(offset) {
		t.Decided++
	}
	t.decided[int32(partition)] = b
}

// bits is a set of offsets.
type bits []uint64

// set answers whether it was not yet in the set.
func (b *bits) set(n int64) bool {
	for int64(len(*b)) <= n/64 {
		*b = append(*b, 0)
	}
	word, bit := &(*b)[n/64], uint64(1)<<(n%64)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	return true
}

// Next are the events that wait shortest, at most so many; last those that wait
// for a person.
func (t *Tally) Next(most int) []Hold {
	var next []Hold
	for _, waiting := range t.held {
		for _, h := range waiting {
			at, _ := slices.BinarySearchFunc(next, h, sooner)
			if at < most {
				next = slices.Insert(next, at, h)
				next = next[:min(len(next), most)]
			}
		}
	}
	return next
}

func sooner(a, b Hold) int {
	if a.Until.IsZero() != b.Until.IsZero() {
		if a.Until.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.Record.Destination, b.Record.Destination), cmp.Compare(a.Record.ID, b.Record.ID))
}
