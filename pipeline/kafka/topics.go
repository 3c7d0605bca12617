package kafka

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Want is what Maat needs of a cluster.
type Want struct {
	Topics      Topics
	Outputs     []string
	Create      bool // make what is missing
	Partitions  int32
	Replication int16
}

// transactionVersion is the level of KIP-890 at which a late end of a
// transaction cannot reach the next one.
const transactionVersion = 2

// deleteRetention is how long the changelog keeps tombstones: a local store
// that lags behind for longer is made anew.
const deleteRetentionMS = 7 * 24 * 3600 * 1000

// need is one topic and what it must be like.
type need struct {
	name       string
	partitions int32 // 0: any
	configs    map[string]string
	own        bool // one of Maat's own: replication and size are checked too
	output     bool
}

func (w Want) needs() []need {
	forever := map[string]string{"cleanup.policy": "delete", "retention.ms": "-1", "message.timestamp.type": "LogAppendTime"} // whose clock is asked, nobody sets
	kept := map[string]string{"cleanup.policy": "delete"}
	list := []need{
		{name: w.Topics.Intake, partitions: w.Partitions, own: len(w.Topics.Inputs) > 0, configs: kept},
		{name: w.Topics.Changelog, partitions: w.Partitions, own: true, configs: map[string]string{
			"cleanup.policy": "compact", "delete.retention.ms": strconv.Itoa(deleteRetentionMS)}},
		{name: w.Topics.Decisions, own: true, configs: kept},
		{name: w.Topics.Quarantine, own: true, configs: kept},
		{name: w.Topics.Control, partitions: 1, own: true, configs: forever},
	}
	for _, name := range w.Topics.Inputs {
		list = append(list, need{name: name})
	}
	for _, name := range w.Outputs {
		list = append(list, need{name: name, output: true})
	}
	return list
}

// CheckTopics makes the topics that are missing, if it may, and refuses those
// that are not as they must be, all of them at once. What it learns of the
// topics goes into limits.
func CheckTopics(ctx context.Context, client *kgo.Client, w Want, limits *Limits) error {
	if err := checkTransactions(ctx, client); err != nil {
		return err
	}
	admin := kadm.NewClient(client)
	if w.Create {
		if err := create(ctx, admin, w, w.needs()); err != nil {
			return err
		}
	}
	problems, err := inspect(ctx, admin, w, limits)
	for tries := 0; w.Create && err == nil && len(problems) > 0 && tries < createdTries; tries++ {
		pause(ctx, createdWait) // a new topic takes a moment to reach every broker
		problems, err = inspect(ctx, admin, w, limits)
	}
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return refuse("the topics are not as Maat needs them:\n  - %s", strings.Join(problems, "\n  - "))
	}
	return nil
}

// How long topics that were just made may take to be seen.
const (
	createdTries = 20
	createdWait  = 250 * time.Millisecond
)

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// inspect lists what is wrong with the topics as they are.
func inspect(ctx context.Context, admin *kadm.Client, w Want, limits *Limits) (problems []string, err error) {
	needs := w.needs()
	names := make([]string, len(needs))
	for i, n := range needs {
		names[i] = n.name
	}
	details, err := admin.ListTopics(ctx, names...)
	if err != nil {
		return nil, fmt.Errorf("list topics: %w", err)
	}
	configs, err := admin.DescribeTopicConfigs(ctx, names...)
	if err != nil {
		return nil, fmt.Errorf("describe topics: %w", err)
	}
	for _, n := range needs {
		settings := settingsOf(configs, n.name)
		problems = append(problems, n.check(details[n.name], settings, w)...)
		bytes, _ := strconv.ParseInt(settings["max.message.bytes"], 10, 32)
		limits.set(n.name, details[n.name].ID, int32(len(details[n.name].Partitions)), int32(bytes), n.output)
	}
	return problems, nil
}

func settingsOf(all kadm.ResourceConfigs, topic string) map[string]string {
	settings := map[string]string{}
	for _, r := range all {
		if r.Name != topic {
			continue
		}
		for _, c := range r.Configs {
			settings[c.Key] = c.MaybeValue()
		}
	}
	return settings
}

// check lists what is wrong with a topic.
func (n need) check(d kadm.TopicDetail, settings map[string]string, w Want) (problems []string) {
	bad := func(format string, args ...any) {
		problems = append(problems, "topic "+n.name+fmt.Sprintf(format, args...))
	}
	if d.Err != nil || len(d.Partitions) == 0 {
		bad(" does not exist; make it, or set topics.create: true")
		return problems
	}
	if have := int32(len(d.Partitions)); n.partitions > 0 && have != n.partitions {
		bad(" has %d partitions, not %d; people are spread by partition, so the number must be that of topics.partitions and never change", have, n.partitions)
	}
	for key, want := range n.configs {
		if have := settings[key]; have != want && !enough(key, have, want) {
			bad(" has %s=%s; it must be %s", key, have, want)
		}
	}
	if !n.own {
		return problems
	}
	if have := d.Partitions.NumReplicas(); have < int(w.Replication) {
		bad(" has %d replicas, not %d as topics.replication says", have, w.Replication)
	}
	if have, err := strconv.Atoi(settings["max.message.bytes"]); err == nil && have < ownTopicBytes/2 {
		bad(" has max.message.bytes=%d; an event of 1 MiB and what is known of a person need at least %d", have, ownTopicBytes/2)
	}
	slices.Sort(problems)
	return problems
}

// enough says that a number larger than the one asked for does as well.
func enough(key, have, want string) bool {
	h, err1 := strconv.ParseInt(have, 10, 64)
	w, err2 := strconv.ParseInt(want, 10, 64)
	return key == "delete.retention.ms" && err1 == nil && err2 == nil && h >= w
}

// Identity names the cluster and its changelog: whose cache a local store is.
func Identity(ctx context.Context, client *kgo.Client, changelog string, l *Limits) (string, error) {
	meta, err := kadm.NewClient(client).BrokerMetadata(ctx)
	if err != nil {
		return "", fmt.Errorf("cluster id: %w", err)
	}
	return fmt.Sprintf("cluster %s, topic %s, id %x", meta.Cluster, changelog, l.id(changelog)), nil
}

// create makes the topics that are missing. It asks first: who may write a topic
// need not be allowed to make one.
func create(ctx context.Context, admin *kadm.Client, w Want, needs []need) error {
	present, err := admin.ListTopics(ctx)
	if err != nil {
		return fmt.Errorf("list topics: %w", err)
	}
	for _, n := range needs {
		if present.Has(n.name) {
			continue
		}
		configs := map[string]*string{}
		for key, value := range n.configs {
			configs[key] = &value
		}
		if n.own || n.output {
			configs["max.message.bytes"] = kadm.StringPtr(strconv.Itoa(ownTopicBytes))
		}
		partitions := n.partitions
		if partitions == 0 {
			partitions = w.Partitions
		}
		resp, err := admin.CreateTopic(ctx, partitions, w.Replication, configs, n.name)
		if err == nil {
			err = resp.Err
		}
		if err != nil && !strings.Contains(err.Error(), kerr.TopicAlreadyExists.Message) {
			return fmt.Errorf("create topic %s with topics.partitions %d and topics.replication %d: %w", n.name, partitions, w.Replication, err)
		}
	}
	return nil
}

// checkTransactions refuses clusters on which a late request of a fenced
// instance could reach a later transaction.
func checkTransactions(ctx context.Context, client *kgo.Client) error {
	req := kmsg.NewPtrApiVersionsRequest()
	req.ClientSoftwareName, req.ClientSoftwareVersion = "maat", "1"
	resp, err := req.RequestWith(ctx, client)
	if err != nil {
		return fmt.Errorf("ask the brokers' versions: %w", err)
	}
	for _, f := range resp.FinalizedFeatures {
		if f.Name == "transaction.version" && f.MaxVersionLevel >= transactionVersion {
			return nil
		}
	}
	return refuse("the cluster's transaction.version is below %d, so exactly once cannot be promised; with Kafka 4.0 or newer: kafka-features.sh upgrade --feature transaction.version=%d", transactionVersion, transactionVersion)
}
