package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

const (
	traceID  = "0af7651916cd43dd8448eb211c80319c"
	parentID = "b7ad6b7169203331"
	sampled  = "00-" + traceID + "-" + parentID + "-01"
	silent   = "00-" + traceID + "-" + parentID + "-00"
)

// headers are keys and values in turn.
func headers(list ...string) (h []Header) {
	for i := 0; i+1 < len(list); i += 2 {
		h = append(h, Header{list[i], []byte(list[i+1])})
	}
	return h
}

// recording gives a Telemetry whose spans can be looked at as soon as they end.
func recording(t *testing.T, sampler string) (*Telemetry, *tracetest.InMemoryExporter) {
	t.Helper()
	t.Setenv("OTEL_TRACES_SAMPLER", sampler)
	spans := tracetest.NewInMemoryExporter()
	tel, _ := begun(t, sdktrace.WithSyncer(spans))
	return tel, spans
}

func attrs(list []attribute.KeyValue) map[string]string {
	m := map[string]string{}
	for _, a := range list {
		m[string(a.Key)] = a.Value.String()
	}
	return m
}

// wantAttrs wants these attributes among others.
func wantAttrs(t *testing.T, list []attribute.KeyValue, want map[string]string) {
	t.Helper()
	got := attrs(list)
	for key, value := range want {
		if got[key] != value {
			t.Errorf("%s is %q, want %q", key, got[key], value)
		}
	}
}

// named finds the one span of that name.
func named(t *testing.T, spans *tracetest.InMemoryExporter, name string) tracetest.SpanStub {
	t.Helper()
	var found []tracetest.SpanStub
	for _, s := range spans.GetSpans() {
		if s.Name == name {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		t.Fatalf("there are %d spans %q", len(found), name)
	}
	return found[0]
}

// From the sender over Maat to the output it is one trace, each span the child
// of the one before.
func TestSpansOfASampledEvent(t *testing.T) {
	tel, spans := recording(t, "")
	ctx, span := tel.Process(t.Context(), Incoming{Topic: "shop", Partition: 3, Offset: 77, Policy: "webshop@0123",
		Headers: headers("other", "x", "traceparent", sampled, "tracestate", "vendor=1")})
	if !span.Sampled() || trace.SpanContextFromContext(ctx).TraceID().String() != traceID {
		t.Fatal("a sampled event has no span")
	}
	parent, state := span.Send("ads.meta")
	own, _ := span.Context()
	span.End()

	process, send := named(t, spans, "process shop"), named(t, spans, "send ads.meta")
	if process.Parent.SpanID().String() != parentID || !process.Parent.IsRemote() || process.SpanKind != trace.SpanKindConsumer {
		t.Errorf("the span has parent %s and kind %s", process.Parent.SpanID(), process.SpanKind)
	}
	if send.Parent.SpanID() != process.SpanContext.SpanID() || send.SpanKind != trace.SpanKindProducer {
		t.Errorf("the output's span has parent %s and kind %s", send.Parent.SpanID(), send.SpanKind)
	}
	if want := fmt.Sprintf("00-%s-%s-01", traceID, send.SpanContext.SpanID()); parent != want || state != "vendor=1" {
		t.Errorf("the output carries %s and %s, want %s", parent, state, want)
	}
	if want := fmt.Sprintf("00-%s-%s-01", traceID, process.SpanContext.SpanID()); own != want {
		t.Errorf("the event's own place is %s, want %s", own, want)
	}
	wantAttrs(t, process.Attributes, map[string]string{
		"messaging.system": "kafka", "messaging.operation.name": "process", "messaging.operation.type": "process", "messaging.destination.name": "shop",
		"messaging.destination.partition.id": "3", "messaging.kafka.offset": "77", "messaging.consumer.group.name": "shop-guard",
	})
	wantAttrs(t, send.Attributes, map[string]string{"messaging.operation.name": "send", "messaging.operation.type": "send", "messaging.destination.name": "ads.meta"})
}

// Each decision is an event of the span, and the most severe one is shown on
// the span itself, whatever their order.
func TestDecisionsOnSpans(t *testing.T) {
	hold := Decision{Verdict: "hold", Guard: "cooldown", Reason: "cooldown.wait", Destination: "meta"}
	drop := Decision{Verdict: "drop", Guard: "sensitive", Reason: "sensitive.health", Destination: "mail"}
	forward := Decision{Verdict: "forward", Destination: "site"}
	for _, order := range [][]Decision{{hold, drop, forward}, {forward, hold, drop}, {drop, forward, hold}} {
		tel, spans := recording(t, "")
		_, span := tel.Process(t.Context(), Incoming{Topic: "shop", Headers: headers("traceparent", sampled), Policy: "webshop@0123"})
		for _, d := range order {
			span.Decided(d)
		}
		span.End()
		s := named(t, spans, "process shop")
		wantAttrs(t, s.Attributes, map[string]string{
			"maat.verdict": "drop", "maat.guard": "sensitive", "maat.reason": "sensitive.health", "maat.policy": "webshop@0123",
		})
		if len(s.Events) != 3 || s.Status.Code != codes.Unset {
			t.Fatalf("%d decisions are shown, status %v", len(s.Events), s.Status)
		}
		for i, e := range s.Events {
			wantAttrs(t, e.Attributes, map[string]string{"maat.verdict": order[i].Verdict, "maat.reason": order[i].Reason, "maat.destination": order[i].Destination})
		}
	}
}

func TestQuarantineIsAnError(t *testing.T) {
	tel, spans := recording(t, "")
	_, span := tel.Process(t.Context(), Incoming{Topic: "shop", Headers: headers("traceparent", sampled)})
	span.Decided(Decision{Verdict: "quarantine", Guard: "intake", Reason: "intake.json"})
	span.End()
	if s := named(t, spans, "process shop"); s.Status.Code != codes.Error {
		t.Errorf("status %v", s.Status)
	}
}

// No text of an event gets into a span through what should be codes.
func TestSpansHoldCodesOnly(t *testing.T) {
	const canary = "eva@example.org"
	tel, spans := recording(t, "")
	_, span := tel.Process(t.Context(), Incoming{Topic: "shop", Headers: headers("traceparent", sampled, "x-user", canary, "baggage", "user="+canary)})
	span.Decided(Decision{Verdict: canary, Guard: canary, Reason: canary, Destination: canary})
	span.Send("ads")
	span.End()
	for _, s := range spans.GetSpans() {
		said := fmt.Sprint(s.Name, attrs(s.Attributes), s.Status)
		for _, e := range s.Events {
			said += fmt.Sprint(e.Name, attrs(e.Attributes))
		}
		if strings.Contains(said, "eva") || !strings.Contains(said, "kafka") {
			t.Errorf("a span says %s", said)
		}
	}
}

// What the sender did not sample has no span, and its context travels on
// untouched.
func TestUnsampledEvents(t *testing.T) {
	tel, spans := recording(t, "")
	ctx, span := tel.Process(t.Context(), Incoming{Topic: "shop", Headers: headers("traceparent", silent, "tracestate", "vendor=1")})
	span.Decided(Decision{Verdict: "drop"})
	parent, state := span.Send("ads")
	own, ownState := span.Context()
	span.End()
	if span.Sampled() || parent != silent || state != "vendor=1" || own != silent || ownState != state || trace.SpanFromContext(ctx).IsRecording() {
		t.Errorf("the output carries %q and %q, the event %q and %q", parent, state, own, ownState)
	}
	if n := len(spans.GetSpans()); n != 0 {
		t.Errorf("%d spans", n)
	}
}

// An event without a trace has a nil span, every method of which does nothing.
func TestNilSpans(t *testing.T) {
	tel, spans := recording(t, "")
	ctx, span := tel.Process(t.Context(), Incoming{Topic: "shop"})
	if span != nil || ctx != t.Context() {
		t.Fatal("an event without a trace has a span")
	}
	span.Decided(Decision{Verdict: "quarantine"})
	span.End()
	parent, state := span.Send("ads")
	own, ownState := span.Context()
	if parent+state+own+ownState != "" || span.Sampled() || len(spans.GetSpans()) != 0 {
		t.Errorf("the output carries %q and %q", parent, state)
	}
	if _, span = tel.Release(t.Context(), Held{Topic: "shop"}); span != nil {
		t.Error("a held event without a trace has a span")
	}
	tel.Observe(ctx, Batch{Outcome: Committed, Decisions: []Decision{{Verdict: "forward", Released: true}}})
}

// A context that is not exactly the W3C's, or that comes twice, is none, and
// nothing of it travels on.
func TestBadContexts(t *testing.T) {
	tel, spans := recording(t, "")
	for name, h := range map[string][]Header{
		"twice":             headers("traceparent", sampled, "traceparent", sampled),
		"two different":     headers("traceparent", silent, "traceparent", sampled),
		"one of them bad":   headers("traceparent", sampled, "traceparent", "x"),
		"another case":      headers("Traceparent", sampled),
		"longer":            headers("traceparent", sampled+"-T"),
		"shorter":           headers("traceparent", sampled[:54]),
		"empty":             headers("traceparent", ""),
		"no trace id":       headers("traceparent", "00-"+strings.Repeat("0", 32)+"-"+parentID+"-01"),
		"no span id":        headers("traceparent", "00-"+traceID+"-"+strings.Repeat("0", 16)+"-01"),
		"upper case":        headers("traceparent", strings.ToUpper(sampled)),
		"version ff":        headers("traceparent", "ff"+sampled[2:]),
		"not hex":           headers("traceparent", strings.Replace(sampled, "0af", "0zz", 1)),
		"only a tracestate": headers("tracestate", "vendor=1"),
		"text":              headers("traceparent", strings.Repeat("eva@example.org", 4)[:55]),
	} {
		_, span := tel.Process(t.Context(), Incoming{Topic: "shop", Headers: h})
		if parent, state := span.Send("ads"); span != nil || parent != "" || state != "" {
			t.Errorf("%s: the output carries %q and %q", name, parent, state)
		}
	}
	if n := len(spans.GetSpans()); n != 0 {
		t.Errorf("%d spans", n)
	}
}

// A tracestate that is ambiguous, too long or none goes; the trace stays.
func TestBadTraceStates(t *testing.T) {
	tel, _ := recording(t, "")
	for name, h := range map[string][]Header{
		"twice":    headers("tracestate", "a=1", "tracestate", "b=2"),
		"too long": headers("tracestate", "a="+strings.Repeat("x", 511)),
		"bad":      headers("tracestate", "eva@example.org"),
		"bad key":  headers("tracestate", "A B=1"),
		"bad list": headers("tracestate", "a=1,a=2"),
	} {
		for _, flags := range []string{sampled, silent} {
			_, span := tel.Process(t.Context(), Incoming{Topic: "shop", Headers: append(slices.Clone(h), headers("traceparent", flags)...)})
			parent, state := span.Send("ads")
			if !strings.Contains(parent, traceID) || state != "" {
				t.Errorf("%s: the output carries %q and %q", name, parent, state)
			}
			span.End()
		}
	}
}

// Baggage is other people's data: it is not read and not sent.
func TestNoBaggage(t *testing.T) {
	tel, _ := recording(t, "")
	ctx, span := tel.Process(t.Context(), Incoming{Topic: "shop", Headers: headers("traceparent", sampled, "baggage", "user=eva")})
	defer span.End()
	parent, state := span.Send("ads")
	if baggage.FromContext(ctx).Len() != 0 || strings.Contains(parent+state, "eva") {
		t.Errorf("baggage %s travels on", baggage.FromContext(ctx))
	}
}

// A release begins a trace of its own that links to the one of the arrival.
func TestRelease(t *testing.T) {
	tel, spans := recording(t, "")
	outer, around := tel.Process(t.Context(), Incoming{Topic: "shop", Headers: headers("traceparent", sampled)})
	ctx, span := tel.Release(outer, Held{Topic: "shop", Traceparent: sampled, Tracestate: "vendor=1", Policy: "webshop@0123"})
	if !trace.SpanContextFromContext(ctx).IsSampled() {
		t.Fatal("the release of a sampled event is not sampled")
	}
	span.Decided(Decision{Verdict: "forward", Destination: "meta"})
	parent, _ := span.Send("ads")
	span.End()
	around.End()
	release, send := named(t, spans, "release shop"), named(t, spans, "send ads")
	if release.Parent.IsValid() || release.SpanContext.TraceID().String() == traceID || release.SpanKind != trace.SpanKindInternal {
		t.Errorf("the release is a child of %s, or in the same trace", release.Parent.SpanID())
	}
	if len(release.Links) != 1 || release.Links[0].SpanContext.SpanID().String() != parentID || release.Links[0].SpanContext.TraceID().String() != traceID {
		t.Errorf("the release links to %v", release.Links)
	}
	if send.Parent.SpanID() != release.SpanContext.SpanID() || !strings.Contains(parent, release.SpanContext.TraceID().String()) {
		t.Error("the output is not in the trace of the release")
	}
	_, span = tel.Release(t.Context(), Held{Topic: "shop", Traceparent: silent})
	if parent, _ := span.Send("ads"); span.Sampled() || parent != silent {
		t.Errorf("the release of an unsampled event carries %q", parent)
	}
}

// With a sampler of the environment events without a sender have spans too.
func TestSamplers(t *testing.T) {
	for sampler, want := range map[string]bool{"always_on": true, "always_off": false, "parentbased_always_on": true, "parentbased_always_off": false, " Always_On ": true} {
		tel, spans := recording(t, sampler)
		_, span := tel.Process(t.Context(), Incoming{Topic: "shop"})
		span.End()
		if n := len(spans.GetSpans()); (n == 1) != want || span.Sampled() != want {
			t.Errorf("%s: %d spans", sampler, n)
		}
	}
}

// A collector that is gone holds nothing up and is not the event's problem.
func TestCollectorGone(t *testing.T) {
	t.Setenv("OTEL_TRACES_SAMPLER", "")
	tel, err := start(t.Context(), Options{Registerer: noMetrics{}, Log: slog.New(slog.DiscardHandler)}, sdktrace.WithSyncer(nowhere{}))
	if err != nil {
		t.Fatal(err)
	}
	_, span := tel.Process(t.Context(), Incoming{Topic: "shop", Headers: headers("traceparent", sampled)})
	if parent, _ := span.Send("ads"); parent == "" {
		t.Error("nothing travels on")
	}
	span.End()
	if err := tel.Shutdown(context.Background()); err == nil {
		t.Error("the end of a collector that is gone is no error")
	}
}
