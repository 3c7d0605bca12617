package demo

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"maat/loadtest/shop"
)

// Shop says what the made-up shop does.
type Shop struct {
	Rate, Subjects int
	Seed           uint64
	Events         int // 0: for ever
}

// feed is the made-up shop at work.
type feed struct {
	brokers, topic string
	shop           Shop
	now            func() time.Time
	sent           atomic.Int64 // events that the broker has
	behind         atomic.Int64 // how far the pipeline is behind
	once           sync.Once
	refused        error // the first that the broker has not
}

const (
	feedWait  = 10 * time.Millisecond // how often the shop looks which events have come up
	behindMax = 50_000                // events; a shop that is faster than the pipeline waits, and the memory has an end
)

// run sends events at their time, until there are no more or the context ends;
// what was begun is finished.
func (f *feed) run(ctx context.Context) error {
	client, err := kgo.NewClient(append(clientOptions(f.brokers), kgo.DefaultProduceTopic(f.topic))...)
	if err != nil {
		return err
	}
	defer client.Close()
	whole := context.WithoutCancel(ctx)
	made := shop.New(shop.Options{
		Seed: f.shop.Seed, Subjects: f.shop.Subjects, Start: f.now(), Step: time.Second / time.Duration(f.shop.Rate),
	})
	for n := 0; (f.shop.Events == 0 || n < f.shop.Events) && ctx.Err() == nil; n++ {
		e := made.Next()
		for wait := e.Arrived.Sub(f.now()); (wait > 0 || f.behind.Load() > behindMax) && ctx.Err() == nil; wait = e.Arrived.Sub(f.now()) {
			pause(ctx, max(wait, feedWait))
		}
		if ctx.Err() != nil {
			break
		}
		client.Produce(whole, &kgo.Record{Key: []byte(e.Subject), Value: e.Value}, f.acknowledged)
	}
	if err := client.Flush(whole); err != nil {
		return err
	}
	return f.refused
}

// acknowledged is called by the client, one record after another.
func (f *feed) acknowledged(_ *kgo.Record, err error) {
	if err != nil {
		f.once.Do(func() { f.refused = fmt.Errorf("the shop cannot send: %w", err) })
		return
	}
	f.sent.Add(1)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
