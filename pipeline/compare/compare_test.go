package compare_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/guards"
	"maat/pipeline/compare"
	"maat/pipeline/policy"
)

const webshop = "../../examples/webshop/"

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(webshop + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func compile(t *testing.T, text string) *policy.Program {
	t.Helper()
	p, err := policy.Compile("policy.yaml", []byte(text), policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// report compares two policies on the lines.
func report(t *testing.T, older, newer, lines string) compare.Report {
	t.Helper()
	c, err := compare.New(compile(t, older), compile(t, newer), 3)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines([]byte(lines)) {
		if err := c.Line(bytes.TrimSpace(line)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.End(); err != nil {
		t.Fatal(err)
	}
	return c.Report()
}

// changes are policies that differ from the web shop's in one thing.
func changes(t *testing.T) map[string]string {
	t.Helper()
	text := read(t, "policy.yaml")
	list := map[string]string{}
	for _, c := range [][2]string{
		{"wait: 4h", "wait: 8h"},
		{"{max: 2, per: 24h, by: campaign}", "{max: 4, per: 24h, by: campaign}"},
		{"respect_gpc: true", "respect_gpc: false"},
		{"{path: context.traits.email, hash: sha256}", "context.traits.email"},
		{"needs: mild            #", "needs: general         #"},
		{"topics: all, action: drop", "topics: [health], action: drop"},
		{"properties.product_id, properties.campaign_id, properties.body", "properties"},
		{"takes: [signal, conversion, ", "takes: ["},
	} {
		if !strings.Contains(text, c[0]) {
			t.Fatalf("the web shop's policy does not say %q", c[0])
		}
		list[c[1]] = strings.Replace(text, c[0], c[1], 1)
	}
	return list
}

// TestNothingChanges: a policy compared with itself.
func TestNothingChanges(t *testing.T) {
	lines := read(t, "events.jsonl")
	for name, text := range changes(t) {
		if r := report(t, text, text, lines); len(r.Changes) != 0 || r.Lines == 0 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// TestBackIsTheMirror: what would newly leave under a new policy would leave no
// more when the old one comes back, as often and for the same examples.
func TestBackIsTheMirror(t *testing.T) {
	lines, before := read(t, "events.jsonl"), read(t, "policy.yaml")
	mirror := map[compare.Kind]compare.Kind{
		compare.NewlyLeaves: compare.NoLonger, compare.NewField: compare.FieldGone, compare.Sooner: compare.Later,
		compare.OtherForm: compare.OtherForm, compare.OtherReason: compare.OtherReason,
	}
	for name, after := range changes(t) {
		there, back := report(t, before, after, lines), report(t, after, before, lines)
		if len(there.Changes) == 0 {
			t.Errorf("%s: nothing changes", name)
		}
		for from, to := range mirror {
			want, got := there.Of(from), back.Of(to)
			for i := range want {
				want[i].Kind = to
				want[i].From, want[i].To = want[i].To, want[i].From
				want[i].Was, want[i].Is = want[i].Is, want[i].Was
			}
			if diff := cmp.Diff(byText(want), byText(got)); diff != "" {
				t.Errorf("%s: %s there is not %s back (-there +back)\n%s", name, from, to, diff)
			}
		}
	}
}

// byText has no order.
func byText(list []compare.Change) map[compare.Entry]compare.Change {
	all := map[compare.Entry]compare.Change{}
	for _, c := range list {
		all[c.Entry] = c
	}
	return all
}

// TestNewlyLeaving names what each change lets out.
func TestNewlyLeaving(t *testing.T) {
	lines, before := read(t, "events.jsonl"), read(t, "policy.yaml")
	for name, want := range map[string]compare.Entry{
		"respect_gpc: false":   {Kind: compare.NewlyLeaves, Destination: "meta", From: compare.Outcome{Verdict: "drop", Guard: "consent", Reason: "consent.gpc"}, To: compare.Outcome{Verdict: "forward"}},
		"context.traits.email": {Kind: compare.OtherForm, Destination: "meta", Field: "context.traits.email", Was: "hash", Is: "as it is"},
		"properties":           {Kind: compare.NewField, Destination: "email", Field: "properties"},
	} {
		r := report(t, before, changes(t)[name], lines)
		found := byText(r.Of(want.Kind))[want]
		if found.Count == 0 || len(found.Examples) == 0 || len(found.Examples) > 3 {
			t.Errorf("%s: %+v is not told: %+v", name, want, r.Changes)
		}
	}
}

// TestAControlOfOneSide: a halt of a destination that only the new policy has.
func TestAControlOfOneSide(t *testing.T) {
	older := read(t, "policy.yaml")
	newer := strings.Replace(older, "\n  meta:\n", "\n  other:\n", 1)
	if older == newer {
		t.Fatal("the web shop's policy has no destination meta")
	}
	halt := `{"maat":{"halt":"other"},"time":"2026-03-01T12:00:00Z"}` + "\n"
	if r := report(t, older, newer, halt+read(t, "events.jsonl")); len(r.Of(compare.NoLonger)) == 0 {
		t.Errorf("what left for meta is missed nowhere: %+v", r.Changes)
	}
	c, err := compare.New(compile(t, older), compile(t, newer), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{strings.ReplaceAll(halt, "other", "nobody"), `{"maat":{},"time":"2026-03-01T12:00:00Z"}`} {
		if err := c.Line([]byte(line)); err == nil {
			t.Errorf("a control that stops nothing is taken: %s", line)
		}
	}
}
