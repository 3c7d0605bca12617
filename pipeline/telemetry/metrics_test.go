package telemetry

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// begun is a Telemetry that ends with the test.
func begun(t *testing.T, to ...sdktrace.TracerProviderOption) (*Telemetry, *prometheus.Registry) {
	t.Helper()
	metrics := prometheus.NewRegistry()
	o := Options{Service: "maat", Version: "v1.2.3", Instance: "i1", Group: "shop-guard", Registerer: metrics}
	tel, err := start(t.Context(), o, to...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tel.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return tel, metrics
}

// scrape gives each series with its value, histograms by count and sum, as
// NAME{LABEL="VALUE",…}.
func scrape(t *testing.T, metrics *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	series := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, fmt.Sprintf("%s=%q", l.GetName(), l.GetValue()))
			}
			name := f.GetName() + "{" + strings.Join(labels, ",") + "}"
			if h := m.GetHistogram(); h != nil {
				series[name+" count"], series[name+" sum"] = float64(h.GetSampleCount()), h.GetSampleSum()
				continue
			}
			series[name] = m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	return series
}

// wantSeries wants exactly these series, apart from target_info, which is
// OpenTelemetry's.
func wantSeries(t *testing.T, metrics *prometheus.Registry, want map[string]float64) {
	t.Helper()
	got := scrape(t, metrics)
	maps.DeleteFunc(got, func(name string, _ float64) bool { return strings.HasPrefix(name, "target_info{") })
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if value, ok := want[name]; !ok || value != got[name] {
			t.Errorf("there is %s %v, want %v (%t)", name, got[name], value, ok)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[name]; !ok {
			t.Errorf("there is no %s", name)
		}
	}
}

// What exists before the first event: alerts need it.
func TestMetricsAtStart(t *testing.T) {
	_, metrics := begun(t)
	wantSeries(t, metrics, map[string]float64{
		`maat_ready{}`: 0, `maat_held_events{}`: 0, `maat_build_info{version="v1.2.3"}`: 1, `maat_policy_reload_total{outcome="refused"}`: 0,
	})
}

// These are the names and labels that the Helm chart's alerts and dashboards
// use.
func TestMetricsOfBatches(t *testing.T) {
	tel, metrics := begun(t)
	ctx := t.Context()
	tel.PolicyActive(ctx, "webshop@0123")
	tel.PolicyActive(ctx, "webshop@4567")
	tel.PolicyRefused(ctx)
	tel.Ready(ctx, false)
	tel.Ready(ctx, true)
	tel.Restored(ctx, 1500*time.Millisecond)
	tel.Observe(ctx, Batch{Outcome: Committed, Records: 3, Duration: 250 * time.Millisecond, Held: 9, Decisions: []Decision{
		{Verdict: "forward", Destination: "meta"},
		{Verdict: "forward", Destination: "meta", Edits: []Edit{{"removed", "layers"}, {"removed", "layers"}, {"replaced", "recognition"}}},
		{Verdict: "drop", Guard: "frequency", Reason: "frequency.subject", Destination: "meta", Released: true, Lateness: 2 * time.Second},
		{Verdict: "forward", Destination: "meta", Released: true, Lateness: -time.Second},
		{Verdict: "quarantine", Guard: "intake", Reason: "intake.json"},
		{Verdict: "hold", Destination: "meta", Shadow: &Shadow{"drop", "recognition", "recognition.fit"}},
	}})
	tel.Observe(ctx, Batch{Outcome: Aborted, Records: 7, Held: 1, Duration: time.Second, Decisions: []Decision{{Verdict: "forward", Destination: "meta"}}})
	tel.Observe(ctx, Batch{Outcome: Unknown, Records: 7, Held: 1, Duration: time.Second})
	wantSeries(t, metrics, map[string]float64{
		`maat_ready{}`: 1, `maat_held_events{}`: 9, `maat_build_info{version="v1.2.3"}`: 1, `maat_restore_seconds{}`: 1.5,
		`maat_policy_info{policy="webshop@4567"}`: 1, `maat_policy_reload_total{outcome="active"}`: 2, `maat_policy_reload_total{outcome="refused"}`: 1,
		`maat_events_total{destination="meta",guard="",reason="",verdict="forward"}`:                        3,
		`maat_events_total{destination="meta",guard="frequency",reason="frequency.subject",verdict="drop"}`: 1,
		`maat_events_total{destination="",guard="intake",reason="intake.json",verdict="quarantine"}`:        1,
		`maat_events_total{destination="meta",guard="",reason="",verdict="hold"}`:                           1,
		`maat_shadow_total{destination="meta",guard="recognition",reason="recognition.fit",verdict="drop"}`: 1,
		`maat_edits_total{did="removed",guard="layers"}`:                                                    2,
		`maat_edits_total{did="replaced",guard="recognition"}`:                                              1,
		`maat_txn_total{outcome="committed"}`:                                                               1, `maat_txn_total{outcome="aborted"}`: 1, `maat_txn_total{outcome="unknown"}`: 1,
		`maat_release_lateness_seconds{} count`: 2, `maat_release_lateness_seconds{} sum`: 2,
		`maat_txn_duration_seconds{} count`: 3, `maat_txn_duration_seconds{} sum`: 2.25,
		`maat_batch_records{} count`: 1, `maat_batch_records{} sum`: 3,
	})
}

// A label holds a code or a name of the policy. Whatever else is passed never
// gets out, so no value of an event can.
func TestLabelsAreClosed(t *testing.T) {
	tel, metrics := begun(t)
	for _, value := range []string{
		"eva@example.org", "two words", "a\nb", "a\x1b[31m", "é", "a=b", `a"b`, "a,b", "a:b", "+31612345678", "a%40b", "{}", strings.Repeat("x", 129), "\xff",
	} {
		tel.Observe(t.Context(), Batch{Outcome: Committed, Decisions: []Decision{
			{Verdict: value, Guard: value, Reason: value, Destination: value, Edits: []Edit{{value, value}}, Shadow: &Shadow{value, value, value}},
		}})
		tel.Observe(t.Context(), Batch{Outcome: value})
	}
	got := scrape(t, metrics)
	for name, want := range map[string]float64{
		`maat_events_total{destination="invalid",guard="invalid",reason="invalid",verdict="invalid"}`: 14,
		`maat_shadow_total{destination="invalid",guard="invalid",reason="invalid",verdict="invalid"}`: 14,
		`maat_edits_total{did="invalid",guard="invalid"}`:                                             14,
		`maat_txn_total{outcome="invalid"}`:                                                           14,
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	for name := range got {
		if strings.HasPrefix(name, "maat_events_total") && !strings.Contains(name, "invalid") {
			t.Errorf("%s got out", name)
		}
	}
	for _, ok := range []string{"", "frequency.subject", "ads-1", "A_b/c.9", strings.Repeat("x", 128)} {
		if got := code("k", ok).Value.AsString(); got != ok {
			t.Errorf("the code %q becomes %q", ok, got)
		}
	}
}

func TestStartRefuses(t *testing.T) {
	if _, err := Start(t.Context(), Options{Service: "maat"}); err == nil {
		t.Error("no registry is needed")
	}
	t.Setenv("OTEL_TRACES_SAMPLER", "sometimes")
	_, err := start(t.Context(), Options{Registerer: prometheus.NewRegistry()}, sdktrace.WithSyncer(nowhere{}))
	if err == nil || !strings.Contains(err.Error(), "parentbased_traceidratio") {
		t.Errorf("an unknown sampler: %v", err)
	}
}

// nowhere is an exporter whose collector is gone.
type nowhere struct{}

var errGone = errors.New("collector is gone")

func (nowhere) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error { return errGone }
func (nowhere) Shutdown(context.Context) error                             { return errGone }

// Without an endpoint nothing is traced, and a sender's context is passed on.
func TestNoExporter(t *testing.T) {
	for _, name := range []string{"OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_SDK_DISABLED", "OTEL_TRACES_SAMPLER"} {
		t.Setenv(name, "")
	}
	for name, value := range map[string]string{"": "", "OTEL_TRACES_EXPORTER": "none", "OTEL_SDK_DISABLED": "true"} {
		if name != "" {
			t.Setenv(name, value)
		}
		tel, err := Start(t.Context(), Options{Service: "maat", Registerer: prometheus.NewRegistry()})
		if err != nil {
			t.Fatal(err)
		}
		_, span := tel.Process(t.Context(), Incoming{Topic: "in", Headers: headers("traceparent", sampled)})
		if parent, _ := span.Send("out"); span.Sampled() || parent != sampled {
			t.Errorf("with %s=%s an event is traced, or its context becomes %q", name, value, parent)
		}
		if err := tel.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
