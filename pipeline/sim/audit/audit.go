// Package audit judges the history of a simulated cluster. It reads only what
// was committed, and the schedule of what the world did to the instances: the
// clock, the policy and the halts that each was told when it judged a batch.
// From that it works out every decision again, by rules and code of its own,
// and wants exactly those: no more, no less, no other order.
//
// It shares no code with what it judges, and it stops at the first thing that
// is wrong: all that follows from it would be wrong too.
package audit

import "fmt"

// History is all that was committed.
type History struct {
	Topics Topics
	Key    []byte            // of the pseudonyms
	Rules  map[string]*Rules // by the version that a decision names
	Inputs []Record          // in any order
	Txns   []Txn             // in the order of their commits

	// The items at which a guard breaks: always, and where a held event is asked
	// again.
	Breaks, BreaksAgain string

	Releases int   // held events that one batch judges at most, of each kind
	Healed   int64 // from when on nothing was broken any more
	Grace    int64 // how long what was broken may take to come round
	Late     int64 // how long after its due time a held event may be released once healed
}

// Topics are the names of what is read.
type Topics struct{ Intake, Decisions, Quarantine string }

// Record is one committed record.
type Record struct {
	Topic      string
	Partition  int32
	Offset     int64
	Key, Value []byte
	Source     string // topic/partition/offset of the input that it was made from
	Policy     string
	Reason     string
	Word       *Word // what one partition of the intake says to another; nil: it is an event
}

// Word is what a record of the intake says that is no event by itself.
type Word struct {
	Says           string
	From, To, Next string // pseudonyms
	Event          []byte // what it brings along
}

// Txn is one committed transaction.
type Txn struct {
	At      int64             // when it was committed, on the clock of the world
	Clock   int64             // what the instance took for the present
	Halts   map[string]string // what it had heard: drop or hold by destination, "*" for all others
	Policy  string            // what was in force
	Parts   []Part            // in the order of their topics and partitions
	Records []Record          // by part, in the order in which they were written
}

// Part is how far a transaction went on in one partition.
type Part struct {
	Topic     string
	Partition int32
	To        int64 // the group's offset from then on
}

// Findings count what the history had in it.
type Findings map[string]int

// Check works the history out again. The error is the first thing that is not
// as it must be.
func Check(h *History) (Findings, error) {
	c := &checker{History: h, found: Findings{}, events: map[string]*event{}, lanes: map[int32]*lane{}, read: map[place]int64{}, home: map[string]int32{}, names: map[string]string{}}
	c.inputs()
	for i := range h.Txns {
		if err := c.txn(&h.Txns[i]); err != nil {
			return c.found, fmt.Errorf("transaction %d: %w", i, err)
		}
	}
	return c.found, c.end()
}

type place struct {
	topic     string
	partition int32
}

// checker is what is known while the history is worked out.
type checker struct {
	*History
	found  Findings
	events map[string]*event // by where they came in
	lanes  map[int32]*lane
	read   map[place]int64   // what the group has read
	home   map[string]int32  // partition of the intake, by person
	names  map[string]string // pseudonyms, by identifier
	facts  int               // how many have got a number

	// Of the transaction that is looked at: what must be in it and was not met.
	now  *Txn
	left map[string][]Record // by topic
}

func (c *checker) inputs() {
	for i := range c.Inputs {
		r := &c.Inputs[i]
		c.events[where(r.Topic, r.Partition, r.Offset)] = readEvent(r)
	}
}

func where(topic string, partition int32, offset int64) string {
	return fmt.Sprintf("%s/%d/%d", topic, partition, offset)
}

// txn wants the records of one transaction.
func (c *checker) txn(t *Txn) error {
	c.now, c.left = t, map[string][]Record{}
	for _, r := range t.Records {
		c.left[r.Topic] = append(c.left[r.Topic], r)
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		at := place{p.Topic, p.Partition}
		from := c.read[at]
		if p.To < from {
			return fmt.Errorf("%s/%d: the group's offset goes back from %d to %d", p.Topic, p.Partition, from, p.To)
		}
		c.read[at] = p.To
		step := c.rekeyed
		if p.Topic == c.Topics.Intake {
			step = c.judged
		}
		if err := step(p, from); err != nil {
			return fmt.Errorf("%s/%d: %w", p.Topic, p.Partition, err)
		}
	}
	for topic, rest := range c.left {
		if len(rest) > 0 {
			return fmt.Errorf("%d records of %s are there for no reason, the first of %s", len(rest), topic, rest[0].Source)
		}
	}
	return nil
}

// next takes the next record of a topic in this transaction.
func (c *checker) next(topic string) (Record, bool) {
	rest := c.left[topic]
	if len(rest) == 0 {
		return Record{}, false
	}
	c.left[topic] = rest[1:]
	return rest[0], true
}

// end proves that everything came to its end.
func (c *checker) end() error {
	for i := range c.Inputs {
		r := &c.Inputs[i]
		if done := c.read[place{r.Topic, r.Partition}]; r.Offset >= done {
			return fmt.Errorf("%s/%d/%d was never read", r.Topic, r.Partition, r.Offset)
		}
	}
	for p, l := range c.lanes {
		if l.decided < len(l.arrived) {
			return fmt.Errorf("%s/%d: %d events of the intake were never decided", c.Topics.Intake, p, len(l.arrived)-l.decided)
		}
		for _, w := range l.held {
			return fmt.Errorf("%s/%d: %s is held for %s and never ended", c.Topics.Intake, p, w.event.where, w.to)
		}
	}
	return nil
}
