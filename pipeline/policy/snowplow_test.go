package policy_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"maat/pipeline/policy"
	"maat/pipeline/state"
)

func TestSnowplowEvent(t *testing.T) {
	p := formatted(t, "format: snowplow")
	v := view(t, `{"app_id":"shop","platform":"web","etl_tstamp":"2026-03-01T10:00:03.1Z","collector_tstamp":"2026-03-01T10:00:02.000Z","dvce_created_tstamp":"2026-03-01T09:00:00Z",
		"derived_tstamp":"2026-03-01T10:00:01.886Z","event":"unstruct","event_name":"snowplow_ecommerce_action","event_id":"c6ef3124-b53a-4b13-a233-0088f79dcbcb",
		"user_id":null,"domain_userid":"d1","network_userid":"n1","page_urlpath":"/tents","page_url":"https://shop.example/other",
		"contexts_com_snowplowanalytics_snowplow_ecommerce_product_1":[{"id":"p1","category":"tents","brand":"b"},{"id":"p2"}]}`)
	f, subject, fault := p.Facts(v, at(t, now))
	if fault != "" || subject != "d1" || f.ID != "c6ef3124-b53a-4b13-a233-0088f79dcbcb" || f.Name != "snowplow_ecommerce_action" || f.Own != at(t, "2026-03-01T10:00:01.886Z") {
		t.Errorf("fault %q, subject %q, facts %+v", fault, subject, f)
	}
	if want := (state.About{Topic: state.HashOf("tents"), Item: state.HashOf("p1"), Brand: state.HashOf("b")}); f.About != want || f.Page != state.HashOf("/tents") {
		t.Errorf("about %+v, page %v", f.About, f.Page)
	}
	if received, ok := p.Received(v); !ok || received != at(t, "2026-03-01T10:00:02Z") {
		t.Errorf("received %v", received)
	}
	for _, text := range []string{`"2013-11-26 00:02:05.000"`, `"2013-11-26 00:02:05"`, `"2013-11-26T00:02:05"`, `null`, `1385424125`} {
		if _, _, fault := p.Facts(view(t, `{"event_id":"e","user_id":"u","derived_tstamp":`+text+`}`), at(t, now)); fault != "intake.time" {
			t.Errorf("the time %s has the fault %q: only the JSON form is read", text, fault)
		}
	}
}

// preferences is a consent_preferences as the tracker sends it.
func preferences(kind, basis, scopes string) string {
	return `{"eventType":"` + kind + `","basisForProcessing":"` + basis + `","consentUrl":"https://shop.example/privacy","consentVersion":"2.0",` +
		`"consentScopes":` + scopes + `,"domainsApplied":["https://shop.example"],"gdprApplies":true}`
}

// The columns in which Snowplow says consent.
const (
	choiceEvent    = `"unstruct_event_com_snowplowanalytics_snowplow_consent_preferences_1":`
	choiceEntity   = `"contexts_com_snowplowanalytics_snowplow_consent_preferences_1":`
	grantedEvent   = `"unstruct_event_com_snowplowanalytics_snowplow_consent_granted_1":`
	withdrawnEvent = `"unstruct_event_com_snowplowanalytics_snowplow_consent_withdrawn_1":`
	documents      = `"contexts_com_snowplowanalytics_snowplow_consent_document_1":`
	ads            = documents + `[{"id":"advertising","version":"1"},{"id":"newsletter","version":"3"}]`
)

var snowplowChoices = []struct{ name, members, want string }{
	{"nothing is said", `"event":"page_view"`, ""},
	{"all that was asked", choiceEvent + preferences("allow_all", "consent", `["advertising","analytics"]`), ":yes"},
	{"a selection refuses the rest", choiceEvent + preferences("allow_selected", "consent", `["advertising"]`), ":yes _more:no"},
	{"a selection of other things", choiceEvent + preferences("allow_selected", "consent", `["necessary"]`), ":no _more:no"},
	{"nothing", choiceEvent + preferences("deny_all", "consent", `["advertising"]`), ":no _more:no"},
	{"withdrawn", choiceEvent + preferences("withdrawn", "consent", `["advertising"]`), ":no _more:no"},
	{"expired", choiceEvent + preferences("expired", "consent", `["advertising"]`), ":no _more:no"},
	{"withdrawn, whatever the basis and the scopes", choiceEvent + preferences("withdrawn", "contract", `7`), ":no _more:no"},
	{"not chosen yet", choiceEvent + preferences("pending", "consent", `["advertising"]`), ":? _more:?"},
	{"by doing nothing", choiceEvent + preferences("implicit_consent", "consent", `["advertising"]`), ":? _more:?"},
	{"a word that nobody knows", choiceEvent + preferences("Allow_All", "consent", `["advertising"]`), ":? _more:?"},
	{"a legitimate interest is no consent", choiceEvent + preferences("allow_all", "legitimate_interests", `["advertising"]`), ":?"},
	{"no basis", choiceEvent + `{"eventType":"allow_all","consentScopes":["advertising"]}`, ":?"},
	{"a selection on another basis", choiceEvent + preferences("allow_selected", "contract", `["advertising"]`), ":? _more:no"},
	{"no list of scopes", choiceEvent + preferences("allow_all", "consent", `"advertising"`), ":? _more:?"},
	{"a number among the scopes", choiceEvent + preferences("allow_selected", "consent", `["advertising",7]`), ":? _more:no"},
	{"no object", choiceEvent + `"allow_all"`, ":? _more:?"},
	{"null", choiceEvent + `null,` + choiceEntity + `null`, ""},
	{"beside another event", `"event":"page_view",` + choiceEntity + `[` + preferences("allow_all", "consent", `["advertising"]`) + `]`, ":yes"},
	{"beside it twice: the denial wins", choiceEntity + `[` + preferences("allow_all", "consent", `["advertising"]`) + `,` + preferences("deny_all", "consent", `["x"]`) + `]`, ":no _more:no"},
	{"an entity that is no list", choiceEntity + preferences("allow_all", "consent", `["advertising"]`), ":? _more:?"},
	{"an entity that is no object", choiceEntity + `[7]`, ":? _more:?"},
	{"granted, of a document", grantedEvent + `{},` + ads, ":yes"},
	{"granted, until later", grantedEvent + `{"expiry":"2027-01-01T00:00:00.000Z"},` + ads, ":yes"},
	{"granted, until before", grantedEvent + `{"expiry":"2026-02-28T00:00:00Z"},` + ads, ":no"},
	{"granted, until nobody knows when", grantedEvent + `{"expiry":"next year"},` + ads, ":?"},
	{"granted, of nothing", grantedEvent + `{}`, ":? _more:?"},
	{"granted, of no document", grantedEvent + `{},` + documents + `[]`, ":? _more:?"},
	{"granted, of one without an id", grantedEvent + `{},` + documents + `[{"id":"advertising"},{"version":"1"}]`, ":? _more:?"},
	{"granted as a text", grantedEvent + `"yes",` + ads, ":?"},
	{"withdrawn, of a document", withdrawnEvent + `{"all":false},` + ads, ":no"},
	{"withdrawn, all", withdrawnEvent + `{"all":true},` + ads, ":no _more:no"},
	{"withdrawn, all, of nothing", withdrawnEvent + `{"all":true}`, ":no _more:no"},
	{"withdrawn, of nothing", withdrawnEvent + `{"all":false}`, ":? _more:?"},
	{"withdrawn, who knows what", withdrawnEvent + `{"all":"true"},` + ads, ":no _more:?"},
	{"withdrawn, one that can be read and one that cannot", withdrawnEvent + `{"all":false},` + documents + `[7,{"id":"advertising"}]`, ":no _more:?"},
	{"a document alone says nothing", `"event":"page_view",` + ads, ""},
	{"both: the denial wins", grantedEvent + `{},` + ads + `,` + choiceEntity + `[` + preferences("withdrawn", "consent", `["x"]`) + `]`, ":no _more:no"},
	{"another model may mean anything", `"unstruct_event_com_snowplowanalytics_snowplow_consent_preferences_2":` + preferences("allow_all", "consent", `["advertising"]`), ":? _more:?"},
	{"another schema of consent too", `"contexts_com_snowplowanalytics_snowplow_consent_choice_1":[]`, ":? _more:?"},
	{"that a banner was seen says nothing", `"unstruct_event_com_snowplowanalytics_snowplow_cmp_visible_1":{"elapsedTime":1.5}`, ""},
	{"on what basis an event is processed says nothing", `"contexts_com_snowplowanalytics_snowplow_gdpr_1":[{"basisForProcessing":"consent"}]`, ""},
	{"nor does what Segment has", `"context":{"consent":{"categoryPreferences":{"advertising":true}}}`, ""},
}

func TestChoicesOfSnowplow(t *testing.T) {
	p := formatted(t, "format: snowplow")
	for _, c := range snowplowChoices {
		t.Run(c.name, func(t *testing.T) {
			if got := said(p.Choices(view(t, `{"derived_tstamp":"2026-03-01T10:00:00.000Z",`+c.members+`}`))); got != c.want {
				t.Errorf("it says %q, not %q", got, c.want)
			}
		})
	}
}

// FuzzChoices: whatever an event holds, the readers of consent answer each
// category once, and twice the same; and an event grants only what it names in
// a text or as a member.
func FuzzChoices(f *testing.F) {
	for _, c := range snowplowChoices {
		f.Add(`{"derived_tstamp":"2026-03-01T10:00:00Z",` + c.members + `}`)
	}
	f.Add(`{"data":{"consent":{"advertising":true},"context":{"consentManagement":{"allowedConsentIds":{"a":["advertising"]},"deniedConsentIds":[1]}}}}`)
	f.Add(`{"context":{"consent":{"categoryPreferences":{"advertising":true}},"consentManagement":7},"agreed":{"advertising_more":true}}`)
	var programs []*policy.Program
	for _, events := range []string{"format: segment", "format: rudderstack\nconsent: agreed", "format: cloudevents", "format: snowplow", "format: custom\nid: id\ntime: time\nsubject: who\nconsent: agreed"} {
		programs = append(programs, formatted(f, events))
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, fault := parse(text)
		if fault {
			return
		}
		for _, p := range programs {
			list := p.Choices(v)
			if !slices.Equal(list, p.Choices(v)) {
				t.Errorf("%s: once %v, then not", text, list)
			}
			for i, one := range list {
				switch {
				case i > 0 && list[i-1].Category >= one.Category:
					t.Errorf("%s: %v is not sorted, or has one twice", text, list)
				case one.Choice < state.Grant || one.Choice > state.Unreadable:
					t.Errorf("%s: %v is no choice", text, one)
				case one.Choice == state.Grant && !names(text, one.Category):
					t.Errorf("%s grants %s, which it does not name", text, one.Category)
				}
			}
		}
	})
}

// names says by a reader that is not the project's own that the text names a
// category, as a member or as a value.
func names(text, category string) bool {
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return true // what that reader refuses it says nothing about
	}
	var in func(any) bool
	in = func(value any) bool {
		switch x := value.(type) {
		case string:
			return x == category
		case []any:
			return slices.ContainsFunc(x, in)
		case map[string]any:
			for key, member := range x {
				if key == category || in(member) {
					return true
				}
			}
		}
		return false
	}
	return in(value)
}

// TestOnlyAChoiceGrants: no other word in the place of allow_all, no other basis
// and no other model grants.
func TestOnlyAChoiceGrants(t *testing.T) {
	p := formatted(t, "format: snowplow")
	sound := `{` + choiceEvent + preferences("allow_all", "consent", `["advertising"]`) + `}`
	if got := said(p.Choices(view(t, sound))); got != ":yes" {
		t.Fatalf("it says %q", got)
	}
	for _, from := range []string{"allow_all", `"consent",`, "preferences_1", "advertising", `["advertising"]`, "consentScopes", "eventType", "basisForProcessing"} {
		for _, to := range []string{strings.ToUpper(from), from[1:], from + from[:1], `"` + from} {
			changed := strings.Replace(sound, from, to, 1)
			v, fault := parse(changed)
			if fault || changed == sound {
				continue
			}
			if got := said(p.Choices(v)); strings.Contains(got, "yes") {
				t.Errorf("%s grants: %q", changed, got)
			}
		}
	}
}
