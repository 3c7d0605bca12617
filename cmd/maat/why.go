package main

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"maat/guards"
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
keys.subject_file makes a pseudonym of it, and with keys.storage_file the alias is
found under which decisions stand. After an erasure it cannot be found any more.

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

// What the client takes as a timeout.
const (
	timeoutMin = 100 * time.Millisecond
	timeoutMax = 15 * time.Minute
)

func (f whyFlags) check() error {
	switch {
	case (f.event == "") == (f.subject == ""):
		return fail(wrongUse, "ask about one thing: --event ID or --subject ID")
	case f.language != "" && f.language != "nl" && f.language != "en":
		return fail(wrongUse, "--language must be nl or en")
	case f.policy != "" && f.decisions == "":
		return fail(wrongUse, "--policy goes with --decisions: without it, the policy is that of maat.yaml")
	case f.timeout < timeoutMin || f.timeout > timeoutMax:
		return fail(wrongUse, "--timeout must be from %s to %s", timeoutMin, timeoutMax)
	}
	return nil
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
	asked, from, err := f.question(cmd, c)
	if err != nil {
		return err
	}
	answers, err := ask(cmd, c, asked, from)
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
	event    string   // or
	subjects []string // under what the person stands: the alias, and in decisions of before there were any, the pseudonym
	words    string
}

func (q question) about(r *explain.Record) bool {
	if q.event != "" {
		return r.ID == q.event
	}
	return slices.Contains(q.subjects, r.Subject)
}

// marks: one of them stands in every record of the answer, and in few others:
// those need not be read whole.
func (q question) marks() (marks [][]byte) {
	if q.event != "" {
		return [][]byte{event.Quote(nil, q.event)}
	}
	for _, s := range q.subjects {
		marks = append(marks, []byte(s))
	}
	return marks
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
func (f whyFlags) question(cmd *cobra.Command, c *config.Config) (q question, from cluster, err error) {
	if err := c.ReadKafkaSecrets(); err != nil {
		return q, from, err
	}
	if f.subject != "" {
		if err := errors.Join(c.ReadSubjectKey(), c.ReadStorageKeys()); err != nil {
			return q, from, err
		}
	}
	if from, err = openCluster(c, f.timeout); err != nil {
		return q, from, err
	}
	if f.event != "" {
		return aboutEvent(f.event), from, nil
	}
	who, err := subjectOf(c, f.subject)
	if err != nil {
		return q, from, err
	}
	p, err := known(cmd, c, who, from)
	if err != nil {
		return q, from, err
	}
	return p.question(), from, nil
}

func aboutEvent(id string) question {
	return question{event: id, words: fmt.Sprintf("event %q", id)}
}

// aboutPerson asks about somebody in a replay, where decisions stand under the
// pseudonym.
func aboutPerson(who state.Subject) question { return (&person{who: who, alias: "none"}).question() }

func (p *person) question() question {
	q := question{subjects: []string{hex.EncodeToString(p.who[:])}, words: p.words()}
	if p.alias != "" {
		q.subjects = append(q.subjects, p.alias)
	}
	return q
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
