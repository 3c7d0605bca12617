package main

import (
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"maat/cmd/maat/internal/demo"
	"maat/examples"
	"maat/pipeline/config"
	"maat/pipeline/instance"
	"maat/pipeline/telemetry"
)

// demoFlags are the flags of maat demo.
type demoFlags struct {
	policy, language       string
	rate, subjects, events int
	seed                   uint64
	drain                  time.Duration
	sentences              bool
}

func demoCommand() *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Everything on one machine, nothing to install",
		Long: `Starts a development broker in memory, a made-up Dutch web shop and the pipeline,
and shows what leaves, what waits and until when, what is stripped, and what is
dropped and why. Nothing leaves this machine, and all is gone when it ends.

The shop's days last a minute: its policy waits ten seconds where a real one waits
hours. With --policy another one decides, and is followed when its file changes.

On a terminal the view is drawn in place (NO_COLOR is honoured); elsewhere it is a
line a second. Ctrl-C or SIGTERM finish what is under way, and sum up.`,
		Example: `  maat demo
  maat demo --rate 500 --subjects 5000 --language nl
  maat demo --policy my.yaml              edit it meanwhile: the demo follows
  maat demo --events 1000 --sentences     every decision in plain words, then a summary`,
		Args: usage(cobra.NoArgs),
		RunE: does(func(cmd *cobra.Command, _ []string) error { return runDemo(cmd, f) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.policy, "policy", "", "decide by this policy instead of the demo's own")
	flags.IntVar(&f.rate, "rate", 50, "events a second")
	flags.IntVar(&f.subjects, "subjects", 200, "how many people visit the shop")
	flags.Uint64Var(&f.seed, "seed", 1, "the same seed gives the same people and events")
	flags.IntVar(&f.events, "events", 0, "end after so many events; 0: go on till told to end")
	flags.DurationVar(&f.drain, "drain", 15*time.Second, "with --events: how long to wait for what is held to fall due")
	flags.StringVar(&f.language, "language", "", "nl or en; default: that of the policy")
	flags.BoolVar(&f.sentences, "sentences", false, "tell every decision in a sentence instead of showing counts")
	return cmd
}

// Bounds of what the demo is asked for.
const (
	demoRateMax     = 100_000
	demoSubjectsMax = 1_000_000
	demoDrainMax    = time.Hour
)

// demoBatch is longer than need be: the ends of transactions are what the
// development broker cannot forget.
const demoBatch = 200 * time.Millisecond

func (f demoFlags) check() error {
	switch {
	case f.rate < 1 || f.rate > demoRateMax:
		return fail(wrongUse, "--rate must be from 1 to %d", demoRateMax)
	case f.subjects < 1 || f.subjects > demoSubjectsMax:
		return fail(wrongUse, "--subjects must be from 1 to %d", demoSubjectsMax)
	case f.events < 0:
		return fail(wrongUse, "--events must not be negative")
	case f.drain < 0 || f.drain > demoDrainMax:
		return fail(wrongUse, "--drain must be from 0s to %s", demoDrainMax)
	case f.language != "" && f.language != "nl" && f.language != "en":
		return fail(wrongUse, "--language must be nl or en")
	}
	return nil
}

func runDemo(cmd *cobra.Command, f demoFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	c := demoConfig()
	policy := f.source(c)
	if file, text, err := policy.Read(); err != nil {
		return &unreadableError{file, err}
	} else if _, err := policy.Compile(file, text); err != nil {
		return err
	}
	o := demo.Options{
		Rate: f.rate, Subjects: f.subjects, Seed: f.seed, Events: f.events, Drain: f.drain, Language: f.language,
		Show: demo.Lines, Out: cmd.OutOrStdout(),
	}
	if file, ok := cmd.OutOrStdout().(*os.File); f.sentences {
		o.Show = demo.Sentences
	} else if ok && term.IsTerminal(int(file.Fd())) && os.Getenv("TERM") != "dumb" {
		o.Show, o.Terminal, o.Colour = demo.Screen, file, os.Getenv("NO_COLOR") == ""
	}
	o.Log = demo.NewLog(cmd.ErrOrStderr(), o.Show == demo.Screen)
	log, err := telemetry.Logger(o.Log, c.Log.Level)
	if err != nil {
		return err
	}
	if o.Instance, err = demoInstance(c, policy, log); err != nil {
		return err
	}
	return demo.Run(cmd.Context(), o)
}

// demoConfig is how the demo's pipeline would be configured.
func demoConfig() *config.Config {
	c := &config.Config{Pipeline: "demo", Instance: "demo", Group: "maat-demo"}
	c.Log.Level = "warn"
	c.Topics = config.Topics{
		Inputs: []string{"shop.events"}, Intake: "maat.demo.intake", Decisions: "maat.demo.decisions",
		Quarantine: "maat.demo.quarantine", Changelog: "maat.demo.changelog", Control: "maat.demo.control",
		Create: true, Partitions: 3, Replication: 1,
	}
	return c
}

// source is the demo's own policy, or a file that is read again and again.
func (f demoFlags) source(c *config.Config) instance.Source {
	s := instance.Source{
		Read:    func() (string, []byte, error) { return "the demo's policy", examples.DemoPolicy, nil },
		Compile: compileFor(c, anyKey),
	}
	if f.policy != "" {
		s.Read = func() (string, []byte, error) {
			text, err := os.ReadFile(f.policy)
			return f.policy, text, err
		}
	}
	return s
}

// demoInstance is the pipeline of maat run, with its state in memory.
func demoInstance(c *config.Config, policy instance.Source, log *slog.Logger) (instance.Options, error) {
	key := sha256.Sum256([]byte("everybody in the demo is made up"))
	c.Keys.Storage = config.NewSecret([]byte("demo " + base64.StdEncoding.EncodeToString(key[:])))
	keys, err := openVault(c)
	return instance.Options{
		Pipeline: c.Pipeline, Instance: c.Instance, Version: build().version, Want: want(c), Group: c.Group,
		TransactionTimeout: 10 * time.Second, SessionTimeout: 30 * time.Second,
		BatchRecords: 2000, BatchInterval: demoBatch, SubjectKey: key[:], Vault: keys,
		Policy: policy, Stores: instance.Memory{}, Clock: clock, Log: log, StartTimeout: startTimeout,
	}, err
}
