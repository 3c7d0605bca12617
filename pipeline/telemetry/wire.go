package telemetry

import (
	"context"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Header is one Kafka record header; a kgo.RecordHeader converts to it.
type Header struct {
	Key   string
	Value []byte
}

// The names of the W3C Trace Context headers, and how long they may be.
// Version 00 of traceparent has one length; tracestate has the limit that the
// W3C asks every party to propagate.
const (
	traceparentKey = "traceparent"
	tracestateKey  = "tracestate"
	traceparentLen = 55
	tracestateMax  = 512
)

// wire is a trace context as it travels. The strings are empty where there is
// none that is valid.
type wire struct {
	traceparent, tracestate string
	span                    trace.SpanContext
}

// read finds the trace context of a record. A header that comes twice is
// ambiguous and counts as absent.
func read(headers []Header) wire {
	var parent, state string
	parents, states := 0, 0
	for _, h := range headers {
		switch {
		case h.Key == traceparentKey && len(h.Value) == traceparentLen:
			parent = string(h.Value)
			parents++
		case h.Key == traceparentKey:
			parents += 2 // wrong length: as good as ambiguous
		case h.Key == tracestateKey && len(h.Value) <= tracestateMax:
			state = string(h.Value)
			states++
		case h.Key == tracestateKey:
			states += 2
		}
	}
	if parents != 1 {
		return wire{}
	}
	if states != 1 {
		state = ""
	}
	return parse(parent, state)
}

// parse refuses what is not exactly a W3C trace context: what is refused is not
// passed on either, so a header cannot carry anything else through Maat.
func parse(traceparent, tracestate string) wire {
	if len(traceparent) != traceparentLen || len(tracestate) > tracestateMax {
		return wire{}
	}
	carrier := propagation.MapCarrier{traceparentKey: traceparent, tracestateKey: tracestate}
	span := trace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), carrier))
	if !span.IsValid() {
		return wire{}
	}
	if span.TraceState().Len() == 0 {
		tracestate = ""
	}
	return wire{traceparent: traceparent, tracestate: tracestate, span: span}
}

// write is the inverse of parse.
func write(span trace.SpanContext) (traceparent, tracestate string) {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(trace.ContextWithSpanContext(context.Background(), span), carrier)
	return carrier[traceparentKey], carrier[tracestateKey]
}
