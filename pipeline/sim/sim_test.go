package sim_test

import (
	"flag"
	"maps"
	"slices"
	"strings"
	"testing"

	"maat/guards"
	"maat/pipeline/sim"
)

var (
	seedFlag  = flag.Uint64("seed", 0, "run this seed alone and show its trace")
	seedsFlag = flag.Int("seeds", 300/slow, "how many seeds to run")
	fromFlag  = flag.Uint64("from", 1, "the first of them")
)

// TestSeeds runs a campaign: every seed must hold, and over all of them what a
// world can do must have been done.
func TestSeeds(t *testing.T) {
	lab := sim.NewLab(guards.Table())
	if *seedFlag != 0 {
		r := lab.Run(sim.Options{Seed: *seedFlag, Trace: true})
		t.Logf("%s\nseed %d: %s", strings.Join(r.Lines, "\n"), *seedFlag, r)
		if r.Err != nil {
			t.Error(r.Err)
		}
		return
	}
	var all sim.Sum
	for n := range uint64(*seedsFlag) {
		seed := *fromFlag + n
		r := lab.Run(sim.Options{Seed: seed})
		all.Add(r)
		if r.Err != nil {
			t.Errorf("seed %d: %v\nrepeat it with: make sim SEED=%d", seed, r.Err, seed)
		}
		if seed%100 == 0 && lab.Run(sim.Options{Seed: seed}).Hash != r.Hash {
			t.Errorf("seed %d: two runs differ: something in it is not drawn from the seed", seed)
		}
		if all.Seeds%1000 == 0 {
			t.Logf("%s", &all)
		}
		if all.Bad > 10 {
			t.Fatal("and so on")
		}
	}
	t.Logf("%s", &all)
	if *seedsFlag >= 300 {
		sometimes(t, all.Seen)
	}
}

// sometimes wants everything to have come true somewhere: a campaign in which
// no zombie ever woke proves nothing about zombies.
func sometimes(t *testing.T, seen map[string]int) {
	for _, what := range must {
		if seen[what] == 0 {
			t.Errorf("it never came to this: %s", what)
		}
	}
	if testing.Verbose() {
		for _, what := range slices.Sorted(maps.Keys(seen)) {
			t.Logf("%9d %s", seen[what], what)
		}
	}
}

var must = []string{
	"a batch that both re-keys and judges", "a batch that only releases", "a cap's window ends at this very moment", "a clock jumped",
	"a compaction", "a join was interrupted by a crash", "a join was interrupted by a deployment", "a join was interrupted by a fence",
	"a join was interrupted by a pause", "a join was interrupted by a rebalance", "a join was interrupted by an abort",
	"a join was interrupted by an unknown end that was aborted", "a join was interrupted by an unknown end that was committed",
	"a known subject was asked along", "a price was restored", "an event followed its person", "an event waits for a history", "asked along by another",
	"erased while an event waited", "forgotten on the way", "resumed where it was handed over", "held, and handed over", "kept apart in what leaves", "one became two", "two became one",
	"two became one who were both sent something", "withdrawn on the way", "reason interest.few", "reason interest.unknown", "reason predicted.cause",
	"reason predicted.event", "reason predicted.field", "reason price.basis", "reason price.personal", "reason recognition.watched",
	"reason relationship.brand", "reason relationship.none", "reason relationship.unknown", "reason undisclosed", "a deployment", "a full disk", "a guard broke", "a guard broke at a release", "a lost disk", "a record was refused", "a restore after a lost disk",
	"a restore from a watermark that lags behind", "a restore refused offsets that were reset", "a restore waits for an open transaction",
	"a restore was overtaken", "a restored store equals its changelog", "a store that lost batches", "a transaction timed out", "a zombie that only releases",
	"a zombie was fenced", "a zombie with a full batch", "an abort", "an unknown end that was aborted", "an unknown end that was committed",
	"an unknown end that was committed later", "crash before the transaction", "crash between commit and apply", "crash in a poll",
	"crash in a restore", "crash with offsets sent", "crash with records written", "duplicate", "more due than a batch takes",
	"reason consent.expired", "reason consent.gpc", "reason consent.older", "reason consent.tie", "reason cooldown.deadline",
	"reason cooldown.max_hold", "reason cooldown.quiet", "reason cooldown.wait", "reason duration.converted", "reason duration.over",
	"reason frequency.campaign", "reason frequency.destination", "reason frequency.subject", "reason frequency.topic", "reason halt",
	"reason opt_out.older", "reason policy.gone", "reason role.none", "recalled: consent.withdrawn", "recalled: erase", "recalled: opt_out",
	"recalled: policy.gone", "released", "released at the very moment", "resumed", "sleep before the transaction", "sleep in a poll",
	"sleep in a restore", "sleep in the middle of a restore", "sleep with offsets sent", "sleep with records written", "too far ahead", "unreadable",
}

// bugSeeds is within how many seeds each planted mistake must be found.
const bugSeeds = 300

// TestPlantedBugs: a simulation that finds nothing may be one that looks at
// nothing.
func TestPlantedBugs(t *testing.T) {
	lab := sim.NewLab(guards.Table())
	for i, name := range slices.Sorted(maps.Keys(sim.Bugs())) {
		if i%slow != 0 {
			continue // the race detector has nothing to say of them
		}
		bug := sim.Bugs()[name]
		t.Run(name, func(t *testing.T) {
			for seed := uint64(1); seed <= bugSeeds; seed++ {
				if r := lab.Run(sim.Options{Seed: seed, Bug: bug}); r.Err != nil {
					t.Logf("seed %d: %v", seed, r.Err)
					return
				}
			}
			t.Errorf("%d seeds do not find it", bugSeeds)
		})
	}
}
