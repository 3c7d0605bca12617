// Package instance is one running Maat with everything wired: the policy that
// is in force and follows its file, the session with Kafka, the local stores,
// the operator's port and telemetry. `maat run` is one, and so is the pipeline
// of `maat demo`.
package instance

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/kafka"
	"maat/pipeline/policy"
	"maat/pipeline/state"
	"maat/pipeline/state/diskstore"
	"maat/pipeline/telemetry"
	"maat/pipeline/vault"
)

// Options say what runs.
type Options struct {
	Pipeline, Instance string
	Version            string
	Client             []kgo.Opt // how to reach the brokers
	Want               kafka.Want
	Group              string
	TransactionTimeout time.Duration
	SessionTimeout     time.Duration
	BatchRecords       int
	BatchInterval      time.Duration
	SubjectKey         []byte
	Vault              *vault.Vault // the keys of people; nil: nothing is sealed
	Listen             string       // of the operator's port; empty: none
	Policy             Source
	Stores             Stores
	Clock              func() instant.Time
	Log                *slog.Logger
	StartTimeout       time.Duration     // how long the brokers may be out of reach at the start
	Started            func(addr string) // told once the operator's port is open; may be nil
}

// Source is where policies come from.
type Source struct {
	// Read answers the text now in force, by name.
	Read func() (file string, text []byte, err error)
	// Compile makes a program of it.
	Compile func(file string, text []byte) (*policy.Program, error)
}

// Stores opens the local stores. identity says whose cache they are, and open
// opens what is sealed in them.
type Stores interface {
	Open(identity string, partition int32, open state.Opener) (state.Store, error)
	Wipe(partition int32) error
}

// UnreachableError says that no broker answered.
type UnreachableError struct{ Err error }

func (e *UnreachableError) Error() string { return "no Kafka broker can be reached: " + e.Err.Error() }

// Unwrap is the cause.
func (e *UnreachableError) Unwrap() error { return e.Err }

// instance is a Maat under way.
type instance struct {
	Options
	registry *prometheus.Registry
	tel      *telemetry.Telemetry
	client   *kgo.Client // for questions about the cluster
	limits   *kafka.Limits
	policies *policies
	halts    *kafka.Halts
	health   health
}

// Run runs until the context ends, which is no error: the batch under way is
// finished, the group is left, and everything that was started has stopped.
func Run(ctx context.Context, o Options) (err error) {
	i := &instance{Options: o, registry: prometheus.NewRegistry(), limits: kafka.NewLimits()}
	if i.tel, err = telemetry.Start(ctx, telemetry.Options{
		Service: "maat", Version: o.Version, Instance: o.Instance, Group: o.Group, Registerer: i.registry, Log: o.Log,
	}); err != nil {
		return err
	}
	defer i.stop("telemetry", i.tel.Shutdown)
	if i.policies, err = readPolicies(o.Policy, i.tel, o.Log); err != nil {
		return err
	}
	server, err := i.serve()
	if err != nil {
		return err
	}
	defer i.stop("admin", server)
	if i.client, err = kgo.NewClient(o.Client...); err != nil {
		return fmt.Errorf("kafka client: %w", err)
	}
	defer i.client.Close()
	if err := i.reach(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	if i.halts, err = kafka.FollowHalts(ctx, o.Want.Topics.Control, o.Client, i.policies.has, o.Log); err != nil {
		return err
	}
	defer i.halts.Close()
	return i.run(ctx)
}

// run keeps the watch on what changes by itself beside the loop, and waits for
// it.
func (i *instance) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { i.watch(ctx) })
	defer beside.Wait()
	defer cancel()
	return i.supervise(ctx)
}

// stopMax bounds what happens after the last batch.
const stopMax = 5 * time.Second

func (i *instance) stop(what string, stop func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), stopMax)
	defer cancel()
	if err := stop(ctx); err != nil {
		i.Log.Warn("did not stop cleanly", "component", what, "error", err.Error())
	}
}

// reach waits for the brokers, and then checks the topics.
func (i *instance) reach(ctx context.Context) error {
	reachable, cancel := context.WithTimeout(ctx, i.StartTimeout)
	defer cancel()
	for {
		err := i.client.Ping(reachable)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return nil
		}
		if reachable.Err() != nil {
			return &UnreachableError{err}
		}
		i.Log.Warn("waiting for Kafka", "component", "kafka", "error", err.Error())
		pause(reachable, time.Second)
	}
	i.health.broker.Store(true)
	return i.checkTopics(ctx, i.policies.current())
}

// checkTopics looks at the topics that a policy writes to and Maat's own.
func (i *instance) checkTopics(ctx context.Context, p *policy.Program) error {
	w := i.Want
	for _, d := range p.Destinations {
		w.Outputs = append(w.Outputs, d.Topic)
		if d.Link != nil && len(w.Topics.Inputs) == 0 {
			return fmt.Errorf("the policy joins the histories of people (linkage, for %s), and for that the intake must be Maat's own: name the topics to read as topics.inputs", d.Name)
		}
	}
	return kafka.CheckTopics(ctx, i.client, w, i.limits)
}

// Backoff between two sessions.
const (
	backoffMin = 200 * time.Millisecond
	backoffMax = 30 * time.Second
	steady     = time.Minute // a session that lasted so long begins the backoff anew
)

// supervise runs one session after another. A session ends where its outcome
// is uncertain: all lanes are given up then, and restored from what the
// brokers hold.
func (i *instance) supervise(ctx context.Context) error {
	identity, err := kafka.Identity(ctx, i.client, i.Want.Topics.Changelog, i.limits)
	if err != nil {
		return err
	}
	wait := backoffMin
	for {
		begun := i.Clock()
		err := i.session(ctx, identity)
		i.health.loop.Store(nil)
		if ctx.Err() != nil || err == nil || permanent(err) {
			return err
		}
		if i.Clock().Sub(begun) > instant.Span(steady) {
			wait = backoffMin
		}
		i.Log.Error("the session ended and begins anew", "component", "pipeline", "error", err.Error(), "wait_ms", wait.Milliseconds())
		if !pause(ctx, wait) {
			return nil
		}
		wait = min(2*wait, backoffMax)
	}
}

func (i *instance) session(ctx context.Context, identity string) error {
	session, err := kafka.Open(ctx, kafka.Options{
		Client: i.Client, Admin: i.client, Group: i.Group, TransactionalID: "maat-" + i.Pipeline + "-" + i.Instance,
		TransactionTimeout: i.TransactionTimeout, SessionTimeout: i.SessionTimeout,
		Topics: i.Want.Topics, Limits: i.limits, BatchRecords: i.BatchRecords, BatchInterval: i.BatchInterval,
		Store: func(p int32) (state.Store, error) { return i.Stores.Open(identity, p, i.opener()) },
		Wipe:  i.Stores.Wipe, Clock: i.Clock, Log: i.Log,
		Restored: func(took time.Duration) { i.tel.Restored(ctx, took) },
	})
	if err != nil {
		return err
	}
	defer session.Close()
	loop, err := pipeline.NewLoop(pipeline.Deps{
		Broker: session, Observer: &observer{tel: i.tel, intake: i.Want.Topics.Intake}, Intake: i.Want.Topics.Intake,
		Partitions: i.limits.Partitions(i.Want.Topics.Intake), Key: i.SubjectKey, Vault: i.Vault,
		Policy: i.policies.current, Halts: func() guard.Halts { return i.halts.Now() }, Clock: i.Clock,
		EventMax: i.limits.Event, OutputMax: i.limits.Output, Releases: i.BatchRecords,
	})
	if err != nil {
		return err
	}
	i.health.loop.Store(loop)
	return loop.Run(ctx)
}

// permanent says that another session would fail alike.
func permanent(err error) bool {
	_, mistaken := errors.AsType[*diskstore.IdentityError](err)
	return mistaken || kafka.Refused(err) || vault.Locked(err)
}

// opener opens what is sealed in the stores; nil where nothing is.
func (i *instance) opener() state.Opener {
	if i.Vault == nil {
		return nil
	}
	return i.Vault.Open
}

// pause says whether the context still lives after it.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
	return ctx.Err() == nil
}
