package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"maat/guards/sensitive"
	"maat/guards/sensitive/lexicon"
	"maat/pipeline/event"
	"maat/pipeline/policy"
)

func wordsCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "words [TEXT...]",
		Short: "Is this sensitive? a JSON line for each text",
		Long: `Judges each text as the sensitive guard does: by Dutch and English words, after
undoing encodings and disguises. Without texts it reads them from standard
input, one a line, and answers each line with one:
  {"text","sensitive","topic","term"}
topic and term (the line of the word list that hit) are null where nothing did.
A category code is judged as such: IAB7-3, and with their taxonomy iab:317 and
google:491.

Without --policy all topics count and no terms of your own. With it a text is
sensitive where it is to any of the policy's destinations, by its topics, allow
and extra.

Exit status: 0 when every text was judged, whatever was found.`,
		Example: `  maat words "burn-out test" "regenjas heren"
  maat words --policy policy.yaml stressless
  maat words < searches.txt | grep '"sensitive":true'`,
		Args: usage(cobra.ArbitraryArgs),
		RunE: does(func(cmd *cobra.Command, texts []string) error {
			find, err := sensitiveFinder(file)
			if err != nil {
				return err
			}
			return eachText(cmd, texts, func(b []byte, text string) []byte { return sensitiveLine(b, text, find) })
		}),
	}
	cmd.Flags().StringVar(&file, "policy", "", "the policy whose topics, allow and extra count")
	return cmd
}

// finder finds a sensitive term.
type finder func(text string) (lexicon.Hit, bool)

func sensitiveFinder(file string) (finder, error) {
	if file == "" {
		all, err := sensitive.All()
		if err != nil {
			return nil, err
		}
		return all.Find, nil
	}
	program, err := compileWith(anyKey).read(file)
	if err != nil {
		return nil, err
	}
	return findersOf(program)
}

// findersOf asks the sensitive guards of all destinations, in written order.
func findersOf(p *policy.Program) (finder, error) {
	var finders []finder
	for _, d := range p.Destinations {
		for _, e := range d.Guards {
			if g, ok := e.Guard.(interface {
				Find(text string) (lexicon.Hit, bool)
			}); ok && e.Kind.Name == "sensitive" {
				finders = append(finders, g.Find)
			}
		}
	}
	if len(finders) == 0 {
		return nil, fmt.Errorf("in policy %s the guard sensitive is off for every destination", p.Name)
	}
	return func(text string) (lexicon.Hit, bool) {
		for _, find := range finders {
			if hit, ok := find(text); ok {
				return hit, true
			}
		}
		return lexicon.Hit{}, false
	}, nil
}

func sensitiveLine(b []byte, text string, find finder) []byte {
	hit, ok := find(text)
	b = append(event.Quote(append(b, `{"text":`...), text), `,"sensitive":`...)
	if !ok {
		return append(b, `false,"topic":null,"term":null}`...)
	}
	b = event.Quote(append(b, `true,"topic":`...), hit.Topic.String())
	return append(event.Quote(append(b, `,"term":`...), hit.Term), '}')
}

// eachText prints the judgement of every text, or of every line of standard
// input, at once where more is not at hand yet.
func eachText(cmd *cobra.Command, texts []string, judge func(b []byte, text string) []byte) error {
	out := bufio.NewWriter(cmd.OutOrStdout())
	for _, text := range texts {
		if err := writeLine(out, judge(nil, text)); err != nil {
			return err
		}
	}
	if len(texts) == 0 {
		if err := eachLine(cmd.InOrStdin(), out, judge); err != nil {
			return err
		}
	}
	return out.Flush()
}

func eachLine(in io.Reader, out *bufio.Writer, judge func(b []byte, text string) []byte) error {
	lines := bufio.NewReader(in)
	for number := 1; ; number++ {
		line, err := lines.ReadString('\n')
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return fmt.Errorf("standard input:%d: %w", number, err)
		}
		if line != "" {
			if err := writeLine(out, judge(nil, strings.TrimRight(line, "\r\n"))); err != nil {
				return err
			}
		}
		if last {
			return nil
		}
		if lines.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return fmt.Errorf("write: %w", err)
			}
		}
	}
}
