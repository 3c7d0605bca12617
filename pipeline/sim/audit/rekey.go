package audit

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// rekeyed wants every input of a part in the intake, or in the quarantine.
func (c *checker) rekeyed(p *Part, from int64) error {
	for offset := from; offset < p.To; offset++ {
		e := c.events[where(p.Topic, p.Partition, offset)]
		if e == nil {
			return fmt.Errorf("nothing came in at %d", offset)
		}
		e.rekeyed = true
		if e.nobodys() {
			if err := c.unreadable(e, e.fault, c.now.Clock); err != nil {
				return err
			}
			continue
		}
		r, ok := c.next(c.Topics.Intake)
		switch {
		case !ok || r.Source != e.where:
			return fmt.Errorf("the intake goes on with %q and not with %s", r.Source, e.where)
		case !bytes.Equal(r.Value, e.value):
			return fmt.Errorf("%s is not whole in the intake", e.where)
		}
		if home, ok := c.home[e.who]; ok && home != r.Partition {
			return fmt.Errorf("the person of %s is in two partitions", e.where)
		}
		c.home[e.who] = r.Partition
		if err := c.lane(r.Partition).insert(arrival{e, r.Offset}); err != nil {
			return err
		}
	}
	return nil
}

// insert keeps arrivals in the order of their offsets, which is not always that
// of the commits.
func (l *lane) insert(a arrival) error {
	i, _ := slices.BinarySearchFunc(l.arrived, a, func(x, y arrival) int { return cmp.Compare(x.offset, y.offset) })
	if i < l.decided {
		return fmt.Errorf("%s came up in the intake behind what was read", a.event.where)
	}
	l.arrived = slices.Insert(l.arrived, i, a)
	return nil
}

// unreadable wants the one decision on what cannot be read or judged, and all of
// it in the quarantine.
func (c *checker) unreadable(e *event, why string, at int64) error {
	if err := c.keptWhole(e, why); err != nil {
		return err
	}
	d, err := c.decision()
	switch {
	case err != nil:
		return err
	case d.source != e.where || d.Verdict != "quarantine" || d.reason() != why || d.to() != "" || d.Subject != nil || d.at() != at:
		return fmt.Errorf("%s is to be kept for %s and is decided otherwise: %s", e.where, why, d)
	}
	c.found["unreadable"]++
	return nil
}

func (c *checker) keptWhole(e *event, reason string) error {
	r, ok := c.next(c.Topics.Quarantine)
	switch {
	case !ok || r.Source != e.where:
		return fmt.Errorf("the quarantine goes on with %q and not with %s", r.Source, e.where)
	case !bytes.Equal(r.Value, e.value) || !bytes.Equal(r.Key, e.key) || r.Reason != reason:
		return fmt.Errorf("%s is not whole in the quarantine, or there for %q", e.where, r.Reason)
	}
	return nil
}
