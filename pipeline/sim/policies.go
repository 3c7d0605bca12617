package sim

import (
	"fmt"
	"slices"
	"strings"

	"maat/pipeline/guard"
	"maat/pipeline/policy"
	"maat/pipeline/sim/audit"
)

const (
	millisecond = int64(1e6)
	second      = 1000 * millisecond
	minute      = 60 * second
	hour        = 60 * minute
	day         = 24 * hour
)

// draw makes up the rules of one policy: windows so short that their ends are
// met again and again.
func draw(c chance, quiet int) audit.Rules {
	r := audit.Rules{
		Duplicate: pick(c, 10*second, 60*second, 7*day),
		MaxAge:    pick(c, 0, 60*second, 395*day),
		Wait:      pick(c, 0, 1*second, 3*second, 3*second, 8*second),
		MaxHold:   pick(c, 48*hour, 48*hour, 6*second),
		Max:       pick(c, 0, 20*second, 45*second),
		Rest:      pick(c, 5*second, 15*second),
		Caps: []audit.Cap{
			{Max: 1 + c.IntN(3), Per: pick(c, 5*second, 20*second), By: "destination"},
			{Max: 1 + c.IntN(4), Per: pick(c, 10*second, 30*second, hour), By: pick(c, "subject", "topic", "campaign")},
		},
		Destinations: []audit.Destination{
			{Name: "meta", Topic: "ads.meta", Takes: []string{"signal", "outreach", "conversion", "service", "prediction"}, Mild: true, Deadline: pick(c, 0, 15*second, hour)},
			{Name: "mail", Topic: "ads.mail", Takes: []string{"outreach", "preference"}, Deadline: pick(c, 0, hour)},
		},
	}
	drawContent(c, &r)
	if r.GPC = r.MaxAge > 0; c.in(3) && quiet > 0 {
		r.QuietFrom, r.QuietTo = quiet, quiet+1
	}
	if r.Wait == 0 && r.QuietTo == 0 {
		r.MaxHold = 0
	}
	return r
}

// drawContent makes up the rules about what an event holds, who sends it and what
// came before.
func drawContent(c chance, r *audit.Rules) {
	r.Predicted, r.Undisclosed = pick(c, "", "strip", "strip", "drop"), pick(c, "", "strip", "strip", "drop")
	r.Price = pick(c, "", "restore", "restore", "drop")
	if c.in(15) { // its rules take longest to compile
		r.Recognition = pick(c, "strip", "drop")
	}
	r.Linkage = pick(c, "", "known", "anonymous")
	if c.in(3) {
		r.Relationship = audit.Relationship{Within: pick(c, 5*second, 20*second, 90*day), Brand: c.in(2), Own: c.in(2)}
	}
	if c.in(3) {
		r.Interest = audit.Interest{Signals: 1 + c.IntN(3), Within: pick(c, 5*second, 20*second), Item: c.in(3)}
		r.Interest.Distinct = c.in(2) && !(r.Interest.Item && r.Interest.Signals > 1)
	}
}

// other is a later version of a policy: mostly the same with other numbers, and
// now and then without one of its ways out.
func other(c chance, r audit.Rules, quiet int) audit.Rules {
	next := draw(c, quiet)
	next.Duplicate = r.Duplicate
	if r.Linkage == "" || next.Linkage == "" { // who is one stays so, whatever the policy
		next.Linkage = r.Linkage
	}
	next.Relationship.Own = r.Relationship.Own // a contact that is asked for anew has none yet
	if r.Relationship.Within == 0 {
		next.Relationship = r.Relationship
	}
	if c.in(3) {
		next.Destinations = next.Destinations[:1]
	}
	if c.in(4) {
		next.Destinations[0].Takes = []string{"signal", "outreach"}
	}
	return next
}

const head = `maat: v1
name: sim
events:
  format: segment
  subject: [userId, anonymousId]
  item: properties.product_id
  topic: properties.category
  campaign: properties.campaign_id
  roles:
    signal: ["Product Viewed"]
    outreach: ["Retargeting Triggered"]
    service: ["Order Confirmation Queued"]
    conversion: ["Order Completed"]
    prediction: ["Churn Predicted"]
    consent: ["Consent Preference Updated"]
    preference: ["Preferences Saved"]
    opt_out: ["Personalisation Disabled"]
    opt_in: ["Personalisation Enabled"]
    erase: ["Erasure Requested"]
purposes:
  ads: {category: advertising, tcf: [1]}
  identified_ads: {category: advertising_identified}
  linking: {category: profile_linking}
guards:
  sensitive: {mode: off, why: nothing sensitive comes in}
`

// text writes rules as a policy.
func text(r *audit.Rules) string {
	var b strings.Builder
	b.WriteString(head)
	fmt.Fprintf(&b, "  duplicate: {within: %s}\n", span(r.Duplicate))
	if r.MaxAge > 0 {
		fmt.Fprintf(&b, "  consent: {max_age: %s, respect_gpc: %t}\n", span(r.MaxAge), r.GPC)
	}
	content(&b, r)
	cooldown(&b, r)
	if r.Max > 0 {
		fmt.Fprintf(&b, "  duration: {by: topic, max: %s, rest: %s}\n", span(r.Max), span(r.Rest))
	}
	b.WriteString("  frequency:\n")
	for _, c := range r.Caps {
		fmt.Fprintf(&b, "    - {max: %d, per: %s, by: %s}\n", c.Max, span(c.Per), c.By)
	}
	b.WriteString("destinations:\n")
	for i := range r.Destinations {
		destination(&b, &r.Destinations[i])
	}
	if r.QuietTo > 0 {
		return strings.Replace(b.String(), "name: sim\n", "name: sim\ntimezone: Etc/UTC\n", 1)
	}
	return b.String()
}

func cooldown(b *strings.Builder, r *audit.Rules) {
	if r.MaxHold == 0 {
		return
	}
	b.WriteString("  cooldown: {by: topic")
	if r.Wait > 0 {
		fmt.Fprintf(b, ", wait: %s", span(r.Wait))
	}
	if r.QuietTo > 0 {
		fmt.Fprintf(b, ", quiet: {from: %q, to: %q}", clock(r.QuietFrom), clock(r.QuietTo))
	}
	fmt.Fprintf(b, ", max_hold: %s}\n", span(r.MaxHold))
}

// content writes what drawContent draws.
func content(b *strings.Builder, r *audit.Rules) {
	line := func(is bool, format string, args ...any) {
		if is {
			fmt.Fprintf(b, format, args...)
		}
	}
	line(r.Predicted != "", "  predicted: {paths: [properties.propensity], action: %s}\n", r.Predicted)
	line(r.Undisclosed != "", "  undisclosed: {paths: [context.third_party], action: %s}\n", r.Undisclosed)
	line(r.Linkage != "", "  linkage: {purpose: linking, known: [userId], anonymous: [anonymousId], strip: %s}\n", r.Linkage)
	line(r.Price != "", "  price: {price: properties.price, list_price: properties.list_price, basis: properties.price_basis, personal: [context.device], action: %s}\n", r.Price)
	line(r.Recognition != "", "  recognition: {neutral: {properties.headline: properties.neutral_headline}, fallback: %s}\n", r.Recognition)
	line(r.Relationship.Within > 0, "  relationship: {within: %s, by: %s%s}\n", span(r.Relationship.Within),
		choose(r.Relationship.Brand, "brand", "subject"), choose(r.Relationship.Own, `, contact: 'event.properties.site == "own"'`, ""))
	line(r.Interest.Signals > 0, "  interest: {signals: %d, within: %s, by: %s%s}\n", r.Interest.Signals, span(r.Interest.Within),
		choose(r.Interest.Item, "item", "topic"), choose(r.Interest.Distinct, ", distinct: item", ""))
}

func choose(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func destination(b *strings.Builder, d *audit.Destination) {
	needs := "general"
	if d.Mild {
		needs = "mild"
	}
	fmt.Fprintf(b, "  %s:\n    topic: %s\n    takes: [%s]\n    needs: %s\n", d.Name, d.Topic, strings.Join(d.Takes, ", "), needs)
	if d.Deadline > 0 {
		fmt.Fprintf(b, "    deadline: %s\n", span(d.Deadline))
	}
	b.WriteString("    layers:\n" +
		"      - {name: general, fields: [event, messageId, properties.category, properties.headline, properties.price, properties.list_price]}\n" +
		"      - {name: mild, purpose: ads, fields: [properties.product_id, properties.propensity, context.device, context.third_party, anonymousId]}\n" +
		"      - {name: personal, purpose: identified_ads, fields: [userId]}\n")
}

func span(ns int64) string { return fmt.Sprintf("%ds", ns/second) }

func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// programsMax bounds how many programs are kept.
const programsMax = 64

// compile makes the program of a text. Programs are kept, for a seed is run
// again with each planted mistake.
func (l *Lab) compile(text string, bug Bug) (*policy.Program, error) {
	table := l.table
	if bug == SilenceCounts {
		l, table = &Lab{programs: map[string]*policy.Program{}}, loud(l.table)
	}
	if p := l.programs[text]; p != nil {
		return p, nil
	}
	p, err := policy.Compile("sim.yaml", []byte(text), policy.Options{Table: table, Key: func(string) ([]byte, bool) { return nil, false }})
	if err != nil {
		return nil, fmt.Errorf("the policy of the simulation: %w", err)
	}
	if len(l.programs) == programsMax {
		clear(l.programs)
	}
	l.programs[text] = p
	return p, nil
}

// loud is the planted mistake of a consent guard that drops signals and does not
// keep them from counting.
func loud(table []guard.Kind) []guard.Kind {
	table = slices.Clone(table)
	for i := range table {
		if table[i].Name == "consent" {
			table[i].Silent = false
		}
	}
	return table
}

// Lab is where worlds are run, one after another.
type Lab struct {
	table    []guard.Kind
	programs map[string]*policy.Program
}

// NewLab takes the guards of the build, and adds one that fails.
func NewLab(table []guard.Kind) *Lab {
	return &Lab{table: append(slices.Clone(table), fragile()), programs: map[string]*policy.Program{}}
}
