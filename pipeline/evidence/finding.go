package evidence

import (
	"fmt"
	"strings"
)

// Kind is what a finding is about.
type Kind uint8

// The kinds of findings.
const (
	Decision Kind = 1 + iota // an entry of a tree
	Control                  // an entry of the control topic
	Outside                  // a decision that is in no tree
)

// Finding is the first thing that is wrong in a tree, in the control topic, or
// outside the log.
type Finding struct {
	Kind  Kind
	Tree  int32  // of a decision
	Entry uint64 // of a decision its index in the tree, of a control entry its number
	Last  uint64 // where it is one of several that cannot be told apart: the last of them
	At    Where
	What  string
}

// Where is a place in a topic and in the export: that of the entry, or of what
// shows that it is missing.
type Where struct {
	Topic     string
	Partition int32
	Offset    int64
	Line      string // file:line
}

// String tells it to a person.
func (f *Finding) String() string {
	var b strings.Builder
	switch f.Kind {
	case Decision:
		fmt.Fprintf(&b, "partition %d entry %d", f.Tree, f.Entry)
	case Control:
		fmt.Fprintf(&b, "control entry %d", f.Entry)
	case Outside:
		b.WriteString("outside the log")
	default:
		b.WriteString("?")
	}
	if f.Last > f.Entry {
		fmt.Fprintf(&b, " to %d", f.Last)
	}
	if at := f.At.String(); at != "" {
		b.WriteString(", " + at)
	}
	return b.String() + ": " + f.What
}

// String is topic, partition, offset and file:line.
func (w Where) String() string {
	if w.Topic == "" {
		return w.Line
	}
	return fmt.Sprintf("topic %s partition %d offset %d (%s)", w.Topic, w.Partition, w.Offset, w.Line)
}
