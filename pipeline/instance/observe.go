package instance

import (
	"context"
	"strings"
	"time"

	"maat/pipeline"
	"maat/pipeline/chain"
	"maat/pipeline/telemetry"
)

// observer shows what was committed. Spans of a batch that is aborted are never
// ended, and so never sent.
type observer struct {
	tel    *telemetry.Telemetry
	intake string
	open   []*telemetry.EventSpan
	counts []telemetry.Decision
}

var _ pipeline.Observer = (*observer)(nil)

// Judged implements pipeline.Observer.
func (o *observer) Judged(p *pipeline.Part, policy string) []pipeline.Traces {
	traces := make([]pipeline.Traces, len(p.Judged))
	for i := range p.Judged {
		j := &p.Judged[i]
		span := o.begin(j, policy)
		for k := range j.Decisions {
			d := count(&j.Decisions[k], span)
			span.Decided(d)
			o.counts = append(o.counts, d)
		}
		traces[i].Event = carried(span)
		for k := range j.Outputs {
			parent, st := span.Send(j.Outputs[k].Destination.Topic)
			traces[i].Outputs = append(traces[i].Outputs, pipeline.Trace{Parent: parent, State: st})
		}
		if span != nil {
			o.open = append(o.open, span)
		}
	}
	return traces
}

func (o *observer) begin(j *pipeline.Judged, policy string) *telemetry.EventSpan {
	if j.Record.Trace.Parent == "" && !j.Release || j.Release && len(j.Decisions) == 0 { // of what only would have waited nothing is told
		return nil
	}
	if j.Release {
		topic, _, _ := strings.Cut(j.Record.Source, "/")
		_, span := o.tel.Release(context.Background(), telemetry.Held{
			Topic: topic, Traceparent: j.Record.Trace.Parent, Tracestate: j.Record.Trace.State, Policy: policy,
		})
		return span
	}
	_, span := o.tel.Process(context.Background(), telemetry.Incoming{
		Topic: j.Record.Topic, Partition: j.Record.Partition, Offset: j.Record.Offset, Policy: policy,
		Headers: []telemetry.Header{{Key: "traceparent", Value: []byte(j.Record.Trace.Parent)}, {Key: "tracestate", Value: []byte(j.Record.Trace.State)}},
	})
	return span
}

func carried(span *telemetry.EventSpan) pipeline.Trace {
	parent, st := span.Context()
	return pipeline.Trace{Parent: parent, State: st}
}

// count is the countable part of a decision.
func count(d *chain.Decision, span *telemetry.EventSpan) telemetry.Decision {
	out := telemetry.Decision{
		Verdict: d.Verdict.String(), Guard: d.Guard, Reason: d.Reason, Destination: d.Destination,
		Released: d.Due != 0, Span: span,
	}
	if d.Due != 0 && d.Due <= d.At {
		out.Lateness = time.Duration(d.At.Sub(d.Due))
	}
	if s := d.Shadow; s != nil {
		out.Shadow = &telemetry.Shadow{Verdict: s.Verdict.String(), Guard: s.Guard, Reason: s.Reason}
	}
	for _, e := range d.Edits {
		out.Edits = append(out.Edits, telemetry.Edit{Did: e.Did, Guard: e.Guard})
	}
	return out
}

var outcomes = map[pipeline.Outcome]string{pipeline.Committed: telemetry.Committed, pipeline.Aborted: telemetry.Aborted, pipeline.Unknown: telemetry.Unknown}

// Owns implements pipeline.Observer.
func (o *observer) Owns(held int64) { o.tel.Holds(context.Background(), held) }

// Ended implements pipeline.Observer.
func (o *observer) Ended(t *pipeline.Transaction, how pipeline.Outcome, took time.Duration, held int64) {
	b := telemetry.Batch{Duration: took, Outcome: outcomes[how], Held: held}
	for _, p := range t.Parts {
		b.Records += p.Records
	}
	if how == pipeline.Committed {
		b.Decisions = o.counts
		for _, span := range o.open {
			span.End()
		}
	}
	o.tel.Observe(context.Background(), b)
	o.open, o.counts = o.open[:0], o.counts[:0]
}
