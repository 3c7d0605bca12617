package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"maat/pipeline/evidence"
	"maat/pipeline/instant"
	"maat/pipeline/merkle"
)

// logFlags is what checking an export can be told.
type logFlags struct {
	since       string
	key, expect []string
}

func (f *logFlags) bind(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.key, "key", nil, "the verifier key of the log, or a file that holds it; repeated for the keys before it")
	cmd.Flags().StringArrayVar(&f.expect, "expect", nil, "a checkpoint that was kept elsewhere, and that the log must hold; may be repeated")
	cmd.Flags().StringVar(&f.since, "since", "", "nothing from this time on may be missing; without it, retention may have removed any beginning")
}

func logVerifyCommand() *cobra.Command {
	var f logFlags
	cmd := &cobra.Command{
		Use:   "verify (DIR | PROOF) --key VERIFIERKEY",
		Short: "Check an export of the log, or a proof, without Kafka",
		Long: `Holds every entry of an export against what Maat has signed, and names the first one
of each partition that is not what it was: partition, index, topic and offset, and
what is wrong. Given a proof (of maat log prove), it checks that alone.

An entry whose person was erased is counted and proved like all others, and cannot
be opened. What retention has removed at the beginning is no fault, unless --since
says that it is to be there. That the end is missing from all of Kafka shows only by
a checkpoint that was kept elsewhere: see --expect.`,
		Example: `  maat log verify export --key shop.example/maat+1f3a+AY3...
  maat log verify export --key log.pub --expect checkpoint-0.txt --since 2026-11-01T00:00:00Z
  maat log verify 0-523.tlog-proof --key log.pub`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: does(func(cmd *cobra.Command, args []string) error { return verifyLog(cmd, args[0], f) }),
	}
	f.bind(cmd)
	return cmd
}

func verifyLog(cmd *cobra.Command, path string, f logFlags) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return verifyProof(cmd, path, o.Keys)
	}
	report, err := verifyDir(cmd, path, o)
	if err != nil {
		return err
	}
	return tell(cmd.OutOrStdout(), report)
}

// verifyDir shows how far it is.
func verifyDir(cmd *cobra.Command, dir string, o evidence.Options) (*evidence.Report, error) {
	total, err := sizeOf(dir)
	if err != nil {
		return nil, err
	}
	show := newProgress(cmd.ErrOrStderr(), "checking bytes")
	defer show.done()
	var read int64
	o.Read = func(n int) {
		read += int64(n)
		show.at(read, total)
	}
	return evidence.Verify(os.DirFS(dir), o)
}

func sizeOf(dir string) (total int64, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return 0, err
		}
		if filepath.Ext(e.Name()) == ".jsonl" {
			total += info.Size()
		}
	}
	return max(total, 1), err
}

func (f logFlags) options() (o evidence.Options, err error) {
	if o.Keys, err = verifiers(f.key); err != nil {
		return o, err
	}
	if f.since != "" {
		var ok bool
		if o.Since, ok = instant.Parse(f.since); !ok {
			return o, fail(wrongUse, "--since must be a time such as 2026-11-24T12:00:00Z")
		}
	}
	for _, name := range f.expect {
		text, err := os.ReadFile(name)
		if err != nil {
			return o, err
		}
		c, err := merkle.Open(text, o.Keys)
		if err != nil {
			return o, fmt.Errorf("%s: %w", name, err)
		}
		o.Expect = append(o.Expect, c)
	}
	return o, nil
}

// verifiers are the keys themselves, or what their files hold.
func verifiers(keys []string) (note.Verifiers, error) {
	if len(keys) == 0 {
		return nil, fail(wrongUse, "--key is missing: the verifier key that maat log key has printed, or a file that holds it")
	}
	var list []note.Verifier
	for _, key := range keys {
		if !strings.Contains(key, "+") {
			text, err := os.ReadFile(key)
			if err != nil {
				return nil, err
			}
			key = strings.TrimSpace(string(text))
		}
		v, err := note.NewVerifier(key)
		if err != nil {
			return nil, fail(wrongUse, "--key: this is no verifier key of a log: maat log key --show FILE prints it")
		}
		list = append(list, v)
	}
	return note.VerifierList(list...), nil
}

// tell prints what was checked, and ends with 1 where something is wrong.
func tell(w io.Writer, r *evidence.Report) error {
	var b strings.Builder
	for _, t := range r.Trees {
		fmt.Fprintf(&b, "partition %d: %s\n", t.ID, treeText(&t))
	}
	if r.Outside > 0 {
		fmt.Fprintf(&b, "outside the log: %d, of input that is nobody's or from before the log began\n", r.Outside)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "WRONG: %s\n", &f)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	if n := len(r.Findings); n > 0 {
		return fail(found, "the log does not verify: see the lines that begin with WRONG")
	}
	return nil
}

func treeText(t *evidence.Tree) string {
	if t.Checkpoints == 0 {
		return "no entries"
	}
	text := fmt.Sprintf("entries %d to %d, of which %d can be read and %d are of erased persons; %d checkpoints from %s to %s",
		t.First, t.Size-1, t.Opened, t.Closed, t.Checkpoints, t.From, t.To)
	if t.Covered > t.First {
		text += fmt.Sprintf("; the part before entry %d is held against nothing, for the beginning of its transaction is gone", t.Covered)
	}
	return text
}

func verifyProof(cmd *cobra.Command, path string, keys note.Verifiers) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	p, err := evidence.CheckProof(text, keys)
	if err != nil {
		return fail(found, "%s: %w", path, err)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "entry %d of %s, which had %d entries at %s:\n%s\n", p.Index, p.Checkpoint.Origin, p.Checkpoint.Tree.Size(), p.Checkpoint.At, p.Record)
	return err
}
