package demo

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/kafka"
)

// reader reads committed records from their start on, as any consumer.
type reader struct {
	client *kgo.Client
	intake string
	next   map[place]int64 // the offset up to which all is read
	events map[place]int64 // the offset after the last event of the intake
}

type place struct {
	topic     string
	partition int32
}

// metadataWait is how fast a new topic is seen.
const metadataWait = 200 * time.Millisecond

func newReader(brokers string, t kafka.Topics) (*reader, error) {
	client, err := kgo.NewClient(append(clientOptions(brokers),
		kgo.ConsumeTopics(t.Decisions, t.Intake),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeStartOffset(kgo.NewOffset().AtStart()),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.KeepControlRecords(), // else it is not seen that nothing is behind them
		kgo.MetadataMinAge(metadataWait),
		kgo.FetchMaxWait(pollMax),
	)...)
	if err != nil {
		return nil, err
	}
	return &reader{client: client, intake: t.Intake, next: map[place]int64{}, events: map[place]int64{}}, nil
}

// poll hands over what has come, in the order of each partition.
func (r *reader) poll(wait time.Duration, each func(*kgo.Record)) error {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	fetches := r.client.PollFetches(ctx)
	for _, e := range fetches.Errors() {
		if !errors.Is(e.Err, context.DeadlineExceeded) && !errors.Is(e.Err, kerr.UnknownTopicOrPartition) {
			return e.Err
		}
	}
	fetches.EachRecord(func(record *kgo.Record) {
		at := place{record.Topic, record.Partition}
		r.next[at] = record.Offset + 1
		if record.Attrs.IsControl() {
			return
		}
		if record.Topic == r.intake {
			r.events[at] = record.Offset + 1
			return
		}
		each(record)
	})
	return nil
}

// reached says that all up to these ends is read.
func (r *reader) reached(ends map[place]int64) bool {
	for at, end := range ends {
		if r.next[at] < end {
			return false
		}
	}
	return true
}

// judged says that the group has committed all events of the intake. What the
// reader has not read yet is not asked for: see reached.
func (r *reader) judged(committed map[place]int64) bool {
	for at, end := range maps.All(r.events) {
		if committed[at] < end {
			return false
		}
	}
	return true
}
