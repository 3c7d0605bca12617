package main

import (
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/dossier"
	"maat/pipeline/instant"
)

// orders finds when people stopped something.
func (g *gathering) orders() error {
	topic := g.config.Topics.Control
	s := dossier.Source{What: dossier.FromControl, From: topic}
	orders := dossier.NewOrders(g.facts.Period)
	err := g.reader(topic).read(g.ctx, func(at *kgo.Record) {
		s.Records++
		orders.Add(at.Offset, instant.Time(at.Timestamp.UnixNano()), at.Value)
	})
	s.Gap, err = gap(err)
	g.source(s)
	g.facts.Incidents, g.facts.Refused = orders.Incidents(), orders.Wrong
	return err
}
