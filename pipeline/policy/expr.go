package policy

import (
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"

	"maat/pipeline/guard"
)

// Expr is a compiled CEL expression over `event`, the event as it came in. It
// is pure and bounded: the same event gives the same answer for ever.
type Expr struct {
	program cel.Program
}

var _ guard.Expr = (*Expr)(nil)

// Limits of one expression.
const (
	exprLengthMax = 4096
	exprCostMax   = 200_000 // in CEL's units: a step is about one
	exprSizeGuess = 1_000   // how long a list or text of an event is taken to be when the cost is estimated
)

// Holds says that the expression is true of the event. False, a missing field,
// a wrong type and an exceeded budget are all the same: it does not hold.
func (e *Expr) Holds(event map[string]any) bool {
	if e.program == nil {
		return false
	}
	out, _, err := e.program.Eval(map[string]any{"event": event})
	return err == nil && out == types.True
}

// newEnv is the environment that expressions are compiled in.
func newEnv() (*cel.Env, error) {
	return cel.NewEnv(
		cel.Variable("event", cel.MapType(cel.StringType, cel.DynType)),
		cel.CrossTypeNumericComparisons(true),
		cel.ParserExpressionSizeLimit(exprLengthMax),
		cel.ParserRecursionLimit(64),
		cel.ASTValidators(cel.ValidateRegexLiterals(), cel.ValidateDurationLiterals(), cel.ValidateTimestampLiterals()),
	)
}

// expr compiles the text at w; problems stand where they are in the text.
func (c *compiler) expr(w word) *Expr {
	if w.text == "" {
		return nil
	}
	if c.env == nil { // costly, and many policies have no expression
		env, err := newEnv()
		if err != nil {
			c.fail(w.node, "expressions cannot be read: %v", err)
			return nil
		}
		c.env = env
	}
	ast, issues := c.env.Compile(w.text)
	if issues.Err() != nil {
		c.issues(w, issues)
		return nil
	}
	if t := ast.OutputType(); !t.IsExactType(cel.BoolType) && !t.IsExactType(cel.DynType) {
		c.fail(w.node, "the expression is a %s; it must be true or false", t)
		return nil
	}
	guess, err := c.env.EstimateCost(ast, sizes{})
	if err != nil || guess.Max > exprCostMax {
		c.fail(w.node, "the expression can cost too much: it goes through lists inside lists")
		return nil
	}
	program, err := c.env.Program(ast, cel.CostLimit(exprCostMax), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		c.fail(w.node, "this is no CEL expression: %s", oneLine(err.Error()))
		return nil
	}
	return &Expr{program}
}

// issues tells what the CEL library found, at its place. What follows a mistake
// in the syntax is noise.
func (c *compiler) issues(w word, issues *cel.Issues) {
	for _, e := range issues.Errors() {
		line, column := c.inside(w.node, max(e.Location.Line(), 1), max(e.Location.Column(), 0)+1)
		message := oneLine(e.Message)
		if strings.Contains(message, "token recognition error at: '=") {
			message = "to compare, write =="
		}
		c.failAt(line, column, "this is no CEL expression: %s", message)
		if strings.HasPrefix(e.Message, "Syntax error") {
			return
		}
	}
}

// sizes bounds what the estimate cannot know: how much an event holds.
type sizes struct{}

var _ cost.Estimator = sizes{}

func (sizes) EstimateSize(cost.AstNode) *cost.SizeEstimate {
	return &cost.SizeEstimate{Min: 0, Max: exprSizeGuess}
}

func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// oneLine makes a message of the CEL library fit on one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
