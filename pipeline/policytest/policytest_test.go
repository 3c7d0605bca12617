package policytest

import (
	"os"
	"slices"
	"strings"
	"testing"

	"maat/guards"
	"maat/pipeline/event"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
)

const webshop = "../../examples/webshop/"

func read(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(webshop + file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func shop(t testing.TB) (*policy.Program, explain.Reasons) {
	t.Helper()
	p, err := policy.Compile("policy.yaml", read(t, "policy.yaml"), policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	return p, explain.NewReasons(guards.Table())
}

func suiteOf(t testing.TB) (*Suite, *explain.Teller) {
	t.Helper()
	p, reasons := shop(t)
	s, err := Parse("policy.test.yaml", read(t, "policy.test.yaml"), p, reasons)
	if err != nil {
		t.Fatal(err)
	}
	return s, &explain.Teller{Reasons: reasons}
}

// spoilt are wants that ask for something else than the one given does, one
// thing each.
func spoilt(w want) (list []want) {
	add := func(change func(*want)) {
		other := w
		if w.finally != nil {
			last := *w.finally
			other.finally = &last
		}
		change(&other)
		list = append(list, other)
	}
	add(func(o *want) { o.outcome = "quarantine" })
	if w.reason != "" {
		add(func(o *want) { o.reason = "erase." })
	}
	if w.until != 0 {
		add(func(o *want) { o.until = 1 })
	}
	if w.outcome == "forward" {
		add(func(o *want) { o.present = []string{"nothing.of.the.kind"} })
		add(func(o *want) { o.absent = []string{"event"} })
		add(func(o *want) { o.fields = []field{{"event", "1"}} })
	}
	if w.retract != "" {
		add(func(o *want) { o.retract = "retract." })
	}
	if w.finally != nil {
		add(func(o *want) { o.finally.outcome = "quarantine" })
		add(func(o *want) { o.finally.at = 1 })
	}
	return list
}

// TestEveryTestCanFail spoils, one at a time, what the web shop's tests ask: each
// must notice, and pass as it is written.
func TestEveryTestCanFail(t *testing.T) {
	s, tell := suiteOf(t)
	spoils := 0
	for i := range s.Cases {
		c := &s.Cases[i]
		if r, err := s.Run(c, tell, nil); err != nil || len(r.Failures) > 0 {
			t.Fatalf("%s: %v %+v", c.Name, err, r.Failures)
		}
		for k := range c.wants {
			right := c.wants[k]
			for _, wrong := range spoilt(right) {
				spoils++
				c.wants[k] = wrong
				if r, err := s.Run(c, tell, nil); err != nil || len(r.Failures) != 1 || !slices.ContainsFunc(r.Failures[0].Rows, func(row Row) bool { return row.Want != row.Got }) {
					t.Errorf("%s: passes with %+v: %v", c.Name, wrong, err)
				}
			}
			c.wants[k] = right
		}
	}
	if spoils < 100 {
		t.Errorf("only %d things are spoilt", spoils)
	}
}

// TestCoverageGrows: more tests reach no less, and none reach nothing.
func TestCoverageGrows(t *testing.T) {
	s, tell := suiteOf(t)
	cover := NewCoverage(s.Program)
	before, all := cover.Summary()
	if before != 0 || all < 50 {
		t.Fatalf("without tests %d of %d are reached", before, all)
	}
	for i := range s.Cases {
		if _, err := s.Run(&s.Cases[i], tell, cover); err != nil {
			t.Fatal(err)
		}
		reached, same := cover.Summary()
		if reached < before || same != all {
			t.Fatalf("after %q %d of %d are reached, before it %d of %d", s.Cases[i].Name, reached, same, before, all)
		}
		before = reached
	}
}

// TestEventsAreFilledIn: what a test leaves out stands where the policy looks.
func TestEventsAreFilledIn(t *testing.T) {
	p, reasons := shop(t)
	for text, want := range map[string]string{
		`{event: "Product Viewed", topic: Schoenen, properties: {price: 10.50}}`: `{"event":"Product Viewed","messageId":"when","properties":{"category":"Schoenen","price":10.50},"receivedAt":"2026-03-04T11:00:00Z","timestamp":"2026-03-04T11:00:00Z","userId":"somebody"}`,
		`{role: opt_out, subject: anna, id: x, occurred: -1h, at: "18:00"}`:      `{"event":"Personalisation Disabled","messageId":"x","receivedAt":"2026-03-04T17:00:00Z","timestamp":"2026-03-04T16:00:00Z","userId":"anna"}`,
		`{consent: {ads: true, identified_ads: false}, anonymousId: a}`:          `{"anonymousId":"a","context":{"consent":{"categoryPreferences":{"advertising":true,"advertising_identified":false}}},"event":"Consent Preference Updated","messageId":"when","receivedAt":"2026-03-04T11:00:00Z","timestamp":"2026-03-04T11:00:00Z"}`,
		`{event: "Order Completed", properties: {list: [1, "a", null, {b: yes}], day: 2026-01-02}}`: `{"event":"Order Completed","messageId":"when","properties":{"day":"2026-01-02","list":[1,"a",null,{"b":"yes"}]},` +
			`"receivedAt":"2026-03-04T11:00:00Z","timestamp":"2026-03-04T11:00:00Z","userId":"somebody"}`,
	} {
		s, err := Parse("t.yaml", []byte("- {name: x, when: "+text+", then: {itself: none}}"), p, reasons)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := string(s.Cases[0].lines[0].json); got != want {
			t.Errorf("%s\n is %s\nwant %s", text, got, want)
		}
	}
}

// TestClockAfter finds times of day, over midnight and over a change of clocks.
func TestClockAfter(t *testing.T) {
	zone, err := instant.LoadZone("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, clock, want string }{
		{"2026-03-04T11:00:00Z", "12:00", "2026-03-04T11:00:00Z"},
		{"2026-03-04T11:00:00Z", "15:00", "2026-03-04T14:00:00Z"},
		{"2026-03-04T11:00:00Z", "08:00", "2026-03-05T07:00:00Z"},
		{"2026-03-28T22:30:00Z", "08:00", "2026-03-29T06:00:00Z"}, // the clocks go forward that night
		{"2026-10-24T21:30:00Z", "08:00", "2026-10-25T07:00:00Z"}, // and back
	} {
		from, _ := instant.Parse(c.from)
		clock, err := instant.ParseClock(c.clock)
		if err != nil {
			t.Fatal(err)
		}
		if got := clockAfter(from, clock, zone).String(); got != c.want {
			t.Errorf("%s after %s is %s, want %s", c.clock, c.from, got, c.want)
		}
	}
}

// FuzzParse: whatever stands in a file of tests, it is read or refused with its
// place, and what is read runs.
func FuzzParse(f *testing.F) {
	p, reasons := shop(f)
	tell := &explain.Teller{Reasons: reasons}
	for part := range strings.SplitSeq(string(read(f, "policy.test.yaml")), "\n\n") {
		f.Add([]byte(part))
	}
	for _, text := range []string{"", "x", "- x", "- {}", "- {name: a, when: {}, then: {meta: none}}", "- {name: a, when: {userId: 1, context: 2, consent: {ads: x}}, then: {meta: {outcome: drop, until: 0s}}}"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse("t.yaml", text, p, reasons)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "t.yaml:") {
				t.Errorf("an error without a place: %v", err)
			}
			return
		}
		for i := range s.Cases {
			for _, l := range s.Cases[i].lines {
				if _, fault := event.Parse(l.json); fault != nil && fault.Code != event.CodeDuplicateName && fault.Code != event.CodeDepth && fault.Code != event.CodeNumber && fault.Code != event.CodeMembers {
					t.Errorf("%s: no event: %s", fault.Code, l.json)
				}
			}
			if _, err := s.Run(&s.Cases[i], tell, NewCoverage(p)); err != nil {
				t.Errorf("it is read and does not run: %v", err)
			}
		}
	})
}
