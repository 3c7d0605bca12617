package state

import (
	"encoding/binary"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"maat/pipeline/instant"
)

// Held is an event that waits for one destination.
type Held struct {
	Seq         uint64       `cbor:"1,keyasint"` // order of arrival in the partition
	Destination string       `cbor:"2,keyasint"`
	Due         instant.Time `cbor:"3,keyasint"` // instant.Never: until a halt is resumed; instant.Open: until something ends it
	Since       instant.Time `cbor:"4,keyasint"` // when it was first held
	Event       []byte       `cbor:"5,keyasint"` // the event as it came in; of a retract, what it takes from the outreach that left
	Source      string       `cbor:"6,keyasint"` // topic/partition/offset of the input
	Trace       string       `cbor:"7,keyasint,omitempty"`
	ID          string       `cbor:"8,keyasint"` // the event's own, by the policy under which it came in
	Role        Role         `cbor:"9,keyasint"` // likewise

	// Of a retract: what its outreach was about, when that occurred, where a halt
	// keeps it, the reason for which it is to leave, that it was begun by an
	// anonymous subject, before that was one with the person, and the identifier
	// under which the outreach was sent, where that is not the person's.
	About  About        `cbor:"10,keyasint,omitempty"`
	Own    instant.Time `cbor:"11,keyasint,omitempty"`
	Ended  string       `cbor:"12,keyasint,omitempty"`
	Handed bool         `cbor:"13,keyasint,omitempty"`
	Whose  string       `cbor:"14,keyasint,omitempty"`

	Wait Wait  `cbor:"20,keyasint,omitempty"`
	Fate *Fate `cbor:"21,keyasint,omitempty"` // of WaitsReal and DarkReal; replaced, never changed
}

// Ref points at a held event.
type Ref struct {
	Due     instant.Time
	Seq     uint64
	Subject Subject
}

// Checkpoint is written with every batch, in its transaction, and compared
// with the committed offset of the consumer group on restore.
type Checkpoint struct {
	Offset int64        `cbor:"1,keyasint"` // next offset of the intake partition
	Seq    uint64       `cbor:"2,keyasint"` // next order of arrival
	Clock  instant.Time `cbor:"3,keyasint"` // the latest now; the clock never goes below it
	Held   int64        `cbor:"4,keyasint"` // how many events wait in the partition
	Of     int32        `cbor:"5,keyasint"` // how many partitions the intake had: people move when there are more
}

// Entry is one record of the changelog: a key and its new value, nil to forget
// it. The same entries rebuild a store and keep it up to date.
type Entry struct {
	Key, Value []byte
	Row        *Row  // what Value says, where its maker has it at hand and gives it away; else nil
	Held       *Held // likewise
}

// Store is what one partition knows: a cache of its changelog. It never holds
// what was not committed. It is used by one goroutine at a time.
type Store interface {
	// Row is what is known of a person; the zero Row where nothing is. The
	// caller must not change it.
	Row(Subject) (*Row, error)
	// Held is what waits for a person, in the order of arrival.
	Held(Subject) ([]Held, error)
	// One is one held event; ok is false when it does not wait any more.
	One(Subject, uint64) (h Held, ok bool, err error)
	// Due lists at most limit held events with from <= Due <= to, by due time
	// and then by order of arrival.
	Due(from, to instant.Time, limit int) ([]Ref, error)
	// Key is the wrapped key of a person; nil where there is none.
	Key(Subject) ([]byte, error)
	// Keys lists at most limit wrapped keys from a subject on, in the order of
	// subjects.
	Keys(from Subject, limit int) ([]Lock, error)
	// Checkpoint is the last one applied; ok is false before the first.
	Checkpoint() (c Checkpoint, ok bool, err error)
	// Watermark is the changelog offset after the last entry applied.
	Watermark() (int64, error)
	// Apply makes committed entries part of the store, in one atomic step with
	// the watermark: either all of it is there after a crash or none.
	Apply(entries []Entry, watermark int64) error
	Close() error
}

// The kinds of changelog keys, in their first byte.
const (
	KeyRow        = 'r' // + subject
	KeyHeld       = 'h' // + subject + order of arrival (big endian)
	KeyCheckpoint = 'c'
	KeyKey        = 'k' // + subject: the wrapped key of the person
)

// RowKey is the changelog key of a person's row.
func RowKey(s Subject) []byte { return append([]byte{KeyRow}, s[:]...) }

// KeyOf is the changelog key of a person's wrapped key.
func KeyOf(s Subject) []byte { return append([]byte{KeyKey}, s[:]...) }

// HeldKey is the changelog key of a held event.
func HeldKey(s Subject, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(append([]byte{KeyHeld}, s[:]...), seq)
}

// ParseKey takes a changelog key apart.
func ParseKey(key []byte) (kind byte, s Subject, seq uint64, err error) {
	if len(key) == 0 {
		return 0, s, 0, fmt.Errorf("state: empty changelog key")
	}
	want := map[byte]int{KeyRow: 17, KeyHeld: 25, KeyCheckpoint: 1, KeyKey: 17}[key[0]]
	if want != len(key) {
		return 0, s, 0, fmt.Errorf("state: changelog key of kind %q and %d bytes is not of this version", key[0], len(key))
	}
	if want > 1 {
		copy(s[:], key[1:17])
	}
	if want == 25 {
		seq = binary.BigEndian.Uint64(key[17:])
	}
	return key[0], s, seq, nil
}

// version is the first byte of every value that is not sealed.
const version = 1

// Encode writes a row, held event, checkpoint or word: a version byte, then CBOR (RFC 8949).
func Encode[T Row | Held | Checkpoint | Word](v *T) ([]byte, error) {
	b, err := cbor.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("state: encode: %w", err)
	}
	return append([]byte{version}, b...), nil
}

// Decode reads what Encode wrote. A value of another version is an error: it
// is never guessed at.
func Decode[T Row | Held | Checkpoint | Word](b []byte) (*T, error) {
	if len(b) == 0 || b[0] != version {
		return nil, fmt.Errorf("state: value is not of version %d", version)
	}
	return unmarshal[T](b[1:])
}

func unmarshal[T Row | Held | Checkpoint | Word](b []byte) (*T, error) {
	v := new(T)
	if err := cbor.Unmarshal(b, v); err != nil {
		return nil, fmt.Errorf("state: decode: %w", err)
	}
	return v, nil
}
