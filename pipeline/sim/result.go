package sim

import (
	"fmt"
	"time"
)

// Result is what came of one world.
type Result struct {
	Err     error // the first thing that is wrong
	Hash    uint64
	Lines   []string
	Seen    map[string]int // what came true, and how often
	Inputs  int
	Decided int
	Commits int
	Rounds  int
	Crashes int
	Length  time.Duration // simulated
	Drain   time.Duration // of which after all was healed
}

// String is one line.
func (r Result) String() string {
	return fmt.Sprintf("%d inputs, %d decisions, %d transactions, %d rounds, %d crashes in %v, of which %v to drain; trace %x",
		r.Inputs, r.Decided, r.Commits, r.Rounds, r.Crashes, r.Length, r.Drain, r.Hash)
}

// Sum adds up a campaign.
type Sum struct {
	Seeds, Bad               int
	Inputs, Decided, Commits int
	Rounds, Crashes          int
	Length                   time.Duration
	Seen                     map[string]int
}

// Add counts one more.
func (s *Sum) Add(r Result) {
	s.Seeds++
	if r.Err != nil {
		s.Bad++
	}
	s.Inputs, s.Decided, s.Commits = s.Inputs+r.Inputs, s.Decided+r.Decided, s.Commits+r.Commits
	s.Rounds, s.Crashes, s.Length = s.Rounds+r.Rounds, s.Crashes+r.Crashes, s.Length+r.Length
	if s.Seen == nil {
		s.Seen = map[string]int{}
	}
	for what, n := range r.Seen {
		s.Seen[what] += n
	}
}

// String is one line.
func (s *Sum) String() string {
	return fmt.Sprintf("%d seeds, %d of them bad: %d inputs, %d decisions, %d transactions, %d crashes, %.1f simulated hours",
		s.Seeds, s.Bad, s.Inputs, s.Decided, s.Commits, s.Crashes, s.Length.Hours())
}
