package chain_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"maat/guards"
	"maat/guards/guardtest"
	"maat/pipeline/chain"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/replay"
)

// busy is a policy in which every guard of this build has something to say.
const busy = `
purposes:
  ads: {category: ads, tcf: [1]}
  own: {category: own}
  linking: {category: linking}
guards:
  consent: {max_age: 20d}
  sensitive: {taint: 5d}
  predicted: {paths: [properties.size]}
  undisclosed: {paths: [properties.kind]}
  linkage: {purpose: linking, known: [userId, context.traits.email], anonymous: [anonymousId]}
  price: {price: properties.price, list_price: properties.list, basis: properties.basis, personal: [context.device]}
  recognition: {neutral: {properties.headline: properties.neutral}, fallback: strip}
  relationship: {within: 9d, by: brand, contact: 'event.properties.value == 14'}
  interest: {signals: 1, within: 5d}
  cooldown: {wait: 4h, quiet: {from: "22:00", to: "08:00"}, max_hold: 13h}
  duration: {max: 7d, rest: 10d}
  frequency: [{max: 2, per: 24h}, {max: 3, per: 24h, by: subject, applies_to: [service]}, {max: 2, per: 48h, by: campaign}]
destinations:
  meta:
    topic: meta
    takes: [signal, outreach, service, conversion, prediction, consent, preference, opt_out, opt_in, erase]
    needs: mild
    deadline: 2d
    layers:
      - {name: general, fields: [type, event, messageId]}
      - {name: mild, purpose: ads, fields: [properties.category, {path: properties.value, round: 10}, properties.size, properties.price]}
      - {name: own, after: general, purpose: own, fields: [userId, {path: context.traits.email, hash: sha256}]}
  mail:
    topic: mail
    takes: [signal, outreach, conversion, {role: service, when: 'event.properties.category == "shoes"'}]
    layers:
      - {name: general, fields: [event, messageId, properties.query, properties.kind, properties.list, properties.price, properties.headline]}
      - {name: mild, purpose: ads, fields: [properties.product_id, context.device, anonymousId]}
      - {name: name, after: general, purpose: own, fields: [userId]}
    guards:
      sensitive: {action: strip}
      predicted: {paths: [properties.size], action: drop}
      relationship: {within: 30d}
      interest: {signals: 2, within: 9d, by: topic}
      frequency: {mode: off, why: "a newsletter"}
`

func compile(t *testing.T, rest string) *policy.Program {
	t.Helper()
	p, err := policy.Compile("law.yaml", []byte(guardtest.Policy("law", rest)), policy.Options{Table: guards.Table()})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// minutes since the start of day 1.
type minutes int

func (m minutes) String() string { return fmt.Sprintf("%d/%02d:%02d", 1+m/1440, m/60%24, m%60) }

func oneOf(t *rapid.T, label string, words ...string) string {
	return rapid.SampledFrom(words).Draw(t, label)
}

// drawn is an event of one of few people, about few things.
func drawn(t *rapid.T, i int, at minutes) string {
	id := fmt.Sprintf("e%d", i)
	if rapid.IntRange(0, 9).Draw(t, "again") == 0 {
		id = fmt.Sprintf("e%d", rapid.IntRange(0, i).Draw(t, "of"))
	}
	name := oneOf(t, "name", "view", "view", "view", "ad", "ad", "ad", "ad", "order", "buy", "guess", "consent", "consent", "pref", "out", "in", "erase", "other")
	words := []string{name, id,
		oneOf(t, "who", "user=u1", "user=u1", "user=u2", "user=u1 anonymous=d1", "user=u1 anonymous=d1", "user=u2 anonymous=d1", "user=u2 anonymous=d2", "anonymous=d1", "anonymous=d2"), oneOf(t, "topic", "topic=shoes", "topic=shoes", "topic=hats", "topic=burnout", ""),
		oneOf(t, "campaign", "campaign=c1", "campaign=c2", ""), oneOf(t, "item", "item=1", ""), oneOf(t, "query", "", "", "query=depressie"),
		oneOf(t, "ads", "ads=true", "ads=true", "ads=false", "ads=7", ""), oneOf(t, "own", "own_ads=true", "own_ads=false", "", ""),
		oneOf(t, "gpc", "gpc=true", "", "", ""), "properties.value=" + oneOf(t, "value", "14", "15"), "context.traits.email=" + oneOf(t, "email", "a@b.nl", "c@d.nl"),
	}
	words = append(words, oneOf(t, "brand", "brand=b1", "brand=b1", "brand=b2", ""), oneOf(t, "cause", "", "", "", "cause=e1", "cause=e2"),
		oneOf(t, "size", "", "", "properties.size=M", "properties.size=null"), oneOf(t, "kind", "", "", "properties.kind=x"),
		oneOf(t, "price", "", "properties.price=10", "properties.price=12"), oneOf(t, "list", "", "properties.list=10", "properties.list=10"),
		oneOf(t, "basis", "", "", "", "properties.basis=list", "properties.basis=profile"), oneOf(t, "device", "", "", "context.device=phone"),
		oneOf(t, "linking", "", "context.consent.categoryPreferences.linking=true", "context.consent.categoryPreferences.linking=true", "context.consent.categoryPreferences.linking=false"),
		oneOf(t, "headline", "", "", `properties.headline="We saw that you looked at this yesterday"`, `properties.headline=New`), oneOf(t, "neutral", "", "properties.neutral=Look"))
	if shift := rapid.SampledFrom([]int{0, 0, 0, 0, -1, -60, -1440, 3, 60}).Draw(t, "shift"); shift != 0 {
		words = append(words, "own="+max(at+minutes(shift), 1).String())
	}
	return strings.Join(words, " ")
}

// history draws lines of a transcript. Now and then one is received earlier
// than the one before it.
func history(t *rapid.T, least, most int) []string {
	at := minutes(600)
	var lines []string
	for i := range rapid.IntRange(least, most).Draw(t, "lines") {
		at += minutes(rapid.SampledFrom([]int{0, 1, 1, 30, 120, 241, 600, 1440, 3000, -30}).Draw(t, "wait"))
		if rapid.IntRange(0, 14).Draw(t, "control") == 0 {
			verb := oneOf(t, "verb", "halt meta drop", "halt meta hold", "halt * hold", "halt * drop", "resume meta", "resume *", "resume mail")
			lines = append(lines, at.String()+" "+verb)
			continue
		}
		lines = append(lines, at.String()+" "+drawn(t, i, at))
	}
	return lines
}

// told is all that a history led to.
type told struct {
	decisions []chain.Decision
	outputs   []string
	clock     []instant.Time // by line: the moment of the last decision
	upTo      []int          // by line: how many decisions there were after it
}

// records are the decisions as they are written.
func (h *told) records() string {
	var b strings.Builder
	for i := range h.decisions {
		b.Write(explain.Append(nil, &h.decisions[i]))
		b.WriteByte('\n')
	}
	return b.String()
}

// replayed runs lines of JSON through policies.
func replayed(t *testing.T, lines [][]byte, policies ...replay.Dated) *told {
	t.Helper()
	h := &told{}
	r, err := replay.New(replay.Options{
		Policies: policies,
		Decided:  func(d *chain.Decision) error { h.decisions = append(h.decisions, *d); return nil },
		Leaves: func(destination string, at instant.Time, event []byte) error {
			h.outputs = append(h.outputs, fmt.Sprintf("%v %s %s", at, destination, event))
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		if err := r.Line(line); err != nil {
			t.Fatal(err)
		}
		var last instant.Time
		if n := len(h.decisions); n > 0 {
			last = h.decisions[n-1].At
		}
		h.clock, h.upTo = append(h.clock, last), append(h.upTo, len(h.decisions))
	}
	if err := r.End(); err != nil {
		t.Fatal(err)
	}
	return h
}

func encoded(t *testing.T, lines []string) [][]byte {
	t.Helper()
	all := make([][]byte, len(lines))
	for i, line := range lines {
		all[i] = guardtest.Line(t, line)
	}
	return all
}
