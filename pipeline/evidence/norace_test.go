//go:build !race

package evidence_test

// edits is how many mistakes are made, in all.
const edits = 10_000
