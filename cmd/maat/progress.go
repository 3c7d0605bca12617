package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// progressAfter is how long a person waits without wondering.
const progressAfter = 2 * time.Second

// progress is a line that shows how far a long reading is, on a terminal only.
type progress struct {
	w     io.Writer // nil: nobody looks
	what  string
	since time.Time
	shown bool
}

func newProgress(w io.Writer, what string) *progress {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return &progress{w: w, what: what, since: time.Now()}
	}
	return &progress{}
}

func (p *progress) at(read, total int64) {
	if p.w == nil || time.Since(p.since) < progressAfter {
		return
	}
	p.shown = true
	_, _ = fmt.Fprintf(p.w, "\r%s: %d%% of %d\x1b[K", p.what, 100*read/total, total)
}

// done clears the line.
func (p *progress) done() {
	if p.shown {
		_, _ = fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}
