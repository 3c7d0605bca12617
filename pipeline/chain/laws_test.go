package chain_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"maat/guards/guardtest"
	"maat/pipeline/chain"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/replay"
	"maat/pipeline/state"
)

// shuffled asks the guards of every destination in another order.
func shuffled(t *rapid.T, p *policy.Program) *policy.Program {
	q := *p
	q.Destinations = nil
	for _, d := range p.Destinations {
		e := *d
		e.Guards = rapid.Permutation(d.Guards).Draw(t, d.Name)
		q.Destinations = append(q.Destinations, &e)
	}
	return &q
}

// TestOrderOfGuardsChangesNothing: the same leaves and the same is held till
// the same moment; of equally strong reasons another may be told.
func TestOrderOfGuardsChangesNothing(t *testing.T) {
	p := compile(t, busy)
	rapid.Check(t, func(rt *rapid.T) {
		lines := encoded(t, history(rt, 3, 25))
		plain, other := replayed(t, lines, replay.Dated{Program: p}), replayed(t, lines, replay.Dated{Program: shuffled(rt, p)})
		if diff := cmp.Diff(plain.outputs, other.outputs); diff != "" {
			rt.Fatalf("other events leave:\n%s", diff)
		}
		for _, h := range []*told{plain, other} {
			for i := range h.decisions {
				h.decisions[i].Guard, h.decisions[i].Reason, h.decisions[i].Topic = "", "", ""
			}
		}
		if diff := cmp.Diff(plain.records(), other.records()); diff != "" {
			rt.Fatalf("other decisions:\n%s", diff)
		}
	})
}

// TestReplayGivesTheSameBytes, always; and so does a replay whose clock is the
// moment of the decision records.
func TestReplayGivesTheSameBytes(t *testing.T) {
	p := compile(t, busy)
	rapid.Check(t, func(rt *rapid.T) {
		lines := encoded(t, history(rt, 3, 25))
		first, second := replayed(t, lines, replay.Dated{Program: p}), replayed(t, lines, replay.Dated{Program: p})
		if diff := cmp.Diff(first.records()+fmt.Sprint(first.outputs), second.records()+fmt.Sprint(second.outputs)); diff != "" {
			rt.Fatalf("a second run:\n%s", diff)
		}
		recorded := replayed(t, clocked(t, lines, first), replay.Dated{Program: p})
		if diff := cmp.Diff(first.records()+fmt.Sprint(first.outputs), recorded.records()+fmt.Sprint(recorded.outputs)); diff != "" {
			rt.Fatalf("from the records:\n%s", diff)
		}
	})
}

// clocked sets the clock of every event to that of its decision. Every event of
// the history has one: meta takes all roles.
func clocked(t *testing.T, lines [][]byte, h *told) [][]byte {
	t.Helper()
	all := slices.Clone(lines)
	for i, line := range lines {
		var e map[string]any
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		if e["messageId"] == nil {
			continue
		}
		e["receivedAt"] = h.clock[i].String()
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		all[i] = b
	}
	return all
}

// TestForbiddenValuesChangeNothing: what no reached layer names and no path of
// the policy reads can be anything: output bytes and decisions are equal.
func TestForbiddenValuesChangeNothing(t *testing.T) {
	p := compile(t, unlinked(strings.ReplaceAll(busy, "purpose: own", "purpose: [own, ads]")))
	values := rapid.SampledFrom([]any{"Steven", 7.5, true, nil, []any{"x"}, map[string]any{"event": "ad", "ads": true}, "depressie", "2026-06-01T00:00:00Z"})
	rapid.Check(t, func(rt *rapid.T) {
		lines := history(rt, 3, 25)
		var plain, other [][]byte
		for _, line := range encoded(t, slices.Clone(lines)) {
			var e map[string]any
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatal(err)
			}
			if e["messageId"] == nil {
				plain, other = append(plain, line), append(other, line)
				continue
			}
			withdraw(e)
			plain = append(plain, secret(t, e, func() any { return "x" }))
			other = append(other, secret(t, e, func() any { return values.Draw(rt, "secret") }))
		}
		a, b := replayed(t, plain, replay.Dated{Program: p}), replayed(t, other, replay.Dated{Program: p})
		if diff := cmp.Diff(a.records()+fmt.Sprint(a.outputs), b.records()+fmt.Sprint(b.outputs)); diff != "" {
			rt.Fatalf("a forbidden value shows:\n%s", diff)
		}
	})
}

// unlinked is a policy without linkage, which reads the identifiers of two people:
// there the one beside the subject's is no secret, and who it is decides.
func unlinked(policy string) string {
	lines := slices.Collect(strings.Lines(strings.ReplaceAll(policy, ", anonymousId]", "]")))
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "  linkage:") }), "")
}

// withdraw takes the grants of own away, so that its layer is reached by nobody.
func withdraw(e map[string]any) {
	c, _ := e["context"].(map[string]any)
	consent, _ := c["consent"].(map[string]any)
	preferences, _ := consent["categoryPreferences"].(map[string]any)
	delete(preferences, "own")
}

// secret writes the event with values where no layer and no path looks, beside
// the field of a layer that nobody reaches.
func secret(t *testing.T, e map[string]any, value func() any) []byte {
	t.Helper()
	e["context"].(map[string]any)["traits"] = map[string]any{"email": value(), "name": value()}
	e["context"].(map[string]any)["ip"] = value()
	e["properties"].(map[string]any)["note"] = value()
	if e["extra"] = map[string]any{"userId": value()}; e["userId"] != nil {
		e["anonymousId"] = value()
	}
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestProjectingTwiceIsProjectingOnce: what left, sent in again with the same
// past, leaves as it is.
func TestProjectingTwiceIsProjectingOnce(t *testing.T) {
	p := compile(t, `
guards:
  sensitive: {action: strip}
  predicted: {paths: [properties.size]}
  price: {price: properties.price, list_price: properties.list, personal: [context.device]}
destinations:
  meta:
    topic: meta
    takes: [outreach]
    layers:
      - {name: general, fields: [properties.price, properties.list, properties.size, context.device, event, messageId, timestamp, receivedAt, userId, properties.query, {path: properties.value, round: 10}, {path: properties.long, truncate: 3}]}
      - {name: mild, purpose: ads, fields: [properties.category, {path: properties.kind, const: x}]}
`)
	rapid.Check(t, func(rt *rapid.T) {
		consent := guardtest.Line(t, "1/10:00 consent c1 ads="+oneOf(rt, "ads", "true", "false"))
		line := guardtest.Line(t, "1/10:01 ad a1 properties.extra=1 "+strings.Join([]string{
			oneOf(rt, "query", "", "query=depressie", "query=schoenen"), "properties.value=" + fmt.Sprint(rapid.Int32().Draw(rt, "value")),
			oneOf(rt, "topic", "topic=shoes", "topic=burnout"), "properties.long=" + oneOf(rt, "long", "ab", "abcd"), oneOf(rt, "size", "", "properties.size=M"),
			"properties.list=10 properties.price=" + oneOf(rt, "price", "10", "12"), oneOf(rt, "device", "", "context.device=phone"), "properties.kind=" + oneOf(rt, "kind", "x", "y"),
		}, " "))
		once := replayed(t, [][]byte{consent, line}, replay.Dated{Program: p})
		if len(once.outputs) != 1 {
			rt.Fatalf("%d outputs", len(once.outputs))
		}
		_, event, _ := strings.Cut(once.outputs[0], " meta ")
		twice := replayed(t, [][]byte{consent, []byte(event)}, replay.Dated{Program: p})
		if diff := cmp.Diff(once.outputs, twice.outputs); diff != "" {
			rt.Fatalf("twice:\n%s", diff)
		}
	})
}

// TestOrderOfConsentsChangesNothing: whatever the order in which consents
// arrive, the same is granted to what comes after them.
func TestOrderOfConsentsChangesNothing(t *testing.T) {
	p := compile(t, `
guards:
  consent: {max_age: 2d}
destinations:
  meta: {topic: meta, takes: [outreach], layers: [{name: mild, purpose: ads, fields: [event]}]}
  mail: {topic: mail, takes: [outreach], layers: [{name: mild, purpose: own, fields: [event]}]}
`)
	rapid.Check(t, func(rt *rapid.T) {
		var consents []string
		for i := range rapid.IntRange(1, 8).Draw(rt, "consents") {
			consents = append(consents, fmt.Sprintf("9/10:00 %s c%d own=%v %s %s", oneOf(rt, "name", "consent", "consent", "ad", "view"), i,
				minutes(rapid.IntRange(1, 8).Draw(rt, "at")*1440), oneOf(rt, "ads", "ads=true", "ads=false", "ads=7", ""), oneOf(rt, "own", "own_ads=true", "own_ads=false", "")))
		}
		var probes []string
		for i := range 16 {
			probes = append(probes, fmt.Sprintf("9/10:00 ad p%d own=%v", i, minutes(720*(i+1))))
		}
		first := replayed(t, encoded(t, append(slices.Clone(consents), probes...)), replay.Dated{Program: p})
		consents = rapid.Permutation(consents).Draw(rt, "order")
		second := replayed(t, encoded(t, append(consents, probes...)), replay.Dated{Program: p})
		if diff := cmp.Diff(probed(first), probed(second)); diff != "" {
			rt.Fatalf("another order:\n%s", diff)
		}
	})
}

// probed are the records of the probes.
func probed(h *told) string {
	var only told
	for _, d := range h.decisions {
		if strings.HasPrefix(d.ID, "p") {
			only.decisions = append(only.decisions, d)
		}
	}
	return only.records()
}

// TestEveryArrivalHasOneEnd: for each arrival and each destination that takes
// it one final decision, whatever holds, halts, denials, erasures and policies
// come between; and each forward leaves once.
func TestEveryArrivalHasOneEnd(t *testing.T) {
	p, q := compile(t, busy), compile(t, strings.ReplaceAll(busy, "  mail:\n    topic: mail", "  post:\n    topic: post"))
	rapid.Check(t, func(rt *rapid.T) {
		lines := encoded(t, history(rt, 3, 25))
		switched := instant.Time(0)
		if rapid.Bool().Draw(rt, "switch") {
			switched, _ = instant.Parse("2026-06-03T00:00:00Z")
		}
		policies := []replay.Dated{{Program: p}}
		if switched != 0 {
			policies = append(policies, replay.Dated{At: switched, Program: q})
		}
		h := replayed(t, lines, policies...)
		open, forwards := map[string]int{}, 0
		for _, d := range h.decisions {
			key := d.ID + " " + d.Destination
			if d.Due != 0 {
				open[key]--
			}
			if d.Verdict == chain.Hold {
				open[key]++
			}
			if open[key] < 0 {
				rt.Fatalf("%s ends more often than it was held", key)
			}
			if d.Verdict == chain.Forward {
				forwards++
			}
		}
		for key, n := range open {
			if n != 0 {
				rt.Fatalf("%s: %d holds without an end", key, n)
			}
		}
		if forwards != len(h.outputs) {
			rt.Fatalf("%d forwards, %d outputs", forwards, len(h.outputs))
		}
		begin := 0
		for i, line := range lines {
			oneEach(rt, line, h.decisions[begin:h.upTo[i]], p, q)
			begin = h.upTo[i]
		}
	})
}

// oneEach checks the decisions on one arrival: one for each destination that
// takes it, in the order of the policy, or one for none.
func oneEach(t *rapid.T, line []byte, decisions []chain.Decision, programs ...*policy.Program) {
	arrival := slices.DeleteFunc(slices.Clone(decisions), func(d chain.Decision) bool { return d.Due != 0 })
	if bytes.Contains(line, []byte(`"maat"`)) {
		if len(arrival) > 0 {
			t.Fatalf("decisions on a control: %v", arrival)
		}
		return
	}
	if len(arrival) == 0 {
		t.Fatalf("no decision on %s", line)
	}
	p := programs[slices.IndexFunc(programs, func(p *policy.Program) bool { return p.Version == arrival[0].Policy })]
	a := chain.Read(p, line, arrival[0].At)
	var want, got []string
	if a.Facts.Role.ChangesState() || a.Facts.Role == state.None || a.Fault != "" {
		want = append(want, "")
	}
	if arrival[0].Verdict != chain.Quarantine {
		for _, d := range p.Takers(a.View, a.Facts.Role) {
			want = append(want, d.Name)
		}
	}
	for _, d := range arrival {
		got = append(got, d.Destination)
	}
	if !slices.Equal(want, got) {
		t.Fatalf("%s: decided for %q, not %q", line, got, want)
	}
}

// TestRecordsAreOfTheSchemaAndHoldNoValue: values planted in an event are in no
// record, and every record is as the published schema says.
func TestRecordsAreOfTheSchemaAndHoldNoValue(t *testing.T) {
	p := compile(t, busy)
	schema, err := jsonschema.NewCompiler().Compile("../../schemas/decision.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		records := replayed(t, encoded(t, history(rt, 3, 25)), replay.Dated{Program: p}).records()
		for _, value := range []string{"u1", "u2", "d1", "d2", "shoes", "hats", "depressie", "a@b.nl", "c1"} {
			if strings.Contains(records, `"`+value+`"`) {
				rt.Fatalf("%q is in a record:\n%s", value, records)
			}
		}
		for line := range strings.Lines(records) {
			record, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
			if err != nil {
				rt.Fatal(err)
			}
			if err := schema.Validate(record); err != nil {
				rt.Fatalf("%s: %v", line, err)
			}
		}
	})
}
