// Package linkage keeps what a person does without a name apart from what they
// do with it. Without the purpose known and anonymous identifiers never leave
// together; with it the two are one subject, and their histories add up.
package linkage

import (
	"fmt"
	"slices"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/source"
)

// Settings of the guard.
type Settings struct {
	Purpose   string       `yaml:"purpose" required:"true" doc:"The purpose for which people agree to be one and the same, known or not." example:"linking"`
	Known     []event.Path `yaml:"known" required:"true" doc:"Identifiers of somebody who is known: an account, an address." example:"userId"`
	Anonymous []event.Path `yaml:"anonymous" required:"true" doc:"Identifiers of a device or a browser." example:"anonymousId"`
	Strip     string       `yaml:"strip" enum:"known,anonymous" doc:"Which of them goes where both would leave and the purpose is not granted."`
}

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:    "linkage",
		Protect: "what a person does without a name being joined to the name",
		Judges:  "all",
		Reasons: []guard.Reason{
			{Code: "linkage", NL: "niet is toegestemd in het samenvoegen van bekend en anoniem", EN: "joining the known to the anonymous was not agreed to"},
		},
		Settings: func() any { return &Settings{Strip: "known"} },
		Build:    build,
	}
}

func build(settings []any, env *guard.Env) (guard.Guard, []guard.Problem) {
	c := &check{Settings: *settings[0].(*Settings)}
	var problems []guard.Problem
	names := make([]string, len(env.Purposes))
	for i := range env.Purposes {
		if names[i] = env.Purposes[i].Name; names[i] == c.Purpose {
			c.purpose = &env.Purposes[i]
		}
	}
	if c.purpose == nil {
		problems = append(problems, guard.Problem{Field: "purpose", Message: fmt.Sprintf("the purpose %q is used here and not defined under purposes%s", c.Purpose, source.Suggestion(": ", c.Purpose, names))})
	}
	if c.purpose != nil {
		c.alone = alone(c.purpose, env.Purposes)
	}
	for _, p := range c.Anonymous {
		if i := slices.IndexFunc(c.Known, p.Overlaps); i >= 0 {
			problems = append(problems, guard.Problem{Field: "anonymous", Message: fmt.Sprintf("%s is set as known too (%s): an identifier is one or the other", p, c.Known[i])})
		}
	}
	for _, p := range slices.Concat(c.Known, c.Anonymous) {
		if strings.Contains(p.String(), "[]") {
			problems = append(problems, guard.Problem{Message: fmt.Sprintf("%s reaches into a list: an identifier is one field of the event", p)})
		}
	}
	return c, problems
}

// alone are the histories that speak of a purpose and of no other.
func alone(p *guard.Purpose, all []guard.Purpose) []string {
	return slices.DeleteFunc(p.Names(), func(name string) bool {
		return slices.ContainsFunc(all, func(other guard.Purpose) bool {
			return other.Index != p.Index && slices.Contains(other.Names(), name)
		})
	})
}

type check struct {
	Settings
	purpose *guard.Purpose
	alone   []string
}

var (
	_ guard.Guard      = (*check)(nil)
	_ guard.Linker     = (*check)(nil)
	_ guard.Identifier = (*check)(nil)
)

func (c *check) Link() guard.Link {
	return guard.Link{Purpose: c.purpose, Known: c.Known, Anonymous: c.Anonymous, Alone: c.alone}
}

func (c *check) Identifiers() []event.Path { return slices.Concat(c.Known, c.Anonymous) }

func (c *check) Check(in *guard.Input) guard.Verdict {
	if in.Grants[c.purpose.Index] == "" || !stands(in.Event, c.Known) || !stands(in.Event, c.Anonymous) ||
		!slices.ContainsFunc(c.Known, in.Named) || !slices.ContainsFunc(c.Anonymous, in.Named) {
		return guard.Passed()
	}
	leaving := in.Leaving()
	if !stands(leaving, c.Known) || !stands(leaving, c.Anonymous) {
		return guard.Passed()
	}
	side := c.Known
	if c.Strip == "anonymous" {
		side = c.Anonymous
	}
	return guard.Removed(slices.Clone(side), "linkage", "linkage")
}

// stands says that something stands at one of the paths: null is nothing.
func stands(v *event.View, paths []event.Path) bool {
	return slices.ContainsFunc(paths, func(p event.Path) bool { return guard.Find(v, p) != guard.Nothing })
}
