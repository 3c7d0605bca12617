package explain_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

func at(t testing.TB, s string) instant.Time {
	t.Helper()
	when, ok := instant.Parse(s)
	if !ok {
		t.Fatalf("bad instant %s", s)
	}
	return when
}

func held(t testing.TB) chain.Decision {
	return chain.Decision{
		ID: `e"1`, Destination: "meta", Subject: state.Subject{0xab, 1}, Known: true, Role: state.Outreach, Verdict: chain.Hold,
		Until: at(t, "2026-11-24T14:05:00.5Z"), At: at(t, "2026-11-24T10:05:00Z"), Guard: "cooldown", Reason: "cooldown.wait",
		Edits:  []event.Change{{Path: "userId", Did: "removed", Guard: "layers"}, {Path: "*", Did: "removed", Guard: "layers"}},
		Policy: "webshop@1f3a",
	}
}

func TestAppendWritesTheMembersOfThePolicyDocumentInOrder(t *testing.T) {
	full := held(t)
	empty := chain.Decision{Role: state.None, Verdict: chain.Quarantine, At: full.At, Guard: "intake", Reason: "intake.json"}
	halted := chain.Decision{ID: "h", Role: state.Signal, Verdict: chain.Hold, Until: instant.Never, At: full.At}
	cases := []struct {
		decision chain.Decision
		want     string
	}{
		{full, `{"id":"e\"1","destination":"meta","subject":"ab010000000000000000000000000000","role":"outreach","verdict":"hold",` +
			`"until":"2026-11-24T14:05:00.5Z","at":"2026-11-24T10:05:00Z","guard":"cooldown","reason":"cooldown.wait","topic":null,` +
			`"edits":[{"path":"userId","did":"removed","guard":"layers"},{"path":"*","did":"removed","guard":"layers"}],` +
			`"policy":"webshop@1f3a","shadow":null}`},
		{empty, `{"id":null,"destination":null,"subject":null,"role":null,"verdict":"quarantine","until":null,` +
			`"at":"2026-11-24T10:05:00Z","guard":"intake","reason":"intake.json","topic":null,"edits":[],"policy":null,"shadow":null}`},
		{halted, `{"id":"h","destination":null,"subject":null,"role":"signal","verdict":"hold","until":null,` +
			`"at":"2026-11-24T10:05:00Z","guard":null,"reason":null,"topic":null,"edits":[],"policy":null,"shadow":null}`},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, string(explain.Append(nil, &c.decision))); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAppendNeedsNoMemoryOfItsOwn(t *testing.T) {
	d, dst := held(t), make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { dst = explain.Append(dst[:0], &d) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func word(t *rapid.T, label string) string {
	return rapid.OneOf(rapid.Just(""), rapid.String(), rapid.StringMatching(`[a-z]{1,9}`)).Draw(t, label)
}

func decision(t *rapid.T) chain.Decision {
	d := chain.Decision{
		ID: word(t, "id"), Destination: word(t, "destination"), Known: rapid.Bool().Draw(t, "known"),
		Role:    rapid.SampledFrom([]state.Role{state.None, state.Signal, state.Outreach, state.OptOut, state.Erase, state.Retract}).Draw(t, "role"),
		Verdict: chain.Verdict(rapid.IntRange(int(chain.Forward), int(chain.Ignore)).Draw(t, "verdict")),
		Until:   rapid.SampledFrom([]instant.Time{0, 1e18, 1764000000123456789, instant.Never}).Draw(t, "until"),
		At:      instant.Time(rapid.Int64Range(1e9, 9e18).Draw(t, "at")), Guard: word(t, "guard"), Reason: word(t, "reason"),
		Topic: word(t, "topic"), Policy: word(t, "policy"),
	}
	copy(d.Subject[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "subject"))
	for range rapid.IntRange(0, 3).Draw(t, "edits") {
		d.Edits = append(d.Edits, event.Change{Path: word(t, "path"), Did: word(t, "did"), Guard: word(t, "by")})
	}
	return d
}

func TestParseReadsWhatAppendWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decision(t)
		line := explain.Append(nil, &d)
		got, err := explain.Parse(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if diff := cmp.Diff(explain.Of(&d), got); diff != "" {
			t.Error(diff)
		}
		if again := got.Append(nil); !bytes.Equal(line, again) {
			t.Errorf("written anew: %s\nwas: %s", again, line)
		}
	})
}

func TestParseReadsAShadow(t *testing.T) {
	d := held(t)
	r := explain.Of(&d)
	r.Shadow = &explain.Shadow{Verdict: "drop", Guard: "frequency", Reason: "frequency.subject"}
	line := r.Append(nil)
	if want := `"shadow":{"verdict":"drop","until":null,"guard":"frequency","reason":"frequency.subject"}}`; !bytes.HasSuffix(line, []byte(want)) {
		t.Errorf("got %s", line)
	}
	got, err := explain.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseRefusesEveryOtherForm(t *testing.T) {
	d := held(t)
	line := string(explain.Append(nil, &d))
	swap := func(old, other string) string {
		if !strings.Contains(line, old) {
			t.Fatalf("%s is not in the record", old)
		}
		return strings.Replace(line, old, other, 1)
	}
	cases := map[string]string{
		"nothing":            "",
		"no object":          "[]",
		"a blank":            line + " ",
		"two records":        line + line,
		"an unknown member":  swap(`"topic":null`, `"topic":null,"value":"x"`),
		"a lacking member":   swap(`"topic":null,`, ``),
		"a doubled member":   swap(`"topic":null`, `"topic":null,"topic":null`),
		"another case":       swap(`"topic"`, `"Topic"`),
		"another order":      swap(`"guard":"cooldown","reason":"cooldown.wait"`, `"reason":"cooldown.wait","guard":"cooldown"`),
		"an empty string":    swap(`"topic":null`, `"topic":""`),
		"no list of edits":   swap(`[{"path":"userId","did":"removed","guard":"layers"},{"path":"*","did":"removed","guard":"layers"}]`, `null`),
		"another escape":     swap(`meta`, `\u006deta`),
		"another zone":       swap(`"at":"2026-11-24T10:05:00Z"`, `"at":"2026-11-24T11:05:00+01:00"`),
		"no moment":          swap(`"at":"2026-11-24T10:05:00Z"`, `"at":null`),
		"a number":           swap(`"policy":"webshop@1f3a"`, `"policy":1`),
		"an unknown verdict": swap(`"hold"`, `"pass"`),
		"no verdict":         swap(`"hold"`, `null`),
		"an unknown role":    swap(`"outreach"`, `"advert"`),
		"a raw subject":      swap(`ab010000000000000000000000000000`, `steven`),
		"an upper-case one":  swap(`ab01`, `AB01`),
		"a bad shadow":       swap(`"shadow":null`, `"shadow":{"verdict":"pass","until":null,"guard":null,"reason":null}`),
	}
	for name, bad := range cases {
		_, err := explain.Parse([]byte(bad))
		if !errors.Is(err, explain.ErrForm) && !errors.Is(err, explain.ErrWords) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	file, err := os.Open("../../schemas/decision.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	doc, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("decision.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("decision.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, line []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

func TestTheSchemaAcceptsEveryRoleVerdictAndEdit(t *testing.T) {
	s := schema(t)
	for role := state.None; role <= state.Retract; role++ {
		for verdict := chain.Forward; verdict <= chain.Ignore; verdict++ {
			for _, did := range []string{"removed", "replaced", "hash", "hmac", "round", "keep", "truncate", "const"} {
				d := held(t)
				d.Role, d.Verdict, d.Edits[0].Did = role, verdict, did
				if err := validate(t, s, explain.Append(nil, &d)); err != nil {
					t.Errorf("%v %v %s: %v", role, verdict, did, err)
				}
			}
		}
	}
	unread := chain.Decision{Role: state.None, Verdict: chain.Quarantine, At: at(t, "2026-11-24T10:05:00Z"), Guard: "intake", Reason: event.CodeDuplicateName}
	if err := validate(t, s, explain.Append(nil, &unread)); err != nil {
		t.Error(err)
	}
}

func TestTheSchemaRefusesWhatNoRecordHolds(t *testing.T) {
	s, d := schema(t), held(t)
	line := string(explain.Append(nil, &d))
	for _, c := range [][2]string{
		{`"hold"`, `"pass"`}, {`"outreach"`, `"advert"`}, {`ab01`, `AB01`}, {`"topic":null`, `"topic":null,"value":"x"`},
		{`"topic":null,`, ``}, {`"did":"removed"`, `"did":"seen"`}, {`10:05:00Z`, `11:05:00+01:00`}, {`"cooldown.wait"`, `"Too soon"`},
		{`"shadow":null`, `"shadow":{}`}, {`"meta"`, `""`},
	} {
		if err := validate(t, s, []byte(strings.Replace(line, c[0], c[1], 1))); err == nil {
			t.Errorf("accepts %s for %s", c[1], c[0])
		}
	}
}
