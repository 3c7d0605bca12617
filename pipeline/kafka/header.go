package kafka

import (
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline"
)

// The headers of Maat's records. Of an input record's headers only the trace
// context (https://www.w3.org/TR/trace-context/) is looked at: the rest stays
// behind.
const (
	headerSource  = "maat-source" // topic/partition/offset at which the event entered
	headerKey     = "maat-key"    // on the intake: the key of that record
	headerWord    = "maat-word"   // on the intake: it is no event, but what one person's partition says to another's
	headerPolicy  = "maat-policy" // name@digest of the policy that decided
	headerReason  = "maat-reason" // on the quarantine: why
	headerSize    = "maat-size"   // on the quarantine: how long the record was, where only its beginning is kept
	headerSealed  = "maat-sealed" // on the quarantine: under whose key it is sealed
	headerParent  = "traceparent"
	headerState   = "tracestate"
	headerTextMax = 1024
)

// value is the header of a name that stands there once; nil for none, and for
// several, which are ambiguous.
func value(headers []kgo.RecordHeader, name string) (found []byte) {
	n := 0
	for _, h := range headers {
		if h.Key == name {
			found, n = h.Value, n+1
		}
	}
	if n != 1 {
		return nil
	}
	return found
}

func text(headers []kgo.RecordHeader, name string) string {
	if v := value(headers, name); len(v) <= headerTextMax {
		return string(v)
	}
	return ""
}

func trace(headers []kgo.RecordHeader) pipeline.Trace {
	t := pipeline.Trace{Parent: text(headers, headerParent)}
	if t.Parent != "" {
		t.State = text(headers, headerState)
	}
	return t
}

// headers makes them from names and values; empty values are left out.
func headers(trace pipeline.Trace, pairs ...string) []kgo.RecordHeader {
	list := make([]kgo.RecordHeader, 0, len(pairs)/2+2)
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			list = append(list, kgo.RecordHeader{Key: pairs[i], Value: []byte(pairs[i+1])})
		}
	}
	if trace.Parent != "" {
		list = append(list, kgo.RecordHeader{Key: headerParent, Value: []byte(trace.Parent)})
	}
	if trace.State != "" {
		list = append(list, kgo.RecordHeader{Key: headerState, Value: []byte(trace.State)})
	}
	return list
}
