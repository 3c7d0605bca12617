package policy_test

import (
	"slices"
	"strings"
	"testing"

	"maat/pipeline/guard"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// formatted is shop for events of another format.
func formatted(t testing.TB, events string) *policy.Program {
	t.Helper()
	text := strings.Replace(shop, "  format: segment\n", "  "+strings.ReplaceAll(events, "\n", "\n  ")+"\n", 1)
	return compile(t, strings.ReplaceAll(text, "fields: [event]", "fields: [type]"))
}

func TestCloudEvent(t *testing.T) {
	p := formatted(t, "format: cloudevents")
	v := view(t, `{"specversion":"1.0","id":"e1","source":"/shop","type":"Product Viewed","subject":"order/7","time":"2026-03-01T10:00:00Z",
		"recordedtime":"2026-03-01T10:00:02Z","data":{"userId":"u1","product_id":"p1","category":"tents","brand":"b","campaign_id":"c","channel":"email",
		"cause_id":"e0","context":{"page":{"url":"https://shop.example/tents?x=1"}}}}`)
	f, subject, fault := p.Facts(v, at(t, now))
	if fault != "" || subject != "u1" || f.ID != "e1" || f.Name != "Product Viewed" || f.Cause != "e0" || f.Own != at(t, "2026-03-01T10:00:00Z") {
		t.Errorf("fault %q, subject %q, facts %+v", fault, subject, f)
	}
	want := state.About{
		Topic: state.HashOf("tents"), Item: state.HashOf("p1"), Brand: state.HashOf("b"), Campaign: state.HashOf("c"), Channel: state.HashOf("email"),
	}
	if f.About != want || f.Page != state.HashOf("/tents") {
		t.Errorf("about %+v, page %v", f.About, f.Page)
	}
	if received, ok := p.Received(v); !ok || received != at(t, "2026-03-01T10:00:02Z") {
		t.Errorf("received %v", received)
	}
	for json, want := range map[string]string{
		`{"subject":"s","data":{"anonymousId":"a"}}`: "a",
		`{"subject":"s","data":{"userId":null}}`:     "s",
		`{"subject":"s","data":"text"}`:              "s",
		`{"subject":"s","data_base64":"e30="}`:       "s",
		`{"subject":" ","data":{}}`:                  "",
		`{"subject":"s","data":{"userId":{}}}`:       "",
	} {
		if _, subject, _ := p.Facts(view(t, json), at(t, now)); subject != want {
			t.Errorf("%s is about %q, not %q", json, subject, want)
		}
	}
	if !guard.GPC(view(t, `{"data":{"context":{"gpc":true}}}`)) || guard.GPC(view(t, `{"gpc":true,"data":{"gpc":true,"context":{"gpc":"true"}}}`)) {
		t.Error("Global Privacy Control is read wrongly")
	}
}

func TestChoicesOfCloudEvents(t *testing.T) {
	p := formatted(t, "format: cloudevents")
	for _, c := range []struct{ name, data, want string }{
		{"nothing is said", `{}`, ""},
		{"consent beside the data", `{"consent":{"advertising":true,"advertising_more":false,"other":true}}`, ":yes _more:no"},
		{"as Segment has it", `{"context":{"consent":{"categoryPreferences":{"advertising":true}}}}`, ":yes"},
		{"as RudderStack has it", `{"context":{"consentManagement":{"allowedConsentIds":["advertising"],"deniedConsentIds":["advertising_more"]}}}`, ":yes _more:no"},
		{"in two places the denial wins", `{"consent":{"advertising":true},"context":{"consent":{"categoryPreferences":{"advertising":false}}}}`, ":no"},
		{"a text is no choice", `{"consent":{"advertising":"true"}}`, ":?"},
		{"a list around is unreadable for all", `{"consent":["advertising"]}`, ":? _more:?"},
		{"a text around is unreadable for all", `{"context":{"consent":"yes"}}`, ":? _more:?"},
		{"null says nothing", `{"consent":null,"context":null}`, ""},
		{"data of another kind says nothing", `"advertising"`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := said(p.Choices(view(t, `{"data":`+c.data+`}`))); got != c.want {
				t.Errorf("it says %q, not %q", got, c.want)
			}
		})
	}
	tcf := compile(t, strings.NewReplacer("format: segment", "format: cloudevents", "fields: [event]", "fields: [type]").Replace(framed))
	for data, want := range map[string]string{
		`"text"`: "",
		`{"context":{"consent":{"tcf":{"tc_string":"` + consented + `"}}}}`: "tcf:1:yes tcf:3:yes tcf:4:no",
		`{"context":{"consent":{"tcf":7}}}`:                                 "tcf:read:?",
		`{"context":{"consent":{"consent_mode":{"ad_storage":"granted"}}}}`: "consent_mode:ad_storage:yes",
	} {
		if got := said(tcf.Choices(view(t, `{"data":`+data+`}`))); got != want {
			t.Errorf("%s says %q, not %q", data, got, want)
		}
	}
	for _, json := range []string{`{"consent":{"advertising":true}}`, `{"context":{"consent":{"categoryPreferences":{"advertising":true}}}}`} {
		if got := said(p.Choices(view(t, json))); got != "" {
			t.Errorf("%s says %q: only data carries choices", json, got)
		}
	}
}

// TestConsentPath: every format reads categories where the policy says.
func TestConsentPath(t *testing.T) {
	for events, c := range map[string]struct{ json, want string }{
		"format: segment\nconsent: privacy":                                  {`{"privacy":{"advertising":true},"context":{"consent":{"categoryPreferences":{"advertising":false}}}}`, ":yes"},
		"format: rudderstack\nconsent: privacy":                              {`{"privacy":{"advertising":true},"context":{"consentManagement":{"deniedConsentIds":["advertising"]}}}`, ":no"},
		"format: custom\nid: id\ntime: time\nsubject: who\nconsent: a.b.c":   {`{"a":{"b":{"c":{"advertising":true}}}}`, ":yes"},
		"format: custom\nid: id\ntime: time\nsubject: who\nconsent: a.b":     {`{"a":"x"}`, ":? _more:?"},
		"format: custom\nid: id\ntime: time\nsubject: who\nconsent: a.b.e":   {`{"a":{"b":null}}`, ""},
		"format: custom\nid: id\ntime: time\nsubject: who\nconsent: a.b.d":   {`{"a":{"b":"x"}}`, ":? _more:?"},
		"format: snowplow\nconsent: unstruct_event_com_acme_choice_1.agreed": {`{"unstruct_event_com_acme_choice_1":{"agreed":{"advertising":false}}}`, ":no"},
		"format: cloudevents\nconsent: data.agreed":                          {`{"data":{"agreed":{"advertising":true},"consent":{"advertising":false}}}`, ":yes"},
	} {
		if got := said(formatted(t, events).Choices(view(t, c.json))); got != c.want {
			t.Errorf("%q: %s says %q, not %q", events, c.json, got, c.want)
		}
	}
}

// TestVendorsShapes: what Segment and RudderStack show in their manuals.
func TestVendorsShapes(t *testing.T) {
	p := compile(t, shop)
	for _, c := range []struct{ name, context, want string }{
		{"Segment's consent object", `{"consent":{"categoryPreferences":{"advertising":true,"Analytics":false,"Functional":true,"DataSharing":false}}}`, ":yes"},
		{"Segment's object in a text", `"{\"consent\":{}}"`, ":? _more:?"},
		{"Segment's empty one", `{"consent":{"categoryPreferences":{}}}`, ""},
		{"RudderStack's OneTrust", `{"consentManagement":{"allowedConsentIds":["C0001","advertising"],"deniedConsentIds":["advertising_more"],"provider":"oneTrust","resolutionStrategy":"and"}}`, ":yes _more:no"},
		{"RudderStack's custom", `{"consentManagement":{"allowedConsentIds":["advertising"],"deniedConsentIds":[],"provider":"custom","resolutionStrategy":"or"}}`, ":yes"},
		{"RudderStack's SDKs that send denials alone", `{"consentManagement":{"deniedConsentIds":["advertising"]}}`, ":no"},
		{"by provider", `{"consentManagement":{"allowedConsentIds":{"oneTrust":["advertising"],"ketch":["advertising_more"]},"deniedConsentIds":{"iubenda":["advertising_more"]}}}`, ":yes _more:no"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := said(p.Choices(view(t, `{"context":`+c.context+`}`))); got != c.want {
				t.Errorf("it says %q, not %q", got, c.want)
			}
		})
	}
}

// TestWarningsOfFormats: whose a CloudEvent is its sender decides, and who
// somebody is stands under other names.
func TestWarningsOfFormats(t *testing.T) {
	for _, c := range []struct {
		events, fields string
		want           []string
	}{
		{"format: cloudevents", "type, data.category", []string{
			"whom an event is about is read at data.userId, data.anonymousId, and then at subject, which CloudEvents leave to the sender: say with subject: which of them name a person <- cloudevents",
		}},
		{"format: cloudevents\n  subject: subject", "type, subject, data.context", []string{
			"subject looks personal, and leaves here without a consent: move it to a layer with a purpose <- subject",
			"data.context covers all that is known of a person, and leaves here without a consent: name the fields, or ask for a purpose <- data.context",
		}},
		{"format: snowplow", "event_name, domain_userid, user_ipaddress", []string{
			"domain_userid looks personal, and leaves here without a consent: move it to a layer with a purpose <- domain_userid",
			"user_ipaddress looks personal, and leaves here without a consent: move it to a layer with a purpose <- user_ipaddress",
		}},
		{"format: custom\n  id: id\n  time: time\n  subject: who\n  consent: choices", "event", nil},
	} {
		text := strings.Replace(strings.Replace(sound, "format: segment", c.events, 1), "event, properties.category", c.fields, 1)
		if got := warnings(t, strings.Replace(text, "fields: [userId]", "fields: [page]", 1)); !slices.Equal(got, c.want) {
			t.Errorf("%q warns of\n%s", c.events, strings.Join(got, "\n"))
		}
	}
}
