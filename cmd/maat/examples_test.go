package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/guards"
	"maat/pipeline/explain"
)

var update = flag.Bool("update", false, "rewrite what the examples' pages show")

const samples = "../../examples"

// branches are the guided examples. Each has the same files.
var branches = []string{"webshop", "travel", "insurer", "loyalty"}

// replayed is what `maat try` makes of an example's events.
func replayed(t *testing.T, branch string) (out, decisions []byte) {
	t.Helper()
	events, err := os.Open(filepath.Join(samples, branch, "events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = events.Close() }()
	file := filepath.Join(t.TempDir(), "decisions.jsonl")
	var left, errs bytes.Buffer
	if status := execute([]string{"try", "--policy", filepath.Join(samples, branch, "policy.yaml"), "--decisions", file}, events, &left, &errs); status != 0 {
		t.Fatalf("maat try ends with %d: %s", status, errs.Bytes())
	}
	decisions, err = os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return left.Bytes(), decisions
}

// TestExamples replays each example but the web shop, which TestWebshop does.
func TestExamples(t *testing.T) {
	for _, branch := range branches[1:] {
		t.Run(branch, func(t *testing.T) { retold(t, branch) })
	}
}

// retold replays an example: what leaves, what is decided and what its README
// tells of that are as they stand there. With -update they are written.
func retold(t *testing.T, branch string) {
	t.Helper()
	out, decisions := replayed(t, branch)
	folder := filepath.Join(samples, branch)
	current(t, filepath.Join(folder, "out.jsonl"), out)
	current(t, filepath.Join(folder, "decisions.jsonl"), decisions)
	rewritten(t, filepath.Join(folder, "README.md"), decisionTable(records(t, decisions)))
	spokenOf(t, folder)
}

// spokenOf: the events that the page of an example tells of are there.
func spokenOf(t *testing.T, folder string) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	events, err := os.ReadFile(filepath.Join(folder, "events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range regexp.MustCompile("`([a-z][0-9]+[a-z]?)`").FindAllSubmatch(page, -1) {
		if !bytes.Contains(events, []byte(`d":"`+string(id[1])+`"`)) { // messageId, or id
			t.Errorf("%s tells of an event %s, which is not in events.jsonl", folder, id[1])
		}
	}
}

// TestExamplesTable holds docs/examples.md against the examples: which event of
// which shows a guard acting. A guard that none shows needs an event.
func TestExamplesTable(t *testing.T) {
	shown := map[string]map[string]string{} // guard, example: an event
	for _, branch := range branches {
		_, decisions := replayed(t, branch)
		for _, r := range records(t, decisions) {
			for _, guard := range acted(r) {
				if shown[guard] == nil {
					shown[guard] = map[string]string{}
				}
				if shown[guard][branch] == "" {
					shown[guard][branch] = r.ID
				}
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| guard | %s |\n|---|%s\n", strings.Join(branches, " | "), strings.Repeat("---|", len(branches)))
	for _, kind := range guards.Table() {
		if shown[kind.Name] == nil {
			t.Errorf("no event of any example shows the guard %s: add one", kind.Name)
		}
		fmt.Fprintf(&b, "| [%s](guards/%s.md) |", kind.Name, kind.Name)
		for _, branch := range branches {
			fmt.Fprintf(&b, " %s |", dash(code(shown[kind.Name][branch])))
		}
		b.WriteByte('\n')
	}
	rewritten(t, "../../docs/examples.md", b.String())
}

// acted names the guards that a decision shows: the one that decided, and those
// that changed something.
func acted(r explain.Record) (list []string) {
	if r.Guard != "layers" {
		list = append(list, r.Guard)
	}
	for _, e := range r.Edits {
		list = append(list, e.Guard)
	}
	slices.Sort(list)
	return slices.Compact(list)
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
		t.Errorf("%s is not what maat does (-does +file); if it should be: go test ./cmd/maat -run 'Webshop|Examples' -update\n%s", file, diff)
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

// The table of a page stands between these lines.
const (
	tableBegins = "<!-- Written by: make generate -->\n"
	tableEnds   = "<!-- End of what is written. -->\n"
)

// rewritten holds a page against the table that it should have.
func rewritten(t *testing.T, file, table string) {
	t.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, begins := strings.Cut(string(page), tableBegins)
	_, tail, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		t.Fatalf("%s has no lines %q and %q", file, tableBegins, tableEnds)
	}
	current(t, file, []byte(head+tableBegins+table+tableEnds+tail))
}

// decisionTable is the decisions as a page shows them.
func decisionTable(list []explain.Record) string {
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
	return b.String()
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
