package portaltest

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/event"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/rights"
)

// customer is who had much to do with the shop.
func customer(now instant.Time) *rights.Person {
	ago := func(s instant.Span) instant.Time { return now.Add(-s) }
	return &rights.Person{
		At: now, Policy: "shop@1",
		Consents: []rights.Consent{
			{Category: "advertising", Purposes: []string{"ads"}, Choices: []rights.Choice{{At: ago(40 * instant.Day), Choice: "granted"}}},
			{Category: "advertising_identified", Purposes: []string{"identified_ads"}, Choices: []rights.Choice{{At: ago(40 * instant.Day), Choice: "granted"}, {At: ago(3 * instant.Day), Choice: "denied"}}},
			{Category: "profile_linking", Purposes: []string{"linking"}, Choices: []rights.Choice{{At: ago(9 * instant.Day), Choice: "unreadable"}}},
		},
		Preferences: []rights.Preference{
			{Field: "context.traits.size", At: ago(20 * instant.Day), Given: true},
			{Field: "#0123456789abcdef", At: ago(90 * instant.Day), Given: true},
			{Field: "context.traits.diet", At: ago(20 * instant.Day)},
		},
		Signals: []rights.Signal{{At: ago(3 * instant.Hour)}, {At: ago(2 * instant.Hour)}, {At: ago(instant.Day), Conversion: true}},
		Forwards: []rights.Forward{
			{At: ago(26 * instant.Hour), Destination: "meta", Role: "outreach"}, {At: ago(25 * instant.Hour), Destination: "meta", Role: "outreach"},
			{At: ago(2 * instant.Hour), Destination: "crm", Role: "service"},
			{At: ago(90 * instant.Day), Destination: "#00ff00ff00ff00ff", Role: "signal"},
		},
		Sensitive: []rights.Sensitive{{At: ago(5 * instant.Hour), Topic: "health"}},
		Contacts:  []rights.Contact{{At: ago(2 * instant.Hour)}},
		Linked:    []rights.Linked{{Subject: "00ff", State: "joined"}},
		Held: []rights.Held{
			{ID: "m9", Destination: "meta", Role: "retract", Since: ago(25 * instant.Hour), Event: jsontext.Value(`{}`)},
			{ID: "m8", Destination: "mail", Role: "outreach", Since: ago(instant.Hour), Due: now.Add(18 * instant.Hour), Event: jsontext.Value(`{"messageId":"m8"}`)},
			{ID: "m7", Destination: "meta", Role: "outreach", Since: ago(instant.Hour), Due: now.Add(3 * instant.Hour), Event: jsontext.Value(`{"messageId":"m7"}`)},
		},
	}
}

func stops(kind rights.Kind) bool {
	return kind == rights.OptOut || kind == rights.Object || kind == rights.Withdraw || kind == rights.Erase
}

// recall takes back what waits, and tells what had left.
func recall(receipt *rights.Receipt, person *rights.Person) {
	for _, h := range person.Held {
		if h.Role == "retract" {
			receipt.Told = append(receipt.Told, rights.Told{Destination: h.Destination, At: receipt.At})
			continue
		}
		receipt.Recalled = append(receipt.Recalled, rights.Recalled{ID: h.ID, Destination: h.Destination, Role: h.Role, Since: h.Since})
	}
	for _, f := range person.Forwards {
		receipt.Left = append(receipt.Left, rights.Left{Destination: f.Destination, Role: f.Role, At: f.At})
	}
	if len(receipt.Recalled) > 0 {
		receipt.Told = append(receipt.Told, rights.Told{Destination: "mail", At: receipt.At, Waits: true})
	}
	person.Held = nil
}

func withdraw(person *rights.Person, purpose string, now instant.Time) {
	for i, c := range person.Consents {
		if len(c.Purposes) > 0 && c.Purposes[0] == purpose {
			person.Consents[i].Choices = append(c.Choices, rights.Choice{At: now, Choice: "denied"})
		}
	}
}

func takeBack(person *rights.Person, w rights.Wish, now instant.Time) {
	for i, one := range person.Preferences {
		if _, asked := w.Fields[one.Field]; asked {
			person.Preferences[i].Given, person.Preferences[i].At = false, now
		}
	}
}

// About implements portal.Decisions.
func (s *Shop) About(_ context.Context, subject string, most int) (list []explain.Record, err error) {
	switch subject {
	case Alias(Anna), Alias(Bram), Alias(Greet), Alias(Rein), Alias(Ida):
		list = decided(s.Now())
	case Alias(Lotte):
		list = many(s.Now())
	case Alias(Silvia):
		return nil, errors.New("the topic of decisions is away")
	}
	return list[:min(most, len(list))], nil
}

// decided is what was decided about a customer, the newest first.
func decided(now instant.Time) []explain.Record {
	ago := func(s instant.Span) instant.Time { return now.Add(-s) }
	left := []event.Change{{Path: "userId", Did: "removed", Guard: "layers"}, {Path: "context.traits.email", Did: "removed", Guard: "layers"}, {Path: "properties.value", Did: "round", Guard: "layers"}}
	return []explain.Record{
		{ID: "9", Destination: "meta", Role: "outreach", Verdict: "hold", At: ago(instant.Hour), Guard: "cooldown", Reason: "cooldown.wait", Until: now.Add(3 * instant.Hour)},
		{ID: "8", Destination: "crm", Role: "service", Verdict: "forward", At: ago(2 * instant.Hour)},
		{ID: "7", Destination: "meta", Role: "signal", Verdict: "drop", At: ago(3 * instant.Hour), Guard: "consent", Reason: "consent.withdrawn"},
		{ID: "6", Destination: "meta", Role: "signal", Verdict: "drop", At: ago(5 * instant.Hour), Guard: "sensitive", Reason: "sensitive.health", Topic: "health"},
		{ID: "5", Destination: "mail", Role: "signal", Verdict: "drop", At: ago(5 * instant.Hour), Guard: "sensitive", Reason: "sensitive.health", Topic: "health"},
		{ID: "c", Role: "consent", Verdict: "apply", At: ago(3 * instant.Day)},
		{ID: "4", Destination: "meta", Role: "outreach", Verdict: "drop", At: ago(24 * instant.Hour), Guard: "frequency", Reason: "frequency.destination"},
		{ID: "3", Destination: "meta", Role: "outreach", Verdict: "forward", At: ago(25 * instant.Hour), Guard: "layers", Reason: "layers", Edits: left},
		{ID: "2", Destination: "meta", Role: "outreach", Verdict: "forward", At: ago(26 * instant.Hour), Guard: "layers", Reason: "layers", Edits: left},
		{ID: "1", Destination: "meta", Role: "retract", Verdict: "forward", At: ago(30 * instant.Hour), Guard: "chain", Reason: "retract.conversion"},
	}
}

// many is a long list.
func many(now instant.Time) (list []explain.Record) {
	reasons := []string{"frequency.subject", "interest.few", "cooldown.deadline", "recognition.watched", "price.personal", "opt_out", "duplicate"}
	for i := range 140 {
		r := explain.Record{ID: fmt.Sprint(i), Destination: []string{"meta", "mail", "search-network"}[i%3], Role: "outreach", Verdict: "forward", At: now.Add(-instant.Span(i) * 5 * instant.Hour)}
		if i%2 == 1 {
			r.Verdict, r.Reason = "drop", reasons[i%len(reasons)]
		}
		list = append(list, r)
	}
	return list
}
