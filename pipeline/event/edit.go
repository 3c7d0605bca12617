package event

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// Op is what an Edit does.
type Op uint8

// The operations of edits; any other value removes.
const (
	Remove Op = 1 + iota
	Replace
)

// Edit changes one path of what leaves, on behalf of a guard. A Replace whose
// With is not one JSON string, number, true, false or null removes, and so does
// a Replace of something of which only parts may leave.
type Edit struct {
	Path  Path
	Op    Op
	With  []byte // JSON, for Replace
	Guard string
}

// Change says what was done to a path, and why it was: the guard. Path is one
// of the policy's, or * for whatever no field names: never a name that the
// event chose.
type Change struct {
	Path  string
	Did   string // removed, replaced, hash, hmac, round, keep, truncate, const
	Guard string
}

// GuardLayers stands in a Change that a field or the lack of one caused.
const GuardLayers = "layers"

// group is all edits of one path, joined: Remove beats Replace, and of several
// Replaces the first by guard and value counts, so that the order in which
// guards spoke changes nothing.
type group struct {
	path   Path
	with   Value    // zero: remove
	guards []string // whose edit this is
}

func join(edits []Edit) (groups []group) {
	sorted := slices.SortedFunc(slices.Values(edits), compareEdits)
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n].Path.Equal(sorted[0].Path) {
			n++
		}
		groups = append(groups, newGroup(sorted[:n]))
		sorted = sorted[n:]
	}
	return groups
}

// newGroup joins edits of one path, in order.
func newGroup(edits []Edit) group {
	first := edits[0]
	g := group{path: first.Path}
	if first.Op == Replace {
		g.with, _ = scalar(first.With)
	}
	for _, e := range edits {
		if rank(e.Op) == rank(first.Op) && (first.Op != Replace || bytes.Equal(e.With, first.With)) {
			g.guards = append(g.guards, e.Guard)
		}
	}
	return g
}

func compareEdits(a, b Edit) int {
	return cmp.Or(
		strings.Compare(a.Path.String(), b.Path.String()),
		cmp.Compare(rank(a.Op), rank(b.Op)),
		strings.Compare(a.Guard, b.Guard),
		bytes.Compare(a.With, b.With),
	)
}

func rank(op Op) int {
	if op == Replace {
		return 1
	}
	return 0
}
