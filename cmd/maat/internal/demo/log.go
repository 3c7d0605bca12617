package demo

import (
	"io"
	"sync"
)

// Log is where the lines of the pipeline's log go. While the terminal is drawn
// on they wait, so that they do not tear the picture.
type Log struct {
	w io.Writer

	mu    sync.Mutex
	hold  bool
	lines [][]byte
	count int
}

// waitingMax bounds the lines that wait; the last ones are kept.
const waitingMax = 50

// NewLog writes to w, at once or only when it is released.
func NewLog(w io.Writer, hold bool) *Log { return &Log{w: w, hold: hold} }

// Write implements io.Writer for a logger, which writes a line at a time.
func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	if !l.hold {
		return l.w.Write(line)
	}
	if len(l.lines) == waitingMax {
		l.lines = l.lines[1:]
	}
	l.lines = append(l.lines, append([]byte(nil), line...))
	return len(line), nil
}

// Count is how many lines there were.
func (l *Log) Count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count
}

// Release writes what waits, and from now on everything at once.
func (l *Log) Release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hold = false
	for _, line := range l.lines {
		_, _ = l.w.Write(line)
	}
	l.lines = nil
}
