package witness

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/fetch"
)

// Reader reads committed records. The client's own ReadCommitted hands out
// what was aborted, and the markers between as if they were records: the broker
// only says which producers aborted what, and leaving that out is the reader's
// work. It is done here.
type Reader struct {
	Dump    Dump
	Aborted int // records that were left out because their transaction was aborted

	client *kafka.Client
	parts  []*part
}

// part is one partition that is being read.
type part struct {
	topic     string
	partition int
	next      int64 // offset
	stable    int64 // last stable offset, when last asked
	high      int64 // high watermark
}

// fetchBytes is how much is asked for at once.
const fetchBytes = 8 << 20

// idleMax is how often a partition may answer with nothing although something
// is there.
const idleMax = 500

// Open prepares to read topics, all of which must exist, from their start.
func Open(ctx context.Context, brokers []string, topics []string) (*Reader, error) {
	r := &Reader{Dump: Dump{}, client: &kafka.Client{Addr: kafka.TCP(brokers...), Timeout: 30 * time.Second, Transport: &kafka.Transport{}}}
	meta, err := r.client.Metadata(ctx, &kafka.MetadataRequest{Topics: topics})
	if err != nil {
		return nil, fmt.Errorf("witness: %w", err)
	}
	for _, t := range meta.Topics {
		if t.Error != nil {
			return nil, fmt.Errorf("witness: topic %s: %w", t.Name, t.Error)
		}
		for _, p := range t.Partitions {
			r.parts = append(r.parts, &part{topic: t.Name, partition: p.ID})
		}
	}
	slices.SortFunc(r.parts, func(a, b *part) int {
		return cmp.Or(cmp.Compare(a.topic, b.topic), cmp.Compare(a.partition, b.partition))
	})
	return r, nil
}

// Close lets go of the connections.
func (r *Reader) Close() { r.client.Transport.(*kafka.Transport).CloseIdleConnections() }

// Poll reads on to what is committed now. settled says that no transaction is
// open: then nothing more can come of what was written before.
func (r *Reader) Poll(ctx context.Context) (settled bool, err error) {
	settled = true
	for _, p := range r.parts {
		if err := r.drain(ctx, p); err != nil {
			return false, fmt.Errorf("witness: %s/%d/%d: %w", p.topic, p.partition, p.next, err)
		}
		settled = settled && p.stable == p.high
	}
	return settled, nil
}

// Settle reads until no transaction is open any more. An orphan of a killed
// process stays open for the transaction timeout: ctx must allow for more.
func (r *Reader) Settle(ctx context.Context) error {
	for {
		settled, err := r.Poll(ctx)
		if err != nil || settled {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("witness: a transaction stays open: %w", ctx.Err())
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// drain reads one partition up to its last stable offset.
func (r *Reader) drain(ctx context.Context, p *part) error {
	for idle := 0; ; {
		before := p.next
		if err := r.fetch(ctx, p); err != nil {
			return err
		}
		if p.next >= p.stable {
			return nil
		}
		if idle++; p.next > before {
			idle = 0
		}
		if idle == idleMax {
			return errors.New("the broker hands out nothing although there is something")
		}
	}
}

func (r *Reader) fetch(ctx context.Context, p *part) error {
	answer, err := r.client.Transport.RoundTrip(ctx, r.client.Addr, &fetch.Request{
		ReplicaID: -1, MaxWaitTime: 10, MinBytes: 1, MaxBytes: fetchBytes, IsolationLevel: int8(kafka.ReadCommitted),
		SessionID: 0, SessionEpoch: -1,
		Topics: []fetch.RequestTopic{{Topic: p.topic, Partitions: []fetch.RequestPartition{{
			Partition: int32(p.partition), CurrentLeaderEpoch: -1, FetchOffset: p.next, LogStartOffset: -1, PartitionMaxBytes: fetchBytes,
		}}}},
	})
	if err != nil {
		return err
	}
	response := answer.(*fetch.Response)
	if response.ErrorCode != 0 {
		return kafka.Error(response.ErrorCode)
	}
	if len(response.Topics) != 1 || len(response.Topics[0].Partitions) != 1 {
		return errors.New("the answer is about something else")
	}
	got := &response.Topics[0].Partitions[0]
	if got.ErrorCode != 0 {
		return kafka.Error(got.ErrorCode)
	}
	p.stable, p.high = got.LastStableOffset, got.HighWatermark
	stream, ok := got.RecordSet.Records.(*protocol.RecordStream)
	if !ok {
		return nil // nothing there
	}
	return r.batches(p, stream.Records, aborted(got.AbortedTransactions))
}

// batches goes through what was fetched in the order of offsets. A producer's
// records are left out from where it began a transaction that was aborted until
// the marker that says so.
func (r *Reader) batches(p *part, batches []protocol.RecordReader, to aborts) error {
	for _, batch := range batches {
		var err error
		switch b := batch.(type) {
		case *protocol.ControlBatch:
			err = r.marker(p, b, &to)
		case *protocol.RecordBatch:
			to.reach(b.BaseOffset)
			err = r.records(p, b, b.Attributes.Transactional() && to.open[b.ProducerID])
		default:
			err = fmt.Errorf("a batch of an old format: %T", batch)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Reader) marker(p *part, b *protocol.ControlBatch, to *aborts) error {
	for {
		c, err := b.ReadControlRecord()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		to.reach(c.Offset)
		if c.Type == 0 { // abort
			delete(to.open, b.ProducerID)
		}
		p.next = max(p.next, c.Offset+1)
	}
}

func (r *Reader) records(p *part, b *protocol.RecordBatch, aborted bool) error {
	for {
		record, err := b.ReadRecord()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		copied, err := own(p, record)
		if err != nil {
			return err
		}
		switch {
		case copied.Offset < p.next: // of a batch that begins before what was asked for
			continue
		case aborted:
			r.Aborted++
		default:
			r.Dump[p.topic] = append(r.Dump[p.topic], copied)
		}
		p.next = copied.Offset + 1
	}
}

// own copies a record out of the client's buffers.
func own(p *part, r *protocol.Record) (Record, error) {
	key, keyErr := readAll(r.Key)
	value, valueErr := readAll(r.Value)
	headers := make(map[string]string, len(r.Headers))
	for _, h := range r.Headers {
		headers[h.Key] = string(h.Value)
	}
	return Record{Topic: p.topic, Partition: int32(p.partition), Offset: r.Offset, Key: key, Value: value, Headers: headers}, errors.Join(keyErr, valueErr)
}

func readAll(b protocol.Bytes) ([]byte, error) {
	if b == nil {
		return nil, nil
	}
	defer b.Close()
	return protocol.ReadAll(b)
}

// aborts are the aborted transactions of an answer, and of which producers one
// is open at the offset that was reached.
type aborts struct {
	ahead []fetch.ResponseTransaction // by first offset
	open  map[int64]bool              // by producer
}

func aborted(list []fetch.ResponseTransaction) aborts {
	ahead := slices.Clone(list)
	slices.SortFunc(ahead, func(a, b fetch.ResponseTransaction) int { return cmp.Compare(a.FirstOffset, b.FirstOffset) })
	return aborts{ahead: ahead, open: map[int64]bool{}}
}

func (a *aborts) reach(offset int64) {
	for len(a.ahead) > 0 && a.ahead[0].FirstOffset <= offset {
		a.open[a.ahead[0].ProducerID] = true
		a.ahead = a.ahead[1:]
	}
}
