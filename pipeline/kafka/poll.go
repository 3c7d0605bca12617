package kafka

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline"
)

// Poll implements pipeline.Broker. After the first records it goes on for the
// batch interval or until the batch is full, for every transaction costs the
// same few requests.
func (s *Session) Poll(ctx context.Context, wait time.Duration) (pipeline.Poll, error) {
	if c, ok := s.members.take(); ok {
		if c.gained {
			return pipeline.Poll{Assigned: true, Gained: c.partitions}, nil
		}
		return pipeline.Poll{Lost: c.partitions}, nil
	}
	if wait == pipeline.NoRecords {
		return pipeline.Poll{}, nil
	}
	records, err := s.poll(ctx, wait, nil)
	if err != nil || len(records) == 0 {
		return pipeline.Poll{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.o.BatchInterval)
	defer cancel()
	for err == nil && len(records) < s.o.BatchRecords && ctx.Err() == nil && !s.members.pending() && !wished(records) {
		records, err = s.poll(ctx, s.o.BatchInterval, records)
	}
	return pipeline.Poll{Records: records}, err
}

// wished says that a person waits for an answer: no more is waited for then.
func wished(records []pipeline.Record) bool {
	return slices.ContainsFunc(records, func(r pipeline.Record) bool { return r.Wish })
}

// pollMin is the shortest wait: for a context that has ended franz-go hands over
// nothing, not even what it has. While one thing after another falls due, what
// arrives would never be asked for.
const pollMin = time.Millisecond

// poll appends what one call of the client gives.
func (s *Session) poll(ctx context.Context, wait time.Duration, records []pipeline.Record) ([]pipeline.Record, error) {
	ctx, cancel := context.WithTimeout(ctx, max(wait, pollMin))
	defer cancel()
	fetches := s.txn.PollRecords(ctx, s.o.BatchRecords-len(records))
	for _, e := range fetches.Errors() {
		switch {
		case errors.Is(e.Err, context.DeadlineExceeded), errors.Is(e.Err, context.Canceled):
		case e.Topic == "":
			return nil, fmt.Errorf("poll: %w", e.Err)
		default:
			return nil, lostData(e)
		}
	}
	fetches.EachRecord(func(r *kgo.Record) { records = append(records, s.record(r)) })
	return records, nil
}

// lostData is an error that franz-go does not retry: records are gone, or the
// topic is another one of the same name.
func lostData(e kgo.FetchError) error {
	return refuse("%s partition %d cannot be read on: %v; records were deleted or the topic was made anew, and going on would skip them", e.Topic, e.Partition, e.Err)
}

func (s *Session) record(r *kgo.Record) pipeline.Record {
	out := pipeline.Record{Topic: r.Topic, Partition: r.Partition, Offset: r.Offset, Key: r.Key, Value: r.Value, Trace: trace(r.Headers)}
	if r.Topic == s.o.Topics.Intake && len(s.o.Topics.Inputs) > 0 { // else producers write it, and their headers say nothing
		out.Source, out.Key, out.Word = text(r.Headers, headerSource), value(r.Headers, headerKey), value(r.Headers, headerWord) != nil
		if out.Wish = value(r.Headers, headerWish) != nil; out.Wish {
			out.Source, out.Key = "", r.Key
		}
	}
	if out.Source == "" {
		out.Source = fmt.Sprintf("%s/%d/%d", r.Topic, r.Partition, r.Offset)
	}
	return out
}
