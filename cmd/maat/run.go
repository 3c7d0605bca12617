package main

import (
	"errors"
	"os"

	"github.com/spf13/cobra"

	"maat/pipeline/config"
)

// configFlag is the same for all commands that speak to Kafka.
func configFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "config", "maat.yaml", "how the process runs; MAAT_* variables win over it")
}

func runCommand() *cobra.Command {
	var configFile string
	var show bool
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run the pipeline",
		Long: `Reads the input topics, decides by the policy, and writes what may leave, until it
is told to stop: SIGTERM or Ctrl-C finish the transaction and leave the group.

A variable MAAT_SECTION_KEY wins over the key in maat.yaml, for example
MAAT_KAFKA_BROKERS=a:9092,b:9092. Secrets are only ever read from files.`,
		Example: `  maat run --config maat.yaml
  MAAT_LOG_LEVEL=debug maat run
  maat run --config maat.yaml --print-config`,
		Args: noWords("write --config FILE"),
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			c, err := config.Load(configFile, os.Environ())
			if err != nil {
				return err
			}
			if show {
				return printConfig(cmd, c)
			}
			return run(cmd, c)
		}),
	}
	configFlag(cmd, &configFile)
	cmd.Flags().BoolVar(&show, "print-config", false, "print the configuration in force, with files instead of secrets, and end")
	return cmd
}

func printConfig(cmd *cobra.Command, c *config.Config) error {
	text, err := c.YAML()
	if err != nil {
		return err
	}
	_, err = cmd.OutOrStdout().Write(text)
	return err
}

// run starts nothing before everything that is read from files is right.
func run(cmd *cobra.Command, c *config.Config) error {
	secrets := c.ReadSecrets()
	keys := c.Keys.Find
	if secrets != nil {
		keys = anyKey // what is wrong with the policy is said all the same
	}
	var err error
	if c.Policy != "" {
		_, err = compileFor(c, keys).read(c.Policy)
	}
	if err := errors.Join(secrets, err); err != nil {
		return err
	}
	return runPipeline(cmd.Context(), c, cmd.ErrOrStderr())
}
