// Command maat guards what leaves for personalisation. Here are flags, wiring
// and signals, one small file a subcommand; what it does is in package pipeline
// and below.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	os.Exit(execute(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// execute is main with its world as arguments; it answers the exit status.
func execute(args []string, in io.Reader, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the first signal asks, the second kills
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	cmd, err := root.ExecuteContextC(ctx)
	return report(cmd, err)
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "maat",
		Short: "Maat lets relevance pass and stops what feels like being watched",
		Long: `Maat stands between the events of a shop and those who use them to reach people.
It reads them from Kafka, asks a policy what may leave, when, and with which
fields, and writes what remains to a topic per destination, with a record of
every decision.

Exit status: 0 done; 1 the check, test or diff found something, or nothing was found;
2 wrong use; 3 input, configuration or policy cannot be read; 4 a service
cannot be reached.`,
		Example: `  maat check policy.yaml                  is this policy right?
  maat run --config maat.yaml             run the pipeline
  maat why --event 7f1c --language nl     what became of an event, and why`,
		Args:          usage(cobra.NoArgs),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(commands()...)
	return root
}

// commands is one line a subcommand.
func commands() []*cobra.Command {
	return []*cobra.Command{
		demoCommand(),
		runCommand(),
		checkCommand(),
		testCommand(),
		tryCommand(),
		wordsCommand(),
		copyCommand(),
		diffCommand(),
		pageCommand(),
		whyCommand(),
		logCommand(),
		versionCommand(),
	}
}
