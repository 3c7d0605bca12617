package policy_test

import (
	"slices"
	"strings"
	"testing"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// TestCohortValues: every way to be coarse, and what does not fit it.
func TestCohortValues(t *testing.T) {
	p := compile(t, with(
		"timezone: Europe/Amsterdam",
		"fairness:",
		"  cohorts:",
		"    region: {path: context.location.region, keep: region}",
		"    land: {path: context.location.city, keep: country}",
		"    plan: {path: context.traits.plan, values: [basic, \"2\", \"true\"]}",
		"    age: {path: context.traits.age, bands: [18, 35.5]}",
		"    part: {path: timestamp, keep: day_part}",
	))
	v := func(json string) []string {
		e := view(t, json)
		var got []string
		for i := range p.Fairness.Cohorts {
			got = append(got, p.Fairness.Cohorts[i].Of(e))
		}
		return got
	}
	for _, c := range []struct {
		event string
		want  []string
	}{
		{`{}`, []string{"", "", "", "", ""}},
		{`{"context":{"location":{"region":"NL-UT","city":"Utrecht","country":"NL"},"traits":{"plan":"basic","age":17}},"timestamp":"2026-03-01T12:00:00Z"}`,
			[]string{"NL-UT", "NL", "basic", "<18", "afternoon"}},
		{`{"context":{"location":{"region":7,"city":"Utrecht"},"traits":{"plan":2,"age":18}},"timestamp":"2026-03-01T23:30:00Z"}`, []string{"", "", "2", "18-<35.5", "night"}},
		{`{"context":{"location":{"region":{"a":1}},"traits":{"plan":true,"age":"40"}},"timestamp":7}`, []string{"", "", "true", ">=35.5", ""}},
		{`{"context":{"traits":{"plan":"gold","age":"old"}}}`, []string{"", "", "*", "", ""}},
		{`{"context":{"traits":{"plan":["basic"],"age":null}}}`, []string{"", "", "", "", ""}},
		{`{"context":{"location":{"region":"` + strings.Repeat("a", 65) + `"}}}`, []string{"*", "", "", "", ""}},
	} {
		if got := v(c.event); !slices.Equal(got, c.want) {
			t.Errorf("%s\n got %q\nwant %q", c.event, got, c.want)
		}
	}
}

// TestFairnessDefaults: what is not said, and that nothing is counted unasked.
func TestFairnessDefaults(t *testing.T) {
	if compile(t, shop).Fairness != nil {
		t.Error("a policy that does not say counts")
	}
	f := compile(t, with("fairness: {cohorts: {plan: {path: context.traits.plan, values: [a, b]}}}")).Fairness
	if f.Days != 28 || f.MinCell != 20 || f.Ratio != 0.8 || f.Level != 0.05 || f.Prices != nil || !f.Roles[state.Outreach] || f.Roles[state.Signal] {
		t.Errorf("%+v", f)
	}
	f = compile(t, with("fairness:", "  cohorts: {plan: {path: context.traits.plan, values: [a, b]}}", "  window: 2w", "  min_cell: 30", "  roles: signal",
		"  prices: {price: properties.price, returning: {seen: 10d}}", "  alert: {ratio: 0.7, level: 0.01}")).Fairness
	if f.Days != 14 || f.MinCell != 30 || f.Ratio != 0.7 || f.Level != 0.01 || f.Prices.Returning.Seen != 10*instant.Day || f.Roles[state.Outreach] || !f.Roles[state.Signal] {
		t.Errorf("%+v", f)
	}
}

func TestFairnessWarnings(t *testing.T) {
	fair := func(lines string) string { return "fairness: " + lines + "\ndestinations:" }
	warnedOf(t, []warned{
		{"fine", "destinations:", fair("{cohorts: {plan: {path: context.traits.plan, values: [a, b]}}}"), nil},
		{"a role that nobody takes", "destinations:", fair("{cohorts: {plan: {path: context.traits.plan, values: [a, b]}}, roles: [outreach, conversion]}"),
			[]string{"no destination takes the role conversion: nothing of it is counted <- conversion"}},
		{"not coarse", "destinations:", fair("{cohorts: {code: {path: context.traits.postcode, values: [a, b]}, age: {path: context.traits.age, bands: [18]}}}"),
			[]string{"context.traits.postcode looks personal: is it coarse enough that each value is many people? <- context.traits.postcode"}},
		{"one value", "destinations:", fair("{cohorts: {plan: {path: context.traits.plan, values: a}}}"), []string{"one value alone is compared with all else <- a"}},
		{"a slip", "destinations:", fair("{cohorts: {region: {path: contxt.location.region, keep: region}}}"),
			[]string{"contxt.location.region is nearly context.location.region, which events of format segment have: did you mean that? <- contxt.location.region"}},
	})
}
