package sim

import (
	"cmp"
	"encoding/hex"
	"hash/fnv"

	"maat/pipeline"
	"maat/pipeline/explain"
	"maat/pipeline/sim/audit"
	"maat/pipeline/state"
)

// fill writes what a batch sends, as package kafka does. releases says that it
// has a part of which nothing was polled.
func (s *session) fill(x *txn, t *pipeline.Transaction, watermarks map[int32]int64) (releases bool) {
	w := s.w
	for _, p := range t.Parts {
		releases = releases || p.Topic == topicIntake && p.Records == 0
		for i := range p.Judged {
			s.judged(x, &p.Judged[i], t.Policy.Version)
			w.bendEntries(p, &p.Judged[i])
		}
		at := place{topicChangelog, p.Partition}
		for _, e := range p.Entries {
			if w.bug == ChangelogOutside {
				watermarks[p.Partition] = w.log(at).append(entry{key: e.Key, value: e.Value}) + 1
				w.folded(p.Partition, e.Key, e.Value)
				continue
			}
			watermarks[p.Partition] = w.write(x, at, entry{key: e.Key, value: e.Value}, audit.Record{}) + 1
		}
	}
	return releases
}

func (s *session) judged(x *txn, j *pipeline.Judged, version string) {
	w := s.w
	if j.Rekeyed {
		at := place{topicIntake, w.home(j.Subject)}
		head := pipeline.Record{Source: j.Record.Source, Key: j.Record.Key}
		w.write(x, at, entry{key: j.Subject[:], value: j.Record.Value, head: head}, audit.Record{Key: j.Subject[:], Value: j.Record.Value, Source: j.Record.Source})
		return
	}
	if why := j.Quarantined(); why != "" {
		s.send(x, topicQuarantine, audit.Record{Key: j.Record.Key, Value: j.Record.Value, Source: j.Record.Source, Reason: why})
	}
	for i := range j.Decisions {
		d := &j.Decisions[i]
		r := audit.Record{Value: explain.Append(nil, d), Source: cmp.Or(d.Source, j.Record.Source)}
		if d.Known {
			r.Key = hex.AppendEncode(nil, d.Subject[:])
		}
		s.send(x, topicDecisions, r)
	}
	for i := range j.Outputs {
		out := &j.Outputs[i]
		r := audit.Record{Key: hex.AppendEncode(nil, j.Keys[i][:]), Value: out.Event, Source: cmp.Or(j.Decisions[out.Decision].Source, j.Record.Source), Policy: version}
		if w.bug == OutputsOutside {
			w.loose(place{out.Destination.Topic, 0}, entry{key: r.Key, value: r.Value}, r)
			continue
		}
		s.send(x, out.Destination.Topic, r)
	}
	for _, l := range j.Letters {
		s.say(x, j, l)
	}
}

// say writes what one person's partition says to another's.
func (s *session) say(x *txn, j *pipeline.Judged, l pipeline.Letter) {
	w := s.w
	if l.Value = w.bendWord(l.Value); l.Value == nil {
		return
	}
	e := entry{key: l.To[:], value: l.Value, head: pipeline.Record{Source: j.Record.Source, Key: j.Record.Key, Word: true}}
	r := audit.Record{Key: l.To[:], Value: l.Value, Source: j.Record.Source, Word: w.heard(l.Value)}
	if r.Word != nil && r.Word.Says != said[state.Event] {
		e.joins, x.joins = true, true
	}
	if at := (place{topicIntake, w.home(l.To)}); w.bug != WordsOutside {
		w.write(x, at, e, r)
	} else {
		w.loose(at, e, r)
	}
}

// said are the names of what is said, as the audit knows them.
var said = map[state.Says]string{
	state.Ask: "ask", state.Handed: "handed", state.Tell: "tell", state.Refuse: "refuse", state.Leave: "leave", state.Part: "part",
	state.Event: "event", state.Done: "done", state.Behind: "behind", state.Around: "around", state.Back: "back",
}

// heard is a word as it stands on the wire.
func (w *World) heard(value []byte) *audit.Word {
	word, err := state.Decode[state.Word](value)
	if err != nil {
		w.fail("a word cannot be read: %v", err)
		return nil
	}
	name := func(s state.Subject) string {
		if s == (state.Subject{}) {
			return ""
		}
		return string(s[:])
	}
	said := &audit.Word{Says: said[word.Says], From: name(word.From), To: name(word.To), Next: name(word.Next)}
	if word.Event != nil {
		said.Event = word.Event.Event
	}
	return said
}

func (s *session) send(x *txn, topic string, r audit.Record) {
	s.w.write(x, place{topic, 0}, entry{key: r.Key, value: r.Value}, r)
}

// loose is the planted mistake of a record outside the transaction: it is there
// whatever becomes of that.
func (w *World) loose(at place, e entry, r audit.Record) {
	r.Topic, r.Partition, r.Offset = at.topic, at.n, w.log(at).append(e)
	w.history.Txns = append(w.history.Txns, audit.Txn{At: w.now, Records: []audit.Record{r}})
}

// home is the partition of a person.
func (w *World) home(s state.Subject) int32 {
	sum := fnv.New32a()
	sum.Write(s[:])
	return int32(sum.Sum32() % uint32(w.plan.partitions))
}
