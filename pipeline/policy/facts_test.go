package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/pipeline/state"
)

const now = "2026-03-01T12:00:00Z"

// TestFaults: whom an event is about, its id and its time.
func TestFaults(t *testing.T) {
	p := compile(t, shop)
	long := strings.Repeat("x", 1025)
	for _, c := range []struct {
		name    string
		members string
		subject string
		fault   string
	}{
		{"known", `"userId":"u","anonymousId":"a"`, "u", ""},
		{"anonymous", `"anonymousId":"a"`, "a", ""},
		{"null is not present", `"userId":null,"anonymousId":"a"`, "a", ""},
		{"blank is not present", `"userId":" \t","anonymousId":"a"`, "a", ""},
		{"nobody", `"userId":"","anonymousId":null`, "", "intake.subject"},
		{"an object is nobody, and not the next", `"userId":{"id":"u"},"anonymousId":"a"`, "", "intake.subject"},
		{"a list is nobody", `"userId":["u"],"anonymousId":"a"`, "", "intake.subject"},
		{"true is nobody", `"userId":true,"anonymousId":"a"`, "", "intake.subject"},
		{"1 is the same as the text", `"userId":1`, "1", ""},
		{"1.0 is nobody", `"userId":1.0`, "", "intake.subject"},
		{"1e0 is nobody", `"userId":1e0`, "", "intake.subject"},
		{"-1 is nobody", `"userId":-1`, "", "intake.subject"},
		{"the largest safe integer", `"userId":9007199254740991`, "9007199254740991", ""},
		{"larger than every reader holds", `"userId":9007199254740992`, "", "intake.subject"},
		{"too long", `"userId":"` + long + `","anonymousId":"a"`, "", "intake.subject"},
		{"no subject at all", `"x":1`, "", "intake.subject"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := view(t, `{"messageId":"m","timestamp":"`+now+`",`+c.members+`}`)
			_, subject, fault := p.Facts(v, at(t, now))
			if subject != c.subject || fault != c.fault {
				t.Errorf("subject %q, fault %q", subject, fault)
			}
		})
	}
}

func TestFaultsOfIDAndTime(t *testing.T) {
	p := compile(t, shop)
	for _, c := range []struct{ name, members, id, own, fault string }{
		{"good", `"messageId":"m","timestamp":"2026-03-01T11:00:00Z"`, "m", "2026-03-01T11:00:00Z", ""},
		{"a number as id", `"messageId":12,"timestamp":"2026-03-01T11:00:00Z"`, "12", "2026-03-01T11:00:00Z", ""},
		{"no id", `"timestamp":"2026-03-01T11:00:00Z"`, "", "2026-03-01T11:00:00Z", "intake.id"},
		{"blank id", `"messageId":"  ","timestamp":"2026-03-01T11:00:00Z"`, "", "2026-03-01T11:00:00Z", "intake.id"},
		{"long id", `"messageId":"` + strings.Repeat("x", 513) + `","timestamp":"2026-03-01T11:00:00Z"`, "", "2026-03-01T11:00:00Z", "intake.id"},
		{"no time", `"messageId":"m"`, "m", "", "intake.time"},
		{"a number as time", `"messageId":"m","timestamp":1772366400`, "m", "", "intake.time"},
		{"a date is no time", `"messageId":"m","timestamp":"2026-03-01"`, "m", "", "intake.time"},
		{"no zone", `"messageId":"m","timestamp":"2026-03-01T11:00:00"`, "m", "", "intake.time"},
		{"five minutes ahead count as now", `"messageId":"m","timestamp":"2026-03-01T12:05:00Z"`, "m", now, ""},
		{"more than that does not", `"messageId":"m","timestamp":"2026-03-01T12:05:00.000000001Z"`, "m", now, "intake.future"},
		{"another zone", `"messageId":"m","timestamp":"2026-03-01T12:30:00+01:00"`, "m", "2026-03-01T11:30:00Z", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, subject, fault := p.Facts(view(t, `{"userId":"u","event":"Product Viewed",`+c.members+`}`), at(t, now))
			own := ""
			if f.Own != 0 {
				own = f.Own.String()
			}
			if f.ID != c.id || own != c.own || fault != c.fault || subject != "u" || f.Role != state.Signal {
				t.Errorf("id %q, own %s, fault %q, subject %q, role %s", f.ID, own, fault, subject, f.Role)
			}
		})
	}
}

// TestFacts: what the paths find.
func TestFacts(t *testing.T) {
	p := compile(t, shop)
	v := view(t, `{"messageId":"m","timestamp":"`+now+`","userId":"u","event":"Email Queued",
		"properties":{"product_id":4711,"category":"Schoenen","brand":" ","campaign_id":{"a":1},"channel":"email","cause_id":"c"},
		"context":{"page":{"url":"https://shop.example/schoenen/a%20b?q=1#x"}}}`)
	f, _, fault := p.Facts(v, at(t, now))
	if fault != "" || f.Name != "Email Queued" || f.Cause != "c" {
		t.Fatalf("fault %q, name %q, cause %q", fault, f.Name, f.Cause)
	}
	want := state.About{Topic: state.HashOf("Schoenen"), Item: state.HashOf("4711"), Channel: state.HashOf("email")}
	if diff := cmp.Diff(want, f.About); diff != "" {
		t.Errorf("about (-want +got):\n%s", diff)
	}
	if f.Page != state.HashOf("/schoenen/a%20b") {
		t.Error("the page is not the path of the URL")
	}
}

func TestPage(t *testing.T) {
	p := compile(t, shop)
	for page, want := range map[string]string{
		`{"path":"/a","url":"https://x.example/b"}`: "/a",
		`{"path":"","url":"https://x.example/b?c"}`: "/b",
		`{"path":null,"url":"https://x.example"}`:   "/",
		`{"url":"/b#c"}`:                  "/b",
		`{"url":"https://x.example/%zz"}`: "",
		`{"url":"::"}`:                    "",
		`{"path":7}`:                      "",
		`{}`:                              "",
	} {
		f, _, _ := p.Facts(view(t, `{"context":{"page":`+page+`}}`), at(t, now))
		if f.Page != state.HashOf(want) {
			t.Errorf("%s: the page is not %q", page, want)
		}
	}
}

// TestRoles: the first entry that matches, in written order.
func TestRoles(t *testing.T) {
	p := compile(t, shop)
	for json, want := range map[string]state.Role{
		`{"event":"Product Viewed"}`:                                           state.Signal,
		`{"event":"product viewed"}`:                                           state.None,
		`{"event":"Page Viewed","properties":{"section":"shop"}}`:              state.Signal,
		`{"event":"Page Viewed","properties":{"section":"help"}}`:              state.None,
		`{"event":"Page Viewed","properties":{"section":7}}`:                   state.None,
		`{"event":"Page Viewed"}`:                                              state.None,
		`{"event":"Page Viewed","properties":[]}`:                              state.None,
		`{"type":"page","name":"Home"}`:                                        state.Prediction,
		`{"type":"page","event":null}`:                                         state.Prediction,
		`{"type":"page","event":""}`:                                           state.Prediction,
		`{"type":"page","event":"Other"}`:                                      state.None,
		`{"event":["Product Viewed"]}`:                                         state.None,
		`{}`:                                                                   state.None,
		`{"\u0065vent":"Product Viewed","properties":{"event":"Page Viewed"}}`: state.Signal,
	} {
		if f, _, _ := p.Facts(view(t, json), at(t, now)); f.Role != want {
			t.Errorf("%s has role %q, not %q", json, f.Role, want)
		}
	}
}

// TestTakers: where the condition is false or errs, the event is not taken.
func TestTakers(t *testing.T) {
	p := compile(t, shop)
	for _, c := range []struct {
		json string
		role state.Role
		want string
	}{
		{`{}`, state.Signal, "[meta]"},
		{`{}`, state.Outreach, "[]"},
		{`{"properties":{"to":"meta"}}`, state.Outreach, "[meta]"},
		{`{"properties":{"to":"mail"}}`, state.Outreach, "[mail]"},
		{`{"properties":{"to":"meta","all":true}}`, state.Outreach, "[meta mail]"},
		{`{"properties":{"all":"true"}}`, state.Outreach, "[]"},
		{`{"properties":{"all":1}}`, state.Outreach, "[]"},
		{`{"properties":"meta"}`, state.Outreach, "[]"},
		{`{}`, state.Conversion, "[]"},
		{`{}`, state.None, "[]"},
	} {
		names := []string{}
		for _, d := range p.Takers(view(t, c.json), c.role) {
			names = append(names, d.Name)
		}
		if got := fmt.Sprint(names); got != c.want {
			t.Errorf("%s as %s is taken by %s, not %s", c.json, c.role, got, c.want)
		}
	}
}

// TestReceived: the clock of a replay.
func TestReceived(t *testing.T) {
	p := compile(t, shop)
	for json, want := range map[string]string{
		`{"receivedAt":"2026-03-01T12:00:01Z","timestamp":"2026-03-01T12:00:00Z"}`: "2026-03-01T12:00:01Z",
		`{"timestamp":"2026-03-01T12:00:00Z"}`:                                     "2026-03-01T12:00:00Z",
		`{"receivedAt":null,"timestamp":"2026-03-01T12:00:00Z"}`:                   "2026-03-01T12:00:00Z",
		`{"receivedAt":"yesterday"}`:                                               "",
	} {
		moment, ok := p.Received(view(t, json))
		if got := moment.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%s arrived at %s, %v", json, got, ok)
		}
	}
}
