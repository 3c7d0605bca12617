package telemetry

import (
	"context"
	"errors"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// instruments become, in Prometheus, maat_events_total, maat_edits_total and so
// on: dots to underscores, units spelled out, counters with _total.
type instruments struct {
	events, edits, txns, reloads metric.Int64Counter
	shadow, refusals             metric.Int64Counter
	held, ready                  metric.Int64Gauge
	restore                      metric.Float64Gauge
	lateness, txnSeconds         metric.Float64Histogram
	records                      metric.Int64Histogram
}

// create makes every instrument; those that must exist before the first event
// get their first value.
func (i *instruments) create(ctx context.Context, m metric.Meter, version string, policy *atomic.Pointer[string]) error {
	err := errors.Join(i.counters(m), i.gauges(m), i.histograms(m), infos(m, version, policy))
	if err != nil {
		return err
	}
	i.ready.Record(ctx, 0)
	i.held.Record(ctx, 0)
	i.reloads.Add(ctx, 0, outcome(Refused)) // else the first refusal is no increase
	return nil
}

func (i *instruments) counters(m metric.Meter) error {
	var errs [6]error
	i.events, errs[0] = m.Int64Counter("maat.events", metric.WithDescription("Decisions that were committed: one per event and destination."))
	i.edits, errs[1] = m.Int64Counter("maat.edits", metric.WithDescription("Fields that guards removed or changed in what was decided."))
	i.txns, errs[2] = m.Int64Counter("maat.txn", metric.WithDescription("Kafka transactions by how they ended."))
	i.reloads, errs[3] = m.Int64Counter("maat.policy.reload", metric.WithDescription("Readings of the policy by what came of them."))
	i.shadow, errs[4] = m.Int64Counter("maat.shadow", metric.WithDescription("What would have been decided, for decisions that say what their shadow is."))
	i.refusals, errs[5] = m.Int64Counter("maat.control.refused", metric.WithDescription("Entries of the control topic without effect, read by this process."))
	return errors.Join(errs[:]...)
}

func (i *instruments) gauges(m metric.Meter) error {
	var errs [3]error
	i.held, errs[0] = m.Int64Gauge("maat.held.events", metric.WithDescription("Events that wait for their release in the partitions of this instance."))
	i.ready, errs[1] = m.Int64Gauge("maat.ready", metric.WithDescription("1 when policy, state and broker are ready, else 0."))
	i.restore, errs[2] = m.Float64Gauge("maat.restore", metric.WithUnit("s"), metric.WithDescription("How long the last restore of a partition's state took."))
	return errors.Join(errs[:]...)
}

func (i *instruments) histograms(m metric.Meter) error {
	var errs [3]error
	i.lateness, errs[0] = m.Float64Histogram("maat.release.lateness", metric.WithUnit("s"),
		metric.WithDescription("How long after they were due held events were decided again."),
		metric.WithExplicitBucketBoundaries(0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3600, 14400, 86400))
	i.txnSeconds, errs[1] = m.Float64Histogram("maat.txn.duration", metric.WithUnit("s"),
		metric.WithDescription("From the first record of a batch to the end of its transaction."),
		metric.WithExplicitBucketBoundaries(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30))
	i.records, errs[2] = m.Int64Histogram("maat.batch.records",
		metric.WithDescription("Input records of a batch."),
		metric.WithExplicitBucketBoundaries(1, 10, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 50000))
	return errors.Join(errs[:]...)
}

// infos are read when scraped, so that a policy that is no longer in force
// leaves no series behind.
func infos(m metric.Meter, version string, policy *atomic.Pointer[string]) error {
	_, err := m.Int64ObservableGauge("maat.build.info", metric.WithDescription("1, with the version of this binary."),
		metric.WithInt64Callback(func(_ context.Context, o metric.Int64Observer) error {
			o.Observe(1, metric.WithAttributes(attribute.String("version", version)))
			return nil
		}))
	_, errPolicy := m.Int64ObservableGauge("maat.policy.info", metric.WithDescription("1, with the policy in force."),
		metric.WithInt64Callback(func(_ context.Context, o metric.Int64Observer) error {
			if p := policy.Load(); p != nil {
				o.Observe(1, metric.WithAttributes(attribute.String("policy", *p)))
			}
			return nil
		}))
	return errors.Join(err, errPolicy)
}
