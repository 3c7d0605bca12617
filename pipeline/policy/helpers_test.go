package policy_test

import (
	"os"
	"strings"
	"testing"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// shop is a policy without guards.
const shop = `
maat: v1
name: shop
events:
  format: segment
  roles:
    signal: [{event: "Page Viewed", when: 'event.properties.section == "shop"'}, Product Viewed]
    outreach: Email Queued
    prediction: page
purposes:
  ads: {category: advertising}
  more: {category: advertising_more}
destinations:
  meta:
    topic: ads.meta
    takes: [signal, {role: outreach, when: 'event.properties.to == "meta"'}]
    layers: [{name: general, fields: [event]}]
  mail:
    topic: mail.queue
    takes: [{role: outreach, when: 'event.properties.to == "mail"'}, {role: outreach, when: event.properties.all}]
    layers: [{name: general, fields: [event]}]
`

func compile(t testing.TB, text string, table ...guard.Kind) *policy.Program {
	t.Helper()
	p, err := policy.Compile("p.yaml", []byte(text), policy.Options{Table: table})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func view(t testing.TB, json string) *event.View {
	t.Helper()
	v, fault := event.Parse([]byte(json))
	if fault != nil {
		t.Fatalf("%s: %v", json, fault)
	}
	return v
}

// parse answers fault for what is no event.
func parse(json string) (v *event.View, fault bool) {
	v, wrong := event.Parse([]byte(json))
	return v, wrong != nil
}

func at(t testing.TB, text string) instant.Time {
	t.Helper()
	moment, ok := instant.Parse(text)
	if !ok {
		t.Fatalf("no instant: %s", text)
	}
	return moment
}

func base(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fakeSettings has a field of every type that settings may have.
type fakeSettings struct {
	Span   instant.Span        `yaml:"span" doc:"A span." example:"4h"`
	By     guard.By            `yaml:"by" enum:"topic,subject" doc:"A unit."`
	Roles  []state.Role        `yaml:"roles" doc:"Roles."`
	Texts  []string            `yaml:"texts" doc:"Texts."`
	Extra  map[string][]string `yaml:"extra" doc:"Texts by name."`
	Flag   bool                `yaml:"flag" doc:"A flag."`
	Number int                 `yaml:"number" required:"true" doc:"A number."`
	Quiet  *fakeQuiet          `yaml:"quiet" doc:"Hours."`
	Words  fakeWords           `yaml:"words" doc:"Words."`
	Path   event.Path          `yaml:"path" doc:"A path."`
	Paths  []event.Path        `yaml:"paths" doc:"Paths."`
	When   guard.Condition     `yaml:"when" doc:"A condition."`
}

type fakeQuiet struct {
	From instant.Clock `yaml:"from" required:"true" doc:"Start."`
}

type fakeWords []string

func (w *fakeWords) DecodeScalarOrList(values []string, list bool) error {
	*w = values
	if list {
		*w = append(fakeWords{"list"}, values...)
	}
	return nil
}

func (fakeWords) Words() []string { return []string{"one", "two"} }

// fakeGuard remembers what it was built from.
type fakeGuard struct {
	settings []any
	listed   bool
	env      guard.Env
}

func (*fakeGuard) Check(*guard.Input) guard.Verdict { return guard.Passed() }

func (*fakeGuard) Keep(k *state.Keep) { k.Acts = max(k.Acts, 90*instant.Day) }

func fakeKind(name string, change func(*guard.Kind)) guard.Kind {
	k := guard.Kind{
		Name:     name,
		Settings: func() any { return &fakeSettings{Number: 7, Flag: true} },
		Build: func(settings []any, env *guard.Env) (guard.Guard, []guard.Problem) {
			return &fakeGuard{settings, env.Listed, *env}, nil
		},
	}
	change(&k)
	return k
}

// with puts lines before the destinations of shop.
func with(lines ...string) string {
	return strings.Replace(shop, "destinations:\n", strings.Join(lines, "\n")+"\ndestinations:\n", 1)
}
