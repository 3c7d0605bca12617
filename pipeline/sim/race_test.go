//go:build race

package sim_test

// slow says how many times fewer seeds are run: the race detector takes its
// time.
const slow = 8
