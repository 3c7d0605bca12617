package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"maat/pipeline/page"
)

// pageFlags are the flags of maat page.
type pageFlags struct {
	policy   string
	language string
	format   string
}

// formats are those in which a page can be had.
var formats = []string{"md", "html"}

func pageCommand() *cobra.Command {
	var f pageFlags
	cmd := &cobra.Command{
		Use:   "page --policy P",
		Short: "What the brand does and does not do, written from its policy for customers",
		Long: `Writes a page for customers from a policy: what they are asked, where which data
goes, what is promised with which numbers, what is switched off and why, what is
never used, and how they stop it. The page is of the policy as it compiles, so what
it says is what happens. The same policy gives the same page.`,
		Example: `  maat page --policy examples/webshop/policy.yaml --language en
  maat page --policy policy.yaml --language nl --format html > page.html`,
		Args: noWords("write --policy FILE"),
		RunE: does(func(cmd *cobra.Command, _ []string) error { return writePage(cmd, &f) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.policy, "policy", "", "the policy")
	flags.StringVar(&f.language, "language", "", "nl or en; the policy's own where it is not said")
	flags.StringVar(&f.format, "format", "md", "md (Markdown) or html")
	return cmd
}

func writePage(cmd *cobra.Command, f *pageFlags) error {
	switch {
	case f.policy == "":
		return fail(wrongUse, "--policy is missing: name the policy")
	case f.language != "" && !slices.Contains(page.Languages(), f.language):
		return fail(wrongUse, "--language is one of %s", strings.Join(page.Languages(), ", "))
	case !slices.Contains(formats, f.format):
		return fail(wrongUse, "--format is one of %s", strings.Join(formats, ", "))
	}
	program, err := compileWith(anyKey).read(f.policy)
	if err != nil {
		return err
	}
	language := f.language
	if language == "" {
		language = program.Language
	}
	p := page.Of(program, language)
	text := p.Markdown()
	if f.format == "html" {
		text = p.HTML()
	}
	if _, err := io.WriteString(cmd.OutOrStdout(), text); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}
