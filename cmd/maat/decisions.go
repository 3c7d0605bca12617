package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/config"
	"maat/pipeline/explain"
	"maat/pipeline/kafka"
)

// ask reads all committed decisions that there are now and keeps those that the
// question is about.
func ask(cmd *cobra.Command, c *config.Config, asked question, timeout time.Duration) ([]told, error) {
	opts, reach, err := reaching(c, timeout)
	if err != nil {
		return nil, err
	}
	r := reader{topic: c.Topics.Decisions, opts: opts, timeout: timeout, show: newProgress(cmd.ErrOrStderr())}
	defer r.show.done()
	var answers []told
	strange, mark := 0, asked.mark()
	err = r.read(cmd.Context(), func(at *kgo.Record) {
		if !bytes.Contains(at.Value, mark) {
			return
		}
		switch record, err := explain.Parse(at.Value); {
		case err != nil:
			strange++
		case asked.about(&record):
			answers = append(answers, told{record, at.Partition, at.Offset})
		}
	})
	r.show.done()
	if strange > 0 {
		cmd.PrintErrf("maat: records of topic %s that are no decisions to this version: %d\n", r.topic, strange)
	}
	return answers, reach.explain(err)
}

// What the client takes as a timeout.
const (
	timeoutMin = 100 * time.Millisecond
	timeoutMax = 15 * time.Minute
)

func checkTimeout(timeout time.Duration) error {
	if timeout < timeoutMin || timeout > timeoutMax {
		return fail(wrongUse, "--timeout must be from %s to %s", timeoutMin, timeoutMax)
	}
	return nil
}

// reaching is how a client reaches the brokers that answers within a time, and
// what remembers why one did not.
func reaching(c *config.Config, timeout time.Duration) ([]kgo.Opt, *reach, error) {
	opts, err := kafka.ClientOptions(c.Kafka)
	if err != nil {
		return nil, nil, err
	}
	reach := &reach{brokers: strings.Join(c.Kafka.Brokers, ", "), timeout: timeout}
	return append(opts, kgo.WithHooks(reach), kgo.DialTimeout(timeout), kgo.RequestTimeoutOverhead(timeout)), reach, nil
}

// reader reads a topic, up to where it ended at the start.
type reader struct {
	topic   string
	opts    []kgo.Opt
	timeout time.Duration // how long Kafka may be silent
	show    *progress
}

// span is what is still to be read of a partition.
type span struct{ next, end int64 }

func (r *reader) read(ctx context.Context, each func(*kgo.Record)) error {
	spans, err := r.spans(ctx)
	if err != nil {
		return err
	}
	return r.through(ctx, spans, each)
}

// through reads spans that were found before, each to its end.
func (r *reader) through(ctx context.Context, found map[int32]span, each func(*kgo.Record)) error {
	if len(found) == 0 {
		return nil
	}
	spans := map[int32]*span{}
	for p, s := range found {
		spans[p] = &s
	}
	from := map[int32]kgo.Offset{}
	for p, s := range spans {
		from[p] = kgo.NewOffset().At(s.next)
	}
	client, err := kgo.NewClient(append(r.opts,
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{r.topic: from}),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), // what is too old goes while we read
		kgo.KeepControlRecords(),                          // else the end is not seen where it is one
	)...)
	if err != nil {
		return err
	}
	defer client.Close()
	total := remaining(spans)
	for left := total; left > 0; left = remaining(spans) {
		r.show.at(total-left, total)
		if err := r.poll(ctx, client, spans, each); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) poll(ctx context.Context, client *kgo.Client, spans map[int32]*span, each func(*kgo.Record)) error {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	fetches := client.PollFetches(ctx)
	if err := fetches.Err(); err != nil {
		return err
	}
	fetches.EachRecord(func(record *kgo.Record) {
		s := spans[record.Partition]
		if record.Offset < s.end && !record.Attrs.IsControl() {
			each(record)
		}
		s.next = record.Offset + 1
	})
	return nil
}

// spans are the partitions that hold something committed.
func (r *reader) spans(ctx context.Context) (map[int32]span, error) {
	client, err := kgo.NewClient(r.opts...)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	admin := kadm.NewClient(client)
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	starts, err := admin.ListStartOffsets(ctx, r.topic)
	if err != nil {
		return nil, err
	}
	ends, err := admin.ListCommittedOffsets(ctx, r.topic)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(starts.Error(), ends.Error()); errors.Is(err, kerr.UnknownTopicOrPartition) {
		return nil, &failure{unreadable, &absentError{r.topic}}
	} else if err != nil {
		return nil, err
	}
	spans := map[int32]span{}
	ends.Each(func(end kadm.ListedOffset) {
		if start, ok := starts.Lookup(r.topic, end.Partition); ok && start.Offset < end.Offset {
			spans[end.Partition] = span{start.Offset, end.Offset}
		}
	})
	return spans, nil
}

func remaining(spans map[int32]*span) int64 {
	var sum int64
	for _, s := range spans {
		sum += max(0, s.end-s.next)
	}
	return sum
}

// absentError is a topic that does not exist.
type absentError struct{ topic string }

func (e *absentError) Error() string {
	return "topic " + e.topic + " does not exist: has this pipeline run?"
}
