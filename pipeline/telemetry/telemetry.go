// Package telemetry shows what Maat did: metrics of committed batches, spans of
// sampled events, and the log. It is a projection of effects: guards contain no
// counters, nothing here is asked on the way to a decision, and a telemetry
// backend that is slow or gone never holds an event up.
//
// What it may say is closed: verdicts, reason codes, names of guards and
// destinations, topics and offsets. No value of an event has a way in.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/contrib/exporters/autoexport"
	"go.opentelemetry.io/otel"
	otelprom "go.opentelemetry.io/otel/exporters/prometheus"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// scope names the instrumentation in OpenTelemetry.
const scope = "maat"

// Options names the process and says where its numbers and complaints go.
type Options struct {
	Service    string                // service.name; OTEL_SERVICE_NAME wins
	Version    string                // service.version and the label of maat_build_info
	Instance   string                // service.instance.id
	Group      string                // messaging.consumer.group.name; empty: left out
	Registerer prometheus.Registerer // receives all metrics; required
	Log        *slog.Logger          // hears of exporters that fail; nil: OpenTelemetry's own stderr line
}

// Telemetry is safe for use by several goroutines; the spans it hands out are
// each for one.
type Telemetry struct {
	instruments
	group   string
	tracer  trace.Tracer // nil: no exporter, so there is nothing to trace for
	sampled bool         // only events whose sender sampled them get a span
	policy  atomic.Pointer[string]
	stop    []func(context.Context) error
}

// Start builds metrics into o.Registerer and traces as the standard OTEL_*
// variables say. Without OTEL_TRACES_EXPORTER and without an OTLP endpoint
// nothing is exported. Without OTEL_TRACES_SAMPLER an event has a span exactly
// when its sender sampled it.
func Start(ctx context.Context, o Options) (*Telemetry, error) {
	exporter, err := spanExporter(ctx)
	if err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	var to []sdktrace.TracerProviderOption
	if exporter != nil {
		to = append(to, sdktrace.WithBatcher(exporter))
	}
	return start(ctx, o, to...)
}

// start is Start with the exporters named by the caller; none: no tracing.
func start(ctx context.Context, o Options, to ...sdktrace.TracerProviderOption) (*Telemetry, error) {
	if o.Registerer == nil {
		return nil, errors.New("telemetry: a Registerer is needed")
	}
	res, err := describe(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	if o.Log != nil {
		otel.SetErrorHandler(&complaints{log: o.Log})
	}
	t := &Telemetry{group: o.Group}
	if err := t.startMetrics(ctx, o, res); err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	if err := t.startTraces(res, to); err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	return t, nil
}

// Shutdown sends what is still buffered, until ctx ends.
func (t *Telemetry) Shutdown(ctx context.Context) error {
	var errs []error
	for _, stop := range t.stop {
		errs = append(errs, stop(ctx))
	}
	return errors.Join(errs...)
}

func describe(ctx context.Context, o Options) (*resource.Resource, error) {
	return resource.New(ctx,
		resource.WithAttributes(semconv.ServiceName(o.Service), semconv.ServiceVersion(o.Version), semconv.ServiceInstanceID(o.Instance)),
		resource.WithTelemetrySDK(),
		resource.WithFromEnv())
}

func (t *Telemetry) startMetrics(ctx context.Context, o Options, res *resource.Resource) error {
	exporter, err := otelprom.New(otelprom.WithRegisterer(o.Registerer), otelprom.WithoutScopeInfo())
	if err != nil {
		return err
	}
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(exporter), sdkmetric.WithResource(res))
	t.stop = append(t.stop, provider.Shutdown)
	return t.instruments.create(ctx, provider.Meter(scope), o.Version, &t.policy)
}

func (t *Telemetry) startTraces(res *resource.Resource, to []sdktrace.TracerProviderOption) error {
	if len(to) == 0 {
		return nil
	}
	to = append(to, sdktrace.WithResource(res))
	name := strings.ToLower(strings.TrimSpace(os.Getenv("OTEL_TRACES_SAMPLER")))
	if name == "" || name == "parentbased_always_off" {
		t.sampled = true
		to = append(to, sdktrace.WithSampler(sdktrace.ParentBased(linked{})))
	} else if !slices.Contains(samplers(), name) {
		return fmt.Errorf("OTEL_TRACES_SAMPLER is none of %s", strings.Join(samplers(), ", "))
	}
	provider := sdktrace.NewTracerProvider(to...)
	t.stop = append(t.stop, provider.Shutdown)
	t.tracer = provider.Tracer(scope)
	return nil
}

// samplers is what the OpenTelemetry SDK understands. Anything else would make
// it sample every event.
func samplers() []string {
	return []string{"always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"}
}

// spanExporter is nil where the environment asks for none.
func spanExporter(ctx context.Context) (sdktrace.SpanExporter, error) {
	if strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") || !anySet("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
		return nil, nil
	}
	exporter, err := autoexport.NewSpanExporter(ctx)
	if err != nil || autoexport.IsNoneSpanExporter(exporter) {
		return nil, err
	}
	return exporter, nil
}

func anySet(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return os.Getenv(name) != "" })
}

// linked decides on spans that have no parent: sampled exactly when they link
// to a sampled one, so that the release of a sampled event is seen too.
type linked struct{}

var _ sdktrace.Sampler = linked{}

// ShouldSample implements sdktrace.Sampler.
func (linked) ShouldSample(p sdktrace.SamplingParameters) sdktrace.SamplingResult {
	for _, l := range p.Links {
		if l.SpanContext.IsSampled() {
			return sdktrace.SamplingResult{Decision: sdktrace.RecordAndSample}
		}
	}
	return sdktrace.SamplingResult{Decision: sdktrace.Drop}
}

// Description implements sdktrace.Sampler.
func (linked) Description() string { return "LinkedSampler" }
