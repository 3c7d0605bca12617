package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"maat/pipeline/config"
	"maat/pipeline/policy"
)

func checkCommand() *cobra.Command {
	var configFile string
	var strict bool
	cmd := &cobra.Command{
		Use:   "check POLICY...",
		Short: "Compile policies; errors with file:line:column",
		Long: `Compiles each policy and prints everything that is wrong with it, with file, line,
column and the nearest valid spelling. Nothing is run and nothing is sent.

A warning is about what a policy may say and its writer can hardly have meant: a
destination without a cap, a purpose that nothing asks for, a field that looks
personal and leaves without consent. Warnings alone end with status 0, with
--strict 1.

With --config the keys that the policy names (hmac: NAME) must be in that
maat.yaml; without, every name is taken to exist.`,
		Example: `  maat check policy.yaml
  maat check --strict policies/*.yaml
  maat check --config maat.yaml policy.yaml`,
		Args: usage(func(_ *cobra.Command, files []string) error {
			if len(files) == 0 {
				return errors.New("name at least one policy")
			}
			return nil
		}),
		RunE: does(func(cmd *cobra.Command, files []string) error {
			keys, err := keyNames(configFile)
			if err != nil {
				return err
			}
			return check(cmd, files, keys, strict)
		}),
	}
	cmd.Flags().StringVar(&configFile, "config", "", "the maat.yaml whose keys the policies may name")
	cmd.Flags().BoolVar(&strict, "strict", false, "warnings count as something found: status 1")
	return cmd
}

// check goes through all files, whatever is wrong with the first.
func check(cmd *cobra.Command, files []string, keys keyring, strict bool) error {
	var worst status
	for _, file := range files {
		program, err := compileWith(keys).read(file)
		if err == nil {
			for _, warning := range program.Warnings {
				cmd.PrintErrln(warning)
			}
			if strict && len(program.Warnings) > 0 {
				worst = max(worst, found)
			}
			if _, err := fmt.Fprintf(cmd.OutOrStdout(), "ok %s %s%s\n", file, program.Version, inShadow(program)); err != nil {
				return err
			}
			continue
		}
		cmd.PrintErrln(err)
		worst = max(worst, found)
		var unread *unreadableError
		if errors.As(err, &unread) {
			worst = unreadable
		}
	}
	if worst > 0 {
		return &failure{status: worst}
	}
	return nil
}

// inShadow says what of a policy is not enforced, which nobody may overlook.
func inShadow(p *policy.Program) string {
	if names := p.Outline.Shadowed(); len(names) > 0 {
		return " (in shadow: " + strings.Join(names, ", ") + ")"
	}
	return ""
}

// keyNames knows which keys there are, without reading them.
func keyNames(configFile string) (keyring, error) {
	if configFile == "" {
		return anyKey, nil
	}
	c, err := config.Load(configFile, os.Environ())
	if err != nil {
		return nil, err
	}
	return func(name string) ([]byte, bool) {
		_, ok := c.Keys.HMACFiles[name]
		return make([]byte, 32), ok
	}, nil
}
