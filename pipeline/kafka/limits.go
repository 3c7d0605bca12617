package kafka

import (
	"sync"

	"maat/pipeline/event"
)

// Sizes in bytes. A record is as large as its event at most, and what Maat adds
// around it fits into the margin.
const (
	ownTopicBytes = 4 << 20   // max.message.bytes of Maat's own topics
	marginBytes   = 64 << 10  // headers, keys, framing, transforms that lengthen
	overheadBytes = 16 << 10  // keys, headers and framing of a record whose key is a pseudonym
	batchBytesMin = 1_000_012 // where a topic's own limit is not known: franz-go's default
)

// Limits is what the cluster allows in each topic. It is safe for use by
// several goroutines: a new policy adds topics.
type Limits struct {
	mu    sync.Mutex
	bytes map[string]int32
	ids   map[string][16]byte
	parts map[string]int32
	event int // the largest event that every output can carry
}

// NewLimits knows no topic.
func NewLimits() *Limits {
	return &Limits{bytes: map[string]int32{}, ids: map[string][16]byte{}, parts: map[string]int32{}, event: event.BytesMax}
}

func (l *Limits) set(topic string, id [16]byte, partitions, bytes int32, output bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bytes[topic], l.ids[topic], l.parts[topic] = bytes, id, partitions
	if output && bytes > 0 {
		l.event = min(l.event, max(0, int(bytes)-marginBytes))
	}
}

// Event is the size in bytes of the largest event that may be judged: a larger
// one could not leave.
func (l *Limits) Event() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.event
}

// Output is the size in bytes of the largest value that a topic takes.
func (l *Limits) Output(topic string) int { return int(l.batch(topic)) - overheadBytes }

// batch is the largest batch that franz-go makes for a topic.
func (l *Limits) batch(topic string) int32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if bytes, ok := l.bytes[topic]; ok && bytes > 0 {
		return bytes
	}
	return batchBytesMin
}

func (l *Limits) id(topic string) [16]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ids[topic]
}

// Partitions is how many the topic has.
func (l *Limits) Partitions(topic string) int32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.parts[topic]
}
