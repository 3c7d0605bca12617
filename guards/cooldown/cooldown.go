// Package cooldown lets a follow-up wait: until some time has passed since the
// person's last signal, and until quiet hours are over. It also knows the
// deadline after which a destination refuses an event.
package cooldown

import (
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Settings of the guard.
type Settings struct {
	Wait      instant.Span `yaml:"wait" doc:"How long after the last signal a follow-up may leave." example:"4h"`
	By        guard.By     `yaml:"by" enum:"topic,item,brand,subject" doc:"Which signals count: those on the same topic, item or brand, or all of the person."`
	Quiet     *Quiet       `yaml:"quiet" doc:"Hours, in the policy's timezone, in which nothing leaves."`
	MaxHold   instant.Span `yaml:"max_hold" doc:"What would wait longer than this is dropped." example:"48h"`
	AppliesTo []state.Role `yaml:"applies_to" doc:"Further roles that wait; outreach always does."`
}

// Quiet are daily quiet hours; over midnight where from is later than to.
type Quiet struct {
	From instant.Clock `yaml:"from" required:"true" doc:"Start, inside." example:"22:00"`
	To   instant.Clock `yaml:"to" required:"true" doc:"End, outside." example:"08:00"`
}

// late is how much after its due time a held event counts as late: then quiet
// hours are asked again, for it may fall into them only because Maat was down.
const late = instant.Minute

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:    "cooldown",
		Protect: "an ad minutes after a search, and messages at night",
		Judges:  "outreach, and what applies_to adds",
		Only:    []state.Role{state.Outreach},
		Always:  true,
		Base:    true,
		Reasons: []guard.Reason{
			{Code: "cooldown.wait", NL: "het te snel op de laatste interesse volgt", EN: "it follows too soon on the last interest"},
			{Code: "cooldown.quiet", NL: "het nu stille uren zijn", EN: "these are quiet hours"},
			{Code: "cooldown.max_hold", NL: "het te lang zou moeten wachten", EN: "it would have to wait too long"},
			{Code: "cooldown.deadline", NL: "het te laat is voor deze bestemming", EN: "it is too late for this destination"},
		},
		Settings: func() any { return &Settings{By: guard.ByTopic, MaxHold: 48 * instant.Hour} },
		Build:    build,
	}
}

func build(settings []any, env *guard.Env) (guard.Guard, []guard.Problem) {
	if !env.Listed {
		return &check{roles: guard.RolesOf(state.Outreach)}, nil
	}
	s := settings[0].(*Settings)
	var problems []guard.Problem
	switch {
	case s.Wait == 0 && s.Quiet == nil:
		problems = append(problems, guard.Problem{Message: "cooldown needs wait, quiet or both"})
	case s.Quiet != nil && s.Quiet.From == s.Quiet.To:
		problems = append(problems, guard.Problem{Field: "quiet.to", Message: "quiet hours that end when they start are none; to send nothing, let the destination take no outreach"})
	}
	return &check{Settings: *s, zone: env.Zone, roles: guard.RolesOf(append(s.AppliesTo, state.Outreach)...)}, problems
}

// check with neither wait nor quiet hours knows the deadline only.
type check struct {
	Settings
	zone  instant.Zone
	roles guard.Roles
}

var (
	_ guard.Guard  = (*check)(nil)
	_ guard.Keeper = (*check)(nil)
)

func (c *check) Check(in *guard.Input) guard.Verdict {
	if !c.roles[in.Facts.Role] {
		return guard.Passed()
	}
	until, reason := c.due(in)
	deadline := instant.Never
	if in.Destination.Deadline > 0 {
		deadline = in.Facts.Own.Add(in.Destination.Deadline)
	}
	switch {
	case until >= deadline: // never before now
		return guard.Dropped("cooldown.deadline")
	case until <= in.Now:
		return guard.Passed()
	case until.Sub(in.Now) > c.MaxHold:
		return guard.Dropped("cooldown.max_hold")
	}
	return guard.HeldUntil(reason, until)
}

// due answers when the event may leave; not after now where that is at once.
// The due time of a held event was fixed when it was first decided.
func (c *check) due(in *guard.Input) (until instant.Time, reason string) {
	until = in.Now
	released := in.Again() && in.Due != instant.Never
	if c.Wait > 0 && !released {
		if end := c.lastSignal(in).Add(c.Wait); end > until {
			until, reason = end, "cooldown.wait"
		}
	}
	if c.Quiet == nil || released && in.Now < in.Due.Add(late) {
		return until, reason
	}
	hours := instant.Hours{From: c.Quiet.From, To: c.Quiet.To}
	if end, quiet := hours.End(until, c.zone); quiet {
		return end, "cooldown.quiet"
	}
	return until, reason
}

// lastSignal is the latest signal by its own time; 0 where there is none.
func (c *check) lastSignal(in *guard.Input) instant.Time {
	key := c.By.Of(in.Facts.About)
	for i := len(in.Person.Acts) - 1; i >= 0; i-- {
		if a := &in.Person.Acts[i]; !a.Conversion && c.By.Of(a.About) == key {
			return a.At
		}
	}
	return 0
}

func (c *check) Keep(k *state.Keep) { k.Acts = max(k.Acts, c.Wait) }
