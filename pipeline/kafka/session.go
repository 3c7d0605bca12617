// Package kafka is the pipeline's Broker on a real cluster, by franz-go: one
// consumer group, one transactional id an instance, read_committed everywhere.
//
// What is written down nowhere else:
//
//   - A rebalance callback only notes what changed. The loop closes and opens
//     lanes between two batches, because ending a transaction inside a callback,
//     or a callback that waits for one to end, deadlocks the session.
//   - The callback that gains partitions does wait, until the loop has restored
//     them: franz-go fetches nothing from them before it returns.
//   - A transaction commits the offsets of every partition it has decided in,
//     even where it only released held events. The group's generation then
//     fences an instance that was paused while others took its partitions.
package kafka

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/plugin/kslog"

	"maat/pipeline"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Topics are the names of Maat's own topics and of what it reads.
type Topics struct {
	Inputs     []string
	Intake     string
	Decisions  string
	Quarantine string
	Changelog  string
	Control    string
}

// Options of a session.
type Options struct {
	Client             []kgo.Opt   // brokers, TLS, SASL: see ClientOptions
	Admin              *kgo.Client // for questions about the cluster, also before the session is there
	Group              string
	TransactionalID    string // stable for the instance, and used by no other
	TransactionTimeout time.Duration
	SessionTimeout     time.Duration
	Topics             Topics
	Limits             *Limits // what CheckTopics found
	Control            *Control
	BatchRecords       int
	BatchInterval      time.Duration
	// Store opens the store of a partition, empty or as it was left. wipe
	// removes it: the next open gives an empty one.
	Store func(partition int32) (state.Store, error)
	Wipe  func(partition int32) error
	Clock func() instant.Time
	Log   *slog.Logger
	// Restored is told how long a partition's state took.
	Restored func(time.Duration)
}

// Session is one membership in the group. It implements pipeline.Broker.
type Session struct {
	o       Options
	txn     *kgo.GroupTransactSession
	admin   *kadm.Client
	members *membership
}

var _ pipeline.Broker = (*Session)(nil)

// fetch sizes: large enough that a full batch comes in few requests.
const (
	fetchBytes          = 32 << 20
	fetchPartitionBytes = 4 << 20
	fetchWait           = 250 * time.Millisecond
	decompressedBytes   = 64 << 20 // of one batch: a bound for what compression hides
)

// Open joins the group. Partitions come with a later Poll. What an earlier
// process of this instance may have left is cleared away first: its membership,
// whose partitions the group would keep for the session timeout, and its open
// transaction, which holds up readers for the transaction timeout.
func Open(ctx context.Context, o Options) (*Session, error) {
	if err := evict(ctx, o); err != nil {
		return nil, err
	}
	s := &Session{o: o, members: newMembership(o.Topics.Intake)}
	opts := append(slices.Clone(o.Client),
		kgo.ClientID(o.TransactionalID), // by which evict finds it
		kgo.ConsumerGroup(o.Group),
		kgo.ConsumeTopics(append([]string{o.Topics.Intake}, o.Topics.Inputs...)...),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeStartOffset(kgo.NewOffset().AtStart()),
		kgo.ConsumeResetOffset(kgo.NoResetOffset()), // an offset that is gone is lost data: stop
		kgo.SessionTimeout(o.SessionTimeout),
		kgo.TransactionalID(o.TransactionalID),
		kgo.TransactionTimeout(o.TransactionTimeout),
		kgo.RecordPartitioner(partitioner{o.Topics.Changelog}),
		kgo.ProducerBatchMaxBytesFn(o.Limits.batch),
		kgo.FetchMaxBytes(fetchBytes),
		kgo.FetchMaxPartitionBytes(fetchPartitionBytes),
		kgo.FetchMaxWait(fetchWait),
		kgo.MaxDecompressBatchBytes(decompressedBytes),
		kgo.OnPartitionsAssigned(s.members.gained),
		kgo.OnPartitionsRevoked(s.members.lost),
		kgo.OnPartitionsLost(s.members.lost),
		kgo.WithLogger(warnings{kslog.New(o.Log.With("component", "kafka"))}),
	)
	txn, err := kgo.NewGroupTransactSession(opts...)
	if err != nil {
		return nil, fmt.Errorf("kafka session: %w", err)
	}
	s.txn, s.admin = txn, kadm.NewClient(txn.Client())
	if _, _, err := txn.Client().ProducerID(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("producer id of %s: %w", o.TransactionalID, err)
	}
	return s, nil
}

// evict removes the member that an earlier process of this instance left in the
// group when it was killed. Were that process still alive, it would be fenced
// by its transactional id all the same.
func evict(ctx context.Context, o Options) error {
	groups, err := kadm.NewClient(o.Admin).DescribeGroups(ctx, o.Group)
	if errors.Is(err, kerr.CoordinatorNotAvailable) {
		return nil // a new cluster, on which no group was ever made
	}
	if err != nil {
		return fmt.Errorf("describe group %s: %w", o.Group, err)
	}
	req := kmsg.NewPtrLeaveGroupRequest()
	req.Group = o.Group
	for _, m := range groups[o.Group].Members {
		if m.ClientID == o.TransactionalID {
			member := kmsg.NewLeaveGroupRequestMember()
			member.MemberID, member.Reason = m.MemberID, kadm.StringPtr("the instance began anew")
			req.Members = append(req.Members, member)
		}
	}
	if len(req.Members) == 0 {
		return nil
	}
	if _, err := req.RequestWith(ctx, o.Admin); err != nil {
		return fmt.Errorf("leave group %s: %w", o.Group, err)
	}
	return nil
}

// warnings is franz-go's log without its lines for every transaction.
type warnings struct{ kgo.Logger }

// Level implements kgo.Logger.
func (warnings) Level() kgo.LogLevel { return kgo.LogLevelWarn }

// Close leaves the group. No transaction is open when it is called, or it is
// one whose outcome is unknown, which the next Open of this transactional id
// settles.
func (s *Session) Close() {
	s.members.close()
	s.txn.Close()
}

// RefusedError says that Maat does not start, or stops, until a person has
// looked: going on would mean deciding without what is known.
type RefusedError struct{ Why string }

func (e *RefusedError) Error() string { return e.Why }

func refuse(format string, args ...any) error { return &RefusedError{fmt.Sprintf(format, args...)} }

// Refused says that an error will not go away by trying again.
func Refused(err error) bool {
	_, ok := errors.AsType[*RefusedError](err)
	return ok
}
