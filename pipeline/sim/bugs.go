package sim

// Bug is a mistake planted in the world, or between the world and the pipeline:
// what a Kafka adapter, a store or a setting could do wrong. The simulation must
// find each. Zero is none.
type Bug uint8

// The planted mistakes.
const (
	ApplyBeforeCommit    Bug = 1 + iota // the store is changed before its transaction has ended
	UnknownAsCommitted                  // an unknown end is taken for a commit
	UnknownAsAborted                    // an unknown end is taken for an abort
	FenceSkipped                        // whoever lost its partitions commits all the same
	ReleasesUnfenced                    // the same, where it only releases
	LossUnheeded                        // a loss of which the loop has not heard yet does not keep it from committing
	CheckpointUncompared                // a restore does not ask what the group has committed
	RefusalHasty                        // a restore that was overtaken counts as one that does not fit
	RestoreSkipsTail                    // a restore leaves out the latest entries
	WatermarkTooHigh                    // the store believes that it knows more of the changelog than it does
	WatermarkOutlives                   // a crash loses batches and not their watermark
	LostDiskUnnoticed                   // an empty store counts as restored
	OutputsOutside                      // outputs are not part of the transaction
	ChangelogOutside                    // nor is the changelog
	OffsetsOutside                      // nor are offsets
	ReadUncommitted                     // what was aborted is read
	AbortUnrewound                      // after an abort reading goes on behind what was read
	TombstonesLost                      // compaction takes tombstones at once
	HeldForgotten                       // what waits is not stored
	ReleasedEarly                       // what waits leaves a little early
	DueOrderLost                        // what waits leaves in another order
	ClockForgotten                      // the clock of a partition begins anew with each restore
	HaltsUnheard                        // what people halt goes on
	CapAbove                            // a cap is one too high
	CapBelow                            // a cap is one too low
	CooldownShort                       // the cooldown is a second short
	DuplicatesForgotten                 // an id is remembered for too short a time
	DurationLong                        // retargeting goes on for a second too long
	ConsentUnaged                       // a consent never grows old
	DeadlineForgotten                   // a destination's deadline is not heeded
	WordsOutside                        // what partitions say to each other is not part of the transaction
	HistoryTwice                        // a history that is handed over counts twice
	HistoryLost                         // what was sent to somebody is not in the history that is handed over
	DenialLost                          // nor is what they denied
	GrantsTaken                         // what somebody granted without a name is granted under it
	WayForgotten                        // who goes along with another is not remembered: their events stay where they are
	HandedLost                          // what is held is not handed over
	ApartUndenied                       // who counts apart again keeps no denials
	SilenceCounts                       // a signal that was not consented counts as interest
	InterestBelow                       // one signal less will do
	ContactLong                         // a contact counts a second too long
	GuessesLeave                        // predictions and what follows them are not looked at
	PriceKept                           // nor is a price
)

// Bugs names all of them.
func Bugs() map[string]Bug {
	return map[string]Bug{
		"apply before commit": ApplyBeforeCommit, "unknown as committed": UnknownAsCommitted, "unknown as aborted": UnknownAsAborted,
		"fence skipped": FenceSkipped, "releases unfenced": ReleasesUnfenced, "loss unheeded": LossUnheeded, "checkpoint uncompared": CheckpointUncompared,
		"refusal hasty": RefusalHasty, "restore skips the tail": RestoreSkipsTail, "watermark too high": WatermarkTooHigh, "watermark outlives its batch": WatermarkOutlives,
		"lost disk unnoticed": LostDiskUnnoticed, "outputs outside": OutputsOutside, "changelog outside": ChangelogOutside,
		"offsets outside": OffsetsOutside, "read uncommitted": ReadUncommitted, "abort unrewound": AbortUnrewound,
		"tombstones lost": TombstonesLost, "held forgotten": HeldForgotten, "released early": ReleasedEarly, "due order lost": DueOrderLost,
		"clock forgotten": ClockForgotten, "halts unheard": HaltsUnheard, "cap above": CapAbove, "cap below": CapBelow,
		"cooldown short": CooldownShort, "duplicates forgotten": DuplicatesForgotten, "duration long": DurationLong,
		"words outside": WordsOutside, "history twice": HistoryTwice, "history lost": HistoryLost, "denial lost": DenialLost,
		"grants taken": GrantsTaken, "way forgotten": WayForgotten, "handed lost": HandedLost, "apart undenied": ApartUndenied,
		"silence counts": SilenceCounts, "interest below": InterestBelow, "contact long": ContactLong, "guesses leave": GuessesLeave, "price kept": PriceKept,
		"consent unaged": ConsentUnaged, "deadline forgotten": DeadlineForgotten,
	}
}
