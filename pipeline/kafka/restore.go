package kafka

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Restoring bounds: how many entries are applied at once, and how long the
// changelog may bring nothing. An open transaction of an instance that died
// holds readers up for the transaction timeout.
const (
	restoreEntries = 2000
	restoreSilence = time.Minute
)

// Restore implements pipeline.Broker: it opens the local store, replays the
// changelog from the store's watermark to its present end, and compares the
// checkpoint with what the group has committed. Any difference is refused:
// deciding with a state that does not fit would break a cap or forget an
// opt-out.
func (s *Session) Restore(ctx context.Context, partition int32) (state.Store, error) {
	begun := s.o.Clock()
	store, err := s.o.Store(partition)
	if err != nil {
		return nil, err
	}
	store, replayed, err := s.restore(ctx, store, partition)
	if err == nil {
		err = s.compare(ctx, store, partition)
	}
	var mark state.Checkpoint
	if err == nil {
		mark, _, err = store.Checkpoint()
	}
	if err != nil {
		if store != nil {
			err = errors.Join(err, store.Close())
		}
		return nil, err
	}
	took := s.o.Clock().Sub(begun)
	s.o.Restored(time.Duration(took))
	s.o.Log.Info("state restored", "component", "kafka", "partition", partition, "entries", replayed, "held", mark.Held, "ms", took/instant.Span(time.Millisecond))
	return store, nil
}

func (s *Session) restore(ctx context.Context, store state.Store, p int32) (state.Store, int, error) {
	from, to, err := s.bounds(ctx, p)
	if err != nil {
		return store, 0, err
	}
	mark, err := store.Watermark()
	if err != nil {
		return store, 0, err
	}
	switch {
	case mark > to:
		return store, 0, refuse("changelog %s partition %d ends at offset %d, and what is known here goes to %d: it was cut off or made anew", s.o.Topics.Changelog, p, to, mark)
	case mark == to:
		return store, 0, nil
	}
	if stale, err := s.stale(store); err != nil || stale {
		if err == nil {
			store, err = s.anew(store, p)
		}
		if err != nil {
			return store, 0, err
		}
		mark = 0
	}
	n, err := s.replay(ctx, store, p, max(mark, from), to) // compaction may have moved the start
	return store, n, err
}

// stale says that the store has been left behind for so long that tombstones
// may have gone from the changelog: what was forgotten would come back.
func (s *Session) stale(store state.Store) (bool, error) {
	c, ok, err := store.Checkpoint()
	const limit = instant.Span(deleteRetentionMS/2) * instant.Span(time.Millisecond)
	return ok && s.o.Clock().Sub(c.Clock) > limit, err
}

func (s *Session) anew(store state.Store, p int32) (state.Store, error) {
	if err := store.Close(); err != nil {
		return nil, err
	}
	if err := s.o.Wipe(p); err != nil {
		return nil, err
	}
	return s.o.Store(p)
}

// bounds are the first offset of a changelog partition and the one after its
// last, transactions still open included.
func (s *Session) bounds(ctx context.Context, p int32) (from, to int64, err error) {
	topic := s.o.Topics.Changelog
	starts, err := s.admin.ListStartOffsets(ctx, topic)
	if err != nil {
		return 0, 0, fmt.Errorf("changelog %s: %w", topic, err)
	}
	ends, err := s.admin.ListEndOffsets(ctx, topic)
	if err != nil {
		return 0, 0, fmt.Errorf("changelog %s: %w", topic, err)
	}
	start, ok1 := starts.Lookup(topic, p)
	end, ok2 := ends.Lookup(topic, p)
	switch {
	case !ok1 || !ok2:
		return 0, 0, refuse("changelog %s has no partition %d", topic, p)
	case start.Err != nil || end.Err != nil:
		return 0, 0, fmt.Errorf("changelog %s partition %d: %w", topic, p, errors.Join(start.Err, end.Err))
	}
	return start.Offset, end.Offset, nil
}

// replay applies the committed entries with from <= offset < to. The markers of
// transactions are kept, so that the end is seen even where the last records
// were aborted.
func (s *Session) replay(ctx context.Context, store state.Store, p int32, from, to int64) (n int, err error) {
	topic := s.o.Topics.Changelog
	client, err := kgo.NewClient(append([]kgo.Opt{
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: {p: kgo.NewOffset().At(from)}}),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeResetOffset(kgo.NoResetOffset()),
		kgo.KeepControlRecords(),
		kgo.FetchMaxBytes(fetchBytes),
		kgo.FetchMaxPartitionBytes(fetchBytes),
	}, s.o.Client...)...)
	if err != nil {
		return 0, fmt.Errorf("changelog reader: %w", err)
	}
	defer client.Close()
	for next := from; next < to; {
		records, err := pollChangelog(ctx, client)
		if err != nil {
			return n, fmt.Errorf("changelog %s partition %d at offset %d of %d: %w", topic, p, next, to, err)
		}
		entries := make([]state.Entry, 0, len(records))
		for _, r := range records {
			next = r.Offset + 1
			if !r.Attrs.IsControl() {
				entries = append(entries, state.Entry{Key: r.Key, Value: r.Value})
			}
		}
		n += len(entries)
		if err := store.Apply(entries, next); err != nil {
			return n, err
		}
	}
	return n, nil
}

func pollChangelog(ctx context.Context, client *kgo.Client) ([]*kgo.Record, error) {
	ctx, cancel := context.WithTimeout(ctx, restoreSilence)
	defer cancel()
	fetches := client.PollRecords(ctx, restoreEntries)
	if err := fetches.Err(); err != nil {
		return nil, err
	}
	return fetches.Records(), nil
}

// compare holds the checkpoint against the group's offset, which the same
// transactions have written, and against the control topic.
func (s *Session) compare(ctx context.Context, store state.Store, p int32) error {
	c, known, err := store.Checkpoint()
	if err != nil {
		return err
	}
	topic := s.o.Topics.Intake
	offsets, err := s.admin.FetchOffsetsForTopics(kadm.RequireStable(ctx), s.o.Group, topic)
	if err != nil {
		return fmt.Errorf("offsets of group %s: %w", s.o.Group, err)
	}
	at, ok := offsets.Lookup(topic, p)
	if ok && at.Err != nil {
		return fmt.Errorf("offset of group %s in %s partition %d: %w", s.o.Group, topic, p, at.Err)
	}
	committed := ok && at.At >= 0
	switch {
	case !known && !committed:
		return nil
	case known && c.Of != s.o.Limits.Partitions(topic):
		return refuse("%s had %d partitions when it was last judged and has %d now: people have moved between partitions, away from what is known of them", topic, c.Of, s.o.Limits.Partitions(topic))
	case known && committed && c.Offset == at.At:
		return s.o.Control.contains(ctx, c.Control)
	}
	if end, moved, err := s.moved(ctx, store, p); err != nil || moved {
		return errors.Join(err, fmt.Errorf("%s partition %d: the changelog went on to offset %d while it was restored: another instance has the partition", topic, p, end))
	}
	return refuse("group %s has committed %s, and the state in changelog %s belongs to %s; offsets were reset or expired, or the changelog is another one: bring the two together before going on",
		s.o.Group, offsetText(at.At, committed), s.o.Topics.Changelog, offsetText(c.Offset, known))
}

// moved says that the changelog goes on behind what is known. A restore may take
// longer than the group waits for a member, and another has then decided more:
// that is no reason to stop for good.
func (s *Session) moved(ctx context.Context, store state.Store, p int32) (end int64, moved bool, err error) {
	mark, err := store.Watermark()
	if err != nil {
		return 0, false, err
	}
	_, end, err = s.bounds(ctx, p)
	return end, end > mark, err
}

func offsetText(offset int64, known bool) string {
	if !known {
		return "no offset"
	}
	return fmt.Sprintf("offset %d", offset)
}
