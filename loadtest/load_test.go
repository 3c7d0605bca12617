package loadtest_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"maat/loadtest/shop"
)

const (
	inputTopic = "shop.events"
	partitions = 6
	subjects   = 2000
	// every so many events one comes of which the policy says nothing
	rolelessEvery = 1000
)

// mix has fewer answers to the consent question than a day has, and fewer events
// that carry one: the busiest person of the shop would give more in a minute
// than others in years, and a history of consents is bounded.
func mix() shop.Mix {
	return shop.Mix{
		Outreach: 1800, Conversion: 200, Service: 250, Consent: 100, OptOut: 40, Duplicate: 300, Unreadable: 60,
		Late: 300, Carried: 100, Sensitive: 200, Telling: 1500, Prediction: 30, Strangers: 7000, Guessed: 400, Dear: 600,
	}
}

// load produces the shop's events.
type load struct {
	t      testing.TB
	shop   *shop.Shop
	writer *kafka.Writer
	sent   int
}

func newLoad(t testing.TB, brokers []string, seed uint64, start time.Time, step time.Duration) *load {
	w := &kafka.Writer{
		Addr: kafka.TCP(brokers...), Topic: inputTopic, Balancer: &kafka.Hash{}, RequiredAcks: kafka.RequireAll,
		BatchSize: 1000, BatchBytes: 2 << 20, BatchTimeout: 5 * time.Millisecond, Transport: &kafka.Transport{},
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return &load{t: t, shop: shop.New(shop.Options{Seed: seed, Subjects: subjects, Start: start, Step: step, Mix: mix()}), writer: w}
}

// createTopic makes a topic, as whoever owns it would.
func createTopic(t testing.TB, brokers []string, topic string) {
	t.Helper()
	client := &kafka.Client{Addr: kafka.TCP(brokers...), Timeout: 10 * time.Second}
	answer, err := client.CreateTopics(t.Context(), &kafka.CreateTopicsRequest{
		Topics: []kafka.TopicConfig{{Topic: topic, NumPartitions: partitions, ReplicationFactor: 1}},
	})
	if err == nil {
		err = answer.Errors[topic]
	}
	if err != nil {
		t.Fatal(err)
	}
}

// message is what the shop sends next. Its key is the raw identifier, as shops
// do it: Maat finds its own.
func (l *load) message() kafka.Message {
	l.sent++
	e := l.shop.Next()
	if l.sent%rolelessEvery == 0 && e.Kind != shop.Unreadable {
		return kafka.Message{Key: []byte(e.Subject), Value: fmt.Appendf(nil,
			`{"type":"track","event":"Wishlist Opened","messageId":"roleless-%d","timestamp":%q,"userId":%q}`,
			l.sent, e.Arrived.Format("2006-01-02T15:04:05.000Z"), e.Subject)}
	}
	m := kafka.Message{Value: e.Value}
	if e.Subject != "" {
		m.Key = []byte(e.Subject)
	}
	return m
}

// send produces so many events at once.
func (l *load) send(ctx context.Context, n int) {
	l.t.Helper()
	for n > 0 {
		messages := make([]kafka.Message, min(n, 5000))
		for i := range messages {
			messages[i] = l.message()
		}
		if err := l.writer.WriteMessages(ctx, messages...); err != nil {
			l.t.Fatal(err)
		}
		n -= len(messages)
	}
}

// pace produces events at the moments at which they happen, by the wall clock,
// until so many were sent. tick is called between.
func (l *load) pace(ctx context.Context, start time.Time, step time.Duration, total int, tick func()) {
	l.t.Helper()
	for l.sent < total {
		due := min(total, int(time.Since(start)/step))
		if due > l.sent {
			l.send(ctx, due-l.sent)
		}
		tick()
		time.Sleep(20 * time.Millisecond)
	}
}
