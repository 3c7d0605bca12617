package sim

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"maat/pipeline"
	"maat/pipeline/state"
)

// session is Kafka as one instance sees it.
type session struct{ *instance }

var _ pipeline.Broker = (*session)(nil)

// Poll implements pipeline.Broker. Notes of the group come before records, one
// at a time.
func (s *session) Poll(_ context.Context, wait time.Duration) (pipeline.Poll, error) {
	w, m := s.w, s.member
	s.hazard("in a poll", 1)
	if w.broken(w.plan.away, 400) {
		return pipeline.Poll{}, errAway
	}
	if len(m.notes) > 0 {
		note := m.notes[0]
		m.notes = m.notes[1:]
		if !note.Assigned {
			m.rewind()
		}
		return note, nil
	}
	if m.out {
		s.member = w.group.join(s.instance)
		s.wait = int64(wait)
		return pipeline.Poll{}, nil
	}
	if wait == pipeline.NoRecords {
		w.see("a batch that only asks the group")
		return pipeline.Poll{}, nil
	}
	records := s.fetch(1 + w.steps.IntN(w.plan.batch))
	if len(records) == 0 {
		s.wait = int64(wait)
	}
	return pipeline.Poll{Records: records}, nil
}

// fetch reads on in what is assigned.
func (s *session) fetch(most int) (all []pipeline.Record) {
	w, m := s.w, s.member
	for _, at := range w.places() {
		if _, ok := m.fetches[at]; !ok && w.group.assigned[at] == m && !w.pending(at) {
			m.base[at] = w.group.offsets[at]
			m.fetches[at] = m.base[at]
		}
	}
	for _, at := range m.owned() {
		if w.steps.in(8) && !w.healed {
			continue // its broker is slow
		}
		l := w.log(at)
		end := l.stable()
		if w.bug == ReadUncommitted {
			end = l.end()
		}
		for ; m.fetches[at] < end && len(all) < most; m.fetches[at]++ {
			offset := m.fetches[at]
			e := &l.entries[offset]
			if !e.visible() && (w.bug != ReadUncommitted || e.marker) {
				continue
			}
			r := e.head
			r.Topic, r.Partition, r.Offset, r.Value = at.topic, at.n, offset, e.value
			if r.Source = cmp.Or(r.Source, fmt.Sprintf("%s/%d/%d", at.topic, at.n, offset)); at.topic == topicInput {
				r.Key = e.key
			}
			all = append(all, r)
		}
	}
	return all
}

// patience is how long a restore waits for an open transaction to end.
const patience = 30 * second

// Restore implements pipeline.Broker.
func (s *session) Restore(_ context.Context, p int32) (state.Store, error) {
	w, at := s.w, place{topicIntake, p}
	s.hazard("in a restore", 3)
	for until := w.now + patience; w.pending(at); {
		if w.now >= until || w.failure != nil {
			return nil, errAway
		}
		w.see("a restore waits for an open transaction")
		s.stall(second)
	}
	st, err := s.replay(p)
	if err != nil {
		return nil, err
	}
	s.hazard("in the middle of a restore", 6)
	if err := s.compare(st, at); err != nil {
		return nil, err
	}
	if err := w.verify(st, p); err != nil && w.group.offsets[at] == w.group.truth[at] && st.p.watermark == w.log(place{topicChangelog, p}).end() {
		w.fail("%s partition %d: %v", s.name, p, err)
	}
	return st, nil
}

// replay opens the local store and brings it up to the changelog.
func (s *session) replay(p int32) (*store, error) {
	w := s.w
	st := s.disk.open(p)
	l := w.log(place{topicChangelog, p})
	from, to := st.p.watermark, l.end()
	switch {
	case from > to:
		return nil, &refusedError{fmt.Sprintf("the changelog ends at %d, and what is known goes to %d", to, from)}
	case from == 0 && to > 0 && st.p.wiped:
		w.see("a restore after a lost disk")
	case from > 0 && from < to:
		w.see("a restore from a watermark that lags behind")
	}
	if w.bug == LostDiskUnnoticed && st.p.wiped {
		from = to
	}
	var entries []state.Entry
	for offset := from; offset < to; offset++ {
		e := &l.entries[offset]
		if !e.visible() {
			continue
		}
		if len(entries) >= 20 {
			if err := st.Store.Apply(entries, offset); err != nil {
				return nil, err
			}
			st.p.keep(entries, offset)
			entries = nil
		}
		entries = append(entries, state.Entry{Key: e.key, Value: e.value})
	}
	if w.bug == RestoreSkipsTail && len(entries) > 1 {
		entries = entries[len(entries)-1:] // but for the checkpoint
	}
	if err := st.Store.Apply(entries, to); err != nil {
		return nil, err
	}
	st.p.keep(entries, to)
	st.p.wiped = false
	return st, nil
}

// compare holds the checkpoint against the group's offset.
func (s *session) compare(st *store, at place) error {
	c, known, err := st.Checkpoint()
	offset, committed := s.w.group.offsets[at]
	if err != nil || s.w.bug == CheckpointUncompared || known == committed && (!known || c.Offset == offset) {
		return err
	}
	if end := s.w.log(place{topicChangelog, at.n}).end(); end > st.p.watermark && s.w.bug != RefusalHasty {
		s.w.see("a restore was overtaken")
		return errOvertaken
	}
	return &refusedError{fmt.Sprintf("%s/%d: the group has committed %d, and the state belongs to %d", at.topic, at.n, offset, c.Offset)}
}

// hazard is a point at which an instance may die or fall asleep; more likely
// where it seldom comes.
func (s *session) hazard(point string, likely int) {
	w := s.w
	switch {
	case w.broken(w.plan.crashes, 250/likely):
		w.see("crash " + point)
		panic(crash{s.instance})
	case w.depth < 3 && w.broken(w.plan.pauses, 150/likely):
		s.sleep(pick(w.faults, 300*millisecond, 3*second, 9*second, 14*second))
		w.see("sleep " + point)
	case w.depth < 3 && w.broken(w.plan.slow, 15):
		s.stall(w.faults.between(stepMin, second))
	}
}

// broken says that something goes wrong now, in one of n cases.
func (w *World) broken(planned bool, n int) bool { return planned && !w.healed && w.faults.in(n) }
