package demo

import (
	"context"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/instance"
)

// topics asks the broker how far things are.
type topics struct {
	client        *kgo.Client
	admin         *kadm.Client
	group         string
	input, intake string
}

// newTopics makes the shop's topic; the pipeline makes the others.
func newTopics(ctx context.Context, brokers string, o instance.Options) (*topics, error) {
	client, err := kgo.NewClient(clientOptions(brokers)...)
	if err != nil {
		return nil, err
	}
	t := &topics{client: client, admin: kadm.NewClient(client), group: o.Group, input: o.Want.Topics.Inputs[0], intake: o.Want.Topics.Intake}
	made, err := t.admin.CreateTopic(ctx, o.Want.Partitions, o.Want.Replication, nil, t.input)
	if err == nil {
		err = made.Err
	}
	if err != nil {
		client.Close()
		return nil, err
	}
	return t, nil
}

func (t *topics) close() { t.client.Close() }

// ends are where the committed records of topics end.
func (t *topics) ends(ctx context.Context, names ...string) (map[place]int64, error) {
	listed, err := t.admin.ListCommittedOffsets(ctx, names...)
	if err == nil {
		err = listed.Error()
	}
	if err != nil {
		return nil, err
	}
	ends := map[place]int64{}
	listed.Each(func(o kadm.ListedOffset) { ends[place{o.Topic, o.Partition}] = o.Offset })
	return ends, nil
}

// behind is how much the pipeline has yet to take in and to decide; the ends of
// transactions count.
func (t *topics) behind(ctx context.Context) (int64, error) {
	lags, err := t.admin.Lag(ctx, t.group)
	if err == nil {
		err = lags.Error()
	}
	if err != nil {
		return 0, err
	}
	lag := lags[t.group]
	return lag.Lag.Total(), nil
}

// committed is how far the pipeline has come.
func (t *topics) committed(ctx context.Context) (map[place]int64, error) {
	fetched, err := t.admin.FetchOffsets(ctx, t.group)
	if err == nil {
		err = fetched.Error()
	}
	if err != nil {
		return nil, err
	}
	at := map[place]int64{}
	fetched.Each(func(o kadm.OffsetResponse) { at[place{o.Topic, o.Partition}] = o.At })
	return at, nil
}

// taken says that all that the shop sent has been taken in: the input has no
// transactions, so it ends where the group must have come.
func (t *topics) taken(ctx context.Context, committed map[place]int64) (bool, error) {
	ends, err := t.ends(ctx, t.input)
	for at, end := range ends {
		if committed[at] < end {
			return false, err
		}
	}
	return err == nil, err
}
