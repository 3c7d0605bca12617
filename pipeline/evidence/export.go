package evidence

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/merkle"
)

// Create makes a file of the export.
type Create func(name string) (io.WriteCloser, error)

// Salt answers the salt of a leaf about a person, by the alias under which
// decisions about them stand; false where their key is gone.
type Salt func(alias string, at merkle.Place) (merkle.Hash, bool)

// Export writes an export. It is used by one goroutine at a time, and ends with
// Close.
type Export struct {
	create Create
	salt   Salt
	files  map[string]*file
	newest map[int32][]byte // checkpoint, by tree
	Count  Count
}

// Count is what was exported.
type Count struct {
	Open, Closed, Outside, Checkpoints, Control int
}

type file struct {
	io.Closer
	*bufio.Writer
}

// NewExport begins an export.
func NewExport(m Manifest, create Create, salt Salt) (*Export, error) {
	x := &Export{create: create, salt: salt, files: map[string]*file{}, newest: map[int32][]byte{}}
	m.Maat = Form
	text, err := json.Marshal(m, jsontext.Multiline(true))
	if err != nil {
		return nil, err
	}
	return x, x.write(manifestFile, append(text, '\n'))
}

// Decision takes the next record of a partition of the decisions topic; header
// is where it stands in the log, as it says itself.
func (x *Export) Decision(partition int32, offset int64, header, value []byte) error {
	l := line{offset: offset, record: value}
	leaf, err := merkle.ParseLeaf(string(header))
	if err != nil {
		x.Count.Outside++
		return x.line(fmt.Sprintf("outside-%d.jsonl", partition), &l)
	}
	l.leaf = &leaf
	if gone := x.open(&leaf, value); gone {
		l.record = nil // nobody can hold it against its commitment any more
		x.Count.Closed++
	} else {
		x.Count.Open++
	}
	return x.line(fmt.Sprintf("decisions-%d-%d.jsonl", leaf.Partition, partition), &l)
}

// open adds the salt of a person's record. It is gone where the key of the very
// person is whose the leaf is: a record that is not whole any more, or names
// somebody else, is shown as it stands, and without a salt, which is seen.
func (x *Export) open(leaf *merkle.Leaf, value []byte) (gone bool) {
	r, err := explain.Parse(value)
	if leaf.Open || err != nil || merkle.Of(r.Subject, leaf.Place) != leaf.Whose {
		return false
	}
	leaf.Salt, leaf.Open = x.salt(r.Subject, leaf.Place)
	return !leaf.Open
}

// Checkpoint takes the next record of a partition of the log topic.
func (x *Export) Checkpoint(tree int32, offset int64, value []byte) error {
	x.Count.Checkpoints++
	x.newest[tree] = value
	return x.line(fmt.Sprintf("checkpoints-%d.jsonl", tree), &line{offset: offset, checkpoint: value})
}

// Control takes the next record of the control topic, which the broker appended
// at a time.
func (x *Export) Control(offset int64, at instant.Time, value []byte) error {
	x.Count.Control++
	return x.line("control.jsonl", &line{offset: offset, at: at, entry: value})
}

func (x *Export) line(name string, l *line) error { return x.write(name, append(l.append(nil), '\n')) }

func (x *Export) write(name string, text []byte) error {
	f := x.files[name]
	if f == nil {
		w, err := x.create(name)
		if err != nil {
			return err
		}
		f = &file{w, bufio.NewWriter(w)}
		x.files[name] = f
	}
	_, err := f.Write(text)
	return err
}

// Close writes the newest checkpoints and ends all files.
func (x *Export) Close() (err error) {
	for tree, text := range x.newest {
		err = errors.Join(err, x.write(fmt.Sprintf("checkpoint-%d.txt", tree), text))
	}
	for _, f := range x.files {
		err = errors.Join(err, f.Flush(), f.Close())
	}
	return err
}
