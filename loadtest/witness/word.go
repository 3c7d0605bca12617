package witness

import (
	"encoding/hex"
	"encoding/json"
	"reflect"

	"github.com/fxamacker/cbor/v2"
)

// wordHeader marks a record of the intake that is no event by itself.
const wordHeader = "maat-word"

// What is said: the numbers of those words that the witness looks at.
const (
	saysTell  = 2 // here is the history of an anonymous subject, for the known one
	saysEvent = 8 // an event that is to be judged as somebody else's
)

// word is what one person's partition says to another's, as it stands on the
// wire: a version, and CBOR.
type word struct {
	Says  uint8    `cbor:"1,keyasint"`
	From  [16]byte `cbor:"2,keyasint"`
	Next  [16]byte `cbor:"3,keyasint"`
	Event *sentOn  `cbor:"6,keyasint"`
	To    [16]byte `cbor:"8,keyasint"`
}

// sentOn is an event that a word brings.
type sentOn struct {
	_     struct{} `cbor:",toarray"`
	Event []byte
	Since int64
	Trips uint8
}

// coming is an event that came to somebody.
type coming struct{ source, key string }

// tell is a history that came to a known subject.
type tell struct {
	from, to string
	offset   int64
	since    int64 // when an event was first judged behind it; 0: none was
}

// word reads a record of the intake that is no event, and learns who may be one
// with whom, and as whose events are judged.
func (c *checker) word(r *Record) {
	var w word
	if len(r.Value) < 2 || cbor.Unmarshal(r.Value[1:], &w) != nil || string(w.To[:]) != string(r.Key) {
		c.report.add(BadRecord, r.Where(), "what one partition says to another cannot be read, or went astray")
		return
	}
	from, to := hex.EncodeToString(w.From[:]), hex.EncodeToString(w.To[:])
	c.unite(from, to)
	if w.Next != [16]byte{} {
		c.unite(from, hex.EncodeToString(w.Next[:]))
	}
	if w.Says == saysTell {
		c.report.Joins++
		c.tells = append(c.tells, &tell{from: from, to: to, offset: r.Offset})
	}
	if w.Event == nil {
		return
	}
	e := c.events[r.Headers[sourceHeader]]
	if e == nil || !sameJSON(e.value, w.Event.Event) {
		c.report.add(Intake, r.Where(), "an event does not go along whole")
		return
	}
	if w.Says == saysEvent {
		c.report.Followed++
		c.comes(e, to, r)
	}
}

func (c *checker) comes(e *event, key string, r *Record) {
	at := coming{e.where, key}
	c.came[at] = max(c.came[at], r.Offset)
}

// unite puts two subjects, and all who belong to either, into one lot.
func (c *checker) unite(a, b string) {
	into, gone := c.lot(a), c.lot(b)
	for key, lot := range c.joints {
		if lot == gone {
			c.joints[key] = into
		}
	}
}

func (c *checker) lot(key string) string {
	if c.joints[key] == "" {
		c.joints[key] = key
	}
	return c.joints[key]
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
