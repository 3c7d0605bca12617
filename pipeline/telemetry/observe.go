package telemetry

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// How a transaction ended. Unknown is neither: the lane stops and restores.
const (
	Committed = "committed"
	Aborted   = "aborted"
	Unknown   = "unknown"
)

// What came of a reading of the policy.
const (
	Active  = "active"  // it is in force now
	Refused = "refused" // it does not compile; the one before it stays
)

// Decision is the countable part of one decision record. Every string is a code
// or a name of the policy, empty where the record has null.
type Decision struct {
	Verdict     string // forward, hold, drop, quarantine, apply or ignore
	Guard       string
	Reason      string // reason code
	Destination string
	Edits       []Edit
	Shadow      *Shadow       // nil where the record has null
	Released    bool          // a held event was decided again
	Lateness    time.Duration // releases only: now minus when it was due
	Span        *EventSpan    // the event's span, for exemplars; may be nil
}

// Shadow is what would have been decided.
type Shadow struct{ Verdict, Guard, Reason string }

// Edit is one change of a field: what was done, and which guard asked for it.
type Edit struct{ Did, Guard string }

// Batch is what one transaction did.
type Batch struct {
	Decisions []Decision // empty unless it committed
	Records   int        // input records read
	Duration  time.Duration
	Outcome   string // Committed, Aborted or Unknown
	Held      int64  // events held by this instance now
}

// Observe counts one batch after its transaction ended. Only what was committed
// happened, so the decisions of any other outcome are not counted.
func (t *Telemetry) Observe(ctx context.Context, b Batch) {
	committed := b.Outcome == Committed
	t.txns.Add(ctx, 1, outcome(b.Outcome))
	if committed {
		t.count(ctx, b.Decisions)
		t.records.Record(ctx, int64(b.Records))
		t.Holds(ctx, b.Held)
		ctx = exemplar(ctx, b.Decisions)
	}
	t.txnSeconds.Record(ctx, b.Duration.Seconds())
}

// Holds says how many events wait in the partitions of this instance.
func (t *Telemetry) Holds(ctx context.Context, held int64) { t.held.Record(ctx, held) }

// PolicyActive says which policy is in force from now on, as name@digest.
func (t *Telemetry) PolicyActive(ctx context.Context, version string) {
	t.policy.Store(&version)
	t.reloads.Add(ctx, 1, outcome(Active))
}

// PolicyRefused counts a policy that does not compile.
func (t *Telemetry) PolicyRefused(ctx context.Context) {
	t.reloads.Add(ctx, 1, outcome(Refused))
}

// ControlRefused counts an entry of the control topic that has no effect.
func (t *Telemetry) ControlRefused(ctx context.Context, reason string) {
	t.refusals.Add(ctx, 1, metric.WithAttributes(attribute.String("reason", reason)))
}

// Ready shows readiness as maat_ready. Before the first call it is 0.
func (t *Telemetry) Ready(ctx context.Context, ready bool) {
	var v int64
	if ready {
		v = 1
	}
	t.ready.Record(ctx, v)
}

// Restored shows how long the last restore of a partition's state took.
func (t *Telemetry) Restored(ctx context.Context, took time.Duration) {
	t.restore.Record(ctx, took.Seconds())
}

// count adds up first: a batch has thousands of decisions but few label sets.
func (t *Telemetry) count(ctx context.Context, decisions []Decision) {
	type labels struct{ verdict, guard, reason, destination string }
	events, shadows := map[labels]int64{}, map[labels]int64{}
	edits := map[Edit]int64{}
	for _, d := range decisions {
		events[labels{d.Verdict, d.Guard, d.Reason, d.Destination}]++
		if s := d.Shadow; s != nil {
			shadows[labels{s.Verdict, s.Guard, s.Reason, d.Destination}]++
		}
		for _, e := range d.Edits {
			edits[e]++
		}
		if d.Released {
			t.lateness.Record(d.Span.exemplar(ctx), max(0, d.Lateness).Seconds())
		}
	}
	of := func(l labels) metric.AddOption {
		return metric.WithAttributes(
			code("verdict", l.verdict), code("guard", l.guard), code("reason", l.reason), code("destination", l.destination))
	}
	for l, n := range events {
		t.events.Add(ctx, n, of(l))
	}
	for l, n := range shadows {
		t.shadow.Add(ctx, n, of(l))
	}
	for e, n := range edits {
		t.edits.Add(ctx, n, metric.WithAttributes(code("did", e.Did), code("guard", e.Guard)))
	}
}

// exemplar puts the batch's first sampled event on ctx.
func exemplar(ctx context.Context, decisions []Decision) context.Context {
	for _, d := range decisions {
		if d.Span.sampled() {
			return d.Span.exemplar(ctx)
		}
	}
	return ctx
}

func (s *EventSpan) exemplar(ctx context.Context) context.Context {
	if !s.sampled() {
		return ctx
	}
	return trace.ContextWithSpan(ctx, s.span)
}

func outcome(value string) metric.AddOption { return metric.WithAttributes(code("outcome", value)) }

// codeMax bounds a code or name in bytes.
const codeMax = 128

// code is a label or span attribute whose value must look like a code: text that
// does not never reaches a metric or a trace, whatever the caller passed.
func code(key, value string) attribute.KeyValue {
	if len(value) > codeMax {
		return attribute.String(key, "invalid")
	}
	for i := range len(value) {
		c := value[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '-' && c != '.' && c != '/' {
			return attribute.String(key, "invalid")
		}
	}
	return attribute.String(key, value)
}
