package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"maat/guards"
	"maat/pipeline/explain"
	"maat/pipeline/policy"
	"maat/pipeline/policytest"
)

// testFlags are the flags of maat test.
type testFlags struct {
	run      string
	verbose  bool
	coverage bool
	only     *regexp.Regexp // of run
}

// testSuffix is how the tests beside NAME.yaml are called.
const testSuffix = ".test.yaml"

func testCommand() *cobra.Command {
	var f testFlags
	cmd := &cobra.Command{
		Use:   "test [DIR|FILE...]",
		Short: "Policy tests: NAME.test.yaml beside NAME.yaml",
		Long: `Runs the tests that stand beside policies: what came before (given), one event
(when), and what must become of it for each destination (then). A folder is
searched with all beneath it; a policy stands for its tests. Without arguments
it is this folder. What fails is shown line by line: - is wanted, + is what came.

With --coverage it is told what of the policy no test reaches: names and
conditions, layers, guards and reasons. That changes nothing of the exit status:
0 all pass, 1 some fail.`,
		Example: `  maat test
  maat test examples/webshop
  maat test --coverage policy.yaml
  maat test -v --run 'quiet|night' policies`,
		RunE: does(func(cmd *cobra.Command, args []string) error { return runTests(cmd, &f, args) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.run, "run", "", "only the tests whose name this regular expression finds")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "name the tests that pass, too")
	flags.BoolVar(&f.coverage, "coverage", false, "tell what of the policy no test reaches")
	return cmd
}

func runTests(cmd *cobra.Command, f *testFlags, args []string) (err error) {
	if f.only, err = regexp.Compile(f.run); err != nil {
		return fail(wrongUse, "--run %q is no regular expression: %v", f.run, err)
	}
	files, err := testFiles(args)
	if err != nil {
		return err
	}
	sum := score{to: cmd.OutOrStdout()}
	unread := false
	for _, file := range files {
		if err := sum.file(file, f); err != nil {
			cmd.PrintErrln(err)
			unread = true
		}
	}
	if err := sum.print(len(files)); err != nil {
		return err
	}
	switch {
	case unread:
		return &failure{status: unreadable}
	case sum.failed > 0:
		return &failure{status: found}
	case sum.passed == 0:
		return fail(wrongUse, "no test is called so: --run %q", f.run)
	}
	return nil
}

// testFiles are the files that the arguments mean, each once, in order.
func testFiles(args []string) (files []string, err error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	for _, arg := range args {
		more, err := testsOf(arg)
		if err != nil {
			return nil, err
		}
		for _, file := range more {
			if !slices.Contains(files, file) {
				files = append(files, file)
			}
		}
	}
	return files, nil
}

// testsOf are the tests in a folder and beneath it, or those of one policy.
func testsOf(arg string) (files []string, err error) {
	info, err := os.Stat(arg)
	switch {
	case err != nil:
		return nil, &unreadableError{arg, err}
	case !info.IsDir() && strings.HasSuffix(arg, testSuffix):
		return []string{arg}, nil
	case !info.IsDir():
		file := strings.TrimSuffix(arg, filepath.Ext(arg)) + testSuffix
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("%s has no tests: write them in %s", arg, file)
		}
		return []string{file}, nil
	}
	err = filepath.WalkDir(arg, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, testSuffix) {
			files = append(files, name)
		}
		return err
	})
	if err == nil && len(files) == 0 {
		return nil, fmt.Errorf("%s: there is no NAME%s in this folder or beneath it", arg, testSuffix)
	}
	return files, err
}

// score counts tests and prints what became of them.
type score struct {
	to             io.Writer
	passed, failed int
	err            error // the first that printing met
}

func (s *score) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(s.to, format, args...); err != nil && s.err == nil {
		s.err = fmt.Errorf("write: %w", err)
	}
}

// suite reads the tests of a file and their policy.
func suite(file string, reasons explain.Reasons) (*policytest.Suite, error) {
	program, err := compileWith(anyKey).read(strings.TrimSuffix(file, testSuffix) + ".yaml")
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, &unreadableError{file, err}
	}
	return policytest.Parse(file, text, program, reasons)
}

// file runs the tests of one file. Its error is that they cannot be run.
func (s *score) file(file string, f *testFlags) error {
	reasons := explain.NewReasons(guards.Table())
	tests, err := suite(file, reasons)
	if err != nil {
		return err
	}
	tell := &explain.Teller{Language: tests.Program.Language, Zone: tests.Program.Zone, Reasons: reasons}
	var cover *policytest.Coverage
	if f.coverage {
		cover = policytest.NewCoverage(tests.Program)
	}
	passed, failed := 0, 0
	for i := range tests.Cases {
		c := &tests.Cases[i]
		if !f.only.MatchString(c.Name) {
			continue
		}
		r, err := tests.Run(c, tell, cover)
		switch {
		case err != nil:
			return fmt.Errorf("%s:%d: %w", file, c.Line, err)
		case len(r.Failures) > 0:
			failed++
			s.failure(file, &r)
		default:
			passed++
			if f.verbose {
				s.printf("pass %s:%d: %s\n", file, c.Line, c.Name)
			}
		}
	}
	s.passed, s.failed = s.passed+passed, s.failed+failed
	if passed+failed > 0 {
		s.printf("%s %s: %d passed, %d failed\n", outcome(failed), file, passed, failed)
	}
	if cover != nil {
		s.coverage(strings.TrimSuffix(file, testSuffix)+".yaml", cover)
	}
	return s.err
}

func outcome(failed int) string {
	if failed > 0 {
		return "FAIL"
	}
	return "ok  "
}

// failure shows what differs as a diff, and what was decided in words.
func (s *score) failure(file string, r *policytest.Result) {
	s.printf("FAIL %s:%d: %s\n", file, r.Case.Line, r.Case.Name)
	for _, f := range r.Failures {
		s.printf("  %s:\n", f.Destination)
		for _, row := range f.Rows {
			if row.Want == row.Got {
				s.printf("      %s: %s\n", row.What, row.Want)
				continue
			}
			s.printf("    - %s: %s\n    + %s: %s\n", row.What, dashed(row.Want), row.What, dashed(row.Got))
		}
		for _, said := range f.Said {
			s.printf("    %s\n", said)
		}
	}
}

func dashed(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// coverage lists what no test reaches.
func (s *score) coverage(file string, c *policytest.Coverage) {
	reached, all := c.Summary()
	s.printf("coverage %s: %d of %d\n", file, reached, all)
	var reasons []string
	for _, m := range c.Marks() {
		switch {
		case m.Reached:
		case m.Reason != "":
			reasons = append(reasons, m.Reason)
		case m.Place == policy.Place{}:
			s.printf("  %s: %s\n", file, m.What)
		default:
			s.printf("  %s:%d:%d: %s\n", file, m.Line, m.Column, m.What)
		}
	}
	if len(reasons) > 0 {
		s.printf("  %s: reasons that no test meets: %s\n", file, strings.Join(reasons, ", "))
	}
}

func (s *score) print(files int) error {
	if files > 1 {
		s.printf("%s %d files: %d passed, %d failed\n", outcome(s.failed), files, s.passed, s.failed)
	}
	return s.err
}
