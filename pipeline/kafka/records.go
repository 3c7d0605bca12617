package kafka

import (
	"cmp"
	"encoding/hex"

	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline"
	"maat/pipeline/explain"
	"maat/pipeline/state"
)

// partitioner puts changelog records where they say, and all others by key, as
// every Kafka client does.
type partitioner struct{ changelog string }

func (p partitioner) ForTopic(topic string) kgo.TopicPartitioner {
	if topic == p.changelog {
		return kgo.ManualPartitioner().ForTopic(topic)
	}
	return kgo.StickyKeyPartitioner(nil).ForTopic(topic)
}

// records makes what a part sends, in order: of each event its decisions, its
// outputs, its quarantined or re-keyed copy; last the changelog.
func (s *Session) records(p *pipeline.Part, policy string, send func(*kgo.Record)) error {
	for i := range p.Judged {
		j := &p.Judged[i]
		traces := pipeline.Traces{Event: j.Record.Trace}
		if i < len(p.Traces) {
			traces = p.Traces[i]
		}
		switch {
		case j.Rekeyed:
			send(s.rekeyed(j, traces.Event))
			continue
		case j.Quarantined() != "":
			kept, err := s.quarantined(j, traces.Event)
			if err != nil {
				return err
			}
			send(kept)
		}
		s.decided(j, traces, policy, send)
		for _, l := range j.Letters {
			send(s.letter(j, l, traces.Event))
		}
	}
	for _, e := range p.Entries {
		send(&kgo.Record{Topic: s.o.Topics.Changelog, Partition: p.Partition, Key: e.Key, Value: e.Value})
	}
	return nil
}

// keyMax bounds the part of a producer's key that is carried along, in bytes.
const keyMax = 64 << 10

func (s *Session) rekeyed(j *pipeline.Judged, t pipeline.Trace) *kgo.Record {
	h := headers(t, headerSource, j.Record.Source)
	if n := len(j.Record.Key); n > 0 && n <= keyMax {
		h = append(h, kgo.RecordHeader{Key: headerKey, Value: j.Record.Key})
	}
	return &kgo.Record{Topic: s.o.Topics.Intake, Key: j.Subject[:], Value: j.Record.Value, Headers: h}
}

// letter goes to where another person is judged, with where the event came from
// that it may bring.
func (s *Session) letter(j *pipeline.Judged, l pipeline.Letter, t pipeline.Trace) *kgo.Record {
	h := headers(t, headerSource, j.Record.Source, headerWord, "1")
	if n := len(j.Record.Key); n > 0 && n <= keyMax {
		h = append(h, kgo.RecordHeader{Key: headerKey, Value: j.Record.Key})
	}
	return &kgo.Record{Topic: s.o.Topics.Intake, Key: l.To[:], Value: l.Value, Headers: h}
}

func (s *Session) decided(j *pipeline.Judged, traces pipeline.Traces, policy string, send func(*kgo.Record)) {
	for i := range j.Decisions {
		d := &j.Decisions[i]
		source := cmp.Or(d.Source, j.Record.Source)
		r := &kgo.Record{Topic: s.o.Topics.Decisions, Value: explain.Append(nil, d), Headers: headers(traces.Event, headerSource, source)}
		if d.Known {
			r.Key = key(d.Subject)
		}
		send(r)
	}
	for i := range j.Outputs {
		out := &j.Outputs[i]
		t := traces.Event
		if i < len(traces.Outputs) {
			t = traces.Outputs[i]
		}
		send(&kgo.Record{
			Topic: out.Destination.Topic, Key: key(j.Keys[i]), Value: out.Event,
			Headers: headers(t, headerSource, cmp.Or(j.Decisions[out.Decision].Source, j.Record.Source), headerPolicy, policy),
		})
	}
}

// key is a pseudonym as it stands in records that leave Maat.
func key(s state.Subject) []byte { return hex.AppendEncode(nil, s[:]) }
