package chain_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"maat/guards/guardtest"
	"maat/pipeline/chain"
	"maat/pipeline/instant"
	"maat/pipeline/replay"
	"maat/pipeline/state"
)

// pursuing is a policy that lets many outreaches leave, to a destination where a
// retargeting has an end by itself and to one where it has none.
const pursuing = `
guards:
  consent: {max_age: 20d}
  cooldown: {wait: 4h}
  duration: {max: 7d, rest: 10d}
destinations:
  meta:
    topic: meta
    takes: [signal, outreach, conversion]
    needs: mild
    retract: Forget
    layers:
      - {name: general, fields: [event, messageId]}
      - {name: mild, purpose: ads, fields: [properties.category, {path: properties.value, round: 10}]}
      - {name: own, purpose: own, fields: [userId, {path: context.traits.email, hash: sha256}]}
  mail:
    topic: mail
    takes: [outreach, opt_out, erase]
    retract: Over
    layers: [{name: general, fields: [messageId, userId, properties.campaign_id]}]
    guards:
      sensitive: {mode: off, why: tried out}
      duration: {mode: off, why: no end by itself}
`

// resumed ends every halt of a history.
var resumed = []string{"90/10:00 resume *", "90/10:00 resume meta", "90/10:00 resume mail"}

// pursuit is what one destination is told of one person and topic.
type pursuit struct {
	open bool   // an outreach left that it was not told to forget
	id   string // of the last: that of its retract
	out  []byte // as it left
}

// TestEveryRetargetingIsRetractedOnce: for each person, destination and topic a
// retract comes after an outreach and not after another retract, and is that of
// the last of them; each outreach that left is followed by one, where the
// retargeting has an end; and it holds nothing that did not leave with that.
func TestEveryRetargetingIsRetractedOnce(t *testing.T) {
	p, q := compile(t, pursuing), compile(t, strings.Replace(pursuing, "max: 7d, rest: 10d", "max: 3d, rest: 2d", 1))
	seen := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		policies := []replay.Dated{{Program: p}}
		if rapid.Bool().Draw(rt, "switch") {
			at, _ := instant.Parse("2026-06-03T00:00:00Z")
			policies = append(policies, replay.Dated{At: at, Program: q})
		}
		w := retractWitness{t: rt, seen: seen, pursuits: map[string]*pursuit{}, topics: map[string]string{}}
		r, err := replay.New(replay.Options{Policies: policies, Decided: w.decided, Leaves: w.leaves})
		if err != nil {
			rt.Fatal(err)
		}
		begin := []string{"1/05:00 view k1 topic=shoes ads=true own_ads=true", "1/05:00 view k2 topic=hats", "1/09:10 ad k3 topic=shoes campaign=c1", "1/09:20 ad k4 topic=hats"}
		end := []string{"89/10:00 buy k5 topic=shoes"}
		for _, line := range slices.Concat(begin, history(rt, 3, 30), end, resumed) {
			if event := guardtest.Line(t, line); w.knows(event) {
				if err := r.Line(event); err != nil {
					rt.Fatal(err)
				}
			}
		}
		if err := r.End(); err != nil {
			rt.Fatal(err)
		}
		for key, one := range w.pursuits {
			if one.open && strings.Contains(key, " meta ") {
				rt.Fatalf("%s is followed for ever", key)
			}
		}
	})
	for _, reason := range []string{chain.RetractEnded, chain.RetractConverted, chain.RetractWithdrawn, chain.RetractOptedOut, chain.RetractErased, "halt"} {
		if seen[reason] == 0 {
			t.Errorf("no history showed %s: %v", reason, seen)
		}
	}
}

// retractWitness follows what leaves by the events themselves: it knows nothing
// of what waits.
type retractWitness struct {
	t        *rapid.T
	seen     map[string]int
	pursuits map[string]*pursuit
	topics   map[string]string // of events, by their ids
	forward  []chain.Decision
}

// knows notes the topic of an event. It answers false for an id that comes
// again: of that nobody could say which topic it is.
func (w *retractWitness) knows(line []byte) bool {
	var e struct {
		MessageID  string
		Properties struct{ Category string }
	}
	if json.Unmarshal(line, &e) != nil || e.MessageID == "" {
		return true // a control
	}
	if _, twice := w.topics[e.MessageID]; twice {
		return false
	}
	w.topics[e.MessageID] = e.Properties.Category
	return true
}

func (w *retractWitness) decided(d *chain.Decision) error {
	if d.Role == state.Retract {
		w.seen[d.Reason]++
	}
	if d.Verdict == chain.Forward {
		w.forward = append(w.forward, *d)
	}
	return nil
}

// retracted is the name of the retract of an outreach.
func retracted(id, destination string) string {
	sum := sha256.Sum256([]byte(id + "\x00" + destination))
	return fmt.Sprintf("retract-%x", sum[:16])
}

// of finds what a destination is told, by the topic of the event or of the one
// that its retract is named after.
func (w *retractWitness) of(d *chain.Decision) *pursuit {
	topic, ok := w.topics[d.ID]
	for id, theirs := range w.topics {
		if retracted(id, d.Destination) == d.ID {
			topic, ok = theirs, true
		}
	}
	if !ok {
		w.t.Fatalf("%s is the retract of nothing", d.ID)
	}
	key := fmt.Sprintf("%x %s %s", d.Subject, d.Destination, topic)
	if w.pursuits[key] == nil {
		w.pursuits[key] = &pursuit{}
	}
	return w.pursuits[key]
}

func (w *retractWitness) leaves(destination string, at instant.Time, out []byte) error {
	d := w.forward[0]
	w.forward = w.forward[1:]
	switch d.Role {
	case state.Outreach:
		*w.of(&d) = pursuit{open: true, id: retracted(d.ID, destination), out: bytes.Clone(out)}
	case state.Retract:
		one := w.of(&d)
		if !one.open || one.id != d.ID {
			w.t.Fatalf("%v: %s tells %s to forget what it was told already, or never sent", at, d.ID, destination)
		}
		one.open = false
		w.nothingNew(one.out, out, &d)
	default: // no other role begins or ends a retargeting
	}
	return nil
}

// nothingNew compares a retract with the outreach that it is of, value by value.
func (w *retractWitness) nothingNew(outreach, retract []byte, d *chain.Decision) {
	var before, after map[string]any
	if json.Unmarshal(outreach, &before) != nil || json.Unmarshal(retract, &after) != nil {
		w.t.Fatalf("no JSON: %s, %s", outreach, retract)
	}
	own := map[string]any{"event": map[string]string{"meta": "Forget", "mail": "Over"}[d.Destination], "messageId": d.ID, "timestamp": d.At.String()}
	for name, value := range own {
		if after[name] != value {
			w.t.Fatalf("%s is %v: %s", name, after[name], retract)
		}
		delete(after, name)
	}
	if after["type"] != "track" {
		w.t.Fatalf("it is of no type: %s", retract)
	}
	delete(after, "type")
	if !within(after, before) {
		w.t.Fatalf("%s holds what did not leave with %s", retract, outreach)
	}
}

// within says that all of part is in whole.
func within(part, whole any) bool {
	object, ok := part.(map[string]any)
	if !ok {
		return reflect.DeepEqual(part, whole)
	}
	other, ok := whole.(map[string]any)
	for name, value := range object {
		ok = ok && within(value, other[name])
	}
	return ok
}

// TestRetractsChangeNothingElse: with them the same is decided and leaves as
// without, at the same moment; and the order of guards changes nothing of them.
func TestRetractsChangeNothingElse(t *testing.T) {
	silent, telling := compile(t, busy), compile(t, strings.NewReplacer(
		"    deadline: 2d\n", "    deadline: 2d\n    retract: Forget\n", "    topic: mail\n", "    topic: mail\n    retract: Forget\n").Replace(busy))
	rapid.Check(t, func(rt *rapid.T) {
		// What is never resumed drops when the clock ends, which runs on for retracts.
		lines := encoded(t, append(history(rt, 3, 25), resumed...))
		without, with := replayed(t, lines, replay.Dated{Program: silent}), replayed(t, lines, replay.Dated{Program: telling})
		other := replayed(t, lines, replay.Dated{Program: shuffled(rt, telling)})
		if diff := cmp.Diff(with.outputs, other.outputs); diff != "" {
			rt.Fatalf("in another order of guards other events leave:\n%s", diff)
		}
		with.decisions = slices.DeleteFunc(with.decisions, func(d chain.Decision) bool { return d.Role == state.Retract })
		with.outputs = slices.DeleteFunc(with.outputs, func(out string) bool { return strings.Contains(out, `"event":"Forget"`) })
		for _, h := range []*told{without, with} {
			for i := range h.decisions {
				h.decisions[i].Policy = "law"
			}
		}
		if diff := cmp.Diff(without.records(), with.records()); diff != "" {
			rt.Fatalf("other decisions:\n%s", diff)
		}
		if diff := cmp.Diff(without.outputs, with.outputs); diff != "" {
			rt.Fatalf("other events leave:\n%s", diff)
		}
	})
}
