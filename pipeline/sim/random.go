package sim

import "math/rand/v2"

// The streams of chance, one a subsystem: a draw more in one does not move the
// others.
const (
	streamPlan = 1 + iota
	streamShop
	streamFaults
	streamGroup
	streamSteps
	streamDisk
)

type chance struct{ *rand.Rand }

func newChance(seed, stream uint64) chance { return chance{rand.New(rand.NewPCG(seed, stream))} }

// in says yes in one of n cases; never for 0.
func (c chance) in(n int) bool { return n > 0 && c.IntN(n) == 0 }

// between answers lo <= x <= hi.
func (c chance) between(lo, hi int64) int64 { return lo + c.Int64N(hi-lo+1) }

func pick[T any](c chance, from ...T) T { return from[c.IntN(len(from))] }
