//go:build race

package evidence_test

// edits is how many mistakes are made, in all: the race detector makes each ten
// times as slow, and there are no races to find.
const edits = 500
