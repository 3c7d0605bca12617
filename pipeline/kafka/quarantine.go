package kafka

import (
	"encoding/binary"
	"errors"
	"strconv"

	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline"
	"maat/pipeline/state"
	"maat/pipeline/vault"
)

// What sealed a quarantined record, as its header says.
const (
	sealedPerson = "person" // the key of the person under whose alias it stands
	sealedCommon = "common" // nobody's: whoever has the storage key opens it
)

// quarantined keeps a record for a person to look at, whole, with the key that
// it came with: under the key of whose it is, so that an erasure reaches it,
// and of what is nobody's under a common one.
func (s *Session) quarantined(j *pipeline.Judged, t pipeline.Trace) (*kgo.Record, error) {
	key, value := j.Record.Key, j.Record.Value
	if value == nil {
		value = []byte{} // a tombstone of the input is none here
	}
	h := headers(t, headerSource, j.Record.Source, headerReason, j.Quarantined())
	if most := s.o.Limits.Output(s.o.Topics.Quarantine); len(key)+len(value) > most {
		// Compression let more through than a topic takes. Its beginning is
		// kept, and all of it stands where it came from.
		h = append(h, kgo.RecordHeader{Key: headerSize, Value: strconv.AppendInt(nil, int64(len(value)), 10)})
		key, value = key[:min(len(key), keyMax)], value[:min(len(value), most-keyMax)]
	}
	r := &kgo.Record{Topic: s.o.Topics.Quarantine, Key: key, Value: value, Headers: h}
	if j.Key == nil {
		return r, nil
	}
	return r, shut(r, j)
}

// shut seals a quarantined record. What it came with stands in clear: where it
// came from and why it is here.
func shut(r *kgo.Record, j *pipeline.Judged) (err error) {
	plain := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(r.Key)+len(r.Value)), uint32(len(r.Key)))
	plain = append(append(plain, r.Key...), r.Value...)
	by := sealedCommon
	if r.Key = nil; !j.Key.Common() {
		by, r.Key = sealedPerson, key(j.Key.Alias())
	}
	r.Headers = append(r.Headers, kgo.RecordHeader{Key: headerSealed, Value: []byte(by)})
	r.Value, err = j.Key.Seal([]byte{state.SealedVersion}, plain, quarantineAAD(j.Record.Source))
	return err
}

func quarantineAAD(source string) []byte { return append([]byte("maat quarantine\x00"), source...) }

// Kept is a record of the quarantine topic.
type Kept struct {
	Source, Reason string
	Alias          string // whose key opens it; empty: nobody's
	Sealed         bool
	Size           string // how long it was, where only its beginning is here
	box            []byte
	key, value     []byte // of one that is not sealed
}

// ReadKept reads a record of the quarantine topic as far as no key is needed.
func ReadKept(r *kgo.Record) Kept {
	k := Kept{Source: text(r.Headers, headerSource), Reason: text(r.Headers, headerReason), Size: text(r.Headers, headerSize)}
	by := text(r.Headers, headerSealed)
	if by == "" || !state.Sealed(r.Value) {
		k.key, k.value = r.Key, r.Value
		return k
	}
	k.Sealed, k.box = true, r.Value[1:]
	if by == sealedPerson {
		k.Alias = string(r.Key)
	}
	return k
}

// Open answers the record as it came in. whose is the key of Alias; nil where
// that is empty.
func (k *Kept) Open(v *vault.Vault, whose *vault.Key) (key, value []byte, err error) {
	if !k.Sealed {
		return k.key, k.value, nil
	}
	var plain []byte
	if k.Alias == "" {
		plain, err = v.OpenCommon(k.box, quarantineAAD(k.Source))
	} else {
		plain, err = whose.Open(k.box, quarantineAAD(k.Source))
	}
	if err != nil {
		return nil, nil, err
	}
	if len(plain) < 4 || len(plain)-4 < int(binary.BigEndian.Uint32(plain)) {
		return nil, nil, errors.New("the record is cut off")
	}
	n := 4 + int(binary.BigEndian.Uint32(plain))
	return plain[4:n], plain[n:], nil
}
