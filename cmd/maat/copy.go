package main

import (
	"github.com/spf13/cobra"

	"maat/guards/recognition"
	"maat/pipeline/event"
)

func copyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "copy [TEXT...]",
		Short: "Does this show recognition? a JSON line for each text",
		Long: `Judges each text as the recognition guard does: does it show that the person was
watched or analysed? Without texts it reads them from standard input, one a
line, and answers each line with one:
  {"text","recognition","span","rule"}
span are the words that show it, rule is the class of the rule, which is a file
in guards/recognition/data, and the line there; both are null where nothing does.

Exit status: 0 when every text was judged, whatever was found.`,
		Example: `  maat copy "We zagen dat je dit gisteren nog bekeek" "Nieuw binnen"
  maat copy < headlines.txt | grep '"recognition":true'`,
		Args: usage(cobra.ArbitraryArgs),
		RunE: does(func(cmd *cobra.Command, texts []string) error {
			rules, err := recognition.Compile()
			if err != nil {
				return err
			}
			return eachText(cmd, texts, func(b []byte, text string) []byte { return recognitionLine(b, text, rules) })
		}),
	}
}

func recognitionLine(b []byte, text string, rules *recognition.Rules) []byte {
	hit, ok := rules.Find(text)
	b = append(event.Quote(append(b, `{"text":`...), text), `,"recognition":`...)
	if !ok {
		return append(b, `false,"span":null,"rule":null}`...)
	}
	b = event.Quote(append(b, `true,"span":`...), hit.Span)
	return append(event.Quote(append(b, `,"rule":`...), hit.Class+": "+hit.Rule), '}')
}
