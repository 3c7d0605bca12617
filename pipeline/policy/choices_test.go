package policy_test

import (
	"strings"
	"testing"

	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// said writes choices as a person would.
func said(choices []policy.Choice) string {
	var words []string
	for _, c := range choices {
		if c.Lifts {
			continue
		}
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

// framed is a policy with a purpose of every kind.
var framed = strings.Replace(shop, "purposes:\n", "purposes:\n  all: {tcf: [1, 3], consent_mode: ad_storage}\n  fourth: {category: x, tcf: [4]}\n", 1)

// consented is a TC string of 1 June 2026 with consent to purposes 1 and 3.
const consented = "CQlH_MAQlH_MANwABBNLAwEgAKAAAAAAABpYAAAAAAAA"

func TestChoicesOfFrameworks(t *testing.T) {
	p := compile(t, framed)
	for _, c := range []struct{ name, consent, want string }{
		{"a TC string", `"tcf":{"tc_string":"` + consented + `"}`, "tcf:1:yes tcf:3:yes tcf:4:no"},
		{"in GPP", `"gpp":{"gpp_string":"DBABM~` + consented + `"}`, "tcf:1:yes tcf:3:yes tcf:4:no"},
		{"what is beside it is not read", `"tcf":{"tcString":"` + consented + `"}`, ""},
		{"unreadable", `"tcf":{"tc_string":"C"}`, "tcf:read:?"},
		{"empty", `"tcf":{"tc_string":""}`, "tcf:read:?"},
		{"null", `"tcf":{"tc_string":null}`, ""},
		{"null around", `"tcf":null`, ""},
		{"a text around", `"tcf":"` + consented + `"`, "tcf:read:?"},
		{"a list of them", `"tcf":{"tc_string":["` + consented + `"]}`, "tcf:read:?"},
		{"unreadable GPP", `"gpp":{"gpp_string":"DBABLA"}`, "gpp:read:?"},
		{"opted out", `"gpp":{"gpp_string":"DBABLA~BAAQAAAAAA"}`, "gpp:opt_out:no"},
		{"an unknown section beside a known one", `"gpp":{"gpp_string":"DBACLAY~BAAQAAAAAA~any"}`, "gpp:opt_out:no gpp:read:?"},
		{"Consent Mode", `"consent_mode":{"ad_storage":"granted","ad_user_data":"denied","x":1}`, "consent_mode:ad_storage:yes"},
		{"Consent Mode says no", `"consent_mode":{"ad_storage":"denied"}`, "consent_mode:ad_storage:no"},
		{"another word", `"consent_mode":{"ad_storage":"Granted"}`, "consent_mode:ad_storage:?"},
		{"null in it", `"consent_mode":{"ad_storage":null}`, "consent_mode:ad_storage:?"},
		{"no object", `"consent_mode":"G111"`, "consent_mode:ad_storage:?"},
		{"a category that is called like one", `"categoryPreferences":{"tcf:1":true,"consent_mode:ad_storage":true,"":true}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := said(p.Choices(view(t, `{"context":{"consent":{`+c.consent+`}}}`))); got != c.want {
				t.Errorf("it says %q, not %q", got, c.want)
			}
		})
	}
	if got := said(compile(t, shop).Choices(view(t, `{"context":{"consent":{"tcf":{"tc_string":"C"},"gpp":7,"consent_mode":7}}}`))); got != "" {
		t.Errorf("a policy that names none of them is told %q", got)
	}
}

// TestAStringIsAsOldAsItSays: of two grants the older one counts, by the end of
// the day that it names.
func TestAStringIsAsOldAsItSays(t *testing.T) {
	const older = "CP_h-0AP_h-0ANwABBNLAwEgAP_gAAAAABpYAAAAAAAA" // of 1 June 2024, with consent to all
	p := compile(t, framed)
	v := view(t, `{"context":{"consent":{"tcf":{"tc_string":"`+consented+`"},"gpp":{"gpp_string":"DBABM~`+older+`"}}}}`)
	var made []string
	for _, c := range p.Choices(v) {
		if c.Made != instant.Never {
			made = append(made, c.Category+" "+c.Made.String())
		}
	}
	if got := strings.Join(made, ", "); got != "tcf:1 2024-06-02T00:00:00Z, tcf:3 2024-06-02T00:00:00Z" {
		t.Error(got)
	}
}

// TestFrameworksOfCustom: a format without a preset reads them where the policy
// says that they are.
func TestFrameworksOfCustom(t *testing.T) {
	p := compile(t, strings.Replace(framed, "format: segment", "format: custom\n  id: id\n  time: time\n  subject: who\n  tcf: a.tc\n  consent_mode: mode", 1))
	got := said(p.Choices(view(t, `{"a":{"tc":"`+consented+`"},"mode":{"ad_storage":"denied"},"context":{"consent":{"gpp":{"gpp_string":"x"}}}}`)))
	if got != "consent_mode:ad_storage:no tcf:1:yes tcf:3:yes tcf:4:no" {
		t.Errorf("it says %q", got)
	}
}

// TestChoicesOfCustom: a format without a preset reads no categories.
func TestChoicesOfCustom(t *testing.T) {
	p := compile(t, strings.Replace(shop, "format: segment", "format: custom\n  id: id\n  time: time\n  subject: who", 1))
	if got := said(p.Choices(view(t, `{"context":{"consent":{"categoryPreferences":{"advertising":true}}}}`))); got != "" {
		t.Errorf("it says %q", got)
	}
}
