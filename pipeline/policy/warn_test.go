package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// capSettings are those of a guard that caps, lender those of one that asks for
// a purpose.
type capSettings struct {
	Max       int          `yaml:"max" required:"true" doc:"How many."`
	Per       instant.Span `yaml:"per" required:"true" doc:"The window."`
	By        guard.By     `yaml:"by" enum:"destination,topic,subject" doc:"What is counted together."`
	AppliesTo []state.Role `yaml:"applies_to" doc:"Further roles."`
}

type lender struct {
	Purpose string `yaml:"purpose" doc:"A purpose."`
}

type remembers struct{}

func (remembers) Check(*guard.Input) guard.Verdict { return guard.Passed() }
func (remembers) Keep(k *state.Keep)               { k.Acts = instant.Day }

type heeds struct{ remembers }

func (heeds) Keep(k *state.Keep) { k.Predictions, k.Gifts = true, true }

func warnTable() []guard.Kind {
	heed := func([]any, *guard.Env) (guard.Guard, []guard.Problem) { return heeds{}, nil }
	build := func([]any, *guard.Env) (guard.Guard, []guard.Problem) { return remembers{}, nil }
	return []guard.Kind{
		{Name: "cap", Many: true, Settings: func() any { return &capSettings{By: guard.ByDestination} }, Build: build},
		{Name: "base", Always: true, Base: true, Settings: func() any { return &lender{} }, Build: build},
		{Name: "heed", Settings: func() any { return &lender{} }, Build: heed},
	}
}

// sound is a policy without a warning; its parts are replaced one at a time.
const sound = `maat: v1
name: shop
events:
  format: segment
  roles:
    signal: Product Viewed
    outreach: Email Queued
    opt_out: Stop
purposes:
  ads: {category: advertising}
guards:
  cap: {max: 3, per: 24h}
destinations:
  mail:
    topic: mail.queue
    takes: [signal, outreach]
    layers:
      - {name: general, fields: [event, properties.category]}
      - {name: mild, purpose: ads, fields: [userId]}
`

func warnings(t *testing.T, text string) (list []string) {
	t.Helper()
	p, err := policy.Compile("p.yaml", []byte(text), policy.Options{Table: warnTable()})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range p.Warnings {
		line := strings.Split(text, "\n")[w.Line-1][w.Column-1:]
		if end := strings.IndexAny(line[1:], ",]}:"); end >= 0 { // what stands there
			line = line[:end+1]
		}
		list = append(list, fmt.Sprintf("%s <- %s", strings.TrimPrefix(w.Message, "warning: "), line))
	}
	return list
}

// warned is a change of the sound policy, and what is said of it.
type warned struct {
	name, old, new string
	want           []string
}

func TestWarnings(t *testing.T) {
	warnedOf(t, []warned{
		{"none", "", "", nil},
		{"no cap", "  cap: {max: 3, per: 24h}", "  base: {}", []string{"no cap holds for mail: it may reach a person as often as events come <- mail"}},
		{"a cap that is off", "{max: 3, per: 24h}", "{mode: off, why: \"One mail a year.\"}", []string{"no cap holds for mail: it may reach a person as often as events come <- mail"}},
		{"no cap where nobody is reached", "takes: [signal, outreach]", "takes: signal", []string{
			"no destination takes the role outreach: these events leave nowhere <- Email Queued",
			"cap never acts here: no destination for which it is set takes what it judges <- {max",
		}},
		{"applies_to meets what is taken", "takes: [signal, outreach]", "takes: signal\n    guards: {cap: {max: 1, per: 1h, applies_to: signal}}", []string{
			"no destination takes the role outreach: these events leave nowhere <- Email Queued",
			"cap never acts here: no destination for which it is set takes what it judges <- {max",
		}},
		{"a cap behind another", "{max: 3, per: 24h}", "[{max: 3, per: 24h}, {max: 5, per: 12h}, {max: 3, per: 12h, by: topic}]", []string{"this cap never bites: 3 in 1d by destination comes first <- {max"}},
		{"a cap behind all destinations together", "{max: 3, per: 24h}", "[{max: 5, per: 12h, by: topic}, {max: 5, per: 24h, by: subject}]", []string{"this cap never bites: 5 in 1d by subject comes first <- {max"}},
		{"the same cap twice", "{max: 3, per: 24h}", "[{max: 3, per: 24h}, {max: 3, per: 24h}]", []string{"this cap never bites: 3 in 1d by destination comes first <- {max"}},
		{"a cap of more roles", "{max: 3, per: 24h}", "[{max: 3, per: 24h}, {max: 5, per: 24h, applies_to: signal}]", nil},
		{"a longer cap", "{max: 3, per: 24h}", "[{max: 3, per: 24h}, {max: 5, per: 7d}]", nil},
		{"a purpose never asked", "  ads: {category: advertising}", "  ads: {category: advertising}\n  more: {category: more}", []string{"nothing asks for the purpose more: no layer has it <- more"}},
		{"a purpose that a guard asks", "  ads: {category: advertising}\nguards:", "  ads: {category: advertising}\n  more: {category: more}\nguards:\n  base: {purpose: more}", []string{}},
		{"no opt_out", "    opt_out: Stop\n", "", []string{"no event has the role opt_out: people have no switch that stops everything <- Product Viewed"}},
		{"a role without events", "takes: [signal, outreach]", "takes: [signal, outreach, service, {role: conversion, when: event.x}]", []string{
			"events has no role service: this is never taken <- service",
			"events has no role conversion: this is never taken <- {role",
		}},
		{"a layer without consents", "format: segment", "format: custom\n  id: id\n  time: time\n  subject: userId", []string{"nothing reaches the layer mild: it asks for a consent that events of format custom do not say <- mild"}},
		{"a layer whose consent stands elsewhere", "format: segment", "format: custom\n  id: id\n  time: time\n  subject: userId\n  tcf: tc", []string{"nothing reaches the layer mild: it asks for a consent that events of format custom do not say <- mild"}},
		{"a layer that a string grants", "  ads: {category: advertising}", "  ads: {tcf: [1]}", []string{}},
		{"personal", "properties.category]", "properties.category, context.traits.email, {path: anonymousId, hash: sha256}]", []string{
			"context.traits.email looks personal, and leaves here without a consent: move it to a layer with a purpose <- context.traits.email",
			"anonymousId looks personal, and leaves here without a consent: move it to a layer with a purpose <- anonymousId",
		}},
		{"a whole person", "properties.category]", "context.traits]", []string{"context.traits covers all that is known of a person, and leaves here without a consent: name the fields, or ask for a purpose <- context.traits"}},
		{"made coarse", "properties.category]", "{path: context.location.city, keep: region}, {path: context.ip, const: \"0.0.0.0\"}]", nil},
		{"misspelt", "properties.category]", "properties.productId, properties.catgory, contxt.page.title, context.page.tilte]", []string{
			"properties.productId is nearly properties.product_id, which events of format segment have: did you mean that? <- properties.productId",
			"properties.catgory is nearly properties.category, which events of format segment have: did you mean that? <- properties.catgory",
			"contxt.page.title is nearly context.page.title, which events of format segment have: did you mean that? <- contxt.page.title",
			"context.page.tilte is nearly context.page.title, which events of format segment have: did you mean that? <- context.page.tilte",
		}},
		{"names of one's own", "properties.category]", "properties.colour, properties.size, properties.prices, properties.stock, context.page.kind, properties.address_type.x]", nil},
	})
}

// TestWarningsOfRoles: what comes of events that no destination takes, and of what
// is emitted.
func TestWarningsOfRoles(t *testing.T) {
	warnedOf(t, []warned{
		{"a prediction that nobody heeds", "    opt_out:", "    prediction: Guessed\n    opt_out:", []string{"no destination takes the role prediction, and no guard asks for it: nothing comes of these events <- Guessed"}},
		{"what a guard heeds", "    opt_out: Stop\npurposes:\n  ads: {category: advertising}\nguards:\n", "    opt_out: Stop\n    prediction: Guessed\n    preference: Saved\npurposes:\n  ads: {category: advertising}\nguards:\n  heed: {}\n", nil},
		{"a preference that nobody heeds", "    opt_out:", "    preference: Saved\n    opt_out:", []string{"no destination takes the role preference, and no guard asks for it: nothing comes of these events <- Saved"}},
		{"consents, opt-ins and erasures change what is known", "    opt_out:", "    consent: Agreed\n    opt_in: Go\n    erase: Forget\n    conversion: Bought\n    opt_out:", nil},
		{"names that only look right", "    opt_out: Stop", "    opt_out: [“Stop”, Stopped]\n    conversion: [order completed, Order_Completed, Order Completed, Completed Orders]", []string{
			"curly quotes are letters of the name here, and events hardly have them: write Stop, or straight quotes around it <- “Stop”",
			"\"order completed\" is nearly \"Order Completed\", which the Segment spec has: names are compared to the letter <- order completed",
			"\"Order_Completed\" is nearly \"Order Completed\", which the Segment spec has: names are compared to the letter <- Order_Completed",
		}},
		{"an opt-in of nothing", "    opt_out: Stop", "    opt_in: Go", []string{
			"no event has the role opt_out: people have no switch that stops everything <- Product Viewed",
			"no destination takes the role opt_in, and no guard asks for it: nothing comes of these events <- Go",
		}},
		{"emitted of what needs asks for", "    layers:", "    needs: mild\n    emit: [{path: limited, as: tiktok, purpose: ads}, {path: ldu, as: meta, purpose: ads}]\n    layers:", []string{
			"limited never says no: what it asks for is asked by needs, and nothing leaves for mail without it <- limited",
			"ldu never says no: what it asks for is asked by needs, and nothing leaves for mail without it <- ldu",
		}},
		{"a yes that the platform wants to hear", "    layers:", "    needs: mild\n    emit: [{path: c.ad_user_data, as: google_ads, purpose: ads}]\n    layers:", nil},
		{"emitted where less is needed", "    layers:", "    emit: [{path: limited, as: tiktok, purpose: ads}]\n    layers:", nil},
		{"emitted with what is owed", "    takes: [signal, outreach]", "    takes: [signal, outreach, service]\n    needs: mild\n    emit: [{path: limited, as: tiktok, purpose: ads}]", []string{"events has no role service: this is never taken <- service"}},
	})
}

func TestWarningsOfRetracts(t *testing.T) {
	warnedOf(t, []warned{
		{"a retract", "    takes:", "    retract: Forget\n    takes:", nil},
		{"a retract of nothing", "    takes: [signal, outreach]", "    retract: Forget\n    takes: [signal]", []string{
			"no destination takes the role outreach: these events leave nowhere <- Email Queued",
			"cap never acts here: no destination for which it is set takes what it judges <- {max",
			"mail takes no outreach: there is nothing that it could be told to forget <- Forget",
		}},
		{"a retract of nobody", "userId]}", "properties.product_id]}\n    retract: Forget", []string{"no layer of mail lets an identifier out: it could not know whom to forget <- Forget"}},
		{"a retract of a hashed address", "userId]}", "{path: context.traits.email, hash: sha256}]}\n    retract: Forget", nil},
		{"a retract of whoever stands beneath", "userId]}", "properties.product_id, context.traits]}\n    retract: Forget", []string{"no layer of mail lets an identifier out: it could not know whom to forget <- Forget"}},
		{"a retract that is switched on", "    takes:", "    retract: Yes\n    takes:", []string{"the event that is sent is called Yes: is that its name? For none leave retract out <- Yes"}},
		{"a retract that looks like an event", "    takes:", "    retract: Email Queued\n    takes:", []string{"events of this name have the role outreach: mail could not tell them from a retract <- Email Queued"}},
	})
}

func warnedOf(t *testing.T, cases []warned) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(sound, c.old) {
				t.Fatalf("%q is no part of the policy", c.old)
			}
			text := strings.Replace(sound, c.old, c.new, 1)
			got := warnings(t, text)
			if diff := cmp.Diff(strings.Join(c.want, "\n"), strings.Join(got, "\n")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestLooksPersonal holds the words against names that shops use.
func TestLooksPersonal(t *testing.T) {
	judge := func(path string) bool {
		return len(warnings(t, strings.Replace(sound, "properties.category", path, 1))) > 0
	}
	for _, path := range []string{
		"context.traits.email", "properties.emailHash", "traits.phone", "properties.telefoon", "context.ip", "traits.firstName", "traits.first_name",
		"traits.name", "properties.klant.naam", "properties.shipping_address.street", "properties.bezorgadres.postcode", "properties.klantnummer",
		"properties.customer_id", "anonymousId", "context.device.advertisingId", "properties.geboortedatum", "context.location.latitude", "properties.customer.id",
	} {
		if !judge(path) {
			t.Errorf("%s looks personal to nobody", path)
		}
	}
	for _, path := range []string{
		"properties.name", "properties.product_id", "messageId", "properties.campaign_id", "properties.shipping", "context.page.path", "properties.brand",
		"properties.package", "properties.headline", "properties.ship_date", "properties.image_url", "properties.average", "properties.stage",
	} {
		if judge(path) {
			t.Errorf("%s looks personal", path)
		}
	}
}

// TestOutline: where a policy says what, aligned with its Program.
func TestOutline(t *testing.T) {
	text := strings.Replace(sound, "    layers:", "    guards: {cap: {mode: off, why: \"One mail a year.\"}}\n    layers:", 1)
	p, err := policy.Compile("p.yaml", []byte(text), policy.Options{Table: warnTable()})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(text, "\n")
	read := func(at policy.Place) string { return lines[at.Line-1][at.Column-1:] }
	for i, r := range p.Roles {
		if !strings.HasPrefix(read(p.Outline.Roles[i]), r.Event) {
			t.Errorf("role %d stands at %q", i, read(p.Outline.Roles[i]))
		}
	}
	d := p.Outline.Destinations[0]
	if !strings.HasPrefix(read(d.Place), "mail") || !strings.HasPrefix(read(d.Takes[1]), "outreach") || !strings.HasPrefix(read(d.Layers[1]), "{name: mild") {
		t.Errorf("mail stands at %q, takes at %q, its layer at %q", read(d.Place), read(d.Takes[1]), read(d.Layers[1]))
	}
	capped, base := d.Guards[0], d.Guards[1]
	if capped.Acts() || !capped.Own || capped.Why != "One mail a year." || capped.Values != nil || !strings.HasPrefix(read(capped.Place), "cap: {mode") {
		t.Errorf("the cap that is off: %+v", capped)
	}
	if !base.Acts() || base.Listed() || base.Values != nil {
		t.Errorf("what acts without being listed: %+v", base)
	}
	if at := event.MustPath("event"); !p.Destinations[0].Layers[0].Fields[0].Path.Equal(at) {
		t.Errorf("the outline changed the program")
	}
}
