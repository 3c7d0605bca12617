package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/config"
	"maat/pipeline/dossier"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
)

// gathering puts facts together from what a pipeline has in Kafka.
type gathering struct {
	ctx     context.Context
	config  *config.Config
	facts   *dossier.Facts
	opts    []kgo.Opt
	timeout time.Duration
	show    *progress
}

// fromKafka gathers the facts of a pipeline. A period that has no end ends now.
func (f *dossierFlags) fromKafka(cmd *cobra.Command) (*dossier.Facts, error) {
	c, err := config.Load(f.config, os.Environ())
	if err != nil {
		return nil, err
	}
	if err := c.ReadKafkaSecrets(); err != nil {
		return nil, err
	}
	program, err := compileWith(anyKey).read(c.Policy)
	if err != nil {
		return nil, err
	}
	if f.period.Until == 0 {
		f.period.Until = (clock()/instant.Time(instant.Second) + 1) * instant.Time(instant.Second) // what was decided just now is in it
	}
	opts, reach, err := reaching(c, f.timeout)
	if err != nil {
		return nil, err
	}
	g := &gathering{ctx: cmd.Context(), config: c, facts: f.about(program), opts: opts, timeout: f.timeout, show: newProgress(cmd.ErrOrStderr())}
	defer g.show.done()
	g.facts.Pipeline = c.Pipeline
	g.facts.Security = dossier.Security{TLS: c.Kafka.TLS.Enabled, SASL: c.Kafka.SASL.Mechanism, HMAC: slices.Sorted(maps.Keys(c.Keys.HMACFiles))}
	g.source(dossier.Source{What: dossier.FromPolicy, From: filepath.Base(c.Policy)})
	for _, read := range []func() error{g.decisions, g.orders, g.topics} {
		if err := read(); err != nil {
			return nil, reach.explain(err)
		}
	}
	g.show.done()
	testedBeside(g.facts, c.Policy)
	return g.facts, nil
}

func (g *gathering) source(s dossier.Source) { g.facts.Sources = append(g.facts.Sources, s) }

// gap is why a topic cannot be read, where that is the topic's; any other error
// is that Kafka cannot be asked.
func gap(err error) (string, error) {
	var absent *absentError
	switch {
	case err == nil:
		return "", nil
	case errors.As(err, &absent), errors.Is(err, kerr.UnknownTopicOrPartition):
		return dossier.Absent, nil
	case errors.Is(err, kerr.TopicAuthorizationFailed), errors.Is(err, kerr.ClusterAuthorizationFailed):
		return dossier.Denied, nil
	}
	return "", err
}

// reader is one of a topic that is read from its start to its present end.
func (g *gathering) reader(topic string) *reader {
	return &reader{topic: topic, opts: g.opts, timeout: g.timeout, show: g.show}
}

// decisions counts all that was decided; where something was held it is read once
// more, the same part of it, for how that ended.
func (g *gathering) decisions() (err error) {
	topic := g.config.Topics.Decisions
	s := dossier.Source{What: dossier.FromDecisions, From: topic}
	tally := dossier.NewTally(g.facts.Period)
	r := g.reader(topic)
	spans, err := r.spans(g.ctx)
	if err == nil {
		err = r.through(g.ctx, spans, func(at *kgo.Record) {
			s.Records++
			record, err := explain.Parse(at.Value)
			if err != nil {
				s.Strange++
				return
			}
			tally.Add(&record)
		})
	}
	if err == nil && tally.Waits() {
		err = r.through(g.ctx, spans, func(at *kgo.Record) {
			if record, err := explain.Parse(at.Value); err == nil {
				tally.Follow(&record)
			}
		})
	}
	s.Gap, err = gap(err)
	g.source(s)
	counted(g.facts, tally)
	return err
}
