// Package replay judges a history of events on the clock that stands in it:
// `maat try`. Nothing is sent, no clock is read, and the same lines and
// policies give the same answer, always.
package replay

import (
	"fmt"
	"math"
	"slices"

	"maat/pipeline"
	"maat/pipeline/chain"
	"maat/pipeline/control"
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/source"
	"maat/pipeline/state"
	"maat/pipeline/state/memstore"
)

// subjectKey makes the pseudonyms of replays. It is no secret: a replay runs on
// events that whoever runs it has at hand, and its output must not depend on
// where it runs.
const subjectKey = "maat try: pseudonyms of a replay"

// Dated is a policy and the moment from which it is in force; 0 for the first.
type Dated struct {
	At      instant.Time
	Program *policy.Program
}

// Options say what is replayed, and who hears of it.
type Options struct {
	Policies []Dated      // by time; the first is in force from the start
	Until    instant.Time // where the clock ends; 0: when nothing is held any more
	Leaves   func(destination string, at instant.Time, event []byte) error
	Decided  func(*chain.Decision) error
}

// Replay is a history under way. It is used by one goroutine.
type Replay struct {
	o      Options
	lane   *pipeline.Lane
	halts  guard.Halts
	clock  instant.Time
	inUse  int   // index of the policy in force
	lines  int64 // read so far
	offset int64 // of the next record: words between people are records too
	open   int   // lines judged since the last commit
	stored int64 // batches committed: the watermark of the store
}

// New begins a history.
func New(o Options) (*Replay, error) {
	if len(o.Policies) == 0 {
		return nil, fmt.Errorf("a replay needs a policy")
	}
	people, err := pseudonyms()
	if err != nil {
		return nil, err
	}
	lane, err := pipeline.NewLane(memstore.New(), people, 1)
	if err != nil {
		return nil, err
	}
	return &Replay{o: o, lane: lane, halts: guard.NoHalts()}, nil
}

func pseudonyms() (*pipeline.Pseudonyms, error) { return pipeline.NewPseudonyms([]byte(subjectKey)) }

// Pseudonym is that of an identifier in the decisions of a replay.
func Pseudonym(id string) state.Subject {
	people, err := pseudonyms()
	if err != nil { // the key is long enough
		return state.Subject{}
	}
	return people.Of(id)
}

// Line takes the next line: an event, or a control of Maat. Its error names
// what is wrong with a control; an event that cannot be read is no error, but
// is decided upon.
func (r *Replay) Line(line []byte) error {
	r.lines++
	order, ok, err := control.Parse(line)
	if err != nil {
		return err
	}
	if ok {
		return r.order(order)
	}
	if err := r.advance(r.moment(line), true); err != nil {
		return err
	}
	return r.batch(func() ([]pipeline.Judged, error) {
		return r.arrive(pipeline.Record{Value: line})
	})
}

// arrive judges a record, and then whatever one person's part of the state has
// to say to another's: in a replay that takes no time.
func (r *Replay) arrive(first pipeline.Record) (all []pipeline.Judged, err error) {
	for todo := []pipeline.Record{first}; len(todo) > 0; todo = todo[1:] {
		todo[0].Offset = r.offset
		r.offset++
		j, err := r.lane.Arrive(todo[0])
		if err != nil {
			return nil, err
		}
		all = append(all, j)
		for _, l := range j.Letters {
			todo = append(todo, pipeline.Record{Value: l.Value, Word: true})
		}
	}
	return all, nil
}

// End lets the clock run on until nothing is held, or to Options.Until, and
// ends what a halt still holds there.
func (r *Replay) End() error {
	if r.o.Until != 0 {
		if err := r.advance(r.o.Until, true); err != nil {
			return err
		}
		return r.batch(r.lane.Unresumed)
	}
	for {
		last, waits, err := r.lane.LastDue()
		if err != nil {
			return err
		}
		if !waits {
			break
		}
		if err := r.advance(last, true); err != nil {
			return err
		}
	}
	return r.batch(r.lane.Unresumed)
}

// moment is the clock of a line: when it was received, else its own time, else
// it has none and the clock stands.
func (r *Replay) moment(line []byte) instant.Time {
	at, ok := r.program().Moment(line)
	if !ok {
		return r.clock
	}
	return max(r.clock, at)
}

func (r *Replay) program() *policy.Program { return r.o.Policies[r.inUse].Program }

// advance lets happen what happens by itself up to a moment: policies change,
// and held events fall due, each at its own time. What falls due at the moment
// itself waits for controls of that moment unless due says otherwise.
func (r *Replay) advance(to instant.Time, due bool) error {
	for {
		next, err := r.lane.NextDue()
		if err != nil {
			return err
		}
		change := instant.Never
		if r.inUse+1 < len(r.o.Policies) {
			change = r.o.Policies[r.inUse+1].At
		}
		switch {
		case change <= next && change <= to && (next != instant.Never || to < instant.Open):
			r.inUse++
			r.clock = max(r.clock, change)
		case next < to || due && next == to:
			r.clock = max(r.clock, next)
			if err := r.batch(func() ([]pipeline.Judged, error) { return r.lane.Due(1) }); err != nil {
				return err
			}
		default:
			if to < instant.Open {
				r.clock = max(r.clock, to)
			}
			return nil
		}
	}
}

// order carries out the word of a person.
func (r *Replay) order(o control.Order) error {
	if err := r.advance(max(o.At, r.clock), false); err != nil {
		return err
	}
	if o.Shadow == 0 {
		if err := r.known(o.Destination); err != nil {
			return err
		}
	}
	r.halts = o.Obeyed(r.halts)
	return r.batch(func() ([]pipeline.Judged, error) { return r.lane.Resumed(math.MaxInt) })
}

// known refuses a destination that no policy of the replay has: an order that
// stops nothing is a mistake that nobody would see.
func (r *Replay) known(destination string) error {
	var names []string
	for _, p := range r.o.Policies {
		for _, d := range p.Program.Destinations {
			names = append(names, d.Name)
		}
	}
	if destination == guard.All || slices.Contains(names, destination) {
		return nil
	}
	return fmt.Errorf("no policy has a destination %q%s", destination, source.Suggestion("; ", destination, names))
}

// openMax is how many lines are judged before what they did is made known. It
// only saves time: within a batch a lane knows what it has staged.
const openMax = 500

// batch judges at the present moment and tells of it. What it did is made known
// at once where something waits now or waits no more, for the clock of what is
// held looks at what is known.
func (r *Replay) batch(judge func() ([]pipeline.Judged, error)) error {
	r.lane.Begin(pipeline.Terms{Program: r.program(), Halts: r.halts, Now: r.clock, EventMax: event.BytesMax})
	all, err := judge()
	if err != nil {
		return err
	}
	waits := false
	for i := range all {
		if err := r.tell(&all[i].Step); err != nil {
			return err
		}
		waits = waits || all[i].Release || heldOrLetGo(&all[i].Step) || begins(&all[i].Step)
	}
	if r.open++; !waits && r.open < openMax {
		return nil
	}
	r.open = 0
	entries, err := r.lane.Entries()
	if err != nil {
		return err
	}
	r.stored++
	return r.lane.Commit(entries, r.stored)
}

// heldOrLetGo says so also of words, which can carry to another person what is
// held.
func heldOrLetGo(s *chain.Step) bool {
	return s.Silent || len(s.Words) > 0 || slices.ContainsFunc(s.Decisions, func(d chain.Decision) bool { return d.Verdict == chain.Hold || d.Due != 0 })
}

// begins says that something may wait from now on that nobody decided to hold: a
// retract.
func begins(s *chain.Step) bool {
	return slices.ContainsFunc(s.Outputs, func(o chain.Output) bool { return o.Destination.Retract != nil })
}

func (r *Replay) tell(s *chain.Step) error {
	for i := range s.Decisions {
		if err := r.o.Decided(&s.Decisions[i]); err != nil {
			return err
		}
	}
	for i := range s.Outputs {
		out := &s.Outputs[i]
		if err := r.o.Leaves(out.Destination.Name, s.Decisions[out.Decision].At, out.Event); err != nil {
			return err
		}
	}
	return nil
}
