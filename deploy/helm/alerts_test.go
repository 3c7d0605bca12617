package helm_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"maat/pipeline/telemetry"
)

// An alert on a metric, or on a label, that nobody exports never fires.
func TestAlertsUseMetricsThatExist(t *testing.T) {
	series := exported(t)
	alerts := only(t, rendering{"full"}.objects(t), "PrometheusRule").each("spec", "groups")[0].each("rules")
	if len(alerts) != 6 {
		t.Errorf("%d alerts, want 6", len(alerts))
	}
	for _, alert := range alerts {
		expr := alert.text("expr")
		names := regexp.MustCompile(`\bmaat_\w+`).FindAllString(expr, -1)
		if len(names) == 0 {
			t.Errorf("%s looks at no metric: %s", alert.text("alert"), expr)
		}
		for _, name := range names {
			labels, ok := series[strings.TrimSuffix(name, "_bucket")]
			if !ok {
				t.Errorf("%s looks at %s, which is not exported", alert.text("alert"), name)
			}
			for _, label := range labelsOf(expr) {
				if !labels[label] {
					t.Errorf("%s looks at %s of %s, which has %v", alert.text("alert"), label, name, labels)
				}
			}
		}
		if strings.Count(expr, `{namespace="events",service="shop-guard"`) != len(names) {
			t.Errorf("%s looks beyond this release: %s", alert.text("alert"), expr)
		}
	}
}

// labelsOf are the labels of Maat's own in an expression: what it groups by, as
// NAME, and what it selects, as NAME="VALUE".
func labelsOf(expr string) []string {
	var out []string
	for _, group := range regexp.MustCompile(`by \((\w+)\)`).FindAllStringSubmatch(expr, -1) {
		if group[1] != "le" {
			out = append(out, group[1])
		}
	}
	return append(out, regexp.MustCompile(`outcome="\w+"`).FindAllString(expr, -1)...)
}

// A counter that is not there before it first counts has no increase then.
func TestRefusedPoliciesAreCountedFromZero(t *testing.T) {
	metrics := prometheus.NewRegistry()
	start(t, metrics)
	if !gather(t, metrics)["maat_policy_reload_total"][`outcome="refused"`] {
		t.Error("maat_policy_reload_total has no refused before the first one, so MaatPolicyRefused misses it")
	}
}

// exported are the metrics of a process that did what alerts are about, each
// with its labels, as NAME and as NAME="VALUE".
func exported(t *testing.T) map[string]map[string]bool {
	t.Helper()
	metrics := prometheus.NewRegistry()
	tel := start(t, metrics)
	ctx := t.Context()
	tel.PolicyActive(ctx, "webshop@0123")
	tel.PolicyRefused(ctx)
	tel.Ready(ctx, true)
	tel.Observe(ctx, telemetry.Batch{Outcome: telemetry.Aborted})
	tel.Observe(ctx, telemetry.Batch{
		Outcome:   telemetry.Committed,
		Records:   1,
		Decisions: []telemetry.Decision{{Verdict: "forward", Released: true, Lateness: time.Second}},
	})
	return gather(t, metrics)
}

func start(t *testing.T, metrics *prometheus.Registry) *telemetry.Telemetry {
	t.Helper()
	tel, err := telemetry.Start(t.Context(), telemetry.Options{Service: "maat", Version: "test", Registerer: metrics})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tel.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return tel
}

func gather(t *testing.T, metrics *prometheus.Registry) map[string]map[string]bool {
	t.Helper()
	families, err := metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	series := map[string]map[string]bool{}
	for _, family := range families {
		labels := map[string]bool{}
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				labels[label.GetName()] = true
				labels[label.GetName()+`="`+label.GetValue()+`"`] = true
			}
		}
		series[family.GetName()] = labels
	}
	return series
}
