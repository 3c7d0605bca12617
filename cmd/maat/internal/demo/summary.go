package demo

import (
	"fmt"
	"io"
	"strings"
)

// summary prints what was counted.
func (d *demo) summary() error {
	d.state.Now = d.now()
	d.state.Tally.Produced = int(d.feed.sent.Load())
	_, err := io.WriteString(d.Out, Summary(&d.state))
	return err
}

// Summary is the account of a demo: how many events became how many decisions,
// and how these are shared out.
func Summary(s *State) string {
	var b strings.Builder
	b.WriteString("\n")
	s.sumEvents(&b)
	s.sumVerdicts(&b)
	s.sumDestinations(&b)
	s.sumReasons(&b)
	s.sumEdits(&b)
	return b.String()
}

func (s *State) sumEvents(b *strings.Builder) {
	t := s.Tally
	fmt.Fprintf(b, "%d events sent, %d decided", t.Produced, t.Decided)
	switch missing := t.Produced - t.Decided; {
	case missing > 0 && s.Judged.IsZero():
		fmt.Fprintf(b, ", %d not yet when the demo ended", missing)
	case missing > 0:
		fmt.Fprintf(b, ", %d taken by no destination", missing)
	}
	if s.Judged.After(s.Begun) {
		took := s.Judged.Sub(s.Begun)
		fmt.Fprintf(b, "; %.0f a second, in %.1f s", float64(t.Produced)/took.Seconds(), took.Seconds())
	}
	fmt.Fprintf(b, "\n%d decisions by %s", t.Decisions, s.Policy)
	if t.Strange > 0 {
		fmt.Fprintf(b, "; %d records that are no decisions to this version", t.Strange)
	}
	b.WriteString("\n")
}

// sumVerdicts lists what adds up to all decisions.
func (s *State) sumVerdicts(b *strings.Builder) {
	t := s.Tally
	b.WriteString("\nBy verdict\n")
	for _, verdict := range []string{"forward", "drop", "quarantine", "apply", "ignore", "hold"} {
		fmt.Fprintf(b, "  %-12s%8d", verdict, t.Verdicts[verdict])
		if verdict == "hold" && t.Verdicts[verdict] > 0 {
			fmt.Fprintf(b, "   of which %d left later, %d were dropped later, %d still wait", t.LeftLater, t.DroppedLater, t.Waiting())
		}
		b.WriteString("\n")
	}
}

func (s *State) sumDestinations(b *strings.Builder) {
	t := s.Tally
	fmt.Fprintf(b, "\n%-16s%10s%10s%10s%10s   %s\n", "By destination", "forward", "drop", "held", "waiting", "in its topic")
	for _, name := range t.Names {
		if name == "" {
			continue
		}
		d := t.Destinations[name]
		fmt.Fprintf(b, "  %-14s%10d%10d%10d%10d", padded(name, 14), d.Forward, d.Drop, d.Hold, d.Waiting)
		if topic := s.Topics[name]; topic != "" {
			fmt.Fprintf(b, "   %s %d", topic, t.Arrived[topic])
		}
		b.WriteString("\n")
	}
}

func (s *State) sumReasons(b *strings.Builder) {
	b.WriteString("\nBy guard and reason\n")
	for _, c := range ranked(s.Tally.Reasons, func(r Reason) bool { return r.Code != "" }) {
		fmt.Fprintf(b, "  %-12s%8d   %-10s %-26s %s\n", c.key.Verdict, c.n, c.key.Guard, c.key.Code, reason(&s.Teller, c.key.Code))
	}
}

func (s *State) sumEdits(b *strings.Builder) {
	t := s.Tally
	if t.Verdicts["forward"] == 0 {
		return
	}
	fmt.Fprintf(b, "\nEdits: %.1f in an event that left\n", float64(t.Edits)/float64(t.Verdicts["forward"]))
	all := func(string) bool { return true }
	for _, c := range ranked(t.Removed, all) {
		fmt.Fprintf(b, "  %-12s%8d   %s\n", "removed", c.n, s.path(c.key))
	}
	for _, c := range ranked(t.Changed, all) {
		path, did, _ := strings.Cut(c.key, " ")
		fmt.Fprintf(b, "  %-12s%8d   %s\n", did, c.n, path)
	}
}
