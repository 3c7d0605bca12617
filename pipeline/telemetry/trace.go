package telemetry

import (
	"context"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// Incoming is an input record as far as tracing may see it.
type Incoming struct {
	Topic     string
	Partition int32
	Offset    int64
	Headers   []Header // only traceparent and tracestate are looked at
	Policy    string   // name@digest of the policy in force
}

// Held is what was remembered of an event's trace when it was held.
type Held struct {
	Topic       string // the topic it came from
	Traceparent string // as Context gave it; empty: none
	Tracestate  string
	Policy      string
}

// EventSpan is the trace of one event through Maat. A nil EventSpan is the one
// of an event without a trace: every method works and does nothing. It belongs
// to one goroutine.
type EventSpan struct {
	tracer trace.Tracer
	span   trace.Span // nil: not sampled, in is passed on as it came
	in     wire
	policy string
	shown  int // rank of the verdict that the span's attributes show
}

// Process begins the span "process <topic>" as a child of the sender's. It is
// nil where the record carries no usable trace, and only carries the sender's
// context on where that is not sampled. The context returned has the span.
func (t *Telemetry) Process(ctx context.Context, in Incoming) (context.Context, *EventSpan) {
	sender := read(in.Headers)
	if t.tracer == nil || t.sampled && !sender.span.IsSampled() {
		return ctx, unsampled(sender)
	}
	attrs := append(t.destination("process", semconv.MessagingOperationTypeProcess, in.Topic),
		semconv.MessagingDestinationPartitionID(strconv.Itoa(int(in.Partition))),
		semconv.MessagingKafkaOffset(int(in.Offset)))
	return t.begin(trace.ContextWithRemoteSpanContext(ctx, sender.span), ctx, "process "+in.Topic, sender, in.Policy,
		trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(attrs...))
}

// Release begins the span "release <topic>" of a held event: a new trace that
// links to the one in which it was held, because a trace of days is of no use.
func (t *Telemetry) Release(ctx context.Context, h Held) (context.Context, *EventSpan) {
	sender := parse(h.Traceparent, h.Tracestate)
	if t.tracer == nil || t.sampled && !sender.span.IsSampled() {
		return ctx, unsampled(sender)
	}
	opts := []trace.SpanStartOption{trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindInternal),
		trace.WithAttributes(semconv.MessagingSystemKafka, semconv.MessagingDestinationName(h.Topic))}
	if sender.span.IsValid() {
		opts = append(opts, trace.WithLinks(trace.Link{SpanContext: sender.span}))
	}
	return t.begin(ctx, ctx, "release "+h.Topic, sender, h.Policy, opts...)
}

// begin starts a span under parent; one that is not sampled leaves plain as it is.
func (t *Telemetry) begin(parent, plain context.Context, name string, in wire, policy string, opts ...trace.SpanStartOption) (context.Context, *EventSpan) {
	ctx, span := t.tracer.Start(parent, name, opts...)
	if !span.SpanContext().IsSampled() {
		return plain, unsampled(in)
	}
	return ctx, &EventSpan{tracer: t.tracer, span: span, in: in, policy: policy}
}

// destination is what every span about a topic says of it.
func (t *Telemetry) destination(name string, kind attribute.KeyValue, topic string) []attribute.KeyValue {
	attrs := make([]attribute.KeyValue, 0, 8)
	attrs = append(attrs, semconv.MessagingSystemKafka, semconv.MessagingOperationName(name), kind, semconv.MessagingDestinationName(topic))
	if t.group != "" {
		attrs = append(attrs, semconv.MessagingConsumerGroupName(t.group))
	}
	return attrs
}

func unsampled(in wire) *EventSpan {
	if !in.span.IsValid() {
		return nil
	}
	return &EventSpan{in: in}
}

func (s *EventSpan) sampled() bool { return s != nil && s.span != nil }

// Decided records one decision about the event: a span event for each, and on
// the span itself the most severe.
func (s *EventSpan) Decided(d Decision) {
	if !s.sampled() {
		return
	}
	attrs := []attribute.KeyValue{code("maat.verdict", d.Verdict), code("maat.reason", d.Reason), code("maat.guard", d.Guard)}
	s.span.AddEvent("maat.decision", trace.WithAttributes(append(attrs, code("maat.destination", d.Destination))...))
	if rank := severity(d.Verdict); rank > s.shown {
		s.shown = rank
		s.span.SetAttributes(append(attrs, attribute.String("maat.policy", s.policy))...)
	}
	if d.Verdict == "quarantine" {
		s.span.SetStatus(codes.Error, "quarantine")
	}
}

// severity orders verdicts; an unknown one is worst, so that it is seen.
func severity(verdict string) int {
	for rank, v := range [...]string{"forward", "apply", "ignore", "hold", "drop", "quarantine"} {
		if v == verdict {
			return rank + 1
		}
	}
	return 7
}

// Send marks that the event goes to topic and gives the headers of the output
// record: those of the span "send <topic>" where sampled, else what came in.
// Empty strings mean: no such header.
func (s *EventSpan) Send(topic string) (traceparent, tracestate string) {
	if !s.sampled() {
		return s.Context()
	}
	_, span := s.tracer.Start(trace.ContextWithSpan(context.Background(), s.span), "send "+topic,
		trace.WithSpanKind(trace.SpanKindProducer),
		trace.WithAttributes(semconv.MessagingSystemKafka, semconv.MessagingOperationName("send"),
			semconv.MessagingOperationTypeSend, semconv.MessagingDestinationName(topic)))
	defer span.End()
	return write(span.SpanContext())
}

// Context is the event's own place in its trace, for decision records, for what
// is held, and for re-keyed records.
func (s *EventSpan) Context() (traceparent, tracestate string) {
	switch {
	case s == nil:
		return "", ""
	case s.span == nil:
		return s.in.traceparent, s.in.tracestate
	}
	return write(s.span.SpanContext())
}

// Sampled says whether the event's trace is recorded.
func (s *EventSpan) Sampled() bool { return s.sampled() }

// End ends the span. An event that is held ends its span when it is admitted.
func (s *EventSpan) End() {
	if s.sampled() {
		s.span.End()
	}
}
