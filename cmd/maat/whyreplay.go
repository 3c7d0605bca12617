package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"maat/pipeline/explain"
	"maat/pipeline/replay"
)

// decisionMax is the longest decision that is read, in bytes: ids and paths are
// bounded, and so is how many of them one decision names.
const decisionMax = 4 << 20

// whyReplay answers from the decisions of a replay.
func (f whyFlags) whyReplay(cmd *cobra.Command) error {
	if f.policy != "" {
		if _, err := compileWith(anyKey).read(f.policy); err != nil {
			return err
		}
	}
	asked := aboutEvent(f.event)
	if f.subject != "" {
		asked = aboutPerson(replay.Pseudonym(f.subject))
	}
	answers, err := decisionsIn(f.decisions, asked)
	if err != nil {
		return err
	}
	if len(answers) == 0 {
		return fail(found, "nothing was decided about %s in %s", asked.words, f.decisions)
	}
	return answer(cmd, f, f.teller(f.policy), answers)
}

// decisionsIn are those of a file that the question is about, a line each.
func decisionsIn(file string, asked question) (answers []told, err error) {
	err = eachDecision(file, func(line int64, r *explain.Record) {
		if asked.about(r) {
			answers = append(answers, told{Record: *r, offset: line})
		}
	})
	return answers, err
}

// eachDecision reads a file of decisions, a line each.
func eachDecision(file string, each func(line int64, r *explain.Record)) error {
	in, err := os.Open(file)
	if err != nil {
		return &unreadableError{file, err}
	}
	defer func() { _ = in.Close() }() // it was only read
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, decisionMax)
	n := int64(0)
	for lines.Scan() {
		n++
		if len(lines.Bytes()) == 0 {
			continue
		}
		record, err := explain.Parse(lines.Bytes())
		if err != nil {
			return fmt.Errorf("%s:%d:1: this is no decision of this version: the file is what maat try writes with --decisions", file, n)
		}
		each(n, &record)
	}
	if err := lines.Err(); err != nil {
		return &unreadableError{file, err}
	}
	return nil
}
