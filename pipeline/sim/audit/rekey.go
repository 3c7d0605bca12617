package audit

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
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
		case !ok || r.Source != e.where || r.Word != nil:
			return fmt.Errorf("the intake goes on with %q and not with %s", r.Source, e.where)
		case !bytes.Equal(r.Value, e.value):
			return fmt.Errorf("%s is not whole in the intake", e.where)
		}
		if err := c.lives(c.pseudonym(e.who), &r); err != nil {
			return fmt.Errorf("%s: %w", e.where, err)
		}
		if err := c.lane(r.Partition).insert(arrival{event: e, offset: r.Offset}); err != nil {
			return err
		}
	}
	return nil
}

// lives wants a record of the intake to be in the one partition of its person.
func (c *checker) lives(key string, r *Record) error {
	if string(r.Key) != key {
		return fmt.Errorf("it goes to somebody else's partition")
	}
	if home, ok := c.home[key]; ok && home != r.Partition {
		return fmt.Errorf("the person is in two partitions")
	}
	c.home[key] = r.Partition
	return nil
}

// pseudonym is under what a person is known: the first 16 bytes of HMAC-SHA-256.
func (c *checker) pseudonym(id string) string {
	if c.names[id] == "" {
		mac := hmac.New(sha256.New, c.Key)
		mac.Write([]byte(id))
		c.names[id] = string(mac.Sum(nil)[:16])
	}
	return c.names[id]
}

// insert keeps arrivals in the order of their offsets, which is not always that
// of the commits.
func (l *lane) insert(a arrival) error {
	i, _ := slices.BinarySearchFunc(l.arrived, a, func(x, y arrival) int { return cmp.Compare(x.offset, y.offset) })
	if i < l.decided {
		return fmt.Errorf("offset %d of the intake came up behind what was read", a.offset)
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
	case !e.hopped && !bytes.Equal(r.Value, e.value) || !same(r.Value, e.value) || !bytes.Equal(r.Key, e.key) || r.Reason != reason:
		return fmt.Errorf("%s is not whole in the quarantine, or there for %q", e.where, r.Reason)
	}
	return nil
}
