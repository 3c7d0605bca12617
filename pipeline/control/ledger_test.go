package control_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"maat/pipeline/control"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
)

// court is a ledger, its people and a clock.
type court struct {
	t      *testing.T
	ledger *control.Ledger
	keys   map[string]control.Key
	now    instant.Time
}

func newKey(t *testing.T, n byte) control.Key {
	t.Helper()
	k, err := control.NewKey(bytes.Repeat([]byte{n}, control.SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// start is when the court opens; gone is when gus was revoked.
const start, gone = "2026-11-24T12:00:00Z", "2026-11-24T13:00:00Z"

func at(text string) instant.Time {
	t, ok := instant.Parse(text)
	if !ok {
		panic(text)
	}
	return t
}

func newCourt(t *testing.T) *court {
	t.Helper()
	c := &court{t: t, keys: map[string]control.Key{}, now: at(start)}
	file := ""
	for i, line := range []string{
		"anna roles: [editor]", "bob roles: [approver]", "carl roles: [approver, editor]", "olga roles: [operator]", "otto roles: [operator, editor, approver]",
		"vera roles: [viewer]", "paul roles: [privacy_officer]", "gus roles: [operator], revoked: " + gone, "api roles: [], on_behalf: true",
		"ida roles: [{role: operator, until: " + gone + "}]",
	} {
		name, rest, _ := strings.Cut(line, " ")
		c.keys[name] = newKey(t, byte(i+1))
		file += fmt.Sprintf("- {name: %s, keys: [%q], %s}\n", name, c.keys[name].Public(), rest)
	}
	p, err := control.ParsePrincipals("principals.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	c.ledger = control.NewLedger("webshop", p)
	return c
}

// line signs an entry on the head.
func (c *court) line(e control.Entry) []byte {
	c.t.Helper()
	head := c.ledger.Head()
	if e.Seq == 0 {
		e.Seq, e.Prev = head.Seq+1, head.Hash
	}
	if e.Time == 0 {
		e.Time = c.now
	}
	signer := e.By
	if e.Via != "" {
		signer = e.Via
	}
	line, err := e.Sign(c.keys[signer])
	if err != nil {
		c.t.Fatal(err)
	}
	return line
}

// want takes an entry a second later and wants it refused for a reason; 0: not.
func (c *court) want(reason control.Reason, e control.Entry) control.Taken {
	c.t.Helper()
	c.now = c.now.Add(instant.Second)
	before := c.ledger.Head()
	_, foreseen := c.ledger.Next(e, c.now)
	taken, err := c.ledger.Take(c.line(e), c.now)
	if got := control.RefusedFor(err); got != reason || reason == 0 && err != nil {
		c.t.Errorf("%s by %s: refused for %v, want %v", e.Act, e.By, got, reason)
	}
	if got := control.RefusedFor(foreseen); got != reason {
		c.t.Errorf("%s by %s: foreseen as %v, want %v", e.Act, e.By, got, reason)
	}
	if reason != 0 && c.ledger.Head() != before {
		c.t.Errorf("%s by %s was refused, and is in the chain", e.Act, e.By)
	}
	return taken
}

func (c *court) do(e control.Entry) control.Taken { c.t.Helper(); return c.want(0, e) }

var answers = &control.Answers{Relevant: "yes", Clear: "it is", Like: "I would"}

func (c *court) propose(by, text string) control.Taken {
	c.t.Helper()
	return c.do(control.Entry{Act: control.Propose, By: by, Policy: text, File: "policy.yaml", Answers: answers})
}

func about(act control.Act, by string, p control.Taken) control.Entry {
	e := control.Entry{Act: act, By: by, Proposal: p.Seq, Digest: p.Hash}
	if act == control.Reject || act == control.Rollback {
		e.Reason = "so"
	}
	return e
}

func (c *court) inForce(want string) {
	c.t.Helper()
	got := ""
	if a, ok := c.ledger.InForce(c.now); ok {
		got = a.Proposal.Policy
	}
	if got != want {
		c.t.Errorf("in force is %q, want %q", got, want)
	}
}

func TestFourEyes(t *testing.T) {
	c := newCourt(t)
	one := c.propose("carl", "one")
	c.want(control.NotApproved, about(control.Activate, "carl", one))
	c.want(control.OwnProposal, about(control.Approve, "carl", one))
	c.want(control.WrongRole, about(control.Approve, "anna", one))
	other := about(control.Approve, "bob", one)
	other.Digest[0]++
	c.want(control.OtherDigest, other)
	c.want(control.NoProposal, control.Entry{Act: control.Approve, By: "bob", Proposal: 9, Digest: one.Hash})
	c.do(about(control.Approve, "bob", one))
	c.want(control.ApprovedAlready, about(control.Approve, "bob", one))
	c.inForce("")
	c.do(about(control.Activate, "olga", one))
	c.inForce("one")
	c.want(control.InForce, about(control.Activate, "olga", one))
	c.want(control.InForce, about(control.Approve, "bob", one))
	c.want(control.InForce, about(control.Reject, "bob", one))
	c.want(control.Unanswered, control.Entry{Act: control.Propose, By: "anna", Policy: "x", File: "f", Answers: &control.Answers{Relevant: "yes"}})
	c.want(control.Unanswered, control.Entry{Act: control.Propose, By: "anna", Policy: "x", File: "f"})
}

func TestAnEditVoidsTheApproval(t *testing.T) {
	c := newCourt(t)
	one := c.propose("anna", "one")
	c.do(about(control.Approve, "bob", one))
	later := about(control.Activate, "anna", one)
	later.From = c.now.Add(instant.Hour)
	c.do(later)
	edit := c.do(control.Entry{Act: control.Propose, By: "anna", Policy: "two", File: "policy.yaml", Answers: answers, Replaces: one.Seq})
	c.want(control.Closed, about(control.Activate, "olga", one))
	c.want(control.Closed, about(control.Approve, "bob", one))
	c.want(control.NotApproved, about(control.Activate, "olga", edit))
	c.want(control.Closed, control.Entry{Act: control.Propose, By: "anna", Policy: "three", File: "policy.yaml", Answers: answers, Replaces: one.Seq})
	c.now = c.now.Add(instant.Day)
	c.inForce("") // what was to come was called off
	p, _ := c.ledger.Proposal(one.Seq)
	if s := c.ledger.Status(p, c.now); s != control.WasReplaced {
		t.Error(s)
	}
}

func TestActivationAtATimeAndRejection(t *testing.T) {
	c := newCourt(t)
	one, two, three := c.propose("anna", "one"), c.propose("anna", "two"), c.propose("anna", "three")
	for _, p := range []control.Taken{one, two, three} {
		c.do(about(control.Approve, "bob", p))
	}
	c.do(about(control.Activate, "bob", one))
	for i, p := range []control.Taken{two, three} {
		e := about(control.Activate, "anna", p)
		e.From = c.now.Add(instant.Hour * instant.Span(i+1))
		c.do(e)
	}
	c.inForce("one")
	c.do(about(control.Reject, "carl", three))
	c.want(control.Closed, about(control.Approve, "bob", three))
	from := at(start).Add(instant.Hour)
	for c.now < from {
		c.now = c.now.Add(instant.Minute)
	}
	c.inForce("two")
	c.now = c.now.Add(instant.Day)
	c.inForce("two")
}

func TestRollbackTakesTwo(t *testing.T) {
	c := newCourt(t)
	one, two, three := c.propose("anna", "one"), c.propose("anna", "two"), c.propose("anna", "three")
	for _, p := range []control.Taken{one, two} {
		c.do(about(control.Approve, "bob", p))
		c.do(about(control.Activate, "olga", p))
	}
	c.do(about(control.Approve, "bob", three))
	soon := about(control.Activate, "olga", three)
	soon.From = c.now.Add(instant.Hour)
	c.do(soon)
	c.inForce("two")
	c.want(control.NotApproved, about(control.Rollback, "olga", one)) // the approval of then is used
	c.do(about(control.Approve, "otto", one))
	c.want(control.WasInForce, about(control.Activate, "olga", one))
	c.want(control.SamePerson, about(control.Rollback, "otto", one))
	c.want(control.WrongRole, about(control.Rollback, "anna", one))
	c.want(control.InForce, about(control.Rollback, "olga", two))
	c.want(control.NeverInForce, about(control.Rollback, "olga", three))
	c.do(about(control.Rollback, "olga", one))
	c.inForce("one")
	c.now = c.now.Add(instant.Day)
	c.inForce("one") // what was to come was called off
	c.do(about(control.Reject, "bob", two))
	c.want(control.Closed, about(control.Approve, "carl", two)) // nobody goes back there any more
}

func TestHaltNeedsOneOperatorAlone(t *testing.T) {
	c := newCourt(t)
	halt := control.Entry{Act: control.Halt, Destination: guard.All, Action: "drop"}
	for _, by := range []string{"anna", "bob", "vera", "paul"} {
		halt.By = by
		c.want(control.WrongRole, halt)
	}
	halt.By = "olga"
	c.do(halt)
	if c.ledger.Halts().For("meta") != guard.HaltDrop {
		t.Error("not halted")
	}
	c.want(control.WrongRole, control.Entry{Act: control.Resume, By: "bob", Destination: guard.All})
	c.do(control.Entry{Act: control.Resume, By: "otto", Destination: "meta"})
	c.do(control.Entry{Act: control.Halt, By: "olga", Destination: "mail", Action: "hold"})
	if h := c.ledger.Halts(); h.For("meta") != guard.Running || h.For("mail") != guard.HaltHold || h.For("x") != guard.HaltDrop {
		t.Errorf("%+v", h)
	}
}

func TestShadowWidensAndTakesTwo(t *testing.T) {
	c := newCourt(t)
	asked := c.do(control.Entry{Act: control.Propose, By: "olga", Shadow: "on", Reason: "to try it"})
	on := about(control.Shadow, "olga", asked)
	on.Shadow = "on"
	c.want(control.NotApproved, on)
	c.do(about(control.Approve, "bob", asked))
	c.want(control.NotShadow, about(control.Activate, "olga", asked))
	c.do(on)
	if !c.ledger.Halts().Dark(false) {
		t.Error("not in shadow")
	}
	c.do(control.Entry{Act: control.Shadow, By: "olga", Shadow: "off"})
	if c.ledger.Halts().Dark(true) {
		t.Error("still in shadow")
	}
	c.want(control.Closed, on) // nor does one person switch it on again
	c.want(control.Closed, about(control.Approve, "bob", asked))
	c.want(control.WrongRole, control.Entry{Act: control.Propose, By: "olga", Policy: "x", File: "f", Answers: answers})
}

// What nobody signed, or not now, or not here.
func TestWhatCannotBeTrusted(t *testing.T) {
	halt := func(by string) control.Entry {
		return control.Entry{Act: control.Halt, By: by, Destination: "meta", Action: "drop"}
	}
	c := newCourt(t)
	genuine := c.line(halt("olga"))
	forged := bytes.Replace(genuine, []byte("meta"), []byte("mail"), 1)
	stranger := control.Entry{Act: control.Halt, By: "olga", Destination: "meta", Action: "drop", Seq: 1, Prev: c.ledger.Head().Hash, Time: c.now}
	unknown, err := stranger.Sign(newKey(t, 99))
	if err != nil {
		t.Fatal(err)
	}
	late := halt("olga")
	late.Time = c.now.Add(-control.ClockMax - 1)
	early := halt("olga")
	early.Time = c.now.Add(control.ClockMax + 1)
	foreign := halt("olga")
	foreign.Seq, foreign.Prev = 1, control.Genesis("another")
	second := halt("olga")
	second.Seq, second.Prev = 2, c.ledger.Head().Hash
	behalf := halt("olga")
	behalf.Via = "bob"
	nobody := halt("nobody")
	c.keys["nobody"] = newKey(t, 98)
	big := append(bytes.Clone(genuine), bytes.Repeat([]byte(" "), control.LineMax)...)
	for _, x := range []struct {
		want control.Reason
		line []byte
		at   instant.Time
	}{
		{control.Unreadable, []byte("rubbish"), c.now},
		{control.Unreadable, []byte(`{"maat":{"halt":"*"},"time":"2026-11-24T12:00:00Z"}`), c.now},
		{control.Unreadable, append([]byte(" "), genuine...), c.now},
		{control.Unreadable, bytes.Replace(genuine, []byte(`{`), []byte(`{"x":1,`), 1), c.now},
		{control.Unreadable, bytes.Replace(genuine, []byte(`"halt"`), []byte(`"explode"`), 1), c.now},
		{control.Oversized, big, c.now},
		{control.BadSignature, forged, c.now},
		{control.UnknownKey, unknown, c.now},
		{control.UnknownPrincipal, c.line(nobody), c.now},
		{control.ClockOff, c.line(late), c.now},
		{control.ClockOff, c.line(early), c.now},
		{control.Stale, c.line(foreign), c.now},
		{control.Stale, c.line(second), c.now},
		{control.NotOnBehalf, c.line(behalf), c.now},
		{control.WrongRole, c.line(halt("ida")), at(gone)},
		{control.Revoked, c.line(halt("gus")), at(gone)},
	} {
		if x.at == at(gone) { // when it was signed too
			c.now = at(gone)
			by := map[control.Reason]string{control.WrongRole: "ida", control.Revoked: "gus"}[x.want]
			x.line = c.line(halt(by))
			c.now = at(start)
		}
		if _, err := c.ledger.Take(x.line, x.at); control.RefusedFor(err) != x.want {
			t.Errorf("want %v: %v", x.want, err)
		} else if err.Error() == "" || strings.Contains(err.Error(), "invalid") {
			t.Errorf("%v is not told in words: %v", x.want, err)
		}
	}
	if c.ledger.Head().Seq != 0 || !c.ledger.Halts().Running() {
		t.Fatal("something had an effect")
	}
	if _, err := c.ledger.Take(genuine, c.now); err != nil {
		t.Error(err)
	}
	if _, err := c.ledger.Take(genuine, c.now); control.RefusedFor(err) != control.Replayed {
		t.Errorf("%v", err)
	}
	none := control.NewLedger("webshop", nil)
	if _, err := none.Take(genuine, c.now); control.RefusedFor(err) != control.Unconfigured {
		t.Errorf("%v", err)
	}
}

// What somebody did in time stays done when they are revoked.
func TestRevocationIsNotRetroactive(t *testing.T) {
	c := newCourt(t)
	c.do(control.Entry{Act: control.Halt, By: "gus", Destination: "meta", Action: "drop"})
	c.do(control.Entry{Act: control.Halt, By: "ida", Destination: "mail", Action: "drop"})
	c.now = at(gone)
	c.want(control.Revoked, control.Entry{Act: control.Resume, By: "gus", Destination: "meta"})
	c.do(control.Entry{Act: control.Halt, By: "olga", Via: "api", Destination: "app", Action: "drop"})
	c.want(control.Revoked, control.Entry{Act: control.Resume, By: "gus", Via: "api", Destination: "meta"})
	if h := c.ledger.Halts(); h.For("meta") != guard.HaltDrop || h.For("mail") != guard.HaltDrop || h.For("app") != guard.HaltDrop {
		t.Errorf("%+v", h)
	}
}

// Of two who act on one head the first counts, and the other's entry never does.
func TestTwoAtOnce(t *testing.T) {
	c := newCourt(t)
	one := c.propose("anna", "one")
	bobs, carls := c.line(about(control.Approve, "bob", one)), c.line(about(control.Reject, "carl", one))
	if _, err := c.ledger.Take(bobs, c.now); err != nil {
		t.Fatal(err)
	}
	if _, err := c.ledger.Take(carls, c.now); !control.IsStale(err) {
		t.Errorf("%v", err)
	}
	c.do(about(control.Activate, "anna", one))
	c.inForce("one")
}

// The same lines give the same ledger, a clone goes its own way, and the chain
// knows where it has been.
func TestTheChain(t *testing.T) {
	c := newCourt(t)
	one := c.propose("anna", "one")
	c.do(about(control.Approve, "bob", one))
	before := c.ledger.Clone()
	c.do(about(control.Activate, "olga", one))
	if _, ok := before.InForce(c.now); ok || before.Head().Seq != 2 {
		t.Error("a clone changed with its original")
	}
	if p, _ := before.Proposal(one.Seq); before.Status(p, c.now) != control.Approved {
		t.Error("an approval was used in a clone")
	}
	head := before.Head()
	if !c.ledger.Contains(head.Seq, head.Hash) || before.Contains(c.ledger.Head().Seq, c.ledger.Head().Hash) || c.ledger.Contains(head.Seq, control.Hash{}) || !c.ledger.Contains(0, control.Hash{}) {
		t.Error("the chain does not know where it has been")
	}
	again := control.NewLedger("webshop", c.ledger.Principals())
	for _, e := range c.ledger.Entries() {
		line, err := e.Sign(c.keys[e.By])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := again.Take(line, e.At); err != nil {
			t.Error(err)
		}
	}
	if again.Head() != c.ledger.Head() {
		t.Error("the same lines gave another head")
	}
	all := control.Reasons()
	if slices.ContainsFunc(all, func(r control.Reason) bool { return r.String() == "" || r.String() == "invalid" }) {
		t.Error("a reason has no name")
	}
}
