// Package sim runs several instances of the pipeline in a world that is made
// up: a Kafka, disks, clocks, a shop and people who halt and switch, all of
// them on one goroutine and out of one seed. What can go wrong there does: see
// faults.go. Equal seeds of one build give equal histories, byte for byte.
//
// A run has two halves. In the first everything breaks; in the second all is
// healed and what is left must drain. Package audit then judges what was
// committed; it knows nothing of how it came about.
//
// What is real is package pipeline and all beneath it. What is modelled is
// what lies behind pipeline.Broker and state.Store: that the real ones do as
// these do is the matter of other tests.
//
// Two things are odd. A pause of an instance in the middle of a commit runs the
// rest of the world inside that call (world.go); and a crash is a panic that
// only the step of the same instance catches (instance.go).
package sim
