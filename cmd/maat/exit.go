package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"maat/pipeline/source"
)

// status is the exit status of a command that is not simply done.
type status int

const (
	found       status = 1 + iota // the check, test or diff found something
	wrongUse                      // the command line says something that is none
	unreadable                    // input, configuration or policy cannot be read
	unreachable                   // a service cannot be reached
)

// failure is an error that says with which status the process ends.
type failure struct {
	status status
	err    error // nil: everything has been said
}

func (f *failure) Error() string {
	if f.err == nil {
		return "failed"
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

func fail(s status, format string, args ...any) error {
	return &failure{s, fmt.Errorf(format, args...)}
}

// usage makes a check of arguments one of wrong use.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &failure{wrongUse, err}
		}
		return nil
	}
}

// does wraps the work of a command: an error that does not say what it is was
// met while something was read or written.
func does(work func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := work(cmd, args)
		var known *failure
		if err != nil && !errors.As(err, &known) {
			return &failure{unreadable, err}
		}
		return err
	}
}

// report says what went wrong and maps it to the exit status: the one place
// that does. An error without a status comes from the command line itself.
func report(cmd *cobra.Command, err error) int {
	if err == nil {
		return 0
	}
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{wrongUse, err}
	}
	if f.err != nil {
		cmd.PrintErrln(prefix(err) + err.Error())
	}
	if f.status == wrongUse {
		cmd.PrintErrf("See %s --help.\n", cmd.CommandPath())
	}
	return int(f.status)
}

// prefix is none where the error begins with the place of a problem.
func prefix(err error) string {
	var text source.Problems
	if errors.As(err, &text) {
		return ""
	}
	return "maat: "
}
