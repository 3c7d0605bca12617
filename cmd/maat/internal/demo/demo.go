// Package demo runs Maat with nothing but itself: a broker in memory, a made-up
// web shop, the pipeline as `maat run` runs it, and a view of what was decided.
//
// The view knows only what anyone can read from the topics: what it shows of
// decisions are records of the decisions topic, and what left is counted in the
// topics of the destinations as well. How far the pipeline is, is asked of the
// brokers.
package demo

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"maat/guards"
	"maat/pipeline/explain"
	"maat/pipeline/instance"
)

// Show is how the demo is watched.
type Show uint8

// The ways to watch.
const (
	Screen    Show = 1 + iota // a terminal, drawn in place
	Lines                     // a line of counts every second
	Sentences                 // every decision in plain words, a line each
)

// Options of a demo.
type Options struct {
	Instance instance.Options // all but Client, Listen and Started, which are the demo's own
	Rate     int              // events a second
	Subjects int              // people
	Seed     uint64
	Events   int           // 0: until the context ends
	Drain    time.Duration // how long to wait for what is held, after the last event
	Language string        // nl or en; empty: that of the policy
	Show     Show
	Terminal *os.File // of Screen
	Colour   bool     // on the terminal
	Out      io.Writer
	Log      *Log // what Instance.Log writes to
}

// Bounds of what the demo waits for.
const (
	pollMax    = 100 * time.Millisecond // for decisions, before the view is drawn again
	drawWait   = 250 * time.Millisecond
	lineWait   = time.Second
	askWait    = 100 * time.Millisecond // between two questions whether the pipeline is done
	behindWait = time.Second            // between two questions how far it is behind
	graceMax   = 10 * time.Second       // for what is under way, when the demo is told to end
	lateMax    = 3 * time.Second        // for a held event to be seen, after it fell due
)

// demo is one under way. All but the tasks is of one goroutine.
type demo struct {
	Options
	programs programs
	feed     *feed
	shop     *task // which runs the feed
	topics   *topics
	reader   *reader
	view     view
	state    State
	outputs  []string  // topics of all destinations so far
	followed int       // the number of the policy that is shown
	asked    time.Time // when the brokers were asked last
	stopping time.Time // when the context was seen to have ended
	settling time.Time // when the pipeline had ended
}

// Run runs the demo until its events are used up or the context ends, and
// prints what was counted. Both are no error.
func Run(ctx context.Context, o Options) (err error) {
	d := &demo{Options: o, view: newView(o)}
	d.state.Tally = NewTally()
	d.state.Teller = explain.Teller{Language: o.Language, Reasons: explain.NewReasons(guards.Table())}
	d.state.Shop = Shop{Rate: o.Rate, Subjects: o.Subjects, Seed: o.Seed, Events: o.Events}
	defer func() { d.view.close(); d.Log.Release() }()
	cluster, err := startBroker()
	if err != nil {
		return fmt.Errorf("development broker: %w", err)
	}
	defer cluster.Close()
	d.state.Brokers = cluster.ListenAddrs()[0]
	if d.topics, err = newTopics(context.WithoutCancel(ctx), d.state.Brokers, o.Instance); err != nil {
		return fmt.Errorf("development broker: %w", err)
	}
	defer d.topics.close()
	if d.reader, err = newReader(d.state.Brokers, o.Instance.Want.Topics); err != nil {
		return err
	}
	defer d.reader.client.Close()
	return d.run(ctx)
}

// run is the story of a demo.
func (d *demo) run(ctx context.Context) error {
	admin := make(chan string, 1)
	pipeline := begin(context.WithoutCancel(ctx), func(ctx context.Context) error { return d.pipeline(ctx, admin) })
	defer func() { _ = pipeline.end() }() // how it ended is told below
	if ready, err := d.ready(ctx, pipeline, admin); err != nil || !ready {
		return err
	}
	d.state.Begun = d.now()
	d.feed = &feed{brokers: d.state.Brokers, topic: d.Instance.Want.Topics.Inputs[0], shop: d.state.Shop, now: d.now}
	d.shop = begin(ctx, d.feed.run)
	defer func() { _ = d.shop.end() }() // what failed there ends the first goal
	for _, goal := range []func(context.Context) (bool, error){d.fed, d.judged, d.released} {
		if err := d.until(ctx, pipeline, goal); err != nil {
			return err
		}
	}
	if err := pipeline.end(); err != nil {
		return err
	}
	if err := d.until(ctx, nil, d.settled); err != nil {
		return err
	}
	d.view.close()
	return d.summary()
}

func (d *demo) now() time.Time { return time.Unix(0, int64(d.Instance.Clock())) }

func (d *demo) pipeline(ctx context.Context, admin chan<- string) error {
	o := d.Instance
	o.Client = clientOptions(d.state.Brokers)
	o.Log = slog.New(o.Log.Handler())
	o.Listen = "127.0.0.1:0"
	o.Started = func(addr string) { admin <- addr }
	o.Policy.Compile = d.programs.remember(o.Policy.Compile)
	return instance.Run(ctx, o)
}

// ready waits until the pipeline says that it is.
func (d *demo) ready(ctx context.Context, pipeline *task, admin <-chan string) (bool, error) {
	for !pipeline.over() {
		select {
		case <-ctx.Done():
			return false, nil
		case d.state.Admin = <-admin:
		case <-pipeline.done:
		case <-time.After(pollMax):
		}
		if d.state.Admin != "" && answers(ctx, "http://"+d.state.Admin+"/readyz") {
			d.follow(d.programs.latest())
			return true, nil
		}
		d.draw()
	}
	return false, pipeline.failed()
}

func answers(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
}

// until reads and shows what is decided until the goal is reached or the
// pipeline, where it must run on, has ended.
func (d *demo) until(ctx context.Context, pipeline *task, goal func(context.Context) (bool, error)) error {
	for {
		if err := d.read(); err != nil {
			return err
		}
		d.stop(ctx)
		d.draw()
		if pipeline != nil && pipeline.over() {
			return fmt.Errorf("the pipeline ended by itself: %w", pipeline.failed())
		}
		if reached, err := goal(ctx); err != nil || reached {
			return err
		}
	}
}

// stop gives the terminal back as soon as the demo is told to end: whoever asks
// twice ends the process where it stands.
func (d *demo) stop(ctx context.Context) {
	if ctx.Err() == nil || !d.stopping.IsZero() {
		return
	}
	d.stopping = d.now()
	d.view.stopping(&d.state)
}

// draw shows how things stand. What waits for nothing is not drawn.
func (d *demo) draw() {
	d.state.Now = d.now()
	if d.feed != nil {
		d.state.Tally.Produced = int(d.feed.sent.Load())
	}
	d.state.Warnings = d.Log.Count()
	d.view.draw(&d.state)
}
