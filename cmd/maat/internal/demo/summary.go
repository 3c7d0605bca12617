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
	w, t := s.words(), s.Tally
	fmt.Fprintf(b, "%s %s, %s %s", w.number(t.Produced), w.sent, w.number(t.Decided), w.decided)
	switch missing := t.Produced - t.Decided; {
	case missing > 0 && s.Judged.IsZero():
		fmt.Fprintf(b, ", "+w.notYet, w.number(missing))
	case missing > 0:
		fmt.Fprintf(b, ", "+w.untaken, w.number(missing))
	}
	if s.Judged.After(s.Begun) {
		took := s.Judged.Sub(s.Begun)
		fmt.Fprintf(b, "; "+w.throughput, w.number(int(float64(t.Produced)/took.Seconds())), w.tenths(took.Seconds()))
	}
	fmt.Fprintf(b, "\n%s %s %s\n", w.number(t.Decisions), w.decisionsBy, s.Policy)
	if t.Strange > 0 {
		fmt.Fprintf(b, w.strange+"\n", w.number(t.Strange))
	}
}

// sumVerdicts lists what adds up to all decisions.
func (s *State) sumVerdicts(b *strings.Builder) {
	w, t := s.words(), s.Tally
	fmt.Fprintf(b, "\n%s\n", w.byVerdict)
	for _, verdict := range []string{"forward", "drop", "quarantine", "apply", "ignore", "hold"} {
		fmt.Fprintf(b, "%8s  %s", w.number(t.Verdicts[verdict]), verdict)
		if verdict == "hold" && t.Verdicts[verdict] > 0 {
			fmt.Fprintf(b, ", "+w.ofHeld, w.number(t.LeftLater), w.number(t.DroppedLater), w.number(t.Waiting()))
		}
		b.WriteString("\n")
	}
}

func (s *State) sumDestinations(b *strings.Builder) {
	w, t := s.words(), s.Tally
	fmt.Fprintf(b, "\n%-16s%9s%9s%9s%9s   %s\n", w.byDestination, "forward", "drop", "hold", w.waiting, w.inTopic)
	for _, name := range t.Names {
		if name == "" {
			continue
		}
		d := t.Destinations[name]
		fmt.Fprintf(b, "  %-14s%9s%9s%9s%9s", padded(name, 14), w.number(d.Forward), w.number(d.Drop), w.number(d.Hold), w.number(d.Waiting))
		if topic := s.Topics[name]; topic != "" {
			fmt.Fprintf(b, "   %s %s", topic, w.number(t.Arrived[topic]))
		}
		b.WriteString("\n")
	}
}

func (s *State) sumReasons(b *strings.Builder) {
	w, guards := s.words(), map[string]int{}
	for r, n := range s.Tally.Reasons {
		guards[r.Guard] += n
	}
	fmt.Fprintf(b, "\n%s\n", w.byGuard)
	for _, c := range ranked(guards, func(guard string) bool { return guard != "" }) {
		fmt.Fprintf(b, "%8s  %s\n", w.number(c.n), c.key)
	}
	fmt.Fprintf(b, "\n%s\n", w.byReason)
	for _, c := range ranked(s.Tally.Reasons, func(r Reason) bool { return r.Code != "" }) {
		fmt.Fprintf(b, "%8s  %-11s%-22s %s\n", w.number(c.n), c.key.Verdict, c.key.Code, reason(&s.Teller, c.key.Code))
	}
}

func (s *State) sumEdits(b *strings.Builder) {
	w, t := s.words(), s.Tally
	if t.Verdicts["forward"] == 0 {
		return
	}
	fmt.Fprintf(b, "\n"+w.averageEdits+"\n", w.tenths(float64(t.Edits)/float64(t.Verdicts["forward"])))
	all := func(string) bool { return true }
	for _, c := range ranked(t.Removed, all) {
		fmt.Fprintf(b, "%8s  %-11s%s\n", w.number(c.n), "removed", s.path(c.key))
	}
	for _, c := range ranked(t.Changed, all) {
		path, did, _ := strings.Cut(c.key, " ")
		fmt.Fprintf(b, "%8s  %-11s%s\n", w.number(c.n), did, path)
	}
}
