package policy_test

import (
	"strings"
	"testing"

	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// said writes choices as a person would.
func said(choices []policy.Choice) string {
	var words []string
	for _, c := range choices {
		word := map[state.Choice]string{state.Grant: "yes", state.Deny: "no", state.Unreadable: "?"}[c.Choice]
		words = append(words, strings.TrimPrefix(c.Category, "advertising")+":"+word)
	}
	return strings.Join(words, " ")
}

func TestChoices(t *testing.T) {
	p := compile(t, shop)
	for _, c := range []struct{ name, context, want string }{
		{"nothing is said", `{}`, ""},
		{"yes and no, in order", `{"consent":{"categoryPreferences":{"advertising_more":false,"advertising":true}}}`, ":yes _more:no"},
		{"what no purpose names is not returned", `{"consent":{"categoryPreferences":{"functional":true,"Advertising":true}}}`, ""},
		{"a text is not a choice", `{"consent":{"categoryPreferences":{"advertising":"true"}}}`, ":?"},
		{"1 is not a choice", `{"consent":{"categoryPreferences":{"advertising":1}}}`, ":?"},
		{"null is not a choice", `{"consent":{"categoryPreferences":{"advertising":null}}}`, ":?"},
		{"null around says nothing", `{"consent":{"categoryPreferences":null}}`, ""},
		{"a list around is unreadable for all", `{"consent":{"categoryPreferences":["advertising"]}}`, ":? _more:?"},
		{"a text around is unreadable for all", `{"consent":"yes"}`, ":? _more:?"},
		{"other members of consent say nothing", `{"consent":{"tcf":"x"}}`, ""},
		{"allowed", `{"consentManagement":{"allowedConsentIds":["advertising"]}}`, ":yes"},
		{"denied", `{"consentManagement":{"deniedConsentIds":["advertising"]}}`, ":no"},
		{"in both is denied", `{"consentManagement":{"allowedConsentIds":["advertising"],"deniedConsentIds":["advertising"]}}`, ":no"},
		{"an object of lists", `{"consentManagement":{"allowedConsentIds":{"a":["advertising"],"b":["advertising_more"]}}}`, ":yes _more:yes"},
		{"an object of lists within", `{"consentManagement":{"allowedConsentIds":{"a":{"b":["advertising"]}}}}`, ":? _more:?"},
		{"no list", `{"consentManagement":{"allowedConsentIds":"advertising"}}`, ":? _more:?"},
		{"a number among the allowed", `{"consentManagement":{"allowedConsentIds":["advertising",7]}}`, ":? _more:?"},
		{"unreadable denials, yet one can be read", `{"consentManagement":{"allowedConsentIds":["advertising_more"],"deniedConsentIds":[7,"advertising"]}}`, ":no _more:?"},
		{"unreadable and then denied in an object", `{"consentManagement":{"deniedConsentIds":{"a":7,"b":["advertising"]}}}`, ":no _more:?"},
		{"a text around the ids", `{"consentManagement":"all"}`, ":? _more:?"},
		{"null around the ids", `{"consentManagement":null}`, ""},
		{"both shapes: the denial wins", `{"consent":{"categoryPreferences":{"advertising":true}},"consentManagement":{"deniedConsentIds":["advertising"]}}`, ":no"},
		{"both shapes: unreadable wins over a grant", `{"consent":{"categoryPreferences":{"advertising":3}},"consentManagement":{"allowedConsentIds":["advertising"]}}`, ":?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := said(p.Choices(view(t, `{"context":`+c.context+`}`))); got != c.want {
				t.Errorf("it says %q, not %q", got, c.want)
			}
		})
	}
}

// TestChoicesOfCustom: a format without a preset reads no consent.
func TestChoicesOfCustom(t *testing.T) {
	p := compile(t, strings.Replace(shop, "format: segment", "format: custom\n  id: id\n  time: time\n  subject: who", 1))
	if got := said(p.Choices(view(t, `{"context":{"consent":{"categoryPreferences":{"advertising":true}}}}`))); got != "" {
		t.Errorf("it says %q", got)
	}
}
