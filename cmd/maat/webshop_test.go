package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/guards"
	"maat/pipeline/explain"
)

var update = flag.Bool("update", false, "rewrite what the examples' pages show")

const webshop = "../../examples/webshop"

// replayed is what `maat try` makes of the example's events.
func replayed(t *testing.T) (out, decisions []byte) {
	t.Helper()
	events, err := os.Open(filepath.Join(webshop, "events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = events.Close() }()
	file := filepath.Join(t.TempDir(), "decisions.jsonl")
	var left, errs bytes.Buffer
	if status := execute([]string{"try", "--policy", filepath.Join(webshop, "policy.yaml"), "--decisions", file}, events, &left, &errs); status != 0 {
		t.Fatalf("maat try ends with %d: %s", status, errs.Bytes())
	}
	decisions, err = os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return left.Bytes(), decisions
}

// TestWebshop replays the example: what leaves, what is decided and what its
// README tells of that are as they stand there. With -update they are written.
func TestWebshop(t *testing.T) {
	out, decisions := replayed(t)
	readme := filepath.Join(webshop, "README.md")
	page, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	current(t, filepath.Join(webshop, "out.jsonl"), out)
	current(t, filepath.Join(webshop, "decisions.jsonl"), decisions)
	current(t, readme, []byte(retold(t, string(page), records(t, decisions))))
}

// TestWebshopShowsEveryGuard keeps the example whole: a guard of this build, a
// verdict or a kind of hold that it does not show needs an event there.
func TestWebshopShowsEveryGuard(t *testing.T) {
	_, decisions := replayed(t)
	seen := map[string]bool{}
	for _, r := range records(t, decisions) {
		seen[r.Guard], seen[r.Verdict], seen[r.Role], seen[r.Reason] = true, true, true, true
		for _, e := range r.Edits {
			seen[e.Guard+" "+e.Did] = true
		}
	}
	want := []string{
		"forward", "hold", "drop", "quarantine", "apply", "ignore",
		"consent.missing", "consent.withdrawn", "consent.expired", "consent.gpc", "consent.older", "opt_out.older",
		"cooldown.wait", "cooldown.quiet", "cooldown.deadline", "duration.over", "duration.converted", "duration.no_signal",
		"frequency.destination", "frequency.campaign", "frequency.subject",
		"predicted.event", "predicted.cause", "predicted removed", "undisclosed removed",
		"price.basis", "price.personal", "price replaced", "price removed", "relationship.brand", "interest.few",
		"intake.json", "intake.duplicate_name", "intake.future", "role.none", "erase", "service", "conversion",
		"retract", "retract.ended", "retract.conversion",
	}
	for _, k := range guards.Table() {
		seen[k.Name] = seen[k.Name] || seen[k.Name+" removed"]
		want = append(want, k.Name)
	}
	for _, word := range want {
		if !seen[word] {
			t.Errorf("no event of examples/webshop shows %s: add one to events.jsonl", word)
		}
	}
}

// current compares a file with what it should hold, or writes it.
func current(t *testing.T, file string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what maat try does (-does +file); if it should be: go test ./cmd/maat -run Webshop -update\n%s", file, diff)
	}
}

func records(t *testing.T, lines []byte) (list []explain.Record) {
	t.Helper()
	for line := range bytes.Lines(lines) {
		r, err := explain.Parse(bytes.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

// The table of the page stands between these lines.
const (
	tableBegins = "<!-- Written by: go test ./cmd/maat -run Webshop -update -->\n"
	tableEnds   = "<!-- End of what is written. -->\n"
)

// retold puts the decisions into the page.
func retold(t *testing.T, page string, list []explain.Record) string {
	t.Helper()
	head, rest, begins := strings.Cut(page, tableBegins)
	_, tail, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		t.Fatalf("the page has no lines %q and %q", tableBegins, tableEnds)
	}
	var b strings.Builder
	b.WriteString("| at (UTC) | event | role | to | verdict | reason | until |\n|---|---|---|---|---|---|---|\n")
	for _, r := range list {
		until := ""
		if r.Verdict == "hold" {
			until = "a person resumes it"
		}
		if r.Until != 0 {
			until = short(r.Until.String())
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", short(r.At.String()), dash(r.ID), dash(r.Role), dash(r.Destination), r.Verdict, code(r.Reason), until)
	}
	return head + tableBegins + b.String() + tableEnds + tail
}

// short is 3 March 08:05 as 03-03 08:05.
func short(at string) string { return at[5:10] + " " + at[11:16] }

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}
