package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/replay"
)

// tryFlags are the flags of maat try.
type tryFlags struct {
	policies  []string
	decisions string
	until     string
	keys      []string
}

func tryCommand() *cobra.Command {
	var f tryFlags
	cmd := &cobra.Command{
		Use:   "try --policy P [--policy P2@TIME ...]",
		Short: "What would leave, and why: a replay in which nothing is sent",
		Long: `Reads one event a line from standard input, decides on the clock that stands in the
events (when they were received, else when they occurred), and prints what would
leave, one line each: {"destination","at","event"}. With --decisions every decision
is written too. After the last line the clock runs on until nothing is held.

A line may also be a control at a moment, * for every destination:
  {"maat":{"halt":"meta","action":"hold"},"time":"2026-03-01T12:00:00Z"}
  {"maat":{"resume":"meta"},"time":"2026-03-01T14:00:00Z"}
and one about the whole policy, to put it in shadow or enforce it:
  {"maat":{"shadow":true},"time":"2026-03-01T15:00:00Z"}

The same input and policies give the same bytes, always.`,
		Example: `  maat try --policy examples/webshop/policy.yaml < examples/webshop/events.jsonl
  maat try --policy p.yaml --decisions decisions.jsonl < events.jsonl > out.jsonl
  maat try --policy old.yaml --policy new.yaml@2026-03-01T00:00:00Z < events.jsonl`,
		Args: noWords("events come from standard input, as in < events.jsonl"),
		RunE: does(func(cmd *cobra.Command, _ []string) error { return try(cmd, &f) }),
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.policies, "policy", nil, "a policy; with @TIME (RFC 3339) the one that follows it from then on")
	flags.StringVar(&f.decisions, "decisions", "", "write every decision to this file, one JSON line each")
	flags.StringVar(&f.until, "until", "", "where the clock ends (RFC 3339), instead of when nothing is held any more")
	flags.StringArrayVar(&f.keys, "key", nil, "NAME=FILE: the key of hmac: NAME in a policy")
	return cmd
}

func try(cmd *cobra.Command, f *tryFlags) (err error) {
	o, err := f.options()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(cmd.OutOrStdout())
	o.Leaves = func(destination string, at instant.Time, raw []byte) error {
		return writeLine(out, leaving(destination, at, raw))
	}
	record := func(*chain.Decision) error { return nil }
	if f.decisions != "" {
		file, err := os.Create(f.decisions)
		if err != nil {
			return fmt.Errorf("decisions: %w", err)
		}
		records := bufio.NewWriter(file)
		defer func() { err = errors.Join(err, records.Flush(), file.Close()) }()
		record = func(d *chain.Decision) error { return writeLine(records, explain.Append(nil, d)) }
	}
	sum := tally{to: cmd.ErrOrStderr()}
	o.Decided = func(d *chain.Decision) error {
		sum.count(d)
		return record(d)
	}
	r, err := replay.New(o)
	if err != nil {
		return err
	}
	if err := errors.Join(feed(r, cmd.InOrStdin(), &sum.line), out.Flush()); err != nil {
		return err
	}
	return sum.print()
}

// tally counts what was decided, so that a history that gives nothing does not
// end in silence.
type tally struct {
	to     io.Writer
	line   int // of standard input
	counts [chain.Ignore + 1]int
}

// unreadableMax is how many lines that cannot be read are named.
const unreadableMax = 10

func (t *tally) count(d *chain.Decision) {
	t.counts[d.Verdict]++
	if d.Verdict == chain.Quarantine && t.counts[chain.Quarantine] <= unreadableMax {
		_, _ = fmt.Fprintf(t.to, "standard input:%d: cannot be read: %s\n", t.line, d.Reason) // the decisions tell it too
	}
}

func (t *tally) print() error {
	var words []string
	for v := chain.Forward; v <= chain.Ignore; v++ {
		words = append(words, fmt.Sprintf("%s %d", v, t.counts[v]))
	}
	_, err := fmt.Fprintf(t.to, "%d lines: %s\n", t.line, strings.Join(words, ", "))
	return err
}

func (f *tryFlags) options() (o replay.Options, err error) {
	if len(f.policies) == 0 {
		return o, fail(wrongUse, "--policy is missing: name the policy to try")
	}
	keys, err := keyFiles(f.keys)
	if err != nil {
		return o, err
	}
	for i, word := range f.policies {
		dated, err := datedPolicy(word, compileWith(keys))
		if err != nil {
			return o, err
		}
		if first := i == 0; first != (dated.At == 0) || !first && dated.At < o.Policies[i-1].At {
			return o, fail(wrongUse, "--policy %s: the first policy has no @TIME, and those after it have one, each later than the one before", word)
		}
		o.Policies = append(o.Policies, dated)
	}
	if f.until != "" {
		var ok bool
		if o.Until, ok = instant.Parse(f.until); !ok {
			return o, fail(wrongUse, "--until %s: a time is written 2026-03-01T12:00:00Z", f.until)
		}
	}
	return o, nil
}

// datedPolicy reads FILE or FILE@TIME.
func datedPolicy(word string, compile compiler) (d replay.Dated, err error) {
	file := word
	if i := strings.LastIndexByte(word, '@'); i >= 0 {
		if at, ok := instant.Parse(word[i+1:]); ok {
			file, d.At = word[:i], at
		}
	}
	d.Program, err = compile.read(file)
	return d, err
}

// keyFiles reads the keys of NAME=FILE words.
func keyFiles(words []string) (keyring, error) {
	keys := map[string][]byte{}
	for _, word := range words {
		name, file, ok := strings.Cut(word, "=")
		if !ok || name == "" {
			return nil, fail(wrongUse, "--key is written NAME=FILE")
		}
		key, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("key %s: %w", name, err)
		}
		keys[name] = bytes.TrimSuffix(key, []byte("\n"))
	}
	return func(name string) ([]byte, bool) {
		key, ok := keys[name]
		return key, ok
	}, nil
}

// history takes lines one by one.
type history interface {
	Line(line []byte) error
	End() error
}

// feed replays the lines of in; blank ones say nothing. number is that of the
// line under way.
func feed(r history, in io.Reader, number *int) error {
	lines := bufio.NewReaderSize(in, 1<<16)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			*number++
		}
		if text := bytes.TrimRight(line, "\r\n"); len(bytes.TrimSpace(text)) > 0 {
			if err := r.Line(text); err != nil {
				return fmt.Errorf("standard input:%d: %w", *number, err)
			}
		}
		if err == io.EOF {
			return r.End()
		}
		if err != nil {
			return fmt.Errorf("standard input:%d: %w", *number, err)
		}
	}
}

// leaving is the line of an event that leaves; raw is JSON already.
func leaving(destination string, at instant.Time, raw []byte) []byte {
	b := event.Quote([]byte(`{"destination":`), destination)
	b = event.Quote(append(b, `,"at":`...), at.String())
	b = append(append(b, `,"event":`...), raw...)
	return append(b, '}')
}

func writeLine(w *bufio.Writer, line []byte) error {
	if _, err := w.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}
