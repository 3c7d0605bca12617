package pipeline

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/vault"
)

// Deps are what a Loop works with. All are required but the vault.
type Deps struct {
	Broker     Broker
	Observer   Observer
	Intake     string                 // topic
	Partitions int32                  // of the intake
	Key        []byte                 // of the pseudonyms
	Vault      *vault.Vault           // the keys of people; nil: nothing is sealed, as where nothing is kept
	Policy     func() *policy.Program // the one in force; asked once a batch
	Halts      func() guard.Halts     // what stands; asked once a batch
	Clock      func() instant.Time    // wall clock; read once a batch
	EventMax   func() int             // bytes of the largest event that can leave
	OutputMax  func(topic string) int // bytes of the largest record that a topic takes
	Releases   int                    // held events that one batch judges at most
}

// idle is how long a poll waits while nothing comes and nothing falls due: it
// bounds how late a change of policy, halts or membership is seen.
const idle = 200 * time.Millisecond

// Loop runs one instance of the pipeline: poll, judge, commit, again.
type Loop struct {
	Deps
	lanes  map[int32]*resident
	halts  guard.Halts
	served atomic.Bool // partitions were assigned and restored

	judging atomic.Int64 // wall clock at which the batch under way began to be judged; 0: none is
}

// resident is a lane of this instance.
type resident struct {
	*Lane
	sweep bool // a halt has changed: what waits for a resume is asked
}

// NewLoop is a loop that owns no partition yet.
func NewLoop(d Deps) (*Loop, error) {
	if _, err := NewPseudonyms(d.Key); err != nil { // said now, not at the first partition
		return nil, err
	}
	return &Loop{Deps: d, lanes: map[int32]*resident{}, halts: guard.NoHalts()}, nil
}

// Heartbeat is when the loop was last seen alive; it is safe to call at any
// time. Waiting for a broker or for a restore is being alive: a restart would
// only make it longer.
func (l *Loop) Heartbeat() instant.Time {
	if since := l.judging.Load(); since != 0 {
		return instant.Time(since)
	}
	return l.Clock()
}

// Restored says that the loop has been given its partitions and has restored
// them all; it is safe to call at any time.
func (l *Loop) Restored() bool { return l.served.Load() }

// Run goes round until the context ends, which is no error: the batch under way
// is finished first. The lanes are closed when it returns.
func (l *Loop) Run(ctx context.Context) (err error) {
	defer func() {
		for p := range l.lanes {
			if closed := l.drop(p); err == nil {
				err = closed
			}
		}
	}()
	for ctx.Err() == nil {
		if err := l.Round(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Round is one batch and its transaction. Run goes round with it; a simulation
// takes one at a time.
func (l *Loop) Round(ctx context.Context) error {
	begun := l.Clock()
	wait, err := l.horizon()
	if err != nil {
		return err
	}
	poll, err := l.Broker.Poll(ctx, wait)
	if err != nil {
		return err
	}
	if err := l.reassign(ctx, poll); err != nil {
		return err
	}
	t, err := l.judge(poll.Records)
	if err != nil || len(t.Parts) == 0 {
		return err
	}
	return l.commit(ctx, t, begun)
}

// horizon looks ahead: how long to wait for records, or NoRecords where so much
// has fallen due that it goes before new ones.
func (l *Loop) horizon() (wait time.Duration, err error) {
	now, wait := l.Clock(), idle
	for p, lane := range l.lanes {
		if lane.sweep {
			wait = 0
		}
		behind, err := lane.Backlog(now, l.Releases)
		if err != nil || behind {
			return NoRecords, l.at(p, err)
		}
		next, err := lane.NextDue()
		if err != nil {
			return 0, l.at(p, err)
		}
		wait = min(wait, max(0, time.Duration(next.Sub(now))))
	}
	return wait, nil
}

// reassign closes the lanes of lost partitions and opens those of gained ones.
func (l *Loop) reassign(ctx context.Context, poll Poll) error {
	for _, p := range poll.Lost {
		if err := l.drop(p); err != nil {
			return err
		}
	}
	for _, p := range poll.Gained {
		if err := l.gain(ctx, p); err != nil {
			return err
		}
	}
	if len(poll.Lost)+len(poll.Gained) > 0 {
		l.Observer.Owns(l.held())
	}
	if poll.Assigned {
		l.served.Store(true)
	}
	return nil
}

func (l *Loop) gain(ctx context.Context, p int32) error {
	store, err := l.Broker.Restore(ctx, p)
	if err != nil {
		return l.at(p, err)
	}
	people, err := NewPseudonyms(l.Key)
	if err != nil {
		return err
	}
	lane, err := NewLane(store, people, l.Partitions)
	if err != nil {
		return l.at(p, err)
	}
	l.lanes[p] = &resident{Lane: lane, sweep: true}
	if l.Vault != nil {
		return l.at(p, lane.Lock(l.Vault))
	}
	return nil
}

func (l *Loop) drop(p int32) error {
	lane := l.lanes[p]
	if lane == nil {
		return nil
	}
	delete(l.lanes, p)
	return l.at(p, lane.Close())
}

// at names the partition in an error.
func (l *Loop) at(p int32, err error) error {
	if err != nil {
		return fmt.Errorf("%s partition %d: %w", l.Intake, p, err)
	}
	return nil
}
