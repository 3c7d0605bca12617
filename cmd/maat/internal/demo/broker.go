package demo

import (
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// startBroker starts the development broker: in memory, on loopback, on any
// port, and gone with the process. It forgets what a demo of hours would
// otherwise fill the memory with; the view has long read it by then. It looks
// only once a minute, because it answers nobody while it does.
func startBroker() (*kfake.Cluster, error) {
	return kfake.NewCluster(kfake.NumBrokers(1), kfake.BrokerConfigs(map[string]string{
		"log.retention.ms":       "120000",
		"log.segment.bytes":      "262144", // what is forgotten is whole segments
		"log.cleaner.backoff.ms": "60000",
	}))
}

func clientOptions(brokers string) []kgo.Opt { return []kgo.Opt{kgo.SeedBrokers(brokers)} }
