package kafka

import (
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestTooFewBrokers says which keys of maat.yaml asked for what the cluster
// does not have.
func TestTooFewBrokers(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	err = create(t.Context(), kadm.NewClient(client), Want{Partitions: 6, Replication: 3}, []need{{name: "maat.shop.intake"}})
	const start = "create topic maat.shop.intake with topics.partitions 6 and topics.replication 3: "
	if err == nil || !strings.HasPrefix(err.Error(), start) {
		t.Errorf("the error is %v, and not %q and the broker's answer", err, start)
	}
}
