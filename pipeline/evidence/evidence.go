// Package evidence is the log of decisions as files: an export that somebody who
// trusts nobody can check on their own machine, the check, and proofs that a
// single decision is in the log.
//
// An export is a folder. manifest.json says of which pipeline it is, and the
// rest stands in lines of JSON, each in its one written form:
//
//	decisions-TREE-PARTITION.jsonl  what a partition of the decisions topic holds of one tree, in order
//	outside-PARTITION.jsonl         what it holds that is in no tree
//	checkpoints-TREE.jsonl          the signed checkpoints of a tree
//	control.jsonl                   the control topic
//	checkpoint-TREE.txt             the newest checkpoint of a tree, to be kept somewhere else
//
// A tree is that of one partition of the intake. An entry whose person's key is
// gone has its commitment alone: it is counted and proved like all others, and
// nobody can say any more what it says.
package evidence

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/instant"
	"maat/pipeline/merkle"
)

// Manifest says what an export is of. It is signed by nobody: whatever in it is
// wrong is found out by what it names.
type Manifest struct {
	Maat      string `json:"maat"` // Form
	Pipeline  string `json:"pipeline"`
	Log       string `json:"log"`       // name of the log, which begins the origin of each checkpoint; and its topic
	Decisions string `json:"decisions"` // topic
	Control   string `json:"control"`   // topic
	Made      string `json:"made"`
}

// Form is what an export of this form calls itself.
const Form = "log export v1"

const manifestFile = "manifest.json"

// line is a line of any of the files. Each kind has some of the parts.
type line struct {
	offset     int64        // in its topic; always there
	at         instant.Time // control: when the broker appended it
	leaf       *merkle.Leaf // decisions: partition, index, commitment and, where it can be opened, the salt
	record     []byte       // the decision; nil where it cannot be opened
	entry      []byte       // control
	checkpoint []byte       // a signed note
}

// form is a line as it is decoded.
type form struct {
	Offset     int64          `json:"offset"`
	At         string         `json:"at"`
	Tree       *int32         `json:"tree"`
	Index      uint64         `json:"index"`
	Commitment *merkle.Hash   `json:"commitment"`
	Whose      merkle.Whose   `json:"whose"`
	Salt       *merkle.Hash   `json:"salt"`
	Record     jsontext.Value `json:"record"`
	Entry      jsontext.Value `json:"entry"`
	Checkpoint jsontext.Value `json:"checkpoint"`
}

// append appends the line in its one form, without its line end.
func (l *line) append(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `{"offset":`...), l.offset, 10)
	if l.at != 0 {
		dst = append(l.at.Append(append(dst, `,"at":"`...)), '"')
	}
	if leaf := l.leaf; leaf != nil {
		dst = fmt.Appendf(dst, `,"tree":%d,"index":%d,"commitment":"%s"`, leaf.Partition, leaf.Index, leaf.Commitment)
		if leaf.Whose != (merkle.Whose{}) {
			dst = fmt.Appendf(dst, `,"whose":"%s"`, leaf.Whose)
		}
		if leaf.Open {
			dst = fmt.Appendf(dst, `,"salt":"%s"`, leaf.Salt)
		}
	}
	dst = whole(dst, "record", l.record)
	dst = whole(dst, "entry", l.entry)
	dst = quoted(dst, "checkpoint", l.checkpoint)
	return append(dst, '}')
}

// whole appends a JSON object as it is. What is none, and so was never written by
// Maat, stands as a text.
func whole(dst []byte, name string, value []byte) []byte {
	if value == nil {
		return dst
	}
	if v := jsontext.Value(value); v.Kind() != '{' || strings.ContainsAny(string(value), "\n\r") || !v.IsValid() {
		return quoted(dst, name, value)
	}
	return append(fmt.Appendf(dst, `,"%s":`, name), value...)
}

func quoted(dst []byte, name string, value []byte) []byte {
	if value == nil {
		return dst
	}
	text, _ := jsontext.AppendQuote(nil, value) // bytes that are no text are shown as such, and are not what was signed anyway
	return append(fmt.Appendf(dst, `,"%s":`, name), text...)
}

// parse reads what append wrote, and nothing else.
func parse(text []byte) (l line, ok bool) {
	var f form
	if err := json.Unmarshal(text, &f, json.RejectUnknownMembers(true)); err != nil {
		return l, false
	}
	l.offset = f.Offset
	if f.At != "" {
		if l.at, ok = instant.Parse(f.At); !ok {
			return l, false
		}
	}
	if f.Tree != nil && f.Commitment != nil {
		l.leaf = &merkle.Leaf{Place: merkle.Place{Partition: *f.Tree, Index: f.Index}, Commitment: *f.Commitment, Whose: f.Whose}
		if l.leaf.Open = f.Salt != nil; l.leaf.Open {
			l.leaf.Salt = *f.Salt
		}
	}
	l.record, l.entry, l.checkpoint = plain(f.Record), plain(f.Entry), plain(f.Checkpoint)
	return l, string(l.append(nil)) == string(text)
}

// plain undoes whole and quoted.
func plain(v jsontext.Value) []byte {
	if v == nil || v.Kind() != '"' {
		return v
	}
	text, err := jsontext.AppendUnquote(nil, v)
	if err != nil {
		return nil
	}
	return text
}
