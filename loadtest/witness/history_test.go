package witness_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"maat/loadtest/witness"
)

// A history is a run that is made up: what came in and what was decided, in
// seconds after start. It is right as it stands, and each test spoils it.
type history struct {
	inputs []input
	steps  []step
	quiet  witness.Quiet
	spoil  func(witness.Dump) // the records themselves, when all are written
	within time.Duration
}

type input struct {
	id, who, event string
	arrived, own   float64
	more           string // members of the event, with a comma before
	raw            string // in place of all that
}

type step struct {
	id, to, verdict string
	at              float64
	reason          string
	until           float64
	fields          string // of what leaves
}

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func moment(s float64) time.Time { return start.Add(time.Duration(s * float64(time.Second))) }

func rules() *witness.Rules {
	return &witness.Rules{
		Roles: map[string]string{
			"Viewed": "signal", "Retarget": "outreach", "Ordered": "conversion", "Confirmed": "service",
			"Consent": "consent", "Off": "opt_out", "On": "opt_in",
		},
		Purposes:  map[string]witness.Purpose{"ads": {Category: "advertising", GPC: true}, "named": {Category: "named"}},
		MaxAge:    365 * 24 * time.Hour,
		Duplicate: time.Hour,
		Sensitive: []string{"depressie"},
		Taint:     30 * time.Second,
		Cooldown:  witness.Cooldown{Wait: 5 * time.Second, MaxHold: 2 * time.Minute},
		Duration:  witness.Duration{Max: time.Minute, Rest: 30 * time.Second},
		Caps: []witness.Cap{
			{Max: 2, Per: 20 * time.Second, By: "destination"},
			{Max: 3, Per: 30 * time.Second, By: "subject"},
		},
		Destinations: []witness.Destination{
			{Name: "meta", Topic: "ads.meta", Takes: []string{"signal", "outreach", "conversion", "service"}, Needs: "mild",
				Layers: []witness.Layer{
					{Name: "general", Fields: []witness.Field{{Path: "event"}, {Path: "messageId"}}},
					{Name: "mild", Purposes: []string{"ads"}, Fields: []witness.Field{{Path: "properties.category"}, {Path: "properties.value", Did: "round10"}}},
					{Name: "personal", Purposes: []string{"named"}, Fields: []witness.Field{{Path: "userId", Did: "sha256"}}},
				}},
			{Name: "mail", Topic: "ads.mail", Takes: []string{"outreach"}, Needs: "general", Deadline: time.Hour,
				Layers: []witness.Layer{{Name: "general", Fields: []witness.Field{{Path: "messageId"}, {Path: "context.location", Did: ""}}}}},
		},
	}
}

// topics of the made-up run.
var topics = witness.TopicsOf("test", "shop")

const (
	shoes  = `,"properties":{"category":"Schoenen","value":126}`
	garden = `,"properties":{"category":"Tuin","value":124.9}`
	grant  = `,"context":{"consent":{"categoryPreferences":{"advertising":true}}}`
	deny   = `,"context":{"consent":{"categoryPreferences":{"advertising":false}}}`
)

const (
	shoesOut  = `"properties":{"category":"Schoenen","value":130}`
	gardenOut = `"properties":{"category":"Tuin","value":120}`
)

// right is a history with a bit of everything in it.
func right() *history {
	return &history{within: time.Second, inputs: rightInputs(), steps: rightSteps()}
}

func rightInputs() []input {
	one, two := "klant-1", "klant-2"
	return []input{
		{"c1", one, "Consent", 0, 0, grant, ""},
		{"c2", two, "Consent", 0, 0, grant, ""},
		{"s1", one, "Viewed", 1, 1, shoes, ""},
		{"o1", one, "Retarget", 2, 2, shoes, ""},
		{"o2", one, "Retarget", 7, 7, shoes, ""},
		{"t1", two, "Viewed", 10, 10, garden, ""},
		{"c3", two, "Consent", 12, 5, deny, ""}, // late: it denies t2, which occurred before it and arrives after it
		{"t2", two, "Viewed", 13, 3, garden, ""},
		{"c4", two, "Consent", 14, 14, grant, ""},
		{"t3", two, "Viewed", 15, 15, garden, ""},
		{"c5", two, "Consent", 16, 2, deny, ""}, // older than what stands
		{"o3", one, "Retarget", 36, 36, shoes, ""},
		{"o2", one, "Retarget", 37, 7, shoes, ""}, // once more
		{"n1", one, "Waved", 38, 38, "", ""},
		{"", "", "", 39, 0, "", `{"event":"Viewed","event":"Viewed"}`},
		{"b1", one, "Ordered", 40, 40, shoes, ""},
		{"o4", one, "Retarget", 41, 41, shoes, ""},
		{"s2", one, "Viewed", 42, 42, `,"properties":{"category":"Zelfhulp","name":"Leven met depressie"}`, ""},
		{"o5", one, "Retarget", 43, 43, `,"properties":{"category":"Tuin","cause_id":"s2"}`, ""},
		{"k1", one, "Confirmed", 44, 44, "", ""},
		{"s3", one, "Viewed", 45, 45, garden, ""},
		{"o6", one, "Retarget", 46, 46, garden, ""},
		{"c6", one, "Consent", 47, 47, deny, ""},
		{"s4", one, "Viewed", 48, 48, garden, ""},
		{"x1", one, "Off", 55, 55, "", ""},
		{"o7", one, "Retarget", 56, 56, garden, ""},
	}
}

func rightSteps() []step {
	return []step{
		{"c1", "", "apply", 0, "", 0, ""},
		{"c2", "", "apply", 0, "", 0, ""},
		{"s1", "meta", "forward", 1, "", 0, shoesOut},
		{"o1", "meta", "hold", 2, "cooldown.wait", 6, ""},
		{"o1", "mail", "hold", 2, "cooldown.wait", 6, ""},
		{"o1", "meta", "forward", 6, "", 0, shoesOut},
		{"o1", "mail", "forward", 6, "", 0, ""},
		{"o2", "meta", "forward", 7, "", 0, shoesOut},
		{"o2", "mail", "drop", 7, "frequency.subject", 0, ""},
		{"t1", "meta", "forward", 10, "", 0, gardenOut},
		{"c3", "", "apply", 12, "", 0, ""},
		{"t2", "meta", "drop", 13, "consent.withdrawn", 0, ""},
		{"c4", "", "apply", 14, "", 0, ""},
		{"t3", "meta", "forward", 15, "", 0, gardenOut},
		{"c5", "", "ignore", 16, "consent.older", 0, ""},
		{"o3", "meta", "forward", 36, "", 0, shoesOut},
		{"o3", "mail", "forward", 36, "", 0, ""},
		{"o2", "meta", "drop", 37, "duplicate", 0, ""},
		{"o2", "mail", "drop", 37, "duplicate", 0, ""},
		{"n1", "", "drop", 38, "role.none", 0, ""},
		{"", "", "quarantine", 39, "intake.duplicate_name", 0, ""},
		{"b1", "meta", "forward", 40, "", 0, shoesOut},
		{"o4", "meta", "drop", 41, "duration.converted", 0, ""},
		{"o4", "mail", "drop", 41, "duration.converted", 0, ""},
		{"s2", "meta", "drop", 42, "sensitive.mental_health", 0, ""},
		{"o5", "meta", "drop", 43, "sensitive.mental_health", 0, ""},
		{"o5", "mail", "drop", 43, "sensitive.mental_health", 0, ""},
		{"k1", "meta", "forward", 44, "", 0, ""},
		{"s3", "meta", "forward", 45, "", 0, gardenOut},
		{"o6", "meta", "hold", 46, "cooldown.wait", 50, ""},
		{"o6", "mail", "hold", 46, "cooldown.wait", 50, ""},
		{"c6", "", "apply", 47, "", 0, ""},
		{"o6", "meta", "drop", 47, "consent.withdrawn", 0, ""},
		{"s4", "meta", "drop", 48, "consent.withdrawn", 0, ""},
		{"o6", "mail", "forward", 50, "", 0, ""},
		{"x1", "", "apply", 55, "", 0, ""},
		{"o7", "meta", "drop", 56, "opt_out", 0, ""},
		{"o7", "mail", "drop", 56, "opt_out", 0, ""},
	}
}

func (i *input) value() []byte {
	if i.raw != "" {
		return []byte(i.raw)
	}
	return fmt.Appendf(nil, `{"event":%q,"messageId":%q,"timestamp":%q,"userId":%q%s}`,
		i.event, i.id, moment(i.own).Format(time.RFC3339Nano), i.who, i.more)
}

// pseudonym stands for the HMAC: the witness does not know the key.
func pseudonym(who string) []byte {
	sum := sha256.Sum256([]byte(who))
	return sum[:16]
}

// sources finds the input record of every step: an id that came twice was
// decided twice.
func (h *history) sources() []int {
	sources := make([]int, len(h.steps))
	for i := range h.steps {
		sources[i] = -1
		for j := range h.inputs {
			if h.inputs[j].id == h.steps[i].id && (sources[i] < 0 || h.inputs[j].arrived <= h.steps[i].at) {
				sources[i] = j
			}
		}
	}
	return sources
}

// dump writes the history down as Kafka would hold it.
func (h *history) dump() witness.Dump {
	dump := witness.Dump{}
	put := func(topic string, key, value []byte, headers map[string]string) {
		dump[topic] = append(dump[topic], witness.Record{
			Topic: topic, Offset: int64(len(dump[topic])), Key: key, Value: value, Headers: maps.Clone(headers),
		})
	}
	for i := range h.inputs {
		in := &h.inputs[i]
		source := map[string]string{"maat-source": fmt.Sprintf("shop/0/%d", i)}
		put("shop", []byte("key"), in.value(), nil)
		if in.raw != "" {
			source["maat-reason"] = "intake.duplicate_name"
			put(topics.Quarantine, []byte("key"), in.value(), source)
			continue
		}
		put(topics.Intake, pseudonym(in.who), in.value(), source)
	}
	sources := h.sources()
	for i := range h.steps {
		s, in := &h.steps[i], &input{}
		if sources[i] >= 0 {
			in = &h.inputs[sources[i]]
		}
		source := map[string]string{"maat-source": fmt.Sprintf("shop/0/%d", sources[i])}
		key, record := s.record(in)
		put(topics.Decisions, key, record, source)
		if s.verdict == "forward" {
			put("ads."+s.to, key, s.output(in), source)
		}
	}
	if h.spoil != nil {
		h.spoil(dump)
	}
	return dump
}

// record is the decision as JSON, and its key.
func (s *step) record(in *input) (key, value []byte) {
	d := map[string]any{
		"id": s.id, "destination": nil, "subject": nil, "role": rules().Roles[in.event], "verdict": s.verdict, "until": nil,
		"at": moment(s.at), "guard": nil, "reason": nil, "topic": nil, "edits": []any{}, "policy": "test@1", "shadow": nil,
	}
	if s.to != "" {
		d["destination"] = s.to
	}
	if in.who != "" {
		key = hex.AppendEncode(nil, pseudonym(in.who))
		d["subject"] = string(key)
	}
	if s.verdict == "hold" {
		d["until"] = moment(s.until)
	}
	if s.reason != "" {
		d["reason"], d["guard"] = s.reason, s.guard()
	}
	value, err := json.Marshal(d)
	if err != nil {
		panic(err)
	}
	return key, value
}

func (s *step) guard() string {
	for i, c := range s.reason {
		if c == '.' {
			return s.reason[:i]
		}
	}
	return s.reason
}

func (s *step) output(in *input) []byte {
	more := ""
	if s.fields != "" {
		more = "," + s.fields
	}
	if s.to == "mail" {
		return fmt.Appendf(nil, `{"messageId":%q%s}`, s.id, more)
	}
	return fmt.Appendf(nil, `{"messageId":%q,"event":%q%s}`, s.id, in.event, more)
}

// find is the step at which something was decided.
func (h *history) find(id, to string, at float64) *step {
	for i := range h.steps {
		if s := &h.steps[i]; s.id == id && s.to == to && s.at == at {
			return s
		}
	}
	panic(fmt.Sprintf("no step for %s to %s at %v", id, to, at))
}

// remove takes a step out.
func (h *history) remove(id, to string, at float64) {
	found := h.find(id, to, at)
	for i := range h.steps {
		if &h.steps[i] == found {
			h.steps = append(h.steps[:i], h.steps[i+1:]...)
			return
		}
	}
}

func (h *history) check() *witness.Report {
	r := rules()
	r.Cooldown.Quiet = h.quiet
	return witness.Check(h.dump(), r, witness.Options{Topics: topics, ReleaseWithin: h.within})
}
