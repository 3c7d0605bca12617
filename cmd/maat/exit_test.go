package main

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/spf13/cobra"

	"maat/pipeline/source"
)

func TestReportMapsErrorsToExitStatus(t *testing.T) {
	text := source.Problems{{File: "maat.yaml", Line: 1, Column: 2, Message: "wrong"}}
	for _, c := range []struct {
		name string
		err  error
		code int
		said string
	}{
		{"done", nil, 0, ""},
		{"found, and said already", &failure{status: found}, 1, ""},
		{"cobra's own", errors.New("unknown flag"), 2, "maat: unknown flag\nSee maat --help.\n"},
		{"wrapped", fmt.Errorf("while: %w", fail(unreachable, "no broker")), 4, "maat: while: no broker\n"},
		{"met at work", does(func(*cobra.Command, []string) error { return text })(nil, nil), 3, "maat.yaml:1:2: wrong\n"},
		{"met at work, with a status", does(func(*cobra.Command, []string) error { return fail(found, "nothing") })(nil, nil), 1, "maat: nothing\n"},
	} {
		var errs bytes.Buffer
		cmd := &cobra.Command{Use: "maat"}
		cmd.SetErr(&errs)
		if code := report(cmd, c.err); code != c.code || errs.String() != c.said {
			t.Errorf("%s: got %d %q, want %d %q", c.name, code, errs.String(), c.code, c.said)
		}
	}
}
