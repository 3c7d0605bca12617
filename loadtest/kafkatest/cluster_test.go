package kafkatest_test

import (
	"context"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"maat/loadtest/kafkatest"
)

// A node that is killed and revived still has what was written to it.
func TestANodeComesBackWithItsData(t *testing.T) {
	cluster := kafkatest.Start(t, kafkatest.Options{Memory: true})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	client := &kafka.Client{Addr: kafka.TCP(cluster.Brokers...), Timeout: 10 * time.Second}
	answer, err := client.CreateTopics(ctx, &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{{Topic: "kept", NumPartitions: 1, ReplicationFactor: 1}}})
	if err != nil || answer.Errors["kept"] != nil {
		t.Fatal(err, answer)
	}
	w := &kafka.Writer{Addr: client.Addr, Topic: "kept", RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond}
	defer w.Close()
	if err := w.WriteMessages(ctx, kafka.Message{Value: []byte("here")}); err != nil {
		t.Fatal(err)
	}
	cluster.Kill(1)
	if _, err := kafka.DialContext(ctx, "tcp", cluster.Brokers[0]); err == nil {
		t.Error("a killed node answers")
	}
	cluster.Revive(1)
	r := kafka.NewReader(kafka.ReaderConfig{Brokers: cluster.Brokers, Topic: "kept"})
	defer r.Close()
	if m, err := r.ReadMessage(ctx); err != nil || string(m.Value) != "here" {
		t.Errorf("read %q: %v", m.Value, err)
	}
}
