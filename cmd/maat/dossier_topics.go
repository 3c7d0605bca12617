package main

import (
	"context"
	"slices"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/dossier"
)

// keeping are the settings of a topic that say for how long it keeps what is in
// it, in the order of the dossier.
var keeping = []string{"cleanup.policy", "delete.retention.ms", "max.compaction.lag.ms", "min.cleanable.dirty.ratio", "retention.bytes", "retention.ms", "segment.ms"}

// used are the topics of the pipeline, each with its use.
func (g *gathering) used() (list []dossier.Topic) {
	t := g.config.Topics
	for _, name := range t.Inputs {
		list = append(list, dossier.Topic{Name: name, Use: "input"})
	}
	list = append(list, dossier.Topic{Name: t.Intake, Use: "intake"}, dossier.Topic{Name: t.Changelog, Use: "changelog"},
		dossier.Topic{Name: t.Decisions, Use: "decisions"}, dossier.Topic{Name: t.Quarantine, Use: "quarantine"}, dossier.Topic{Name: t.Control, Use: "control"},
		dossier.Topic{Name: t.Answers, Use: "answers"})
	for _, d := range g.facts.Policy.Destinations {
		if !slices.ContainsFunc(list, func(other dossier.Topic) bool { return other.Name == d.Topic }) {
			list = append(list, dossier.Topic{Name: d.Topic, Use: "output"})
		}
	}
	return list
}

// topics asks the cluster how each topic is kept.
func (g *gathering) topics() error {
	client, err := kgo.NewClient(g.opts...)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(g.ctx, g.timeout)
	defer cancel()
	s := dossier.Source{What: dossier.FromTopics}
	list := g.used()
	for i := range list {
		if err := describe(ctx, kadm.NewClient(client), &list[i]); err != nil {
			return err
		}
		s.Records++
		if list[i].Gap == dossier.Denied && s.Gap == "" {
			s.Gap = dossier.Denied
		}
	}
	g.facts.Topics = list
	g.source(s)
	return nil
}

func describe(ctx context.Context, admin *kadm.Client, t *dossier.Topic) error {
	details, err := admin.ListTopics(ctx, t.Name)
	if err == nil {
		err = details[t.Name].Err
	}
	if t.Gap, err = gap(err); err != nil || t.Gap != "" {
		return err
	}
	t.Partitions = len(details[t.Name].Partitions)
	configs, err := admin.DescribeTopicConfigs(ctx, t.Name)
	if err == nil && len(configs) == 1 {
		err = configs[0].Err
	}
	if t.Gap, err = gap(err); err != nil || t.Gap != "" || len(configs) == 0 {
		return err
	}
	for _, key := range keeping {
		at := slices.IndexFunc(configs[0].Configs, func(c kadm.Config) bool { return c.Key == key })
		if at >= 0 {
			t.Settings = append(t.Settings, dossier.Setting{Key: key, Value: configs[0].Configs[at].MaybeValue()})
		}
	}
	return nil
}
