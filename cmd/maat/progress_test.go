package main

import (
	"bytes"
	"testing"
	"time"
)

func TestProgressShowsOnlyALongReadingToAPerson(t *testing.T) {
	var w bytes.Buffer
	p := newProgress(&w, "reading decisions")
	p.since = time.Now().Add(-time.Hour)
	p.at(1, 2)
	p.done()
	if w.Len() != 0 {
		t.Errorf("a file is told %q", &w)
	}
	p = &progress{w: &w, what: "reading decisions", since: time.Now()}
	p.at(1, 2)
	p.done()
	if w.Len() != 0 {
		t.Errorf("a short reading is shown: %q", &w)
	}
	p.since = time.Now().Add(-time.Hour)
	p.at(1, 2)
	p.done()
	p.done()
	if want := "\rreading decisions: 50% of 2\x1b[K\r\x1b[K"; w.String() != want {
		t.Errorf("got %q, want %q", &w, want)
	}
}
