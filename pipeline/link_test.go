package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"maat/guards"
	"maat/guards/guardtest"
	"maat/pipeline"
	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/explain"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
	"maat/pipeline/state/memstore"
)

const linking = `
purposes:
  linking: {category: linking}
  ads: {category: ads}
guards:
  linkage: {purpose: linking, known: [userId], anonymous: [anonymousId]}
  cooldown: {wait: 2h, by: topic}
  frequency: {max: 2, per: 12h, by: subject}
destinations:
  meta:
    topic: meta
    takes: [outreach, signal]
    layers: [{name: general, purpose: ads, fields: [messageId]}]
`

// cluster is the intake of several partitions, each judged by a lane of its
// own. Records of one partition keep their order; partitions do not wait for
// each other.
type cluster struct {
	t       *rapid.T
	program *policy.Program
	people  *pipeline.Pseudonyms
	lanes   []*pipeline.Lane
	intake  [][]pipeline.Record
	next    []int64 // offset to be judged, by partition
	clock   instant.Time
	final   map[string]int // decisions that end an event, by id and destination
	waits   map[string]int
	told    []string
	keys    map[string]state.Subject // under whom something left, by the event that left
	list    []string
	stores  []state.Store
	entries int64
}

func newCluster(t *rapid.T, program *policy.Program, partitions int) *cluster {
	c := &cluster{t: t, program: program, final: map[string]int{}, waits: map[string]int{}, keys: map[string]state.Subject{}}
	c.people = people(t)
	for range partitions {
		store := memstore.New()
		lane, err := pipeline.NewLane(store, people(t), int32(partitions))
		if err != nil {
			t.Fatal(err)
		}
		c.lanes, c.stores = append(c.lanes, lane), append(c.stores, store)
		c.intake, c.next = append(c.intake, nil), append(c.next, 0)
	}
	return c
}

func people(t *rapid.T) *pipeline.Pseudonyms {
	p, err := pipeline.NewPseudonyms([]byte(strings.Repeat("k", pipeline.SubjectKeyMin)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (c *cluster) home(s state.Subject) int { return int(s[0]) % len(c.lanes) }

func (c *cluster) write(to state.Subject, r pipeline.Record) {
	p := c.home(to)
	r.Offset = int64(len(c.intake[p]))
	c.intake[p] = append(c.intake[p], r)
}

// arrives writes an event to the intake, as re-keying does.
func (c *cluster) arrives(line []byte) {
	v, fault := event.Parse(line)
	if fault != nil {
		c.t.Fatal(fault)
	}
	_, subject, _ := c.program.Facts(v, instant.Never)
	c.write(c.people.Of(subject), pipeline.Record{Value: line})
}

// round judges some of what waits in one partition, in one batch.
func (c *cluster) round(p, most int) {
	lane := c.lanes[p]
	lane.Begin(pipeline.Terms{Program: c.program, Halts: guard.NoHalts(), Now: c.clock, EventMax: event.BytesMax})
	all, err := lane.Due(100)
	for ; err == nil && most > 0 && c.next[p] < int64(len(c.intake[p])); most-- {
		var j pipeline.Judged
		j, err = lane.Arrive(c.intake[p][c.next[p]])
		c.next[p]++
		all = append(all, j)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	entries, err := lane.Entries()
	if err != nil {
		c.t.Fatal(err)
	}
	c.entries += int64(len(entries))
	if err := lane.Commit(entries, c.entries); err != nil {
		c.t.Fatal(err)
	}
	for i := range all {
		c.tell(&all[i])
		for _, l := range all[i].Letters {
			c.write(l.To, pipeline.Record{Value: l.Value, Word: true})
		}
	}
}

func (c *cluster) tell(j *pipeline.Judged) {
	for i := range j.Outputs {
		c.keys[string(j.Outputs[i].Event)] = j.Keys[i]
	}
	for i := range j.Decisions {
		d := &j.Decisions[i]
		key := d.ID + " " + d.Destination
		if d.Due != 0 {
			c.waits[key]--
		}
		if d.Verdict == chain.Hold {
			c.waits[key]++
		} else {
			c.final[key]++
		}
		c.told = append(c.told, string(explain.Append(nil, d)))
	}
}

// settle judges until nothing is said any more.
func (c *cluster) settle() {
	for n, busy := 0, true; busy; n++ {
		if busy = false; n > 1000 {
			c.t.Fatal("partitions talk for ever\n" + strings.Join(c.list, "\n"))
		}
		for p := range c.lanes {
			if c.next[p] < int64(len(c.intake[p])) {
				c.round(p, 1000)
				busy = true
			}
		}
	}
}

// events draws a history in which people log in on devices that they share, and
// agree to be linked and take it back.
func events(t *rapid.T) []string {
	user := rapid.SampledFrom([]string{"", "u1", "u2", "d1"})
	device := rapid.SampledFrom([]string{"", "d1", "d2", "u1"})
	names := rapid.SampledFrom([]string{"view", "view", "ad", "ad", "ad", "consent", "out", "in", "erase", "buy"})
	choice := rapid.SampledFrom([]string{"", "", "true", "false"})
	var list []string
	for i := range rapid.IntRange(1, 30).Draw(t, "events") {
		u, d := user.Draw(t, "user"), device.Draw(t, "device")
		if u == "" && d == "" {
			u = "u1"
		}
		line := fmt.Sprintf("%d/%02d:%02d %s e%d user=%s topic=%s", 1+i/24, i%24, i, names.Draw(t, "name"), i, u, rapid.SampledFrom([]string{"shoes", "hats"}).Draw(t, "topic"))
		if d != "" {
			line += " anonymous=" + d
		}
		if is := choice.Draw(t, "linking"); is != "" {
			line += " context.consent.categoryPreferences.linking=" + is
		}
		if is := choice.Draw(t, "ads"); is != "" {
			line += " ads=" + is
		}
		list = append(list, line)
	}
	return list
}

func compiled(t *testing.T) *policy.Program {
	t.Helper()
	p, err := policy.Compile("p.yaml", []byte(guardtest.Policy("p", linking)), policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// falls lets what is held fall due, each at its own time, up to a moment.
func (c *cluster) falls(to instant.Time) {
	for {
		next := instant.Never
		for _, l := range c.lanes {
			due, err := l.NextDue()
			if err != nil {
				c.t.Fatal(err)
			}
			next = min(next, due)
		}
		if next > to {
			return
		}
		c.clock = max(c.clock, next)
		for p := range c.lanes {
			c.round(p, 0)
		}
	}
}

// feed lets the history come in, and between two events whatever between says.
func (c *cluster) feed(t *testing.T, list []string, between func()) {
	c.list = list
	for _, line := range list {
		raw := guardtest.Line(t, line)
		at, _ := c.program.Moment(raw)
		c.falls(at)
		c.clock = at
		c.arrives(raw)
		between()
	}
	c.settle()
	for c.clock = c.clock.Add(instant.Hour); ; c.clock = c.clock.Add(instant.Hour) {
		for p := range c.lanes {
			c.round(p, 1000)
		}
		c.settle()
		if !slices.ContainsFunc(c.lanes, func(l *pipeline.Lane) bool { return l.Held() > 0 }) {
			return
		}
	}
}

// Whatever the order in which partitions come to hear of each other, every
// event has its decision, one final outcome for each destination, and in the
// end nobody waits for anybody.
func TestLinkedPartitionsLoseNothing(t *testing.T) {
	program := compiled(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := newCluster(rt, program, 3)
		list := events(rt)
		c.feed(t, list, func() {
			for range rapid.IntRange(0, 4).Draw(rt, "rounds") {
				c.round(rapid.IntRange(0, 2).Draw(rt, "partition"), rapid.IntRange(1, 3).Draw(rt, "records"))
			}
		})
		for i, line := range list {
			name, id := strings.Fields(line)[1], fmt.Sprintf("e%d", i)
			want := id + " "
			if name == "view" || name == "ad" {
				want += "meta"
			}
			if name == "buy" { // nobody takes it, and it changes no state
				continue
			}
			if c.final[want] != 1 || c.waits[want] != 0 {
				rt.Fatalf("%s: %d final outcomes, %d waits\n%s", line, c.final[want], c.waits[want], strings.Join(c.told, "\n"))
			}
		}
		c.atRest(rt)
	})
}

// atRest checks that who goes along with somebody is known there, and the other
// way round.
func (c *cluster) atRest(t *rapid.T) {
	for _, id := range []string{"u1", "u2", "d1", "d2"} {
		s := c.people.Of(id)
		row := c.row(t, s)
		if row.Elsewhere() {
			if there := c.row(t, row.To); there.Linked(s) != state.Joined {
				t.Fatalf("%s goes along with somebody who does not know", id)
			}
			if len(row.Links)+len(row.Forwards)+len(row.Acts)+len(row.Consents) > 0 || row.Held > 0 {
				t.Fatalf("%s goes along and has a history of its own", id)
			}
		}
		for _, l := range row.Links {
			if there := c.row(t, l.From); l.State != state.Joined || there.To != s {
				t.Fatalf("%s is joined by somebody who does not know (%d)\n%s", id, l.State, strings.Join(c.list, "\n"))
			}
		}
	}
}

func (c *cluster) row(t *rapid.T, s state.Subject) *state.Row {
	row, err := c.stores[c.home(s)].Row(s)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// Where they hear of each other before the next event comes, several partitions
// decide as one does.
func TestLinkedPartitionsDecideAsOne(t *testing.T) {
	program := compiled(t)
	rapid.Check(t, func(rt *rapid.T) {
		list := events(rt)
		one, many := newCluster(rt, program, 1), newCluster(rt, program, 3)
		one.feed(t, list, one.settle)
		many.feed(t, list, many.settle)
		slices.Sort(one.told)
		slices.Sort(many.told)
		if diff := cmp.Diff(one.told, many.told); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// What an event denies is heard at once, also where the event itself waits for a
// history.
func TestDenialOfAWaitingEventIsHeard(t *testing.T) {
	program := compiled(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := newCluster(rt, program, 3)
		who, device := c.people.Of("u1"), "d1"
		for c.home(c.people.Of(device)) == c.home(who) {
			device += "0"
		}
		for _, line := range []string{"1/00:00 view e0 user=u1 anonymous=" + device + " context.consent.categoryPreferences.linking=true ads=true", "1/00:01 view e1 user=u1 ads=false"} {
			raw := guardtest.Line(t, line)
			c.clock, _ = c.program.Moment(raw)
			c.arrives(raw)
			c.round(c.home(who), 1)
		}
		row := c.row(rt, who)
		if _, waits := row.Waits(); !waits || !row.Denies("ads") {
			rt.Fatal("a denial is not heard while its event waits")
		}
	})
}
