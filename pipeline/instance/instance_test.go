package instance_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/guards"
	"maat/loadtest/shop"
	"maat/pipeline/explain"
	"maat/pipeline/instance"
	"maat/pipeline/instant"
	"maat/pipeline/kafka"
	"maat/pipeline/policy"
)

func compile(file string, text []byte) (*policy.Program, error) {
	return policy.Compile(file, text, policy.Options{Table: guards.Table(), Key: func(string) ([]byte, bool) { return nil, false }})
}

func options(t *testing.T, brokers []string, file string) instance.Options {
	var out io.Writer = io.Discard
	if testing.Verbose() {
		out = os.Stderr
	}
	return instance.Options{
		Pipeline: "test", Instance: "a", Version: "test", Client: []kgo.Opt{kgo.SeedBrokers(brokers...)},
		Want: kafka.Want{
			Topics: kafka.Topics{
				Inputs: []string{"shop.events"}, Intake: "maat.test.intake", Decisions: "maat.test.decisions",
				Quarantine: "maat.test.quarantine", Changelog: "maat.test.changelog", Control: "maat.test.control",
			},
			Create: true, Partitions: 3, Replication: 1,
		},
		Group: "maat-test", TransactionTimeout: 10 * time.Second, SessionTimeout: 30 * time.Second,
		BatchRecords: 1000, BatchInterval: 50 * time.Millisecond, SubjectKey: []byte("0123456789abcdef0123456789abcdef"),
		Policy: instance.Source{
			Read: func() (string, []byte, error) {
				text, err := os.ReadFile(file)
				return file, text, err
			},
			Compile: compile,
		},
		Stores: instance.Memory{}, Clock: func() instant.Time { return instant.Time(time.Now().UnixNano()) },
		Log: slog.New(slog.NewTextHandler(out, nil)), StartTimeout: 5 * time.Second,
	}
}

func TestStream(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- instance.Run(ctx, options(t, cluster.ListenAddrs(), "../../examples/webshop/policy.yaml")) }()

	time.Sleep(time.Second)
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.ConsumeTopics("maat.test.decisions"), kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.UnknownTopicRetries(100))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s := shop.New(shop.Options{Seed: 1, Subjects: 50, Start: time.Now().Add(-time.Minute), Step: time.Millisecond})
	const n = 3000
	for range n {
		e := s.Next()
		client.Produce(ctx, &kgo.Record{Topic: "shop.events", Key: []byte(e.Subject), Value: e.Value}, func(_ *kgo.Record, err error) {
			if err != nil {
				t.Error(err)
			}
		})
	}
	if err := client.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	got := 0
	deadline, stop := context.WithTimeout(ctx, 8*time.Second)
	defer stop()
	for deadline.Err() == nil {
		for _, r := range client.PollFetches(deadline).Records() {
			rec, err := explain.Parse(r.Value)
			if err != nil {
				t.Fatal(err)
			}
			counts[rec.Verdict+" "+rec.Reason]++
			got++
		}
	}
	fmt.Println(got, counts)
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
