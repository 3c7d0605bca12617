package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"maat/guards"
	"maat/guards/guardtest"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// told is a cluster in which a test says when a partition judges, and how many
// records.
func told(t *testing.T, program *policy.Program, test func(c *cluster)) {
	t.Helper()
	done := false
	rapid.Check(t, func(rt *rapid.T) {
		if !done { // nothing is drawn: once is enough
			test(newCluster(rt, program, 3))
			done = true
		}
	})
}

// comes writes lines to the intake at the moment at which the first was received.
func (c *cluster) comes(t *testing.T, lines ...string) {
	t.Helper()
	for i, line := range lines {
		raw := guardtest.Line(t, line)
		if at, _ := c.program.Moment(raw); i == 0 {
			c.clock = max(c.clock, at)
		}
		c.list = append(c.list, line)
		c.arrives(raw)
	}
}

// at is the partition of somebody.
func (c *cluster) at(id string) int { return c.home(c.people.Of(id)) }

// left says that an event was forwarded.
func (c *cluster) left(id string) bool {
	return slices.ContainsFunc(c.told, func(d string) bool {
		return strings.Contains(d, `"id":"`+id+`"`) && strings.Contains(d, `"verdict":"forward"`)
	})
}

const linkingYes, linkingNo = " context.consent.categoryPreferences.linking=true", " context.consent.categoryPreferences.linking=false"

// An event that waits for a history when its person is erased was not decided
// before, and is not decided after: nothing of it leaves or stays.
func TestErasureReachesWhatWaitsForAHistory(t *testing.T) {
	told(t, compiled(t), func(c *cluster) {
		c.comes(t, "1/10:00 view e1 anonymous=d1 ads=true"+linkingYes)
		c.round(c.at("u1"), 1)
		c.comes(t, "1/10:00 ad e2", "1/10:00 erase x1")
		c.comes(t, "1/10:01 view e3 ads=true")
		c.round(c.at("u1"), 3)
		c.settle()
		if c.left("e1") || c.left("e2") {
			t.Errorf("what waited left after the erasure\n%s", strings.Join(c.told, "\n"))
		}
		if !c.left("e3") {
			t.Errorf("what came after the erasure did not leave\n%s", strings.Join(c.told, "\n"))
		}
		if row := c.row(c.t, c.people.Of("u1")); len(row.Links) > 0 || len(row.Forwards)+len(row.Acts) > 1 || len(row.Arrivals) != 1 {
			t.Errorf("of before the erasure stays %+v", row)
		}
	})
}

// Whatever is on its way when a person is erased: nothing of before stays with
// them.
func TestErasureLeavesNothing(t *testing.T) {
	program := compiled(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := newCluster(rt, program, 3)
		for _, line := range events(rt) {
			line = strings.NewReplacer("user=u2", "user=u1", "user=d1", "user=u1", "anonymous=u1", "anonymous=d1", " out ", " view ").Replace(line)
			c.comes(t, line)
			for range rapid.IntRange(0, 4).Draw(rt, "rounds") {
				c.round(rapid.IntRange(0, 2).Draw(rt, "partition"), rapid.IntRange(1, 3).Draw(rt, "records"))
			}
		}
		c.comes(t, "9/10:00 erase last")
		c.settle()
		if row := c.row(rt, c.people.Of("u1")); len(row.Links)+len(row.Forwards)+len(row.Acts)+len(row.Arrivals)+len(row.Consents)+int(row.Held) > 0 {
			rt.Fatalf("of before the erasure stays %+v\n%s", row, strings.Join(c.list, "\n"))
		}
	})
}

// A denial is heard when it comes, also in an event that waits.
func TestDenialIsHeardWhileItsEventWaits(t *testing.T) {
	told(t, compiled(t), func(c *cluster) {
		c.comes(t, "1/10:00 view e1 topic=shoes ads=true", "1/10:00 ad e2 topic=shoes")
		c.settle()
		c.comes(t, "1/11:58 view e3 topic=hats anonymous=d1"+linkingYes, "1/11:58 view e4 topic=hats ads=false")
		c.round(c.at("u1"), 2)
		c.clock += 3 * instant.Time(instant.Minute)
		c.round(c.at("u1"), 0)
		c.settle()
		if c.left("e2") {
			t.Errorf("what was held left after a denial\n%s", strings.Join(c.told, "\n"))
		}
	})
}

// Somebody's clock may run a little ahead: their event counts as of when it came
// in, not as of when it was decided, or its consent would override a denial
// that came after it.
func TestWaitingMakesNoConsentYounger(t *testing.T) {
	told(t, compiled(t), func(c *cluster) {
		c.comes(t, "1/10:00 ad e1 own=1/10:03 anonymous=d1 ads=true"+linkingYes)
		c.round(c.at("u1"), 1)
		c.comes(t, "1/10:01 consent e2 own=1/10:04 ads=false")
		c.round(c.at("u1"), 1)
		c.round(c.at("d1"), 1)
		for range 5 { // one record after the other, and the clock goes on
			c.clock += instant.Time(10 * instant.Second)
			c.round(c.at("u1"), 1)
		}
		c.settle()
		c.comes(t, "1/10:08 ad e3")
		c.settle()
		if c.left("e1") || c.left("e3") {
			t.Errorf("it left after a denial\n%s", strings.Join(c.told, "\n"))
		}
	})
}

// What is handed over never leaves without the history that goes with it.
func TestHandedOverWithItsHistory(t *testing.T) {
	told(t, compiled(t), func(c *cluster) {
		c.comes(t, "1/08:00 consent c1 user= anonymous=d1 ads=true", "1/08:00 consent c2 ads=true")
		c.settle()
		c.comes(t, "1/09:00 ad e1 topic=none user= anonymous=d1", "1/09:00 ad e2 topic=none user= anonymous=d1")
		c.settle()
		c.comes(t, "1/10:00 view e3 topic=shoes user= anonymous=d1", "1/10:00 ad e4 topic=shoes user= anonymous=d1")
		c.settle()
		c.comes(t, "1/11:59 view e5 topic=hats anonymous=d1"+linkingYes)
		c.round(c.at("u1"), 1)
		c.round(c.at("d1"), 1)
		c.round(c.at("u1"), 1)
		c.clock += 3 * instant.Time(instant.Minute)
		c.round(c.at("u1"), 0)
		c.settle()
		if c.left("e4") || !c.left("e1") || !c.left("e2") {
			t.Errorf("of three more than two left\n%s", strings.Join(c.told, "\n"))
		}
	})
}

// A denial that comes while no policy joins anybody is heard when one does.
func TestDenialUnderAnotherPolicy(t *testing.T) {
	program := compiled(t)
	other, err := policy.Compile("p.yaml", []byte(guardtest.Policy("p", strings.Replace(linking, "  linkage: {purpose: linking, known: [userId], anonymous: [anonymousId]}\n", "", 1))), policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	told(t, program, func(c *cluster) {
		c.comes(t, "1/10:00 view e1 anonymous=d1"+linkingYes)
		c.settle()
		c.program = other
		c.comes(t, "1/10:01 consent c1"+linkingNo)
		c.settle()
		c.program = program
		c.comes(t, "1/10:02 view e2")
		c.settle()
		if row := c.row(c.t, c.people.Of("d1")); row.Elsewhere() {
			t.Error("they are still one")
		}
	})
}

const twoPurposes = `
purposes:
  linking: {category: linking}
  other: {category: other}
destinations:
  meta:
    topic: meta
    takes: [signal]
    layers: [{name: general, fields: [messageId]}]
    guards:
      linkage: {purpose: linking, known: [userId], anonymous: [anonymousId]}
  mail:
    topic: mail
    takes: [signal]
    layers: [{name: general, fields: [messageId]}]
    guards:
      linkage: {purpose: other, known: [userId], anonymous: [anonymousId]}
`

// Where destinations join by purposes of their own, one that is withdrawn keeps
// apart, and nobody comes and goes with every event.
func TestOneOfTwoPurposesIsWithdrawn(t *testing.T) {
	program, err := policy.Compile("p.yaml", []byte(guardtest.Policy("p", twoPurposes)), policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	told(t, program, func(c *cluster) {
		c.comes(t, "1/10:00 consent c1 context.consent.categoryPreferences.other=true"+linkingNo, "1/10:01 view e1 anonymous=d1", "1/10:02 view e2 anonymous=d1")
		c.settle()
		if n := len(c.intake[0]) + len(c.intake[1]) + len(c.intake[2]); n != 3 {
			t.Errorf("%d words were said", n-3)
		}
	})
}

// Whoever denied or opted out before an event came, on whichever side, gets
// nothing of it, whatever was on its way when they did.
func TestDenialOfEitherSideStands(t *testing.T) {
	program := compiled(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := newCluster(rt, program, 3)
		for _, line := range events(rt) {
			c.comes(t, line)
			for range rapid.IntRange(0, 4).Draw(rt, "rounds") {
				c.round(rapid.IntRange(0, 2).Draw(rt, "partition"), rapid.IntRange(1, 3).Draw(rt, "records"))
			}
		}
		c.settle()
		sides := []string{"user=u1", "user= anonymous=d1"}
		one := rapid.IntRange(0, 1).Draw(rt, "side")
		says := rapid.SampledFrom([]string{"out", "view ads=false", "ad ads=false", "consent ads=false"}).Draw(rt, "denial")
		name, rest, _ := strings.Cut(says, " ")
		c.comes(t, "8/10:00 "+name+" denial "+sides[one]+" "+rest)
		if rapid.Bool().Draw(rt, "heard") || one == 1 {
			c.settle()
		}
		c.comes(t, "8/10:01 view joins anonymous=d1 topic=none"+linkingYes)
		for range rapid.IntRange(0, 4).Draw(rt, "rounds") {
			c.round(rapid.IntRange(0, 2).Draw(rt, "partition"), rapid.IntRange(1, 3).Draw(rt, "records"))
		}
		c.settle()
		c.comes(t, "8/10:02 ad last1", "8/10:02 ad last2 user= anonymous=d1")
		c.settle()
		c.falls(c.clock.Add(instant.Day))
		if !c.row(rt, c.people.Of("d1")).Elsewhere() {
			return // one of them is known by the other's name
		}
		for _, id := range []string{"joins", "last1", "last2"} {
			if c.left(id) {
				rt.Fatalf("%s left\n%s", id, strings.Join(c.list, "\n"))
			}
		}
	})
}

const bothLeave = `
purposes:
  linking: {category: linking}
guards:
  linkage: {purpose: linking, known: [userId], anonymous: [anonymousId]}
  cooldown: {wait: 2h, by: topic}
destinations:
  meta:
    topic: meta
    takes: [signal, outreach]
    retract: Over
    layers: [{name: general, fields: [messageId, userId, anonymousId]}]
`

// The key of a record joins no more than what stands in it: without leave it is
// never the same for a name and for a device.
func TestKeysJoinNobody(t *testing.T) {
	program, err := policy.Compile("p.yaml", []byte(guardtest.Policy("p", bothLeave)), policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	told(t, program, func(c *cluster) {
		c.comes(t, "1/10:00 view e1 anonymous=d1", "1/10:00 view e2", "1/10:00 view e3 user= anonymous=d1 topic=shoes", "1/10:00 ad e4 user= anonymous=d1 topic=shoes")
		c.settle()
		c.comes(t, "1/10:01 view e5 anonymous=d1"+linkingYes, "1/10:01 view e6 anonymous=d1")
		c.settle()
		c.comes(t, "1/10:02 view e7 anonymous=d1"+linkingNo)
		c.settle()
		c.falls(c.clock.Add(instant.Day)) // e4 was handed over, and stays with the person
		for out, id := range map[string]string{
			`{"anonymousId":"d1","messageId":"e1"}`: "d1", `{"messageId":"e2","userId":"u1"}`: "u1", `{"anonymousId":"d1","messageId":"e3"}`: "d1",
			`{"anonymousId":"d1","messageId":"e4"}`: "d1", `{"anonymousId":"d1","messageId":"e5","userId":"u1"}`: "u1",
			`{"anonymousId":"d1","messageId":"e6","userId":"u1"}`: "u1", `{"anonymousId":"d1","messageId":"e7"}`: "d1",
		} {
			if key, ok := c.keys[out]; !ok || key != c.people.Of(id) {
				t.Errorf("%s: left %t, and not under the key of %s", out, ok, id)
			}
		}
		c.comes(t, "3/10:00 erase x1")
		c.settle()
		retracts := 0
		for out, key := range c.keys {
			if strings.Contains(out, `"event":"Over"`) && key == c.people.Of("d1") {
				retracts++
			}
		}
		if retracts != 1 {
			t.Errorf("%d retracts left under the key of the outreach", retracts)
		}
	})
}

// Of more devices than can be one with a person the first counts apart again,
// and comes back when it is seen with the person.
func TestTooManyDevices(t *testing.T) {
	program := compiled(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := newCluster(rt, program, rapid.IntRange(1, 3).Draw(rt, "partitions"))
		var list []string
		for i := range state.LinksMax + 2 {
			list = append(list, fmt.Sprintf("%d/10:00 view v%d user=u1 anonymous=m%d context.consent.categoryPreferences.linking=true", i+1, i, i))
		}
		c.feed(t, list, c.settle)
		row := c.row(rt, c.people.Of("u1"))
		if len(row.Links) != state.LinksMax || row.Linked(c.people.Of("m0")) != 0 || row.Linked(c.people.Of("m2")) != state.Joined {
			rt.Fatalf("%d devices", len(row.Links))
		}
		if there := c.row(rt, c.people.Of("m1")); there.Elsewhere() {
			rt.Fatal("one of the first still goes along")
		}
	})
}
