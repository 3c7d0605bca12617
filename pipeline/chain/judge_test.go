package chain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"maat/guards/guardtest"
	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// fixed is a guard that always answers the same.
type fixed guard.Verdict

func (f fixed) Check(*guard.Input) guard.Verdict { return guard.Verdict(f) }

// ungranting grants nothing.
type ungranting struct{}

func (ungranting) Grant(*guard.Input, *guard.Purpose) string { return "consent.missing" }

// answers are one verdict of every kind, two of them no verdicts at all.
func answers(name string) []guard.Verdict {
	path := event.MustPath("properties.x")
	return []guard.Verdict{
		guard.Passed(),
		{Action: guard.Strip, Reason: name + ".strip", Edits: []event.Edit{{Path: path, Op: event.Remove, Guard: name}}},
		guard.Refused(name + ".refuse"),
		guard.HeldUntil(name+".hold", instant.Time(1e18+len(name))),
		guard.Dropped(name + ".drop"),
		{},
		{Action: guard.Drop + 1, Reason: name},
	}
}

// strength is the action that an answer comes down to.
func strength(v guard.Verdict) guard.Action {
	if v.Action < guard.Pass || v.Action > guard.Drop {
		return guard.Drop
	}
	return v.Action
}

// program is a policy by hand: signals of anybody go to one destination, judged
// by three guards and a layer.
func program(t *testing.T, verdicts [3]guard.Verdict) *policy.Program {
	t.Helper()
	p := *compile(t, "")
	d := *p.Destinations[0]
	let := guard.Verdict{Action: guard.Strip, Reason: "layers", Fields: []event.Field{{Path: event.MustPath("event")}, {Path: event.MustPath("properties")}}}
	d.Guards, d.Tainter, d.Granter = nil, nil, ungranting{}
	for i, name := range []string{"a", "bb", "ccc"} {
		d.Guards = append(d.Guards, policy.Entry{Kind: &guard.Kind{Name: name}, Guard: fixed(verdicts[i])})
	}
	d.Guards = append(d.Guards, policy.Entry{Kind: &guard.Kind{Name: "layers"}, Guard: fixed(let)})
	p.Destinations = []*policy.Destination{&d}
	return &p
}

// TestVerdictsJoin tries every combination of three guards: the strongest wins,
// of equals the first in the table is told, a hold lasts until the latest, and
// what is no verdict drops.
func TestVerdictsJoin(t *testing.T) {
	line := guardtest.Line(t, "1/10:00 view v1 properties.x=1 properties.y=2")
	now, _ := instant.Parse("2026-06-01T10:00:00Z")
	base := program(t, [3]guard.Verdict{guard.Passed(), guard.Passed(), guard.Passed()})
	for i := range 7 * 7 * 7 {
		v := [3]guard.Verdict{answers("a")[i%7], answers("bb")[i/7%7], answers("ccc")[i/49]}
		for k := range v {
			base.Destinations[0].Guards[k].Guard = fixed(v[k])
		}
		a := chain.Read(base, line, now)
		got := chain.Arrive(base, &chain.Person{}, guard.NoHalts(), &a, now)
		if want := joined(v); len(got.Decisions) != 1 || account(got) != want {
			t.Errorf("%+v:\n got %s\nwant %s", v, account(got), want)
		}
	}
}

// joined says by itself what three verdicts come to.
func joined(v [3]guard.Verdict) string {
	names := []string{"a", "bb", "ccc"}
	most := max(strength(v[0]), strength(v[1]), strength(v[2]))
	first := slices.IndexFunc(v[:], func(x guard.Verdict) bool { return strength(x) == most })
	reason := v[first].Reason
	if v[first].Action != strength(v[first]) {
		reason = names[first]
	}
	switch most {
	case guard.Drop, guard.Refuse:
		return fmt.Sprint("drop ", names[first], " ", reason, " 0 []")
	case guard.Hold:
		until := max(v[0].Until, v[1].Until, v[2].Until)
		return fmt.Sprint("hold ", names[first], " ", reason, " ", int64(until), " []")
	case guard.Strip:
		return fmt.Sprint("forward ", names[first], " ", reason, ` 0 [{"event":"view","properties":{"y":2}}]`)
	}
	return `forward layers layers 0 [{"event":"view","properties":{"x":1,"y":2}}]`
}

func account(s chain.Step) string {
	var out []string
	for _, o := range s.Outputs {
		out = append(out, string(o.Event))
	}
	d := s.Decisions[0]
	return fmt.Sprint(d.Verdict, " ", d.Guard, " ", d.Reason, " ", int64(d.Until), " ", out)
}

// TestNoGuardsNoForward: a destination that nobody guards gets nothing.
func TestNoGuardsNoForward(t *testing.T) {
	p := program(t, [3]guard.Verdict{guard.Passed(), guard.Passed(), guard.Passed()})
	now, _ := instant.Parse("2026-06-01T10:00:00Z")
	line := guardtest.Line(t, "1/10:00 view v1")
	for _, left := range [][]policy.Entry{nil, p.Destinations[0].Guards[:3]} {
		p.Destinations[0].Guards = left
		a := chain.Read(p, line, now)
		if got := chain.Arrive(p, &chain.Person{}, guard.NoHalts(), &a, now); account(got) != "drop layers layers.empty 0 []" {
			t.Errorf("%d guards: %s", len(left), account(got))
		}
	}
}

const lenient = `
guards:
  consent: {max_age: 20d}
  sensitive: {action: strip}
  predicted: {paths: [properties.size]}
  price: {price: properties.price, list_price: properties.list, basis: properties.basis, personal: [context.device]}
  relationship: {within: 20d}
  interest: {signals: 1, within: 9d}
  cooldown: {wait: 4h, max_hold: 20h}
  duration: {max: 7d, rest: 10d}
  frequency: [{max: 2, per: 24h, by: topic}, {max: 4, per: 24h}]
destinations:
  meta:
    topic: meta
    takes: [signal, outreach, service, conversion, prediction]
    deadline: 2d
    layers: [{name: general, fields: [event, messageId, properties.size, properties.price]}, {name: mild, purpose: ads, fields: [properties.category, userId, context.device, properties.kind]}]
`

// TestStricterNeverSendsMore: in one and the same state, a policy that asks
// more of what leaves lets out nothing that the other would not.
func TestStricterNeverSendsMore(t *testing.T) {
	p := compile(t, lenient)
	var stricter []*policy.Program
	for _, change := range [][2]string{
		{"max: 2, per: 24h", "max: 1, per: 24h"}, {"max: 4, per: 24h", "max: 3, per: 24h"}, {"max: 4, per: 24h", "max: 4, per: 48h"},
		{"by: topic}", "by: topic}, {max: 3, per: 7d, by: subject, applies_to: [service]}"}, {"max: 7d", "max: 2d"}, {"wait: 4h", "wait: 30h"},
		{"max_hold: 20h", `max_hold: 20h, quiet: {from: "22:00", to: "10:00"}`}, {"deadline: 2d", "deadline: 1h"}, {"max_age: 20d", "max_age: 1d"},
		{"action: strip", "action: drop, taint: 30d"},
		{"size]}\n", "size], action: drop}\n"}, {"size]}\n", "size]}\n  undisclosed: {paths: [properties.kind, context.device]}\n"}, {"[context.device]}", "[context.device], action: drop}"},
		{"personal: [context", "personal: [properties.kind, context"}, {"within: 20d", "within: 2d"}, {"within: 20d", "within: 20d, by: brand"},
		{"within: 20d", "within: 20d, contact: 'event.properties.value == 14'"}, {"signals: 1", "signals: 2"}, {"within: 9d", "within: 1d"}, {"within: 9d", "within: 9d, distinct: item"}, {"purpose: ads", "purpose: [ads, own]"}, {"{name: general, f", "{name: general, purpose: own, f"},
		{"    deadline", "    needs: mild\n    deadline"},
	} {
		text := strings.Replace(lenient, change[0], change[1], 1)
		if change[0] == "{name: general, f" {
			text = strings.Replace(text, "service, ", "", 1)
		}
		stricter = append(stricter, compile(t, text))
	}
	rapid.Check(t, func(rt *rapid.T) {
		person := &chain.Person{}
		var now instant.Time
		for _, line := range history(rt, 1, 15) {
			raw := guardtest.Line(t, line)
			at, ok := p.Moment(raw)
			if !ok || strings.Contains(line, " halt ") || strings.Contains(line, " resume ") {
				continue
			}
			now = max(now, at)
			for _, q := range stricter {
				compare(rt, p, q, person, raw, now)
			}
			arrive(p, person, raw, now)
		}
	})
}

func arrive(p *policy.Program, person *chain.Person, raw []byte, now instant.Time) chain.Step {
	a := chain.Read(p, raw, now)
	if a.Fault != "" && a.Fault != chain.Future {
		return chain.Step{}
	}
	return chain.Arrive(p, person, guard.NoHalts(), &a, now)
}

// compare asks both policies about one event in one state.
func compare(t *rapid.T, p, q *policy.Program, person *chain.Person, raw []byte, now instant.Time) {
	clone := func() *chain.Person {
		return &chain.Person{Row: person.Row.Clone(), Held: slices.Clone(person.Held)}
	}
	less, more := arrive(q, clone(), raw, now).Outputs, arrive(p, clone(), raw, now).Outputs
	if len(less) > len(more) || len(less) == 1 && len(less[0].Event) > len(more[0].Event) {
		t.Fatalf("%s sends more of %s than %s", q.Version, raw, p.Version)
	}
}

// TestArrivalLeavesTheArgumentsAlone: what is stored can be shared, if the row
// is a clone.
func TestArrivalLeavesTheArgumentsAlone(t *testing.T) {
	p := compile(t, busy)
	rapid.Check(t, func(rt *rapid.T) {
		person := &chain.Person{}
		var now instant.Time
		for i, line := range history(rt, 1, 15) {
			raw := guardtest.Line(t, line)
			at, ok := p.Moment(raw)
			if !ok || strings.Contains(line, " halt ") || strings.Contains(line, " resume ") {
				continue
			}
			now = max(now, at)
			next := &chain.Person{Row: person.Row.Clone(), Held: slices.Clone(person.Held)}
			before := written(rt, person)
			halts := guard.NoHalts().With("meta", rapid.SampledFrom([]guard.Halt{guard.Running, guard.HaltHold}).Draw(rt, "halt"))
			a := chain.Read(p, raw, now)
			if a.Fault == "" || a.Fault == chain.Future {
				a.Seq = uint64(i) * chain.SeqStep
				chain.Arrive(p, next, halts, &a, now)
			}
			for _, h := range next.Held {
				chain.Release(p, &chain.Person{Row: next.Row.Clone(), Held: next.Held}, guard.NoHalts(), h.Seq, max(now, h.Due))
			}
			if after := written(rt, person); after != before {
				rt.Fatalf("%s changes what was stored", line)
			}
			person = next
			if int(person.Row.Held) != len(person.Held) {
				rt.Fatalf("%d events wait, and the row says %d", len(person.Held), person.Row.Held)
			}
		}
	})
}

func written(t *rapid.T, p *chain.Person) string {
	row, err := state.Encode(&p.Row)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x %+v", row, p.Held)
}
