package instance

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"maat/pipeline"
	"maat/pipeline/admin"
	"maat/pipeline/instant"
)

// health is what the probes ask.
type health struct {
	loop   atomic.Pointer[pipeline.Loop]
	broker atomic.Bool
	ready  bool // as last told; of the goroutine that looks
}

// silence is how long the loop may judge one batch while it still counts as
// alive.
const silence = 30 * time.Second

// pingMax bounds the look at the brokers.
const pingMax = 5 * time.Second

// look asks the brokers whether they are there, and shows what came of it.
func (i *instance) look(ctx context.Context) {
	asked, cancel := context.WithTimeout(ctx, pingMax)
	defer cancel()
	i.health.broker.Store(i.client.Ping(asked) == nil)
	ready, why := true, ""
	for _, c := range i.checks() {
		if err := c.Test(); err != nil && ready {
			ready, why = false, c.Name+": "+err.Error()
		}
	}
	i.tel.Ready(ctx, ready)
	switch {
	case ready && !i.health.ready:
		i.Log.Info("ready", "component", "admin")
	case !ready && i.health.ready:
		i.Log.Warn("not ready any more", "component", "admin", "error", why)
	}
	i.health.ready = ready
}

// checks must all pass before Maat counts as ready.
func (i *instance) checks() []admin.Check {
	return []admin.Check{
		{Name: "policy", Test: func() error {
			if i.policies.current() == nil {
				return errNoPolicy
			}
			return nil
		}},
		{Name: "broker", Test: func() error {
			if !i.health.broker.Load() {
				return errors.New("no broker answers")
			}
			return nil
		}},
		{Name: "state", Test: func() error {
			if loop := i.health.loop.Load(); loop == nil || !loop.Restored() {
				return errors.New("the group has given no partitions yet, or their state is being restored")
			}
			return nil
		}},
		{Name: "control", Test: func() error {
			if loop := i.health.loop.Load(); loop == nil {
				return errors.New("not followed yet")
			}
			return i.control.Err()
		}},
	}
}

// serve opens the operator's port; the answer closes it.
func (i *instance) serve() (stop func(context.Context) error, err error) {
	if i.Listen == "" {
		return func(context.Context) error { return nil }, nil
	}
	server := admin.New(i.Listen, admin.Checks{
		Heartbeat: i.heartbeat, Now: i.now, Silence: silence, Ready: i.checks(),
	}, i.registry)
	if err := server.Start(); err != nil {
		return nil, err
	}
	i.Log.Info("listening", "component", "admin", "address", server.Addr())
	if i.Started != nil {
		i.Started(server.Addr())
	}
	return server.Shutdown, nil
}

func (i *instance) now() time.Time { return wall(i.Clock()) }

func (i *instance) heartbeat() time.Time {
	if loop := i.health.loop.Load(); loop != nil {
		return wall(loop.Heartbeat())
	}
	return i.now()
}

func wall(t instant.Time) time.Time { return time.Unix(0, int64(t)) }
