package pipeline

import (
	"context"
	"time"

	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// Broker is Kafka as the loop sees it. One goroutine uses it at a time.
type Broker interface {
	// Poll waits at most so long for records, and answers what it has. With
	// NoRecords it only answers what the group gave and took.
	Poll(ctx context.Context, wait time.Duration) (Poll, error)
	// Restore opens the store of an intake partition, brings it up to its
	// changelog, and compares it with the group's committed offset. Until it
	// has returned, no record of the partition is polled.
	Restore(ctx context.Context, partition int32) (state.Store, error)
	// Commit ends one transaction: all of it happens, or nothing. An error
	// means that the outcome is unknown, or that the session is over: the
	// caller gives up all lanes and begins anew.
	Commit(ctx context.Context, t *Transaction) (Receipt, error)
}

// NoRecords is how long to wait where no records are wanted now. The group is
// heard all the same: who has much to release and does not hear that others
// have taken over would release it beside them, or try for ever.
const NoRecords time.Duration = -1

// Poll is what came in.
type Poll struct {
	Assigned bool    // the group has told this instance what is its own, be it nothing
	Lost     []int32 // intake partitions that now belong to somebody else
	Gained   []int32 // intake partitions that are ours from now on
	Records  []Record
}

// Transaction is all that a batch does.
type Transaction struct {
	Parts  []*Part
	Policy *policy.Program
}

// Part is what was decided in one partition.
type Part struct {
	Topic     string
	Partition int32
	Records   int // polled
	Judged    []Judged
	Next      int64         // offset after the last record that was judged, of an intake partition
	Entries   []state.Entry // for the changelog; nil for an input partition
	Traces    []Traces      // by Judged
}

// Outcome is how a transaction ended.
type Outcome uint8

// Unknown is neither of the others: all lanes are given up, and restored from
// what the brokers hold.
const (
	Committed Outcome = 1 + iota
	Aborted
	Unknown
)

// Receipt says what became of a transaction.
type Receipt struct {
	Committed  bool            // false: it was aborted, and its records will be polled again
	Watermarks map[int32]int64 // by intake partition: the changelog offset after the last entry
}

// Traces are the trace contexts that records made of one event carry.
type Traces struct {
	Event   Trace   // of the decision, the quarantined and the re-keyed record
	Outputs []Trace // by output
}

// Observer shows what the loop does. It never fails and never waits.
type Observer interface {
	// Judged begins the traces of a part, before its records are made.
	Judged(p *Part, policy string) []Traces
	// Owns tells how many events wait in the partitions that are this
	// instance's from now on.
	Owns(held int64)
	// Ended tells what became of the transaction.
	Ended(t *Transaction, how Outcome, took time.Duration, held int64)
}
