package witness

import (
	"bytes"
	"encoding/hex"
)

// inputs reads everything that came in.
func (c *checker) inputs(dump Dump) {
	for _, topic := range c.opts.Topics.Inputs {
		records := dump.of(topic)
		for i := range records {
			e := readEvent(&records[i], c.rules, c.opts.Now)
			c.events[e.where] = e
			c.report.Inputs++
			if e.readable {
				c.report.Readable++
			} else {
				c.report.Unreadable++
			}
		}
	}
}

// intake proves that every readable input is there once, whole and under one
// pseudonym a person, and learns the order in which each person's events are
// judged. What cannot be read may be there too: for some of it one can still
// say whose it is.
func (c *checker) intake(dump Dump) {
	c.people = map[string]*person{}
	whose := c.whose
	partition := map[string]int32{}
	seen := map[string]bool{}
	records := dump.of(c.opts.Topics.Intake)
	for i := range records {
		r := &records[i]
		source, key := r.Headers[sourceHeader], hex.EncodeToString(r.Key)
		if _, word := r.Headers[wordHeader]; word {
			c.word(r)
			continue
		}
		e := c.events[source]
		switch {
		case e == nil:
			c.report.add(Intake, r.Where(), "nothing came in at its source")
			continue
		case seen[source]:
			c.report.add(Intake, r.Where(), "%s is there twice", source)
			continue
		case len(r.Key) != 16:
			c.report.add(BadRecord, r.Where(), "the key of an intake record is no pseudonym of 16 bytes")
		case !bytes.Equal(e.value, r.Value):
			c.report.add(Intake, r.Where(), "it is not whole")
		}
		seen[source] = true
		if !e.readable {
			continue
		}
		if at, ok := partition[key]; ok && at != r.Partition {
			c.report.add(Order, r.Where(), "a person is in two partitions of the intake")
		}
		partition[key] = r.Partition
		c.introduce(e, key, whose, r)
	}
	for _, e := range c.events {
		if e.readable && !seen[e.where] {
			c.report.add(Intake, e.where, "it never got there")
		}
	}
	c.report.Subjects = len(c.people)
}

// introduce gives an event to its person.
func (c *checker) introduce(e *event, key string, whose map[string]string, r *Record) {
	p := c.people[key]
	if p == nil {
		p = newPerson(c, key, e.who)
		c.people[key] = p
	}
	if known, ok := whose[e.who]; ok && known != key || p.who != e.who {
		c.report.add(Identity, r.Where(), "")
	}
	whose[e.who] = key
	c.comes(e, key, r)
	e.pseudonym, e.order = key, len(p.arrivals)
	p.arrivals = append(p.arrivals, e)
}

// decisions gives every decision to the person that it is about, in the order
// in which they were recorded.
func (c *checker) decisions(dump Dump) {
	c.nobody = map[string]*decision{}
	partition := map[string]int32{}
	records := dump.of(c.opts.Topics.Decisions)
	for i := range records {
		r := &records[i]
		d, err := readDecision(r)
		if err != nil {
			c.report.add(BadRecord, r.Where(), "%v", err)
			continue
		}
		c.report.count(d)
		e := c.events[d.source]
		switch {
		case e == nil:
			c.report.add(Unfounded, d.where, "nothing came in at its source")
		case !e.readable:
			c.quarantined(d)
		default:
			c.personal(e, d, r, partition)
		}
	}
}

func (c *checker) personal(e *event, d *decision, r *Record, partition map[string]int32) {
	if at, ok := partition[d.key]; ok && at != r.Partition {
		c.report.add(Order, d.where, "decisions on a person are in two partitions")
	}
	partition[d.key] = r.Partition
	p := c.people[e.pseudonym]
	switch {
	case p == nil: // not in the intake, which is a violation already
		c.report.add(Unfounded, d.where, "what it is about is not in the intake")
	case c.joints[e.pseudonym] != "":
		if !c.amiss(e, d, r) {
			p.decisions = append(p.decisions, d)
		}
	case d.key != e.pseudonym:
		c.report.add(BadRecord, d.where, "it stands under another person's key")
	case c.amiss(e, d, r):
	default:
		p.decisions = append(p.decisions, d)
	}
}

// amiss says that a decision is not about the event, or says too much.
func (c *checker) amiss(e *event, d *decision, r *Record) bool {
	switch {
	case d.ID != e.id || text(d.Role) != e.role:
		c.report.add(BadRecord, d.where, "its id or role is not that of the event")
	case bytes.Contains(r.Value, []byte(`"`+e.who+`"`)):
		c.report.add(Exposed, d.where, "")
	default:
		return false
	}
	return true
}

// quarantined takes the one decision on what cannot be read.
func (c *checker) quarantined(d *decision) {
	switch {
	case c.nobody[d.source] != nil:
		c.report.add(Twice, d.where, "of %s, which cannot be read", d.source)
	case d.Verdict != quarantine || d.to() != "" || text(d.Guard) != "intake":
		c.report.add(WrongVerdict, d.where, "%s cannot be read", d.source)
	}
	c.nobody[d.source] = d
}

// unread proves that what cannot be read, and nothing else, was decided once
// and is kept whole.
func (c *checker) unread(dump Dump) {
	kept := map[string]bool{}
	records := dump.of(c.opts.Topics.Quarantine)
	for i := range records {
		r := &records[i]
		source := r.Headers[sourceHeader]
		switch e := c.events[source]; {
		case e == nil || e.readable:
			c.report.add(WrongQuarantine, r.Where(), "%s can be read", source)
		case kept[source]:
			c.report.add(WrongQuarantine, r.Where(), "%s is there twice", source)
		case !bytes.Equal(e.value, r.Value) || !bytes.Equal(e.key, r.Key):
			c.report.add(WrongQuarantine, r.Where(), "it is not whole")
		case r.Headers["maat-reason"] == "":
			c.report.add(WrongQuarantine, r.Where(), "it has no reason")
		}
		kept[source] = true
	}
	for _, e := range c.events {
		if e.readable {
			continue
		}
		if !kept[e.where] {
			c.report.add(WrongQuarantine, e.where, "it is not there")
		}
		if c.nobody[e.where] == nil {
			c.report.add(Missing, e.where, "it cannot be read")
		}
	}
}
