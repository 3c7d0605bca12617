package main

import "github.com/spf13/cobra"

// noWords refuses words beside the flags and says how it is written instead.
// The word itself is not repeated: it may be the id of a person.
func noWords(instead string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fail(wrongUse, "a word stands here that belongs to no flag: %s", instead)
		}
		return nil
	}
}
