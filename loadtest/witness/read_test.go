package witness_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/loadtest/witness"
)

func fake(t *testing.T) []string {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(2, "out", "other"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	return cluster.ListenAddrs()
}

func producer(t *testing.T, brokers []string, id string) *kgo.Client {
	opts := []kgo.Opt{kgo.SeedBrokers(brokers...), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.TransactionTimeout(time.Minute)}
	if id != "" {
		opts = append(opts, kgo.TransactionalID(id))
	}
	cl, err := kgo.NewClient(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.Close)
	return cl
}

func send(t *testing.T, cl *kgo.Client, topic string, partition int32, value string) {
	r := &kgo.Record{Topic: topic, Partition: partition, Key: []byte("k"), Value: []byte(value), Headers: []kgo.RecordHeader{{Key: "maat-source", Value: []byte(value)}}}
	if err := cl.ProduceSync(t.Context(), r).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// Two producers whose transactions overlap on the same partitions, every third
// of them aborted, and one without transactions between: exactly what was
// committed is read, in order.
func TestAbortedRecordsAreLeftOut(t *testing.T) {
	brokers := fake(t)
	a, b, plain := producer(t, brokers, "a"), producer(t, brokers, "b"), producer(t, brokers, "")
	want, aborted := map[string]bool{}, 0
	for i := range 30 {
		for _, cl := range []*kgo.Client{a, b} {
			if err := cl.BeginTransaction(); err != nil {
				t.Fatal(err)
			}
		}
		for j := range 4 {
			for name, cl := range map[string]*kgo.Client{"a": a, "b": b, "plain": plain} {
				value := fmt.Sprintf("%s-%d-%d", name, i, j)
				send(t, cl, "out", int32(j%2), value)
				if name == "plain" || !rolledBack(name, i) {
					want[value] = true
				} else {
					aborted++
				}
			}
		}
		for name, cl := range map[string]*kgo.Client{"a": a, "b": b} {
			if err := cl.EndTransaction(t.Context(), kgo.TransactionEndTry(!rolledBack(name, i))); err != nil {
				t.Fatal(err)
			}
		}
	}
	r := open(t, brokers, "out", "other")
	if err := r.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	read := r.Dump["out"]
	if len(read) != len(want) || r.Aborted != aborted || aborted == 0 {
		t.Errorf("read %d of %d, left out %d of %d", len(read), len(want), r.Aborted, aborted)
	}
	next := map[int32]int64{}
	for _, record := range read {
		if !want[string(record.Value)] || record.Headers["maat-source"] != string(record.Value) || string(record.Key) != "k" {
			t.Errorf("%s was not committed, or is not whole", record.Where())
		}
		if record.Offset < next[record.Partition] {
			t.Errorf("%s is out of order", record.Where())
		}
		next[record.Partition] = record.Offset + 1
		delete(want, string(record.Value))
	}
}

func rolledBack(name string, i int) bool { return (i+len(name)+int(name[0]))%3 == 0 }

// While a transaction is open the reader stops before it, and says so; it reads
// on from there.
func TestAnOpenTransactionIsNotRead(t *testing.T) {
	brokers := fake(t)
	a, plain := producer(t, brokers, "a"), producer(t, brokers, "")
	send(t, plain, "out", 0, "before")
	if err := a.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	send(t, a, "out", 0, "open")
	send(t, plain, "out", 0, "behind")
	r := open(t, brokers, "out")
	settled, err := r.Poll(t.Context())
	if err != nil || settled || len(r.Dump["out"]) != 1 {
		t.Errorf("settled %v with %d records: %v", settled, len(r.Dump["out"]), err)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if r.Settle(short) == nil {
		t.Error("an open transaction is settled")
	}
	if err := a.EndTransaction(t.Context(), kgo.TryCommit); err != nil {
		t.Fatal(err)
	}
	if err := r.Settle(t.Context()); err != nil || len(r.Dump["out"]) != 3 {
		t.Errorf("%d records: %v", len(r.Dump["out"]), err)
	}
}

func TestATopicThatDoesNotExistIsAnError(t *testing.T) {
	if _, err := witness.Open(t.Context(), fake(t), []string{"nowhere"}); err == nil {
		t.Error("it was opened")
	}
}

func open(t *testing.T, brokers []string, topics ...string) *witness.Reader {
	r, err := witness.Open(t.Context(), brokers, topics)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// An aborted output counts for nothing: the history that has one, written to a
// broker as a killed pipeline would leave it, is right; and one that was
// committed twice is found.
func TestAHistoryOnABroker(t *testing.T) {
	for name, commit := range map[string]kgo.TransactionEndTry{"aborted": kgo.TryAbort, "committed": kgo.TryCommit} {
		t.Run(name, func(t *testing.T) {
			brokers := written(t, commit)
			r := open(t, brokers, topics.All(rules())...)
			if err := r.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			report := witness.Check(r.Dump, rules(), witness.Options{Topics: topics, ReleaseWithin: time.Second})
			twice := len(report.Violations) > 0 && report.Violations[0].Kind == witness.OutputTwice
			if twice != bool(commit) || len(report.Violations) > 1 {
				t.Errorf("%v", report)
			}
		})
	}
}

// written writes the right history, and one output more in a transaction of
// its own, with offsets as the dump has them: the witness names records by them.
func written(t *testing.T, end kgo.TransactionEndTry) []string {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, topics.All(rules())...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	brokers := cluster.ListenAddrs()
	plain, lane := producer(t, brokers, ""), producer(t, brokers, "lane")
	dump := right().dump()
	for _, records := range dump {
		for i := range records {
			if err := plain.ProduceSync(t.Context(), convert(&records[i])).FirstErr(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := lane.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	if err := lane.ProduceSync(t.Context(), convert(&dump["ads.mail"][0])).FirstErr(); err != nil {
		t.Fatal(err)
	}
	if err := lane.EndTransaction(t.Context(), end); err != nil {
		t.Fatal(err)
	}
	return brokers
}

func convert(r *witness.Record) *kgo.Record {
	out := &kgo.Record{Topic: r.Topic, Key: r.Key, Value: r.Value}
	for name, value := range r.Headers {
		out.Headers = append(out.Headers, kgo.RecordHeader{Key: name, Value: []byte(value)})
	}
	return out
}
