package pipeline_test

import (
	"strings"
	"testing"

	"maat/guards"
	"maat/guards/guardtest"
	"maat/pipeline"
	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
	"maat/pipeline/state/memstore"
)

const forgetting = `
guards:
  cooldown: {wait: 1h}
  duration: {max: 7d}
destinations:
  meta:
    topic: meta
    takes: [signal, outreach]
    retract: "Retargeting Ended"
    layers: [{name: general, fields: [event, messageId, userId]}]
`

// partition is one of the intake, as its changelog tells of it.
type partition struct {
	t         *testing.T
	program   *policy.Program
	changelog []state.Entry
	lane      *pipeline.Lane
	offset    int64
	left      []string
}

// restart rebuilds the store from the changelog, and loses all else.
func (p *partition) restart() {
	p.t.Helper()
	store := memstore.New()
	if err := store.Apply(p.changelog, int64(len(p.changelog))); err != nil {
		p.t.Fatal(err)
	}
	people, err := pipeline.NewPseudonyms([]byte(strings.Repeat("k", pipeline.SubjectKeyMin)))
	if err != nil {
		p.t.Fatal(err)
	}
	if p.lane, err = pipeline.NewLane(store, people, 1); err != nil {
		p.t.Fatal(err)
	}
}

// batch judges at a moment what fell due and what came, and commits it unless
// its transaction is aborted.
func (p *partition) batch(at string, aborted bool, lines ...string) (judged []pipeline.Judged) {
	p.t.Helper()
	now, ok := instant.Parse(at)
	if !ok {
		p.t.Fatalf("bad moment %s", at)
	}
	p.lane.Begin(pipeline.Terms{Program: p.program, Halts: guard.NoHalts(), Now: now, EventMax: event.BytesMax})
	judged, err := p.lane.Due(100)
	for i, line := range lines {
		var j pipeline.Judged
		if err == nil {
			j, err = p.lane.Arrive(pipeline.Record{Value: guardtest.Line(p.t, line), Offset: p.offset + int64(i), Source: "in/0/7"})
			judged = append(judged, j)
		}
	}
	if err != nil {
		p.t.Fatal(err)
	}
	if aborted {
		p.lane.Discard()
		return judged
	}
	entries, err := p.lane.Entries()
	if err == nil {
		p.changelog = append(p.changelog, entries...)
		err = p.lane.Commit(entries, int64(len(p.changelog)))
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.offset += int64(len(lines))
	for i := range judged {
		for _, out := range judged[i].Outputs {
			p.left = append(p.left, string(out.Event))
		}
	}
	return judged
}

// TestARetractOutlivesARestart: it is part of what the changelog tells, falls
// due at its time, and leaves once, whatever was lost or aborted meanwhile.
func TestARetractOutlivesARestart(t *testing.T) {
	program, err := policy.Compile("p.yaml", []byte(guardtest.Policy("p", forgetting)), policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	p := &partition{t: t, program: program}
	p.restart()
	p.batch("2026-06-01T10:00:00Z", false, "1/10:00 view v1 topic=shoes", "1/10:00 ad a1 topic=shoes")
	p.restart()
	p.batch("2026-06-01T11:00:00Z", false) // the outreach leaves, under its order of arrival the retract waits
	p.restart()
	if due, err := p.lane.NextDue(); err != nil || due.String() != "2026-06-08T10:00:00Z" || p.lane.Held() != 1 {
		t.Fatalf("due at %v, %d wait, %v", due, p.lane.Held(), err)
	}
	p.batch("2026-06-08T09:59:59Z", false)
	if len(p.left) != 2 {
		t.Fatalf("%q left", p.left)
	}
	p.batch("2026-06-08T10:00:00Z", true)
	p.restart()
	judged := p.batch("2026-06-08T10:00:01Z", false)
	if len(judged) != 1 || !judged[0].Release || judged[0].Record.Source != "in/0/7" || judged[0].Decisions[0].Reason != chain.RetractEnded {
		t.Fatalf("%+v", judged)
	}
	p.restart()
	p.batch("2026-06-09T10:00:00Z", false)
	const want = `{"userId":"u1","event":"Retargeting Ended","messageId":"retract-f0be5c9507ef5dd0285089614e2f2a7e","timestamp":"2026-06-08T10:00:01Z","type":"track"}`
	if len(p.left) != 3 || p.left[2] != want || p.lane.Held() != 0 {
		t.Errorf("%q left, %d wait", p.left, p.lane.Held())
	}
}

// TestARetractWithoutAnEndIsNeverDue: it waits, and nothing is asked about it.
func TestARetractWithoutAnEndIsNeverDue(t *testing.T) {
	text := guardtest.Policy("p", strings.Replace(forgetting, "  cooldown: {wait: 1h}\n  duration: {max: 7d}\n", "  price: {mode: off, why: tried out}\n", 1))
	program, err := policy.Compile("p.yaml", []byte(text), policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	p := &partition{t: t, program: program}
	p.restart()
	p.batch("2026-06-01T10:00:00Z", false, "1/10:00 ad a1 topic=shoes")
	if due, err := p.lane.NextDue(); err != nil || due != instant.Never || p.lane.Held() != 1 {
		t.Fatalf("due at %v, %d wait, %v", due, p.lane.Held(), err)
	}
	if judged := p.batch("2261-12-31T23:59:59Z", false); len(judged) != 0 {
		t.Errorf("%+v", judged)
	}
	resumed, err := p.lane.Resumed(100)
	if err != nil || len(resumed) != 0 || p.lane.Held() != 1 {
		t.Errorf("%+v, %v", resumed, err)
	}
}
