package kafka

import (
	"context"
	"fmt"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"maat/pipeline"
)

// Commit implements pipeline.Broker.
func (s *Session) Commit(ctx context.Context, t *pipeline.Transaction) (pipeline.Receipt, error) {
	if err := s.txn.Begin(); err != nil {
		return pipeline.Receipt{}, fmt.Errorf("begin transaction: %w", err)
	}
	sent := &sent{watermarks: map[int32]int64{}, changelog: s.o.Topics.Changelog}
	for _, p := range t.Parts {
		if err := s.records(p, t.Policy.Version, func(r *kgo.Record) { s.txn.Produce(ctx, r, sent.done) }); err != nil {
			return pipeline.Receipt{}, s.abort(ctx, err)
		}
	}
	if err := s.txn.Client().Flush(ctx); err != nil {
		return pipeline.Receipt{}, fmt.Errorf("flush: %w", err)
	}
	if err := sent.failed(); err != nil {
		return pipeline.Receipt{}, s.abort(ctx, err)
	}
	fenced, err := s.fence(ctx, t)
	if err != nil {
		return pipeline.Receipt{}, s.abort(ctx, err)
	}
	fenced = fenced || s.members.revoked()
	committed, err := s.txn.End(ctx, kgo.TransactionEndTry(!fenced))
	switch {
	case err != nil:
		return pipeline.Receipt{}, fmt.Errorf("end transaction: %w", err)
	case committed:
		return pipeline.Receipt{Committed: true, Watermarks: sent.watermarks}, nil
	case fenced, s.members.pending():
		return pipeline.Receipt{}, nil
	}
	// franz-go also says "not committed" where the coordinator answered
	// nothing that it understands. Without a rebalance that explains it, the
	// transaction may stand: only what the brokers hold can tell.
	return pipeline.Receipt{}, fmt.Errorf("end transaction: the outcome is unknown")
}

// abort ends the transaction after a record or the offsets were refused.
func (s *Session) abort(ctx context.Context, why error) error {
	if _, err := s.txn.End(ctx, kgo.TryAbort); err != nil {
		return fmt.Errorf("%w; and then: %w", why, err)
	}
	return why
}

// sent gathers what the brokers answered to the records of a transaction. The
// client calls done on a goroutine of its own.
type sent struct {
	changelog string

	mu         sync.Mutex
	watermarks map[int32]int64
	err        error
}

func (s *sent) done(r *kgo.Record, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil && s.err == nil:
		s.err = fmt.Errorf("write to %s partition %d: %w", r.Topic, r.Partition, err)
	case err == nil && r.Topic == s.changelog:
		s.watermarks[r.Partition] = max(s.watermarks[r.Partition], r.Offset+1)
	}
}

func (s *sent) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// fence commits the offsets, unchanged, of partitions from which nothing was
// polled but in which something was released. The session commits only what
// was polled, so without this an instance that was paused and has lost its
// partitions could still send what their new owner has sent. fenced says that
// the group has moved on.
func (s *Session) fence(ctx context.Context, t *pipeline.Transaction) (fenced bool, err error) {
	topic := kmsg.NewTxnOffsetCommitRequestTopic()
	topic.Topic, topic.TopicID = s.o.Topics.Intake, s.o.Limits.id(s.o.Topics.Intake)
	for _, p := range t.Parts {
		if p.Topic == s.o.Topics.Intake && p.Records == 0 {
			partition := kmsg.NewTxnOffsetCommitRequestTopicPartition()
			partition.Partition, partition.Offset = p.Partition, p.Next
			topic.Partitions = append(topic.Partitions, partition)
		}
	}
	if len(topic.Partitions) == 0 {
		return false, nil
	}
	client := s.txn.Client()
	req := kmsg.NewPtrTxnOffsetCommitRequest()
	req.TransactionalID, req.Group = s.o.TransactionalID, s.o.Group
	req.MemberID, req.Generation = client.GroupMetadata()
	if req.ProducerID, req.ProducerEpoch, err = client.ProducerID(ctx); err != nil {
		return false, fmt.Errorf("producer id: %w", err)
	}
	req.Topics = append(req.Topics, topic)
	resp, err := req.RequestWith(ctx, client)
	if err != nil {
		return false, fmt.Errorf("commit offsets: %w", err)
	}
	return answer(resp)
}

// answer reads what the coordinator said to the offsets.
func answer(resp *kmsg.TxnOffsetCommitResponse) (fenced bool, err error) {
	for _, t := range resp.Topics {
		for _, p := range t.Partitions {
			switch p.ErrorCode {
			case 0:
			case kerr.IllegalGeneration.Code, kerr.UnknownMemberID.Code, kerr.RebalanceInProgress.Code, kerr.StaleMemberEpoch.Code, kerr.FencedMemberEpoch.Code:
				fenced = true
			default:
				return false, fmt.Errorf("commit offset of %s partition %d: %w", t.Topic, p.Partition, kerr.ErrorForCode(p.ErrorCode))
			}
		}
	}
	return fenced, nil
}
