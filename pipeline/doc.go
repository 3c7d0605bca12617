// Package pipeline is the straight line that events take:
//
//	poll ─► per partition, in parallel: what fell due, then records in offset order ─► judge ─► stage
//	     ─► one Kafka transaction: outputs, decisions, changelog, quarantine, offsets ─► commit the local stores ─► observe
//
// A Lane is one partition of the intake topic and all that is known of the
// people in it; it is used by one goroutine at a time. The Loop is the only
// place that starts goroutines, and it waits for each of them before it goes
// on. Kafka, clocks and telemetry are behind small interfaces.
package pipeline
