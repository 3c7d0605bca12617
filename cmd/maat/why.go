package main

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"maat/guards"
	"maat/pipeline"
	"maat/pipeline/config"
	"maat/pipeline/event"
	"maat/pipeline/explain"
	"maat/pipeline/state"
)

// whyFlags is what `maat why` can be asked.
type whyFlags struct {
	config, event, subject, language string
	decisions, policy                string
	asJSON                           bool
	timeout                          time.Duration
}

func whyCommand() *cobra.Command {
	var f whyFlags
	cmd := &cobra.Command{
		Use:   "why (--event ID | --subject ID)",
		Short: "What was decided about an event or a person, and why",
		Long: `Reads the decisions topic from its start and tells, in plain words and by time, what
was decided about one event or one person. A decision is remembered for as long as
the topic keeps it.

A person is named as in the events, by user id or anonymous id. The id goes nowhere:
what is looked for is its pseudonym under keys.subject_file.

With --decisions it reads what "maat try --decisions" wrote instead, and needs no
Kafka and no maat.yaml.`,
		Example: `  maat why --event 7f1c9a
  maat why --subject user-42 --language nl
  maat why --subject user-42 --json | jq .reason
  maat why --decisions decisions.jsonl --policy policy.yaml --event 7f1c9a`,
		Args: noWords("write --event ID or --subject ID"),
		RunE: does(func(cmd *cobra.Command, _ []string) error { return why(cmd, f) }),
	}
	configFlag(cmd, &f.config)
	cmd.Flags().StringVar(&f.event, "event", "", "the id of an event")
	cmd.Flags().StringVar(&f.subject, "subject", "", "the id of a person, as it stands in events")
	cmd.Flags().StringVar(&f.decisions, "decisions", "", "a file of decisions, as maat try writes it, in place of the topic")
	cmd.Flags().StringVar(&f.policy, "policy", "", "with --decisions: the policy, for its language and timezone")
	cmd.Flags().StringVar(&f.language, "language", "", "nl or en; default: that of the policy")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print the decision records, one a line")
	cmd.Flags().DurationVar(&f.timeout, "timeout", 15*time.Second, "how long Kafka may be silent")
	return cmd
}

func (f whyFlags) check() error {
	switch {
	case (f.event == "") == (f.subject == ""):
		return fail(wrongUse, "ask about one thing: --event ID or --subject ID")
	case f.language != "" && f.language != "nl" && f.language != "en":
		return fail(wrongUse, "--language must be nl or en")
	case f.policy != "" && f.decisions == "":
		return fail(wrongUse, "--policy goes with --decisions: without it, the policy is that of maat.yaml")
	}
	return checkTimeout(f.timeout)
}

func why(cmd *cobra.Command, f whyFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	if f.decisions != "" {
		return f.whyReplay(cmd)
	}
	c, err := config.Load(f.config, os.Environ())
	if err != nil {
		return err
	}
	asked, err := f.question(c)
	if err != nil {
		return err
	}
	answers, err := ask(cmd, c, asked, f.timeout)
	if err != nil {
		return err
	}
	if len(answers) == 0 {
		return fail(found, "nothing was decided about %s in topic %s, as far back as it goes", asked.words, c.Topics.Decisions)
	}
	return answer(cmd, f, f.teller(c.Policy), answers)
}

// question is whom or what is asked about.
type question struct {
	event, subject string // one of them; the subject as a pseudonym
	words          string
}

func (q question) about(r *explain.Record) bool {
	if q.event != "" {
		return r.ID == q.event
	}
	return r.Subject == q.subject
}

// mark stands in every record of the answer, and in few others: those need not
// be read whole.
func (q question) mark() []byte {
	if q.event != "" {
		return event.Quote(nil, q.event)
	}
	return []byte(q.subject)
}

// told is a decision of the answer, and where it stands.
type told struct {
	explain.Record
	partition int32
	offset    int64
}

// byTime orders decisions; at one moment, as they were decided.
func byTime(a, b told) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.partition, b.partition), cmp.Compare(a.offset, b.offset))
}

// question reads the secrets that answering needs, and no other.
func (f whyFlags) question(c *config.Config) (question, error) {
	if err := c.ReadKafkaSecrets(); err != nil {
		return question{}, err
	}
	if f.event != "" {
		return aboutEvent(f.event), nil
	}
	if err := c.ReadSubjectKey(); err != nil {
		return question{}, err
	}
	p, err := pipeline.NewPseudonyms(c.Keys.Subject.Reveal())
	if err != nil {
		return question{}, err
	}
	return aboutPerson(p.Of(f.subject)), nil
}

func aboutEvent(id string) question {
	return question{event: id, words: fmt.Sprintf("event %q", id)}
}

func aboutPerson(who state.Subject) question {
	subject := hex.EncodeToString(who[:])
	return question{subject: subject, words: "this person (pseudonym " + subject + ")"}
}

// answer prints what was found by time.
func answer(cmd *cobra.Command, f whyFlags, tell explain.Teller, answers []told) error {
	slices.SortFunc(answers, byTime)
	for i := range answers {
		line := tell.Sentence(&answers[i].Record)
		if f.asJSON {
			line = string(answers[i].Append(nil))
		}
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), line); err != nil {
			return err
		}
	}
	return nil
}

// teller speaks the language of the policy and tells its time, where it can be
// read; else English and UTC.
func (f whyFlags) teller(policy string) explain.Teller {
	tell := explain.Teller{Language: f.language, Reasons: explain.NewReasons(guards.Table())}
	if program, err := compileWith(anyKey).read(policy); err == nil {
		tell.Zone = program.Zone
		tell.Language = cmp.Or(f.language, program.Language)
	}
	return tell
}
