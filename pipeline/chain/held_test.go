package chain_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/guards"
	"maat/guards/guardtest"
	"maat/pipeline/chain"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

const waiting = `
guards:
  cooldown: {wait: 4h}
`

func clock(t *testing.T, s string) instant.Time {
	t.Helper()
	at, ok := instant.Parse("2026-06-01T" + s + "Z")
	if !ok {
		t.Fatalf("bad moment %s", s)
	}
	return at
}

// waits is a person for whom two events are held until 14:00.
func waits(t *testing.T, p *policy.Program) *chain.Person {
	t.Helper()
	person := &chain.Person{Subject: state.Subject{7}}
	for i, line := range []string{"1/10:00 view v1 topic=shoes", "1/10:01 ad a1 topic=shoes", "1/10:02 ad a2 topic=shoes"} {
		now := clock(t, "10:00:00").Add(instant.Span(i) * instant.Minute)
		a := chain.Read(p, guardtest.Line(t, line), now)
		a.Seq, a.Source, a.Trace = uint64(i)*chain.SeqStep, "in/0/7", "00-trace"
		chain.Arrive(p, person, guard.NoHalts(), &a, now)
	}
	if len(person.Held) != 2 {
		t.Fatalf("%d events wait", len(person.Held))
	}
	return person
}

// TestHeldAgainKeepsItsArrival: what falls due while its destination is halted
// waits on as what it was, in its place.
func TestHeldAgainKeepsItsArrival(t *testing.T) {
	p := compile(t, waiting)
	person := waits(t, p)
	want := append([]state.Held(nil), person.Held...)
	halted := guard.NoHalts().With("meta", guard.HaltHold)
	step := chain.Release(p, person, halted, want[0].Seq, clock(t, "14:00:00"))
	if len(step.Decisions) != 1 || step.Decisions[0].Verdict != chain.Hold || step.Decisions[0].Due != clock(t, "14:00:00") {
		t.Fatalf("%+v", step.Decisions)
	}
	want[0].Due = instant.Never
	if diff := cmp.Diff(want, person.Held); diff != "" {
		t.Error(diff)
	}
	if want[0].Since != clock(t, "10:01:00") || want[0].ID != "a1" || want[0].Role != state.Outreach || person.Row.Held != 2 {
		t.Errorf("%+v, %d wait", want[0], person.Row.Held)
	}
}

// TestWhatIsRecalledKeepsItsSource: the decision that drops it belongs to the
// record at which it came in, not to the opt-out that drops it.
func TestWhatIsRecalledKeepsItsSource(t *testing.T) {
	p := compile(t, waiting)
	person, now := waits(t, p), clock(t, "10:05:00")
	a := chain.Read(p, guardtest.Line(t, "1/10:05 out x1"), now)
	a.Source = "in/0/9"
	step := chain.Arrive(p, person, guard.NoHalts(), &a, now)
	if len(step.Decisions) != 3 {
		t.Fatalf("%+v", step.Decisions)
	}
	for i, want := range []string{"", "in/0/7", "in/0/7"} {
		if got := step.Decisions[i].Source; got != want {
			t.Errorf("decision %d has the source %q and not %q", i, got, want)
		}
	}
}

// TestReleaseOfWhatWaitsNoMore does nothing.
func TestReleaseOfWhatWaitsNoMore(t *testing.T) {
	p := compile(t, waiting)
	person := waits(t, p)
	for _, end := range []func(*policy.Program, *chain.Person, guard.Halts, uint64, instant.Time) chain.Step{chain.Release, chain.Unresumed} {
		if step := end(p, person, guard.NoHalts(), 99, clock(t, "14:00:00")); len(step.Decisions)+len(step.Outputs) != 0 || len(person.Held) != 2 {
			t.Errorf("%+v, %d wait", step, len(person.Held))
		}
	}
}

// TestAPolicyThatCannotReadWhatIsHeld drops it under the id and role that it
// had: at its due time, or at once where the person denies.
func TestAPolicyThatCannotReadWhatIsHeld(t *testing.T) {
	p := compile(t, waiting)
	text := strings.Replace(guardtest.Policy("other", waiting), "format: segment", "format: segment\n  id: properties.other_id", 1)
	other, err := policy.Compile("other.yaml", []byte(text), policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	person := waits(t, p)
	step := chain.Release(other, person, guard.NoHalts(), person.Held[0].Seq, clock(t, "14:00:00"))
	gone(t, step.Decisions, "a1", clock(t, "14:00:00"))
	now := clock(t, "14:01:00")
	a := chain.Read(other, guardtest.Line(t, "1/14:01 out x1 properties.other_id=x1"), now)
	step = chain.Arrive(other, person, guard.NoHalts(), &a, now)
	gone(t, step.Decisions[1:], "a2", now)
	if len(person.Held) != 0 || person.Row.Held != 0 {
		t.Errorf("%d wait, and the row says %d", len(person.Held), person.Row.Held)
	}
}

func gone(t *testing.T, got []chain.Decision, id string, at instant.Time) {
	t.Helper()
	if len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	d := got[0]
	if d.ID != id || d.Role != state.Outreach || d.Verdict != chain.Drop || d.Reason != "policy.gone" || d.At != at || d.Destination != "meta" || !d.Known {
		t.Errorf("%+v", d)
	}
}

// TestErasureThatMustWait is not erased by itself: the row knows that it waits,
// and nothing else.
func TestErasureThatMustWait(t *testing.T) {
	p := compile(t, waiting+`
destinations:
  meta: {topic: meta, takes: [signal, outreach, erase], layers: [{name: general, fields: [event, messageId]}]}
`)
	person, now := waits(t, p), clock(t, "11:00:00")
	a := chain.Read(p, guardtest.Line(t, "1/11:00 erase e1"), now)
	a.Seq = 9 * chain.SeqStep
	step := chain.Arrive(p, person, guard.NoHalts().With("meta", guard.HaltHold), &a, now)
	var got []string
	for _, d := range step.Decisions {
		got = append(got, strings.TrimSpace(d.ID+" "+d.Verdict.String()+" "+d.Reason))
	}
	if diff := cmp.Diff([]string{"e1 apply", "a1 drop erase", "a2 drop erase", "e1 hold halt"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(state.Row{Held: 1, ErasedAt: now}, person.Row); diff != "" || len(person.Held) != 1 || person.Held[0].ID != "e1" {
		t.Errorf("%d wait: %s", len(person.Held), diff)
	}
}
