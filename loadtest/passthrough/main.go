// Command passthrough copies a topic to another exactly once and does nothing
// else: what the same client, with the same settings, costs on the same broker.
// It is the measure beside which Maat's cost is shown.
//
//	passthrough -brokers 127.0.0.1:9092 -input shop.events -output copy -group copy
//
// It runs until SIGTERM.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// The settings of Maat's own session and of its default batch.
const (
	fetchBytes          = 32 << 20
	fetchPartitionBytes = 4 << 20
	fetchWait           = 250 * time.Millisecond
	batchBytes          = 1_000_012
	batchRecords        = 5000
	batchInterval       = 100 * time.Millisecond
	transactionTimeout  = 10 * time.Second
	sessionTimeout      = 12 * time.Second
)

func main() { os.Exit(command()) } //nolint:forbidigo // the exit status of main; all is closed

// command is what is asked for on the command line, and the exit status.
func command() int {
	brokers := flag.String("brokers", "127.0.0.1:9092", "bootstrap addresses")
	input := flag.String("input", "", "topic that is read")
	output := flag.String("output", "", "topic that is written")
	group := flag.String("group", "", "consumer group and transactional id")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, strings.Split(*brokers, ","), *input, *output, *group); err != nil {
		fmt.Fprintln(os.Stderr, "passthrough:", err)
		return 1
	}
	return 0
}

func run(ctx context.Context, brokers []string, input, output, group string) error {
	session, err := kgo.NewGroupTransactSession(
		kgo.SeedBrokers(brokers...),
		kgo.ConsumerGroup(group),
		kgo.ConsumeTopics(input),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeStartOffset(kgo.NewOffset().AtStart()),
		kgo.ConsumeResetOffset(kgo.NoResetOffset()),
		kgo.SessionTimeout(sessionTimeout),
		kgo.TransactionalID(group),
		kgo.TransactionTimeout(transactionTimeout),
		kgo.ProducerBatchMaxBytes(batchBytes),
		kgo.FetchMaxBytes(fetchBytes),
		kgo.FetchMaxPartitionBytes(fetchPartitionBytes),
		kgo.FetchMaxWait(fetchWait),
	)
	if err != nil {
		return err
	}
	defer session.Close()
	for ctx.Err() == nil {
		if err := round(ctx, session, output); err != nil {
			return err
		}
	}
	return nil
}

// round copies one batch in one transaction.
func round(ctx context.Context, session *kgo.GroupTransactSession, output string) error {
	records, err := poll(ctx, session)
	if err != nil || len(records) == 0 {
		return err
	}
	if err := session.Begin(); err != nil {
		return err
	}
	background := context.WithoutCancel(ctx)
	promise := kgo.AbortingFirstErrPromise(session.Client())
	for _, r := range records {
		session.Produce(background, &kgo.Record{Topic: output, Key: r.Key, Value: r.Value}, promise.Promise())
	}
	_, err = session.End(background, kgo.TransactionEndTry(promise.Err() == nil))
	return err
}

// poll waits for the first records and then gathers for the batch interval, or
// until the batch is full.
func poll(ctx context.Context, session *kgo.GroupTransactSession) ([]*kgo.Record, error) {
	records, err := take(ctx, session, batchRecords)
	ctx, cancel := context.WithTimeout(ctx, batchInterval)
	defer cancel()
	for err == nil && len(records) < batchRecords && ctx.Err() == nil {
		var more []*kgo.Record
		more, err = take(ctx, session, batchRecords-len(records))
		records = append(records, more...)
	}
	return records, err
}

// take is one poll; that it was ended by the context is no error.
func take(ctx context.Context, session *kgo.GroupTransactSession, most int) ([]*kgo.Record, error) {
	fetches := session.PollRecords(ctx, most)
	for _, e := range fetches.Errors() {
		if !errors.Is(e.Err, context.Canceled) && !errors.Is(e.Err, context.DeadlineExceeded) {
			return nil, e.Err
		}
	}
	return fetches.Records(), nil
}
