package demo

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"maat/pipeline/explain"
)

// view shows a demo while it runs.
type view interface {
	draw(*State)                     // how things stand; called often
	decided(*State, *explain.Record) // a decision, in the order in which they are read
	stopping(*State)                 // the demo was told to end
	close()                          // gives back what the view took; may be called again
}

func newView(o Options) view {
	switch o.Show {
	case Screen:
		return &screen{terminal: o.Terminal, out: o.Out, colour: o.Colour}
	case Sentences:
		return &sentences{out: bufio.NewWriter(o.Out)}
	default:
		return &lines{out: o.Out}
	}
}

// screen draws on a terminal, in place.
type screen struct {
	terminal *os.File
	out      io.Writer
	colour   bool
	open     bool
	closed   bool
	drawn    time.Time
}

// What a terminal is told: another screen and no cursor, and back.
const (
	enterScreen = "\x1b[?1049h\x1b[?25l"
	leaveScreen = "\x1b[?25h\x1b[?1049l"
	home        = "\x1b[H"
	clearRow    = "\x1b[K"
	clearBelow  = "\x1b[J"
)

// What is assumed of a terminal that does not say its size.
const usualWidth, usualHeight = 80, 24

func (v *screen) draw(s *State) {
	if v.closed || s.Now.Sub(v.drawn) < drawWait {
		return
	}
	v.drawn = s.Now
	width, height, err := term.GetSize(int(v.terminal.Fd()))
	if err != nil || width < 1 || height < 1 {
		width, height = usualWidth, usualHeight
	}
	var b strings.Builder
	if !v.open {
		b.WriteString(enterScreen)
		v.open = true
	}
	b.WriteString(home)
	// The last column stays free: terminals differ in what they do behind it.
	for i, text := range Draw(s, width-1, height, v.colour) {
		if i > 0 {
			b.WriteString("\r\n")
		}
		b.WriteString(text + clearRow)
	}
	_, _ = io.WriteString(v.out, b.String()+clearBelow+home) // what is typed does not scroll
}

func (v *screen) decided(*State, *explain.Record) {}

func (v *screen) stopping(s *State) {
	v.close()
	_, _ = fmt.Fprintln(v.out, s.words().stopping)
}

func (v *screen) close() {
	if v.open {
		_, _ = io.WriteString(v.out, leaveScreen)
	}
	v.open, v.closed = false, true
}

// lines writes counts, now and then.
type lines struct {
	out    io.Writer
	begun  bool
	closed bool
	wrote  time.Time
}

func (v *lines) draw(s *State) {
	if v.closed || s.Begun.IsZero() {
		return
	}
	if !v.begun {
		v.begun = true
		_, _ = fmt.Fprintf(v.out, "maat demo: %s\nmaat demo: %s\n", printable(s.broker()), printable(s.shop()))
	}
	if s.Now.Sub(v.wrote) >= lineWait {
		v.wrote = s.Now
		_, _ = fmt.Fprintln(v.out, counts(s))
	}
}

// counts is how things stand, in a line.
func counts(s *State) string {
	w, t := s.words(), s.Tally
	var b strings.Builder
	fmt.Fprintf(&b, "%6s", elapsed(s.Now.Sub(s.Begun)))
	for _, c := range []struct {
		text string
		n    int
	}{
		{w.sent, t.Produced}, {w.decided, t.Decided}, {w.left, t.Verdicts["forward"]}, {w.waiting, t.Waiting()}, {w.dropped, t.Verdicts["drop"]},
		{w.putAside, t.Verdicts["quarantine"]}, {w.applied, t.Verdicts["apply"]}, {w.ignored, t.Verdicts["ignore"]},
	} {
		fmt.Fprintf(&b, "  %s %s", c.text, w.number(c.n))
	}
	if !s.DrainEnd.IsZero() {
		b.WriteString("  (" + w.waitHeld + ")")
	}
	return b.String()
}

func (v *lines) decided(*State, *explain.Record) {}

func (v *lines) stopping(s *State) {
	_, _ = fmt.Fprintln(v.out, "maat demo: "+s.words().stopping)
}

func (v *lines) close() { v.closed = true }

// sentences tells every decision.
type sentences struct{ out *bufio.Writer }

func (v *sentences) draw(*State) { _ = v.out.Flush() }

func (v *sentences) decided(s *State, r *explain.Record) {
	_, _ = fmt.Fprintln(v.out, s.Teller.Sentence(r))
}

func (v *sentences) stopping(*State) {}

func (v *sentences) close() { _ = v.out.Flush() }
