package policy_test

import (
	"strings"
	"testing"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
)

// knower is a guard that knows where people are named.
type knower struct{}

func (knower) Check(*guard.Input) guard.Verdict { return guard.Passed() }
func (knower) Identifiers() []event.Path        { return []event.Path{event.MustPath("context.traits.phone")} }

func forgetting(t *testing.T, events, fields string) *policy.Program {
	t.Helper()
	text := `maat: v1
name: shop
events:
  ` + events + `
  roles: {outreach: ad}
destinations:
  mail:
    topic: mail
    takes: outreach
    retract: Forget
    layers: [{name: all, fields: [` + fields + `]}]
`
	p, err := policy.Compile("p.yaml", []byte(text), policy.Options{
		Table: []guard.Kind{{Name: "knows", Always: true, Fixed: true, Build: func([]any, *guard.Env) (guard.Guard, []guard.Problem) { return knower{}, nil }}},
		Key:   func(string) ([]byte, bool) { return []byte("0123456789abcdef"), true },
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPartOfAnOutreach: identifiers, topic and type, as they left, and nothing
// else.
func TestPartOfAnOutreach(t *testing.T) {
	d := forgetting(t, "format: segment", "userId, context, {path: properties.crm, hmac: k}, {path: properties.mail, hash: sha256}, {path: properties.size, truncate: 1}").Destinations[0]
	for _, c := range []struct{ left, want string }{
		{`{"event":"ad","messageId":"a1","timestamp":"x","receivedAt":"y","properties":{"headline":"z"}}`, `{}`},
		{`{"type":"track","userId":"u1","anonymousId":"n1","properties":{"category":"shoes","crm":"h1","mail":"h2","size":"M"}}`,
			`{"type":"track","userId":"u1","anonymousId":"n1","properties":{"category":"shoes","crm":"h1","mail":"h2"}}`},
		{`{"context":{"traits":{"phone":"1","name":"2"},"ip":"3"}}`, `{"context":{"traits":{"phone":"1"}}}`},
		{`{"userId":"` + strings.Repeat("x", 16<<10) + `"}`, `{}`},
		{`no JSON`, `{}`},
	} {
		if got := string(d.Retract.Part([]byte(c.left))); got != c.want {
			t.Errorf("of %.80s\n\t%s, want\n\t%s", c.left, got, c.want)
		}
	}
}

// TestPartOfACloudEvent: with what every CloudEvent has.
func TestPartOfACloudEvent(t *testing.T) {
	d := forgetting(t, "format: cloudevents", "specversion, source, type, datacontenttype, data").Destinations[0]
	const left = `{"specversion":"1.0","source":"/shop","type":"ad","datacontenttype":"application/json","data":{"userId":"u1","category":"shoes","headline":"x"}}`
	if got := string(d.Retract.Part([]byte(left))); got != `{"specversion":"1.0","source":"/shop","type":"ad","data":{"userId":"u1","category":"shoes"}}` {
		t.Error(got)
	}
}

// TestRetraction: the name, the id and the time stand where the policy reads
// them, whatever another policy kept of the outreach.
func TestRetraction(t *testing.T) {
	at, _ := instant.Parse("2026-06-01T10:00:00.5Z")
	const custom = "format: custom\n  name: [meta.kind, type]\n  id: meta.id\n  time: meta.\"at.ms\"\n  subject: who"
	for _, c := range []struct{ events, part, want string }{
		{"format: segment", `{}`, `{"event":"Forget","messageId":"r1","timestamp":"2026-06-01T10:00:00.5Z","type":"track"}`},
		{"format: rudderstack", `{"userId":"u1","type":"screen"}`, `{"userId":"u1","event":"Forget","messageId":"r1","timestamp":"2026-06-01T10:00:00.5Z","type":"screen"}`},
		{"format: segment", `{"type":7,"event":"ad","messageId":{"x":1}}`, `{"event":"Forget","messageId":"r1","timestamp":"2026-06-01T10:00:00.5Z","type":"track"}`},
		{"format: segment\n  name: type", `{"type":"ad"}`, `{"type":"Forget","messageId":"r1","timestamp":"2026-06-01T10:00:00.5Z"}`},
		{"format: cloudevents", `{"specversion":"1.0","source":"/shop","type":"ad","data":{"userId":"u1"}}`,
			`{"specversion":"1.0","source":"/shop","data":{"userId":"u1"},"type":"Forget","id":"r1","time":"2026-06-01T10:00:00.5Z"}`},
		{"format: snowplow", `{"user_id":"u1"}`, `{"user_id":"u1","event_name":"Forget","event_id":"r1","derived_tstamp":"2026-06-01T10:00:00.5Z"}`},
		{custom, `{"who":1,"meta":{"topic":"shoes"}}`, `{"who":1,"meta":{"topic":"shoes","kind":"Forget","id":"r1","at.ms":"2026-06-01T10:00:00.5Z"}}`},
		{custom, `{"type":"x","meta":"y"}`, `{"type":"x","meta":{"kind":"Forget","id":"r1","at.ms":"2026-06-01T10:00:00.5Z"}}`},
		{custom, `no JSON`, `{"meta":{"kind":"Forget","id":"r1","at.ms":"2026-06-01T10:00:00.5Z"}}`},
	} {
		p := forgetting(t, c.events, "who")
		if got := string(p.Destinations[0].Retract.Event([]byte(c.part), "r1", at)); got != c.want {
			t.Errorf("of %s\n\t%s, want\n\t%s", c.part, got, c.want)
		}
	}
}
