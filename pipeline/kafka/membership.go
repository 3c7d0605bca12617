package kafka

import (
	"context"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kgo"
)

// membership notes, in order, what the group gave and took. The callbacks run
// on goroutines of franz-go; the loop takes the notes between two batches.
type membership struct {
	intake string
	quit   chan struct{}

	mu      sync.Mutex
	changes []change
	waiting []chan struct{} // callbacks that wait for the notes taken last
	since   bool            // something was lost since the last end of a transaction by the session

	ending sync.Mutex // held while a transaction ends that the session does not end
}

// change is one callback.
type change struct {
	gained     bool
	partitions []int32       // of the intake
	restored   chan struct{} // closed when the loop has opened them
}

func newMembership(intake string) *membership {
	return &membership{intake: intake, quit: make(chan struct{})}
}

// gained waits until the partitions are restored. Heartbeats go on meanwhile.
func (m *membership) gained(ctx context.Context, _ *kgo.Client, all map[string][]int32) {
	done := make(chan struct{})
	m.note(change{gained: true, partitions: all[m.intake], restored: done})
	select {
	case <-done:
	case <-ctx.Done():
	case <-m.quit:
	}
}

func (m *membership) lost(_ context.Context, _ *kgo.Client, all map[string][]int32) {
	m.ending.Lock()
	defer m.ending.Unlock()
	m.note(change{partitions: all[m.intake]})
}

// hold lets what takes partitions away wait until what it answers is called.
func (m *membership) hold() (release func()) {
	m.ending.Lock()
	return m.ending.Unlock
}

// lostSince says that something was lost since the session last ended a
// transaction: it aborts the next.
func (m *membership) lostSince() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.since
}

// forgive notes that the session has ended a transaction. What was lost meanwhile
// is a note still, or makes the next end one that is not explained.
func (m *membership) forgive() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.since = false
}

func (m *membership) note(c change) {
	slices.Sort(c.partitions)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.changes = append(m.changes, c)
	m.since = m.since || !c.gained
}

// pending says that there are notes: the batch under way will be aborted.
func (m *membership) pending() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.changes) > 0
}

// revoked says that the loop has not yet heard of a loss. The session knows of
// it only until the next End, and the group lets in any member of the present
// generation, whatever that owns.
func (m *membership) revoked() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.ContainsFunc(m.changes, func(c change) bool { return !c.gained })
}

// take lets go the callbacks of the notes taken before, which are done by now,
// and hands out the next note that says something; ok is false without one.
func (m *membership) take() (c change, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, done := range m.waiting {
		close(done)
	}
	m.waiting = m.waiting[:0]
	if len(m.changes) == 0 {
		return change{}, false
	}
	c, m.changes = m.changes[0], m.changes[1:]
	if c.gained {
		m.waiting = append(m.waiting, c.restored)
	}
	return c, true
}

func (m *membership) close() { close(m.quit) }
