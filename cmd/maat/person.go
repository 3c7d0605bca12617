package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"maat/guards"
	"maat/pipeline/config"
	"maat/pipeline/explain"
	"maat/pipeline/kafka"
	"maat/pipeline/rights"
)

// personRights are what can be asked for a person, by the word of the command
// line.
var personRights = map[string]rights.Kind{
	"see": rights.See, "opt-out": rights.OptOut, "opt-in": rights.OptIn, "object": rights.Object, "unobject": rights.Unobject,
	"withdraw": rights.Withdraw, "erase": rights.Erase,
}

// personFlags are the flags of maat person.
type personFlags struct {
	config, subject, purpose, id, by string
	yes                              bool
	timeout                          time.Duration
}

func personCommand() *cobra.Command {
	var f personFlags
	words := slices.Sorted(maps.Keys(personRights))
	cmd := &cobra.Command{
		Use:   "person (" + strings.Join(words, "|") + ") --subject ID",
		Short: "What a person has a right to: to see everything, to opt out, to object, to withdraw, to be erased",
		Long: `Asks the running pipeline for a person, and ends when it is in force: the instance
that judges this person has obeyed, and what was held for them is recalled. The
answer is JSON: all that is known (see), or a receipt of what was recalled, what had
left before and to whom, and which destinations are told to forget.

object leaves the general layer alone, whatever is consented, until unobject.
withdraw denies one purpose of the policy (--purpose). erase forgets the person, and
needs --yes. A person who is not known is answered alike.

Asked again under the same --id it is obeyed once, and answered again.`,
		Example: `  maat person see --subject user-42
  maat person opt-out --subject user-42
  maat person withdraw --subject user-42 --purpose ads
  maat person erase --subject user-42 --yes`,
		Args:      usage(cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs)),
		ValidArgs: words,
		RunE:      does(func(cmd *cobra.Command, args []string) error { return person(cmd, &f, args[0]) }),
	}
	configFlag(cmd, &f.config)
	cmd.Flags().StringVar(&f.subject, "subject", "", "the id of the person, as it stands in events")
	cmd.Flags().StringVar(&f.purpose, "purpose", "", "with withdraw: a purpose of the policy")
	cmd.Flags().StringVar(&f.id, "id", "", "names what is asked, so that asking again does it once; default: a new one")
	cmd.Flags().StringVar(&f.by, "by", "operator", "who asks, for the person's own account; person: they themselves")
	cmd.Flags().BoolVar(&f.yes, "yes", false, "with erase: it is meant")
	cmd.Flags().DurationVar(&f.timeout, "timeout", 15*time.Second, "how long to wait until it is in force")
	return cmd
}

func (f *personFlags) check(kind rights.Kind) error {
	switch {
	case f.subject == "":
		return fail(wrongUse, "--subject is missing: name the person as events do")
	case (kind == rights.Withdraw) != (f.purpose != ""):
		return fail(wrongUse, "--purpose goes with withdraw, and withdraw needs it")
	case kind == rights.Erase && !f.yes:
		return fail(wrongUse, "nothing brings back what is erased: say --yes")
	}
	return checkTimeout(f.timeout)
}

func person(cmd *cobra.Command, f *personFlags, word string) error {
	kind := personRights[word]
	if err := f.check(kind); err != nil {
		return err
	}
	c, err := config.Load(f.config, os.Environ())
	if err != nil {
		return err
	}
	if err := errors.Join(c.ReadKafkaSecrets(), c.ReadSubjectKey()); err != nil {
		return err
	}
	if len(c.Topics.Inputs) == 0 {
		return fail(unreadable, "the intake %s is a topic of yours, which Maat only reads: write such an event to it yourself", c.Topics.Intake)
	}
	id := f.id
	if id == "" {
		id = "right-" + rand.Text()
	}
	answer, err := askFor(cmd.Context(), c, f, rights.Wish{ID: id, Kind: kind, Purpose: f.purpose, By: f.by})
	if errors.Is(err, rights.ErrNotYet) {
		return fail(unreachable, "it is not in force yet, and still on its way: is the pipeline running? Ask again with --id %s", id)
	}
	if refused, ok := errors.AsType[*rights.RefusedError](err); ok {
		why := explain.NewReasons(guards.Table())[refused.Code]
		return fail(found, "nothing was changed (%s), because %s", refused.Code, why.EN)
	}
	if wrong, ok := errors.AsType[*rights.WrongError](err); ok {
		return fail(wrongUse, "%w", wrong)
	}
	if err != nil {
		return err
	}
	text, err := json.Marshal(answer, jsontext.WithIndent("  "))
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), string(text))
	return err
}

// askFor asks, and waits until it is in force.
func askFor(ctx context.Context, c *config.Config, f *personFlags, w rights.Wish) (rights.Answer, error) {
	opts, reach, err := reaching(c, f.timeout)
	if err != nil {
		return rights.Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	asker, err := kafka.NewAsker(ctx, kafka.AskerOptions{
		Client: opts, Intake: c.Topics.Intake, Answers: c.Topics.Answers, Key: c.Keys.Subject.Reveal(),
	})
	if err != nil {
		return rights.Answer{}, reach.explain(err)
	}
	defer asker.Close()
	return asker.Ask(ctx, f.subject, w)
}
