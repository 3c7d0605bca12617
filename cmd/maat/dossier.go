package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"maat/guards"
	"maat/pipeline/dossier"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
)

// dossierFlags is what `maat dossier` can be asked.
type dossierFlags struct {
	config, policy, decisions string
	since, until              string
	language, format, out     string
	timeout                   time.Duration
	period                    dossier.Period // of since and until
}

// dossierFormats are those in which a dossier can be had.
var dossierFormats = []string{"md", "html", "json"}

func dossierCommand() *cobra.Command {
	var f dossierFlags
	cmd := &cobra.Command{
		Use:   "dossier [--since T] [--until T]",
		Short: "What the GDPR and the AI Act ask to have on paper, from what really ran",
		Long: `Writes a dossier from what the pipeline recorded and from the policy as it compiles:
versions of the policy and who approved them, purposes, recipients and fields, guards
and their transcripts, tests, figures of the decisions, where people stepped in, what is
kept and for how long, and the page of what the brand does not do. What only a person
knows is left open, with who should fill it in, and listed at the end.

Figures are of the period from --since (inside) until --until (outside); without them,
from the first decision that is kept until now. A moment is RFC 3339, or a date, which
is its beginning in UTC. It reads Kafka and changes nothing. What cannot be read is
said in the dossier, and the exit status is 1.

With --policy and --decisions it is written from a replay, as maat try wrote it, and
needs no Kafka and no maat.yaml. The same facts give the same dossier.`,
		Example: `  maat dossier --since 2026-01-01 --until 2026-04-01 --format html --out dossier.html
  maat dossier --language en > dossier.md
  maat dossier --policy policy.yaml --decisions decisions.jsonl --format json`,
		Args: noWords("write --config FILE, or --policy FILE --decisions FILE"),
		RunE: does(func(cmd *cobra.Command, _ []string) error { return writeDossier(cmd, &f) }),
	}
	configFlag(cmd, &f.config)
	flags := cmd.Flags()
	flags.StringVar(&f.policy, "policy", "", "with --decisions: the policy of the replay")
	flags.StringVar(&f.decisions, "decisions", "", "a file of decisions, as maat try writes it, in place of Kafka")
	flags.StringVar(&f.since, "since", "", "the beginning of the period: RFC 3339 or a date")
	flags.StringVar(&f.until, "until", "", "the end of the period, likewise")
	flags.StringVar(&f.language, "language", "", "nl or en; default: that of the policy")
	flags.StringVar(&f.format, "format", "md", strings.Join(dossierFormats, ", "))
	flags.StringVar(&f.out, "out", "", "write to this file; default: standard output")
	flags.DurationVar(&f.timeout, "timeout", 15*time.Second, "how long Kafka may be silent")
	return cmd
}

func (f *dossierFlags) check() error {
	var since, until bool
	f.period.Since, since = momentOf(f.since)
	f.period.Until, until = momentOf(f.until)
	switch {
	case f.language != "" && !slices.Contains(dossier.Languages(), f.language):
		return fail(wrongUse, "--language is one of %s", strings.Join(dossier.Languages(), ", "))
	case !slices.Contains(dossierFormats, f.format):
		return fail(wrongUse, "--format is one of %s", strings.Join(dossierFormats, ", "))
	case (f.policy == "") != (f.decisions == ""):
		return fail(wrongUse, "--policy and --decisions go together; without them, both are those of maat.yaml")
	case !since:
		return fail(wrongUse, "--since is RFC 3339 or a date: 2026-01-31T12:00:00Z or 2026-01-31")
	case !until:
		return fail(wrongUse, "--until is RFC 3339 or a date: 2026-01-31T12:00:00Z or 2026-01-31")
	case f.period.Until != 0 && f.period.Until <= f.period.Since:
		return fail(wrongUse, "--until must be later than --since")
	}
	return checkTimeout(f.timeout)
}

// momentOf reads a moment or a date; nothing is none.
func momentOf(text string) (instant.Time, bool) {
	if text == "" {
		return 0, true
	}
	if at, ok := instant.Parse(text); ok {
		return at, true
	}
	return instant.Parse(text + "T00:00:00Z")
}

func writeDossier(cmd *cobra.Command, f *dossierFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	gather := f.fromKafka
	if f.decisions != "" {
		gather = f.fromReplay
	}
	facts, err := gather(cmd)
	if err != nil {
		return err
	}
	text, err := f.form(facts)
	if err != nil {
		return err
	}
	if err := f.put(cmd.OutOrStdout(), text); err != nil {
		return err
	}
	for _, s := range facts.Gaps() {
		cmd.PrintErrf("maat: not read: %s %s: %s\n", s.What, s.From, s.Gap)
	}
	if len(facts.Gaps()) > 0 {
		return &failure{status: found}
	}
	return nil
}

// form is the dossier as it was asked.
func (f *dossierFlags) form(facts *dossier.Facts) ([]byte, error) {
	switch f.format {
	case "json":
		return dossier.JSON(facts)
	case "html":
		return []byte(dossier.Write(facts).HTML()), nil
	}
	return []byte(dossier.Write(facts).Markdown()), nil
}

func (f *dossierFlags) put(out io.Writer, text []byte) error {
	if f.out != "" {
		if err := os.WriteFile(f.out, text, 0o600); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		return nil
	}
	if _, err := out.Write(text); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// about are the facts that a build and a policy tell by themselves.
func (f *dossierFlags) about(program *policy.Program) *dossier.Facts {
	b := build()
	facts := &dossier.Facts{
		Language: cmp.Or(f.language, program.Language), Build: dossier.Build{Version: b.version, Commit: b.commit, Go: b.golang},
		Period: f.period, Approval: dossier.InFile, Reasons: explain.NewReasons(guards.Table()),
	}
	transcripts := map[string]dossier.Transcripts{}
	for _, k := range guards.Table() {
		transcripts[k.Name] = dossier.CountTranscripts(guards.Transcripts(k.Name))
	}
	facts.About(program, transcripts)
	return facts
}

// counted puts the figures of the decisions into the facts.
func counted(facts *dossier.Facts, t *dossier.Tally) {
	facts.Figures, facts.Versions = t.Figures(), t.Versions()
}
