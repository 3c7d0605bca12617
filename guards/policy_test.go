package guards_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"maat/guards"
	"maat/guards/sensitive"
	"maat/pipeline/guard"
	"maat/pipeline/policy"
	"maat/pipeline/source"
)

// options are those of a process with one key.
func options() policy.Options {
	return policy.Options{Table: quickTable, Key: func(name string) ([]byte, bool) {
		return []byte("0123456789abcdef"), name == "crm"
	}}
}

// quickTable builds the same sensitive guard once: its word lists are by far
// the most of what a policy costs to compile.
var quickTable = remembering(guards.Table(), "sensitive")

func remembering(table []guard.Kind, name string) []guard.Kind {
	type answer struct {
		made     guard.Guard
		problems []guard.Problem
	}
	answers := map[string]answer{}
	for i := range table {
		if build := table[i].Build; table[i].Name == name {
			table[i].Build = func(settings []any, env *guard.Env) (guard.Guard, []guard.Problem) {
				key := fmt.Sprint(settings[0].(*sensitive.Settings).Topics, settings[0].(*sensitive.Settings).Extra, env.Text)
				known, ok := answers[key]
				if !ok {
					made, problems := build(settings, env)
					known = answer{made, problems}
					answers[key] = known
				}
				return known.made, known.problems
			}
		}
	}
	return table
}

func TestExampleCompiles(t *testing.T) {
	p, err := policy.Compile("policy.yaml", []byte(example(t)), options())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range p.Destinations {
		if len(d.Guards) != len(guards.Table()) {
			t.Errorf("%s has %d guards, not %d", d.Name, len(d.Guards), len(guards.Table()))
		}
		if d.Granter == nil || d.Tainter == nil {
			t.Errorf("%s lacks the consent or the sensitive guard", d.Name)
		}
	}
}

// TestBadPolicies walks the corpus of mistakes: what a person reads for each.
//
//	edit      the base policy with lines changed: - the line as it stands, + what stands in its place
//	policy    a whole policy; \t, \r, \xNN and the like stand for bytes that an editor would not show
//
// After a change of the messages run it with -rewrite, and read the diff.
func TestBadPolicies(t *testing.T) {
	base, err := os.ReadFile("../pipeline/policy/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	datadriven.Walk(t, "../pipeline/policy/testdata/bad", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			text := ""
			switch d.Cmd {
			case "edit":
				text = edit(t, d, string(base))
			case "policy":
				text = unescape(t, d)
			default:
				d.Fatalf(t, "unknown command %s", d.Cmd)
			}
			p, err := policy.Compile("p.yaml", []byte(text), options())
			if err == nil {
				return "accepted\n"
			}
			if p != nil {
				d.Fatalf(t, "a policy with problems gave a program")
			}
			located(t, err, text)
			return err.Error() + "\n"
		})
	})
}

// edit replaces lines of the base policy; + lines with no - before them stand
// at its end.
func edit(t *testing.T, d *datadriven.TestData, text string) string {
	at := len(text)
	for _, line := range strings.Split(d.Input, "\n") {
		op, rest, _ := strings.Cut(line, " ")
		switch op {
		case "-":
			old := "\n" + rest + "\n"
			i := strings.Index("\n"+text, old)
			if i < 0 {
				d.Fatalf(t, "the base policy has no line %q", rest)
			}
			text, at = text[:i]+text[i+len(rest)+1:], i
		case "+":
			text = text[:at] + rest + "\n" + text[at:]
			at += len(rest) + 1
		default:
			d.Fatalf(t, "a line begins with - or +, not %q", line)
		}
	}
	return text
}

// unescape reads the escapes of a Go string, line by line.
func unescape(t *testing.T, d *datadriven.TestData) string {
	var b bytes.Buffer
	for _, line := range strings.Split(d.Input, "\n") {
		var text string
		quoted := `"` + strings.ReplaceAll(line, `"`, `\"`) + `"`
		if _, err := fmt.Sscanf(quoted, "%q", &text); err != nil {
			d.Fatalf(t, "%s: %v", line, err)
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

// located fails where a problem stands outside the text, or shows a line that
// is not the one that it names.
func located(t *testing.T, err error, text string) {
	t.Helper()
	var problems source.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("the error is a %T", err)
	}
	lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
	for _, p := range problems {
		if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > len([]rune(lines[p.Line-1]))+1 {
			t.Errorf("%d:%d lies outside the text: %s", p.Line, p.Column, p.Message)
			continue
		}
		if want := strings.TrimSuffix(lines[p.Line-1], "\r"); p.Text != cmp.Or(strings.ToValidUTF8(want, "\ufffd"), " ") && len(text) <= policy.BytesMax {
			t.Errorf("line %d is shown as %q, it is %q", p.Line, p.Text, want)
		}
	}
}

// TestWhatGuardsHeedHasAnEffect: a prediction and a preference that no destination
// takes are worth reading where a guard asks for them.
func TestWhatGuardsHeedHasAnEffect(t *testing.T) {
	const text = `maat: v1
name: shop
timezone: Europe/Amsterdam
events:
  format: segment
  roles: {outreach: Email Queued, prediction: Guessed, preference: Saved, opt_out: Stop}
guards:
  frequency: {max: 3, per: 24h}
destinations:
  mail: {topic: mail.queue, takes: outreach, layers: [{name: general, fields: [event]}]}
`
	for listed, roles := range map[string][]string{
		"":                  {"prediction", "preference"},
		"  predicted: {}\n": {"preference"},
		"  predicted: {paths: [properties.guess]}\n":           nil,
		"  undisclosed: {paths: [context.traits.household]}\n": {"prediction"},
		"  relationship: {within: 90d}\n":                      {"prediction"},
		"  sensitive: {taint: 30d}\n":                          nil,
	} {
		p, err := policy.Compile("p.yaml", []byte(strings.Replace(text, "guards:\n", "guards:\n"+listed, 1)), policy.Options{Table: guards.Table()})
		if err != nil {
			t.Fatal(err)
		}
		var warned []string
		for _, w := range p.Warnings {
			_, role, _ := strings.Cut(w.Message, "takes the role ")
			role, _, _ = strings.Cut(role, ",")
			warned = append(warned, role)
		}
		if !slices.Equal(warned, roles) {
			t.Errorf("%q: nothing comes of %q, want %q", listed, warned, roles)
		}
	}
}
