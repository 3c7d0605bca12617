package chain_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/guards/guardtest"
	"maat/pipeline/chain"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/replay"
	"maat/pipeline/state"
)

// forgetting is a policy whose destination is told when a retargeting is over.
const forgetting = `
guards:
  consent: {max_age: 20d, respect_gpc: true}
  duration: {max: 7d, rest: 30d}
destinations:
  meta:
    topic: meta
    takes: [signal, outreach, service, conversion]
    needs: mild
    retract: "Retargeting Ended"
    layers:
      - {name: general, fields: [event, messageId, timestamp, properties.category]}
      - {name: mild, purpose: ads, fields: [properties.product_id]}
      - {name: named, purpose: own, fields: [userId, {path: context.traits.email, hash: sha256}]}
  mail:
    topic: mail
    takes: [outreach]
    layers: [{name: general, fields: [event, userId]}]
`

// endless is the same without an end by itself.
var endless = strings.Replace(forgetting, "  duration: {max: 7d, rest: 30d}\n", "", 1)

// retracts tells of them: when, which, what became of it and why.
func retracts(decisions []chain.Decision) string {
	var b strings.Builder
	for _, d := range decisions {
		if d.Role == state.Retract {
			fmt.Fprintln(&b, strings.TrimSuffix(d.At.String(), ":00Z")[5:], d.ID[:len("retract-")+4], d.Destination, d.Verdict, d.Reason)
		}
	}
	return strings.TrimSpace(b.String())
}

// begun is a person to whom an outreach on shoes was forwarded.
const begun = `1/10:00 consent c1 ads=true own_ads=true
1/10:01 view v1 topic=shoes
1/10:02 ad a1 topic=shoes item=1 context.traits.email=a@b.nl
`

func lines(t *testing.T, text string) [][]byte {
	t.Helper()
	return encoded(t, strings.Split(strings.TrimSpace(text), "\n"))
}

// TestWhatEndsARetargeting: each cause has its reason and its moment, and none
// sends a second one.
func TestWhatEndsARetargeting(t *testing.T) {
	const first = "retract-f0be meta forward "
	for _, c := range []struct{ name, policy, after, want string }{
		{"its time", forgetting, "", "06-08T10:01 " + first + "retract.ended"},
		{"its time, on the dot and not before", forgetting, "8/10:00 view v2 topic=hats", "06-08T10:01 " + first + "retract.ended"},
		{"a conversion on it", forgetting, "2/09:00 buy b1 topic=shoes", "06-02T09:00 " + first + "retract.conversion"},
		{"a conversion that denies", forgetting, "2/09:00 buy b1 topic=shoes ads=false", "06-02T09:00 " + first + "retract.withdrawn"},
		{"a conversion on something else", forgetting, "2/09:00 buy b1 topic=hats", "06-08T10:01 " + first + "retract.ended"},
		{"a conversion that came before", forgetting, "2/09:00 buy v1 topic=shoes", "06-08T10:01 " + first + "retract.ended"},
		{"a conversion that leaves nowhere", forgetting, "2/09:00 buy b1 topic=shoes gpc=true", "06-02T09:00 " + first + "retract.conversion"},
		{"two conversions", forgetting, "2/09:00 buy b1 topic=shoes\n2/09:01 buy b2 topic=shoes", "06-02T09:00 " + first + "retract.conversion"},
		{"a withdrawal of what is needed", forgetting, "2/09:00 consent c2 ads=false", "06-02T09:00 " + first + "retract.withdrawn"},
		{"a withdrawal of more than is needed", forgetting, "2/09:00 consent c2 own_ads=false", "06-08T10:01 " + first + "retract.ended"},
		{"a withdrawal in another event", forgetting, "2/09:00 view v2 topic=hats ads=false", "06-02T09:00 " + first + "retract.withdrawn"},
		{"a consent that cannot be read", forgetting, "2/09:00 view v2 topic=hats ads=7", "06-02T09:00 " + first + "retract.withdrawn"},
		{"a browser that asks for privacy", forgetting, "2/09:00 view v2 topic=hats gpc=true own_ads=false", "06-08T10:01 " + first + "retract.ended"},
		{"an opt-out", forgetting, "2/09:00 out o1", "06-02T09:00 " + first + "retract.opt_out"},
		{"an opt-out before an opt-in", forgetting, "2/09:00 in i1\n2/09:01 out o1 own=1/10:30", "06-08T10:01 " + first + "retract.ended"},
		{"an erasure", forgetting, "2/09:00 erase e1", "06-02T09:00 " + first + "retract.erased"},
		{"an opt-out, then an erasure", forgetting, "2/09:00 out o1\n2/09:01 erase e1", "06-02T09:00 " + first + "retract.opt_out"},
		{"nothing, where it has no end", endless, "30/09:00 view v2 topic=shoes", ""},
		{"a conversion where it has no end", endless, "9/09:00 buy b1 topic=shoes", "06-09T09:00 " + first + "retract.conversion"},
		{"an old consent is no withdrawal", endless, "29/09:00 view v2 topic=shoes own_ads=false\n29/09:01 buy b1 topic=shoes", "06-29T09:01 " + first + "retract.conversion"},
		{"a person who is somebody else", forgetting, "2/09:00 buy b1 topic=shoes user=u2\n2/09:00 erase e1 user=u2", "06-08T10:01 " + first + "retract.ended"},
		{"by subject, a conversion on another topic", strings.Replace(forgetting, "rest: 30d", "rest: 30d, by: subject", 1), "2/09:00 buy b1 topic=hats", "06-02T09:00 " + first + "retract.conversion"},
		{"a refusal too far ahead", forgetting, "2/09:00 out o1 own=3/09:00", "06-02T09:00 " + first + "retract.opt_out"},
	} {
		h := replayed(t, lines(t, begun+c.after), replay.Dated{Program: compile(t, c.policy)})
		if diff := cmp.Diff(c.want, retracts(h.decisions)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestWhatARetractSays: the identifiers and the topic as they left, and a name,
// an id and a time of its own.
func TestWhatARetractSays(t *testing.T) {
	for _, c := range []struct{ name, before, want string }{
		{"all", begun, `{"context":{"traits":{"email":"f72dd423324a1ef197379bfb0d4105d2cef7586b1027f894b23fe3d26a87a1ff"}},"properties":{"category":"shoes"},"userId":"u1",` +
			`"event":"Retargeting Ended","messageId":"ID","timestamp":"2026-06-08T10:01:00Z","type":"track"}`},
		{"what was not agreed to stays", strings.Replace(begun, " own_ads=true", "", 1),
			`{"properties":{"category":"shoes"},"event":"Retargeting Ended","messageId":"ID","timestamp":"2026-06-08T10:01:00Z","type":"track"}`},
	} {
		h := replayed(t, lines(t, c.before), replay.Dated{Program: compile(t, forgetting)})
		last := h.decisions[len(h.decisions)-1]
		want := "2026-06-08T10:01:00Z meta " + strings.Replace(c.want, "ID", last.ID, 1)
		if diff := cmp.Diff(want, h.outputs[len(h.outputs)-1]); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if last.Role != state.Retract || last.Guard != "retract" || !last.Known || last.Due != last.At || last.Topic != "" || last.Edits != nil {
			t.Errorf("%s: %+v", c.name, last)
		}
	}
}

// TestALaterOutreachTakesOver: one retract, of the last outreach and what left
// with it, at the end of the stretch that it belongs to.
func TestALaterOutreachTakesOver(t *testing.T) {
	p := compile(t, forgetting)
	h := replayed(t, lines(t, begun+"3/10:00 ad a2 topic=shoes own_ads=false\n3/10:01 ad a3 topic=shoes gpc=true"), replay.Dated{Program: p})
	if got := retracts(h.decisions); got != "06-08T10:01 retract-0c59 meta forward retract.ended" {
		t.Error(got)
	}
	if last := h.outputs[len(h.outputs)-1]; strings.Contains(last, "u1") || !strings.Contains(last, "shoes") {
		t.Errorf("it says what left with another: %s", last)
	}
	h = replayed(t, lines(t, begun+"2/09:00 buy b1 topic=shoes\n40/10:00 consent c2 ads=true\n40/10:01 view v2 topic=shoes\n40/10:02 ad a2 topic=shoes"), replay.Dated{Program: p})
	if got := retracts(h.decisions); got != "06-02T09:00 retract-f0be meta forward retract.conversion\n07-17T10:01 retract-0c59 meta forward retract.ended" {
		t.Error("a new retargeting:", got)
	}
	h = replayed(t, lines(t, begun+"1/10:03 view v2 topic=hats\n1/10:04 ad a2 topic=hats\n2/10:00 buy b1 topic=hats"), replay.Dated{Program: p})
	if got := retracts(h.decisions); got != "06-02T10:00 retract-0c59 meta forward retract.conversion\n06-08T10:01 retract-f0be meta forward retract.ended" {
		t.Error("another topic:", got)
	}
}

// TestWhatBeginsNone: what was not forwarded, and what is no outreach.
func TestWhatBeginsNone(t *testing.T) {
	p := compile(t, forgetting)
	for _, text := range []string{
		"1/10:00 consent c1 ads=true\n1/10:01 view v1 topic=shoes\n1/10:02 order s1 topic=shoes\n2/10:00 out o1",
		"1/10:00 consent c1 ads=true\n1/10:01 ad a1 topic=shoes\n2/10:00 out o1",
		begun[:len(begun)-1] + " gpc=true\n2/10:00 out o1",
		"1/09:00 halt meta drop\n" + begun + "2/10:00 resume meta",
	} {
		if got := retracts(replayed(t, lines(t, text), replay.Dated{Program: p}).decisions); got != "" {
			t.Errorf("%s\n%s", text, got)
		}
	}
}

// TestHaltedRetractsWait, whichever way their destination is halted, whatever
// ended it, and leave once when it is resumed; for the reason that came first.
func TestHaltedRetractsWait(t *testing.T) {
	const wait, leave = "retract-f0be meta hold halt", "retract-f0be meta forward retract."
	for _, c := range []struct{ name, after, want string }{
		{"its time", "2/00:00 halt meta ACTION\n9/00:00 resume meta", "06-08T10:01 " + wait + "\n06-09T00:00 " + leave + "ended"},
		{"all is halted", "2/00:00 halt * ACTION\n9/00:00 resume *", "06-08T10:01 " + wait + "\n06-09T00:00 " + leave + "ended"},
		{"an opt-out", "2/00:00 halt meta ACTION\n3/00:00 out o1\n4/00:00 resume meta", "06-03T00:00 " + wait + "\n06-04T00:00 " + leave + "opt_out"},
		{"an erasure", "2/00:00 halt meta ACTION\n3/00:00 erase o1\n4/00:00 resume meta", "06-03T00:00 " + wait + "\n06-04T00:00 " + leave + "erased"},
		{"a second cause", "2/00:00 halt meta ACTION\n3/00:00 buy b1 topic=shoes\n3/00:01 out o1\n3/00:02 erase e1\n4/00:00 resume meta", "06-03T00:00 " + wait + "\n06-04T00:00 " + leave + "conversion"},
		{"another destination is resumed", "2/00:00 halt * ACTION\n3/00:00 out o1\n4/00:00 resume mail\n5/00:00 resume meta", "06-03T00:00 " + wait + "\n06-05T00:00 " + leave + "opt_out"},
		{"halted in another way", "2/00:00 halt meta ACTION\n3/00:00 out o1\n4/00:00 halt meta drop\n5/00:00 halt meta hold\n6/00:00 resume meta", "06-03T00:00 " + wait + "\n06-06T00:00 " + leave + "opt_out"},
		{"never resumed", "2/00:00 halt meta ACTION", "06-08T10:01 " + wait + "\n06-08T10:01 retract-f0be meta drop halt"},
		{"resumed before", "2/00:00 halt meta ACTION\n3/00:00 resume meta", "06-08T10:01 " + leave + "ended"},
	} {
		for _, action := range []string{"drop", "hold"} {
			text := begun + strings.ReplaceAll(c.after, "ACTION", action)
			h := replayed(t, lines(t, text), replay.Dated{Program: compile(t, forgetting)})
			if diff := cmp.Diff(c.want, retracts(h.decisions)); diff != "" {
				t.Errorf("%s, %s: %s", c.name, action, diff)
			}
		}
	}
}

// TestWhatIsOwedGoesFirst: an outreach that comes before a retract was reached
// does not take its place, and leaves after it.
func TestWhatIsOwedGoesFirst(t *testing.T) {
	p := compile(t, endless)
	person := &chain.Person{Subject: state.Subject{7}}
	halts := guard.NoHalts()
	arrive := func(line string, now instant.Time) chain.Step {
		a := chain.Read(p, guardtest.Line(t, line), now)
		a.Seq = uint64(now)
		return chain.Arrive(p, person, halts, &a, now)
	}
	arrive("1/10:00 consent c1 ads=true", clock(t, "10:00:00"))
	arrive("1/10:01 ad a1 topic=shoes", clock(t, "10:01:00"))
	halts = halts.With("meta", guard.HaltDrop)
	arrive("1/10:02 buy b1 topic=shoes", clock(t, "10:02:00"))
	halts = guard.NoHalts()
	if len(person.Held) != 1 || person.Held[0].Ended != chain.RetractConverted || person.Row.Held != 1 {
		t.Fatalf("%+v", person.Held)
	}
	step := arrive("1/10:03 ad a2 topic=shoes", clock(t, "10:03:00"))
	if got := retracts(step.Decisions); got != "06-01T10:03 retract-f0be meta forward retract.conversion" || len(step.Outputs) != 3 || !strings.Contains(string(step.Outputs[0].Event), "Retargeting Ended") {
		t.Errorf("%s; %d leave", got, len(step.Outputs))
	}
	if len(person.Held) != 1 || person.Held[0].Ended != "" || person.Held[0].Due != instant.Open || person.Row.Held != 1 {
		t.Errorf("%+v", person.Held)
	}
}

// TestAPolicyWithoutTheRetract drops it when it would leave.
func TestAPolicyWithoutTheRetract(t *testing.T) {
	at, _ := instant.Parse("2026-06-02T00:00:00Z")
	const gone = "retract-f0be meta drop policy.gone"
	silent := strings.Replace(forgetting, "    retract: \"Retargeting Ended\"\n", "", 1)
	for _, c := range []struct{ name, policy, after, want string }{
		{"no name any more", silent, "", "06-08T10:01 " + gone},
		{"at a conversion", silent, "3/00:00 buy b1 topic=shoes", "06-03T00:00 " + gone},
		{"though halted", silent, "1/12:00 halt meta hold\n9/00:00 resume meta", "06-08T10:01 " + gone},
		{"no such destination", strings.Replace(forgetting, "  meta:", "  other:", 1), "", "06-08T10:01 " + gone},
		{"no such destination, and a denial", strings.Replace(forgetting, "  meta:", "  other:", 1), "3/00:00 erase e1", "06-03T00:00 " + gone},
		{"another end", strings.Replace(forgetting, "max: 7d", "max: 9d", 1), "", "06-08T10:01 retract-f0be meta forward retract.ended"},
		{"another name", strings.Replace(forgetting, "Retargeting Ended", "Forget", 1), "", "06-08T10:01 retract-f0be meta forward retract.ended"},
	} {
		h := replayed(t, lines(t, begun+c.after), replay.Dated{Program: compile(t, forgetting)}, replay.Dated{At: at, Program: compile(t, c.policy)})
		if diff := cmp.Diff(c.want, retracts(h.decisions)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if named := strings.Contains(h.outputs[len(h.outputs)-1], `"event":"Forget"`); named != (c.name == "another name") {
			t.Errorf("%s: %s", c.name, h.outputs[len(h.outputs)-1])
		}
	}
}

// TestARetractCountsForNothing: what is decided of all else is the same without.
func TestARetractCountsForNothing(t *testing.T) {
	with := strings.Replace(forgetting, "guards:\n", "guards:\n  frequency: [{max: 2, per: 30d}, {max: 3, per: 30d, by: subject, applies_to: [service]}]\n", 1)
	text := begun + "2/09:00 buy b1 topic=shoes\n2/09:01 view v2 topic=hats\n2/09:02 ad a2 topic=hats\n2/09:03 order s1\n2/09:04 ad a3 topic=hats"
	others := func(policy string) (list []string) {
		for _, d := range replayed(t, lines(t, text), replay.Dated{Program: compile(t, policy)}).decisions {
			if d.Role != state.Retract {
				list = append(list, d.ID+" "+d.Destination+" "+d.Verdict.String()+" "+d.Reason)
			}
		}
		return list
	}
	if diff := cmp.Diff(others(strings.Replace(with, "    retract: \"Retargeting Ended\"\n", "", 1)), others(with)); diff != "" {
		t.Error(diff)
	}
}

// TestARetractThatCannotBeJudged is kept under its own id.
func TestARetractThatCannotBeJudged(t *testing.T) {
	p := compile(t, forgetting)
	person := forwarded(t, p)
	step := chain.Broken(p, person, guard.NoHalts(), person.Held[0].Seq, "intake.size", clock(t, "11:00:00"))
	if got := retracts(step.Decisions); got != "06-01T11:00 retract-f0be meta quarantine intake.size" || len(person.Held) != 0 || person.Row.Held != 0 {
		t.Errorf("%s; %d wait", got, len(person.Held))
	}
}

// forwarded is a person to whom an outreach was forwarded.
func forwarded(t *testing.T, p *policy.Program) *chain.Person {
	t.Helper()
	person := &chain.Person{Subject: state.Subject{7}}
	for i, line := range lines(t, begun) {
		now := clock(t, "10:00:00").Add(instant.Span(i) * instant.Minute)
		a := chain.Read(p, line, now)
		a.Seq, a.Source = uint64(i)*chain.SeqStep, "in/0/7"
		chain.Arrive(p, person, guard.NoHalts(), &a, now)
	}
	if len(person.Held) != 1 || person.Row.Held != 1 {
		t.Fatalf("%d events wait, and the row says %d", len(person.Held), person.Row.Held)
	}
	return person
}

// TestOnlySoManyRetractsWait: the oldest makes room, once.
func TestOnlySoManyRetractsWait(t *testing.T) {
	p := compile(t, endless)
	person := &chain.Person{Subject: state.Subject{7}}
	var got string
	for i := range chain.RetractsMax + 1 {
		now := clock(t, "10:00:00").Add(instant.Span(i) * instant.Second)
		a := chain.Read(p, guardtest.Line(t, fmt.Sprintf("1/10:00 ad a%d topic=t%d ads=true", i+1, i)), now)
		a.Seq = uint64(i) * chain.SeqStep
		step := chain.Arrive(p, person, guard.NoHalts(), &a, now)
		got += retracts(step.Decisions)
	}
	if want := "06-01T10:08:20Z retract-f0be meta forward retract.ended"; got != want || len(person.Held) != chain.RetractsMax {
		t.Errorf("%s; %d wait", got, len(person.Held))
	}
}

// TestErasureKeepsNoRetract: it leaves before the row is erased, and belongs to
// the record of its outreach.
func TestErasureKeepsNoRetract(t *testing.T) {
	p := compile(t, forgetting)
	person, now := forwarded(t, p), clock(t, "11:00:00")
	a := chain.Read(p, guardtest.Line(t, "1/11:00 erase e1"), now)
	a.Source = "in/0/9"
	step := chain.Arrive(p, person, guard.NoHalts(), &a, now)
	if len(step.Decisions) != 2 || step.Decisions[1].Source != "in/0/7" || len(step.Outputs) != 1 || step.Outputs[0].Decision != 1 {
		t.Errorf("%+v", step)
	}
	if !person.Row.Bare() || len(person.Held) != 0 {
		t.Errorf("%+v, %d wait", person.Row, len(person.Held))
	}
}
