package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"maat/pipeline/merkle"
)

func logCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "log",
		Short: "The log of decisions: export it, check it, prove an entry",
		Long: `Every decision is an entry of a log, one for each partition of the intake, that can
only grow: with every transaction Maat signs what it holds. An export of it can be
checked by somebody who trusts nobody, on their own machine and without Kafka.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(logKeyCommand(), logVerifyCommand(), logProveCommand())
	return cmd
}

func logKeyCommand() *cobra.Command {
	var name, out, show string
	cmd := &cobra.Command{
		Use:   "key (--name NAME --out FILE | --show FILE)",
		Short: "Make the key that signs the log",
		Long: `Makes the signer key for keys.log_file, and prints the verifier key that goes with
it: give that to whoever is to check the log. The name stands in both, and in every
signature; it is best a name of your own, such as shop.example/maat.

With --show it prints the verifier key of a signer key that is there.`,
		Example: `  maat log key --name shop.example/maat --out keys/log
  maat log key --show keys/log`,
		Args: noWords("write --name NAME --out FILE"),
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			public, err := logKey(name, out, show)
			if err == nil {
				_, err = fmt.Fprintln(cmd.OutOrStdout(), public)
			}
			return err
		}),
	}
	cmd.Flags().StringVar(&name, "name", "", "who signs: no spaces and no plus sign")
	cmd.Flags().StringVar(&out, "out", "", "the file to write; it must not exist")
	cmd.Flags().StringVar(&show, "show", "", "a file that is there")
	return cmd
}

func logKey(name, out, show string) (public string, err error) {
	switch {
	case show != "" && name+out == "":
		text, err := os.ReadFile(show)
		if err != nil {
			return "", err
		}
		if public, err = merkle.Public(strings.TrimSpace(string(text))); err != nil {
			return "", fmt.Errorf("%s: %w", show, err)
		}
		return public, nil
	case show != "" || name == "" || out == "":
		return "", fail(wrongUse, "write --name NAME --out FILE, or --show FILE")
	}
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return "", err
	}
	if _, err := note.NewVerifier(public); err != nil {
		return "", fail(wrongUse, "--name must be without spaces and plus signs")
	}
	f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	if _, err = f.WriteString(secret + "\n"); err != nil {
		_ = f.Close() // the error is that of writing
		return "", err
	}
	return public, f.Close()
}
