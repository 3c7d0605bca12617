package guardtest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"maat/pipeline/instant"
)

// prelude is what the policies of all transcripts have in common.
const prelude = `maat: v1
name: %s
timezone: Europe/Amsterdam
events:
  format: segment
  roles:
    signal: [view]
    outreach: [ad]
    service: [order]
    conversion: [buy]
    prediction: [guess]
    consent: [consent]
    preference: [pref]
    opt_out: [out]
    opt_in: [in]
    erase: [erase]
`

// purposes are those of a transcript that names none.
const purposes = `purposes:
  ads: {category: ads, tcf: [1]}
  own: {category: own}
`

// meta is the destination of a transcript that names none.
const meta = `
destinations:
  meta:
    topic: meta
    takes: [signal, outreach, service, conversion, prediction]
    layers: [{name: general, fields: [event, messageId]}]
`

// Policy is the prelude with the guards and destinations of a transcript.
func Policy(name, rest string) string {
	head, rest := events(fmt.Sprintf(prelude, name), rest)
	if !strings.Contains(rest, "destinations:") {
		rest += meta
	}
	if !strings.Contains(rest, "purposes:") {
		rest = purposes + rest
	}
	return head + rest + "\n"
}

// events takes a line `codes: ...` at the start of a transcript's policy to where
// it belongs.
func events(prelude, rest string) (head, guards string) {
	codes, after, _ := strings.Cut(rest, "\n")
	if !strings.HasPrefix(codes, "codes:") {
		return prelude, rest
	}
	return strings.Replace(prelude, "  roles:\n", "  "+codes+"\n  roles:\n", 1), after
}

// keys are the short names of paths.
var keys = map[string]string{
	"user": "userId", "anonymous": "anonymousId", "own": "timestamp", "topic": "properties.category", "item": "properties.product_id",
	"campaign": "properties.campaign_id", "channel": "properties.channel", "brand": "properties.brand", "cause": "properties.cause_id",
	"query": "properties.query", "ads": "context.consent.categoryPreferences.ads", "own_ads": "context.consent.categoryPreferences.own",
	"tc": "context.consent.tcf.tc_string", "gpp": "context.consent.gpp.gpp_string", "mode": "context.consent.consent_mode",
	"gpc": "context.gpc", "allowed": "context.consentManagement.allowedConsentIds", "denied": "context.consentManagement.deniedConsentIds",
}

// fields parts a line at the blanks that stand in no quotes.
func fields(line string) (list []string) {
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			list[len(list)-1] += `"` + part + `"`
			continue
		}
		more := strings.Fields(part)
		if i > 0 && len(more) > 0 && part[0] != ' ' { // goes on where the quotes end
			list[len(list)-1] += more[0]
			more = more[1:]
		}
		list = append(list, more...)
	}
	return list
}

// Line turns a line of a transcript into one of a replay.
func Line(t testing.TB, line string) []byte {
	t.Helper()
	words := fields(line)
	if len(words) < 3 {
		t.Fatalf("a line reads TIME EVENT ID..., not %q", line)
	}
	at := moment(t, words[0]).String()
	switch words[1] {
	case "raw":
		_, text, _ := strings.Cut(line, " raw ")
		return []byte(text)
	case "halt":
		action := "drop"
		if len(words) > 3 {
			action = words[3]
		}
		return encode(t, map[string]any{"maat": map[string]any{"halt": words[2], "action": action}, "time": at})
	case "resume":
		return encode(t, map[string]any{"maat": map[string]any{"resume": words[2]}, "time": at})
	case "shadow":
		return encode(t, map[string]any{"maat": map[string]any{"shadow": words[2] == "on"}, "time": at})
	}
	e := map[string]any{"event": words[1], "messageId": words[2], "receivedAt": at, "timestamp": at, "userId": "u1"}
	for _, word := range words[3:] {
		key, value, ok := strings.Cut(word, "=")
		if !ok {
			t.Fatalf("%s is no KEY=VALUE", word)
		}
		set(t, e, key, value)
	}
	return encode(t, e)
}

// set puts a value at a path; of a time it takes the short form, and nothing
// takes the member away.
func set(t testing.TB, e map[string]any, key, value string) {
	t.Helper()
	path := key
	if long, ok := keys[key]; ok {
		path = long
	}
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		if e[name] == nil {
			e[name] = map[string]any{}
		}
		e = e[name].(map[string]any)
	}
	last := names[len(names)-1]
	var x any
	switch {
	case value == "":
		delete(e, last)
		return
	case key == "own":
		x = moment(t, value).String()
	case json.Unmarshal([]byte(value), &x) != nil:
		x = value
	}
	e[last] = x
}

func encode(t testing.TB, x any) []byte {
	t.Helper()
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// dayOne is the start of day 1.
const dayOne = "2026-06-01T00:00:00Z"

// shortDays is how many days are told in the short form.
const shortDays = 99

func moment(t testing.TB, s string) instant.Time {
	t.Helper()
	if day, clock, ok := strings.Cut(s, "/"); ok {
		n, err := strconv.Atoi(day)
		if strings.Count(clock, ":") == 1 {
			clock += ":00"
		}
		at, ok := instant.Parse(dayOne[:11] + clock + "Z")
		if err != nil || !ok {
			t.Fatalf("%s is no DAY/HH:MM", s)
		}
		return at + instant.Time(n-1)*instant.Time(instant.Day)
	}
	at, ok := instant.Parse(s)
	if !ok {
		t.Fatalf("%s is no moment", s)
	}
	return at
}

// short writes a moment the way a line of a transcript does.
func short(at instant.Time) string {
	first, _ := instant.Parse(dayOne)
	days := (at - first) / instant.Time(instant.Day)
	if at < first || days >= shortDays {
		return at.String()
	}
	clock := strings.TrimSuffix((at - days*instant.Time(instant.Day)).String()[11:], "Z")
	return fmt.Sprintf("%d/%s", days+1, strings.TrimSuffix(clock, ":00"))
}
