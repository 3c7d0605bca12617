package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"maat/pipeline/compare"
)

// diffFlags are the flags of maat diff.
type diffFlags struct {
	policies []string
	keys     []string
	examples int
	json     bool
}

func diffCommand() *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff --policy OLD --policy NEW",
		Short: "What would change under another policy: counted, and by example",
		Long: `Replays the events of standard input, one a line, under both policies, and says
what would change. What would newly leave comes first, always: events, fields, and
fields that would leave in another form. Then what would leave no more or later,
and what would be decided for another reason. Nothing is sent.

Exit status: 0 nothing changes, 1 something does.`,
		Example: `  maat diff --policy policy.yaml --policy new.yaml < examples/webshop/events.jsonl
  maat diff --policy old.yaml --policy new.yaml --examples 10 < events.jsonl
  maat diff --policy old.yaml --policy new.yaml --json < events.jsonl`,
		Args: noWords("events come from standard input, as in < events.jsonl"),
		RunE: does(func(cmd *cobra.Command, _ []string) error { return diff(cmd, &f) }),
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.policies, "policy", nil, "the policy as it is, and once more the policy as it would be")
	flags.StringArrayVar(&f.keys, "key", nil, "NAME=FILE: the key of hmac: NAME; without any, every name is taken to exist")
	flags.IntVar(&f.examples, "examples", 3, "how many events of each change are named by id")
	flags.BoolVar(&f.json, "json", false, "print one JSON object")
	return cmd
}

func diff(cmd *cobra.Command, f *diffFlags) error {
	if len(f.policies) != 2 {
		return fail(wrongUse, "name two policies: --policy OLD --policy NEW")
	}
	if f.examples < 0 {
		return fail(wrongUse, "--examples is not less than 0")
	}
	keys := anyKey
	if len(f.keys) > 0 {
		var err error
		if keys, err = keyFiles(f.keys); err != nil {
			return err
		}
	}
	older, err := compileWith(keys).read(f.policies[0])
	if err != nil {
		return err
	}
	newer, err := compileWith(keys).read(f.policies[1])
	if err != nil {
		return err
	}
	c, err := compare.New(older, newer, f.examples)
	if err != nil {
		return err
	}
	number := 0
	if err := feed(c, cmd.InOrStdin(), &number); err != nil {
		return err
	}
	report := c.Report()
	text := diffText(&report)
	if f.json {
		if text, err = diffJSON(&report); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(cmd.OutOrStdout(), text); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	if len(report.Changes) > 0 {
		return &failure{status: found}
	}
	return nil
}

// sections are the parts of what is printed; the first is there always.
var sections = []struct {
	title, none string
	kinds       []compare.Kind
}{
	{"What would newly leave", "nothing", []compare.Kind{compare.NewlyLeaves, compare.NewField, compare.OtherForm, compare.Sooner}},
	{"What would leave no more, or later", "", []compare.Kind{compare.NoLonger, compare.FieldGone, compare.Later}},
	{"What would be decided for another reason", "", []compare.Kind{compare.OtherReason}},
}

func diffText(r *compare.Report) string {
	var b strings.Builder
	sum := 0
	for _, s := range sections {
		list := r.Of(s.kinds...)
		if len(list) == 0 && s.none == "" {
			continue
		}
		fmt.Fprintf(&b, "%s:\n", s.title)
		if len(list) == 0 {
			fmt.Fprintf(&b, "  %s\n", s.none)
		}
		for i := range list {
			fmt.Fprintf(&b, "  %s\n", changeLine(&list[i]))
		}
		sum += len(list)
	}
	what := fmt.Sprintf("%d changes", sum)
	switch sum {
	case 0:
		what = "nothing changes"
	case 1:
		what = "1 change"
	}
	fmt.Fprintf(&b, "%d lines: %s\n", r.Lines, what)
	return b.String()
}

// changeLine tells one change: to whom, what, how often, and which for example.
func changeLine(c *compare.Change) string {
	to := c.Destination
	if to == "" {
		to = "itself"
	}
	line := fmt.Sprintf("%s: %s: %d", to, changeWords(c), c.Count)
	if len(c.Examples) > 0 {
		quoted := make([]string, len(c.Examples))
		for i, id := range c.Examples {
			quoted[i] = fmt.Sprintf("%q", id) // ids are chosen by whoever sent the event
		}
		line += " (" + strings.Join(quoted, ", ") + ")"
	}
	return line
}

// retractWords tells of what no event is: that a destination is told to forget,
// and why.
func retractWords(c *compare.Change) string {
	sent, kept := c.To, c.From
	if c.Kind == compare.NoLonger {
		sent, kept = c.From, c.To
	}
	words := outcomeWords(kept)
	if kept.Verdict == "none" {
		words = "not sent"
	}
	switch c.Kind {
	case compare.NewlyLeaves:
		return fmt.Sprintf("retracts (%s) that were %s", sent.Reason, words)
	case compare.NoLonger:
		return fmt.Sprintf("retracts (%s): %s", sent.Reason, words)
	case compare.Sooner, compare.Later:
		return strings.Replace(eventWords(c), "events", "retracts", 1)
	case compare.NewField, compare.FieldGone, compare.OtherForm, compare.OtherReason:
	}
	return "retracts: " + eventWords(c)
}

func changeWords(c *compare.Change) string {
	if c.Retract {
		return retractWords(c)
	}
	return eventWords(c)
}

func eventWords(c *compare.Change) string {
	switch c.Kind {
	case compare.NewlyLeaves:
		return "events that were " + outcomeWords(c.From)
	case compare.NewField, compare.FieldGone:
		return "field " + c.Field
	case compare.OtherForm:
		return fmt.Sprintf("field %s, %s where it was %s", c.Field, c.Is, c.Was)
	case compare.Sooner:
		return "events, sooner than before"
	case compare.Later:
		return "events, later than before"
	case compare.NoLonger:
		return "events: " + outcomeWords(c.To)
	case compare.OtherReason:
	}
	return outcomeWords(c.From) + " → " + outcomeWords(c.To)
}

var verdictWords = map[string]string{"drop": "dropped", "hold": "held", "quarantine": "quarantined", "apply": "applied", "ignore": "ignored", "none": "not taken"}

func outcomeWords(o compare.Outcome) string {
	words := verdictWords[o.Verdict]
	if o.Reason != "" {
		words += " (" + o.Reason + ")"
	}
	return words
}

// changeJSON is a change as it is printed with --json.
type changeJSON struct {
	Kind        string           `json:"kind"`
	Destination *string          `json:"destination"`
	Retract     bool             `json:"retract,omitempty"`
	From        *compare.Outcome `json:"from,omitempty"`
	To          *compare.Outcome `json:"to,omitempty"`
	Field       string           `json:"field,omitempty"`
	Was         string           `json:"was,omitempty"`
	Is          string           `json:"is,omitempty"`
	Count       int              `json:"count"`
	Examples    []string         `json:"examples"`
}

// reportJSON is what is printed with --json.
type reportJSON struct {
	Lines   int64        `json:"lines"`
	Changes []changeJSON `json:"changes"`
}

func diffJSON(r *compare.Report) (string, error) {
	all := reportJSON{Lines: r.Lines, Changes: []changeJSON{}}
	for i := range r.Changes {
		c := &r.Changes[i]
		one := changeJSON{Kind: c.Kind.String(), Retract: c.Retract, Field: c.Field, Was: c.Was, Is: c.Is, Count: c.Count, Examples: c.Examples}
		if c.Destination != "" {
			one.Destination = &c.Destination
		}
		if c.From.Verdict != "" {
			one.From, one.To = &c.From, &c.To
		}
		all.Changes = append(all.Changes, one)
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(all)
	return b.String(), err
}
