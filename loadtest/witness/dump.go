package witness

import (
	"cmp"
	"fmt"
	"slices"
)

// Record is one committed Kafka record.
type Record struct {
	Topic     string
	Partition int32
	Offset    int64
	Key       []byte
	Value     []byte
	Headers   map[string]string
}

// Where names a record as topic/partition/offset.
func (r *Record) Where() string { return fmt.Sprintf("%s/%d/%d", r.Topic, r.Partition, r.Offset) }

// Dump is what was committed, by topic.
type Dump map[string][]Record

// Topics say which topic is which. Outputs stand with the destinations of the
// rules.
type Topics struct {
	Inputs     []string
	Intake     string
	Decisions  string
	Quarantine string
}

// TopicsOf are the topics of a pipeline under their usual names.
func TopicsOf(pipeline string, inputs ...string) Topics {
	prefix := "maat." + pipeline + "."
	return Topics{Inputs: inputs, Intake: prefix + "intake", Decisions: prefix + "decisions", Quarantine: prefix + "quarantine"}
}

// All are the names of every topic that must be read to judge by the rules.
func (t Topics) All(rules *Rules) []string {
	names := append(slices.Clone(t.Inputs), t.Intake, t.Decisions, t.Quarantine)
	for i := range rules.Destinations {
		names = append(names, rules.Destinations[i].Topic)
	}
	return names
}

// of are the records of a topic, partition by partition in the order of their
// offsets.
func (d Dump) of(topic string) []Record {
	records := slices.Clone(d[topic])
	slices.SortStableFunc(records, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Partition, b.Partition), cmp.Compare(a.Offset, b.Offset))
	})
	return records
}
