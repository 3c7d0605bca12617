package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"maat/pipeline/explain"
	"maat/pipeline/merkle"
)

func logProveCommand() *cobra.Command {
	var f logFlags
	var event, out string
	cmd := &cobra.Command{
		Use:   "prove DIR --event ID --key VERIFIERKEY",
		Short: "Take the proof of single decisions out of an export",
		Long: `Writes, for each decision about an event, a file that shows by itself that the
decision is in the log: what was decided, the way from there to the root of the
tree, and the signature on the root (https://c2sp.org/tlog-proof). The export is
checked on the way, and nothing is proved of one that is not whole.`,
		Example: `  maat log prove export --event 7f1c9a --key log.pub --out proofs`,
		Args:    usage(cobra.ExactArgs(1)),
		RunE:    does(func(cmd *cobra.Command, args []string) error { return proveLog(cmd, args[0], event, out, f) }),
	}
	f.bind(cmd)
	cmd.Flags().StringVar(&event, "event", "", "the id of an event")
	cmd.Flags().StringVar(&out, "out", ".", "the folder for the proofs")
	return cmd
}

func proveLog(cmd *cobra.Command, dir, event, out string, f logFlags) error {
	if event == "" {
		return fail(wrongUse, "write --event ID")
	}
	o, err := f.options()
	if err != nil {
		return err
	}
	n := 0
	o.Prove = func(record []byte) bool {
		r, err := explain.Parse(record)
		return err == nil && r.ID == event
	}
	o.Proved = func(tree int32, index uint64, p *merkle.Proof) error {
		n++
		name := filepath.Join(out, fmt.Sprintf("%d-%d.tlog-proof", tree, index))
		if err := os.WriteFile(name, p.Text(), 0o600); err != nil {
			return err
		}
		_, err := fmt.Fprintln(cmd.OutOrStdout(), name)
		return err
	}
	report, err := verifyDir(cmd, dir, o)
	switch {
	case err != nil:
		return err
	case len(report.Findings) > 0:
		return tell(cmd.ErrOrStderr(), report)
	case n == 0:
		return fail(found, "no decision about event %q is in the export and can be opened", event)
	}
	return nil
}
