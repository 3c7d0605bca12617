// Package sensitive drops what speaks of health, faith, money trouble and the
// like: such a signal never leaves. With taint, what follows up on it is
// treated the same for a time.
package sensitive

import (
	"fmt"
	"slices"

	"maat/guards/sensitive/category"
	"maat/guards/sensitive/lexicon"
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Settings of the guard.
type Settings struct {
	Topics Topics              `yaml:"topics" doc:"The sensitive topics that are judged: all, or a list." example:"all"`
	Action string              `yaml:"action" enum:"drop,strip" doc:"What happens to the event: dropped, or only the field removed."`
	Taint  instant.Span        `yaml:"taint" doc:"How long what the same person's events name as cause, or repeat as topic, item or page path, is treated the same." example:"30d"`
	Allow  []string            `yaml:"allow" doc:"Terms that never count, such as a brand name, and category codes, such as google:525." example:"stressless"`
	Extra  map[string][]string `yaml:"extra" doc:"Terms of your own by topic, and category codes." example:"health: [Zolena]"`

	compiled *Judge // shared by the destinations that share the settings
}

// Topics are the chosen topics; empty means all.
type Topics []lexicon.Topic

// DecodeScalarOrList reads the word all, or a list of topics.
func (t *Topics) DecodeScalarOrList(values []string, list bool) error {
	*t = nil
	if !list && len(values) == 1 && values[0] == "all" {
		return nil
	}
	for _, v := range values {
		topic, ok := lexicon.ParseTopic(v)
		if !ok {
			return fmt.Errorf("unknown topic %q", v)
		}
		*t = append(*t, topic)
	}
	if len(*t) == 0 {
		return fmt.Errorf("topics is all, or a list of at least one topic")
	}
	return nil
}

// Words are the topics' names, for suggestions and the schema.
func (Topics) Words() []string {
	words := []string{"all"}
	for _, t := range lexicon.Topics() {
		words = append(words, t.String())
	}
	return words
}

// Kind is the guard's entry in the table.
func Kind() guard.Kind {
	return guard.Kind{
		Name:     "sensitive",
		Protect:  "what is nobody's business reaching an ad system",
		Judges:   "all",
		Always:   true,
		Silent:   true,
		Reasons:  reasons(),
		Settings: func() any { return &Settings{Action: "drop"} },
		Build:    build,
	}
}

func build(settings []any, env *guard.Env) (guard.Guard, []guard.Problem) {
	s := settings[0].(*Settings)
	if s.compiled == nil {
		made, problems := compile(s)
		if len(problems) > 0 {
			return nil, problems
		}
		s.compiled = made
	}
	return &check{s, places(env), env.SideText, env.Cause}, nil
}

// place is where an event can speak of a topic, and how: by words, or by codes of
// a taxonomy.
type place struct {
	event.Path
	taxonomy category.Taxonomy
}

// words is the taxonomy of texts: none.
const words category.Taxonomy = 0

// places are those of texts first. What stands in one for codes is judged as a code,
// also where it is the topic or a text.
func places(env *guard.Env) (list []place) {
	codes := append(of(category.IAB, env.Codes.IAB), of(category.Google, env.Codes.Google)...)
	for _, p := range of(words, env.Text) {
		if !slices.ContainsFunc(codes, func(c place) bool { return c.Path.Equal(p.Path) }) {
			list = append(list, p)
		}
	}
	return append(list, codes...)
}

func of(t category.Taxonomy, paths []event.Path) (list []place) {
	for _, p := range paths {
		list = append(list, place{p, t})
	}
	return list
}

type check struct {
	*Settings
	own   []place
	side  []event.Path
	cause event.Path
}

var (
	_ guard.Guard   = (*check)(nil)
	_ guard.Keeper  = (*check)(nil)
	_ guard.Tainter = (*check)(nil)
)

// Check asks the cause and the taints first: they drop whatever the action.
func (c *check) Check(in *guard.Input) guard.Verdict {
	if topic, ok := c.tainted(in); ok {
		return dropped(topic)
	}
	v := guard.Passed()
	if topic, ok := c.speaks(in.Facts.Cause); ok {
		if c.Action == "drop" {
			return dropped(topic)
		}
		v = strip(v, c.cause, topic)
	}
	for _, p := range c.own {
		if topic, ok := c.find(in.Event, p); ok {
			if c.Action == "drop" {
				return dropped(topic)
			}
			v = strip(v, p.Path, topic)
		}
	}
	for _, p := range c.side {
		if topic, ok := c.find(in.Event, place{p, words}); ok {
			v = strip(v, p, topic)
		}
	}
	return v
}

func dropped(topic string) guard.Verdict {
	return guard.Verdict{Action: guard.Drop, Reason: "sensitive." + topic, Topic: topic}
}

// strip adds the removal of a path; the first topic found is the one reported.
func strip(v guard.Verdict, p event.Path, topic string) guard.Verdict {
	if v.Action == guard.Pass {
		v.Action, v.Reason, v.Topic = guard.Strip, "sensitive."+topic, topic
	}
	v.Edits = append(v.Edits, event.Edit{Path: p, Op: event.Remove, Guard: "sensitive"})
	return v
}

// Taints answers the topic that the event's own text or code speaks of.
func (c *check) Taints(in *guard.Input) (string, bool) {
	if c.Taint == 0 {
		return "", false
	}
	for _, p := range c.own {
		if topic, ok := c.find(in.Event, p); ok {
			return topic, true
		}
	}
	return "", false
}

// tainted says that the event follows up on a sensitive one, or repeats it.
func (c *check) tainted(in *guard.Input) (string, bool) {
	for i := range in.Person.Taints {
		t := &in.Person.Taints[i]
		if t.At.Within(c.Taint, in.Now) && c.chosen(t.Topic) && follows(in.Facts, t) {
			return t.Topic, true
		}
	}
	return "", false
}

func follows(f *guard.Facts, t *state.Taint) bool {
	return f.Cause != "" && state.HashID(f.Cause) == t.ID ||
		f.About.Topic != 0 && f.About.Topic == t.About.Topic ||
		f.About.Item != 0 && f.About.Item == t.About.Item ||
		f.Page != 0 && f.Page == t.Page
}

func (c *check) chosen(topic string) bool {
	for _, t := range c.Topics {
		if t.String() == topic {
			return true
		}
	}
	return len(c.Topics) == 0
}

// Find judges a text by itself.
func (c *check) Find(text string) (lexicon.Hit, bool) { return c.compiled.Find(text) }

func (c *check) Keep(k *state.Keep) { k.Taints = max(k.Taints, c.Taint) }
