package explain_test

import (
	"strings"
	"testing"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/explain"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

func teller(t *testing.T, language string) explain.Teller {
	t.Helper()
	zone, err := instant.LoadZone("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	kinds := []guard.Kind{{Reasons: []guard.Reason{
		{Code: "cooldown.wait", NL: "het te snel op de laatste interesse volgt", EN: "it follows too soon on the last interest"},
		{Code: "layers", NL: "alleen is doorgegeven waarvoor toestemming is", EN: "only what was agreed to was passed on"},
		{Code: "halt", NL: "iemand deze bestemming heeft stilgezet", EN: "a person halted this destination"},
		{Code: "sensitive.health", NL: "het over een gevoelig onderwerp gaat", EN: "it speaks of a sensitive topic"},
	}}}
	return explain.Teller{Language: language, Zone: zone, Reasons: explain.NewReasons(kinds)}
}

func TestSentence(t *testing.T) {
	moment := at(t, "2026-11-24T13:05:00Z")
	cases := []struct {
		decision chain.Decision
		nl, en   string
	}{
		{held(t),
			`Op 24 november 2026 om 11:05 is het bericht aan de klant "e\"1" voor meta vastgehouden tot 24 november 2026 om 15:05. Niet meegestuurd: userId, alles wat het beleid niet noemt, omdat het te snel op de laatste interesse volgt. Beleid: webshop@1f3a.`,
			`On 24 November 2026 at 11:05 the message to the customer "e\"1" was held back from meta until 24 November 2026 at 15:05. Not sent along: userId, whatever the policy does not name, because it follows too soon on the last interest. Policy: webshop@1f3a.`},
		{chain.Decision{ID: "v1", Destination: "meta", Role: state.Signal, Verdict: chain.Forward, At: moment},
			`Op 24 november 2026 om 14:05 is het signaal "v1" doorgegeven aan meta.`,
			`On 24 November 2026 at 14:05 the signal "v1" was passed on to meta.`},
		{chain.Decision{ID: "v2", Destination: "meta", Role: state.Conversion, Verdict: chain.Forward, At: moment, Guard: "layers", Reason: "layers",
			Edits: []event.Change{{Path: "context.traits.email", Did: "hash", Guard: "layers"}, {Path: "properties.query", Did: "removed", Guard: "sensitive"}, {Path: "userId", Did: "removed", Guard: "layers"}}},
			`Op 24 november 2026 om 14:05 is de aankoop "v2" doorgegeven aan meta. Niet meegestuurd: properties.query (sensitive), userId. Aangepast: context.traits.email (gehasht), omdat alleen is doorgegeven waarvoor toestemming is.`,
			`On 24 November 2026 at 14:05 the purchase "v2" was passed on to meta. Not sent along: properties.query (sensitive), userId. Changed: context.traits.email (hashed), because only what was agreed to was passed on.`},
		{chain.Decision{ID: "v3", Destination: "meta", Role: state.Service, Verdict: chain.Hold, Until: instant.Never, At: moment, Guard: "halt", Reason: "halt"},
			`Op 24 november 2026 om 14:05 is het servicebericht "v3" voor meta vastgehouden tot iemand de bestemming hervat, omdat iemand deze bestemming heeft stilgezet.`,
			`On 24 November 2026 at 14:05 the service message "v3" was held back from meta until a person resumes the destination, because a person halted this destination.`},
		{chain.Decision{ID: "v4", Destination: "meta", Role: state.Signal, Verdict: chain.Drop, At: moment, Guard: "sensitive", Reason: "sensitive.health", Topic: "health"},
			`Op 24 november 2026 om 14:05 is het signaal "v4" niet doorgegeven aan meta, omdat het over een gevoelig onderwerp gaat. Gevoelig onderwerp: health.`,
			`On 24 November 2026 at 14:05 the signal "v4" was not passed on to meta, because it speaks of a sensitive topic. Sensitive topic: health.`},
		{chain.Decision{ID: "v5", Role: state.None, Verdict: chain.Drop, At: moment, Guard: "role", Reason: "role.none"},
			`Op 24 november 2026 om 14:05 is de gebeurtenis "v5" nergens aan doorgegeven, omdat het beleid dit soort gebeurtenissen niet kent.`,
			`On 24 November 2026 at 14:05 the event "v5" was passed on to nobody, because the policy does not know events of this kind.`},
		{chain.Decision{Role: state.None, Verdict: chain.Quarantine, At: at(t, "2026-03-01T23:30:00Z"), Guard: "intake", Reason: "intake.json"},
			`Op 2 maart 2026 om 00:30 is de gebeurtenis zonder id apart gezet, zodat een mens ernaar kan kijken, omdat het geen leesbaar JSON-object is.`,
			`On 2 March 2026 at 00:30 the event without an id was put aside for a person to look at, because it is not a readable JSON object.`},
		{chain.Decision{ID: "v6", Role: state.OptOut, Verdict: chain.Apply, At: moment},
			`Op 24 november 2026 om 14:05 is het verzoek om personalisatie uit te zetten "v6" verwerkt.`,
			`On 24 November 2026 at 14:05 the request to switch personalisation off "v6" was carried out.`},
		{chain.Decision{ID: "v7", Role: state.Consent, Verdict: chain.Ignore, At: moment, Guard: "consent", Reason: "consent.new"},
			`Op 24 november 2026 om 14:05 heeft de toestemmingskeuze "v7" niets veranderd, omdat een regel van het beleid dat vraagt.`,
			`On 24 November 2026 at 14:05 the consent choice "v7" changed nothing, because a rule of the policy asks for it.`},
	}
	for _, c := range cases {
		r := explain.Of(&c.decision)
		for language, want := range map[string]string{"nl": c.nl, "en": c.en} {
			if got := teller(t, language).Sentence(&r); got != want {
				t.Errorf("%s\n got %s\nwant %s", language, got, want)
			}
		}
	}
}

func TestSentenceTellsWhatAShadowWouldHaveDone(t *testing.T) {
	d := chain.Decision{ID: "v1", Destination: "meta", Role: state.Signal, Verdict: chain.Forward, At: at(t, "2026-11-24T13:05:00Z")}
	r := explain.Of(&d)
	r.Shadow = &explain.Shadow{Verdict: "drop", Guard: "halt", Reason: "halt"}
	later := explain.Of(&d)
	later.Shadow = &explain.Shadow{Verdict: "hold", Until: at(t, "2026-11-24T17:05:00Z"), Guard: "halt", Reason: "halt"}
	for _, c := range []struct {
		r              *explain.Record
		language, want string
	}{
		{&r, "nl", `Op 24 november 2026 om 14:05 is het signaal "v1" doorgegeven aan meta. Als de regels die worden uitgeprobeerd al golden, zou het niet zijn doorgegeven, omdat iemand deze bestemming heeft stilgezet.`},
		{&r, "en", `On 24 November 2026 at 14:05 the signal "v1" was passed on to meta. If the rules that are being tried applied already, it would not have been passed on, because a person halted this destination.`},
		{&later, "nl", `Op 24 november 2026 om 14:05 is het signaal "v1" doorgegeven aan meta. Als de regels die worden uitgeprobeerd al golden, zou het zijn vastgehouden tot 24 november 2026 om 18:05, omdat iemand deze bestemming heeft stilgezet.`},
		{&later, "en", `On 24 November 2026 at 14:05 the signal "v1" was passed on to meta. If the rules that are being tried applied already, it would have been held back until 24 November 2026 at 18:05, because a person halted this destination.`},
	} {
		if got := teller(t, c.language).Sentence(c.r); got != c.want {
			t.Errorf("got %s\nwant %s", got, c.want)
		}
	}
}

func TestSentenceWithoutAZoneSaysUTC(t *testing.T) {
	d := chain.Decision{ID: "v1", Destination: "meta", Role: state.Signal, Verdict: chain.Forward, At: at(t, "2026-11-24T13:05:00Z")}
	r := explain.Of(&d)
	if got, want := (explain.Teller{}).Sentence(&r), `On 24 November 2026 at 13:05 UTC the signal "v1" was passed on to meta.`; got != want {
		t.Errorf("got %s", got)
	}
}

func TestSentenceIsNotSteeredByAnID(t *testing.T) {
	d := chain.Decision{ID: "\x1b[2J\n{to}\u202e", Destination: "meta", Role: state.Signal, Verdict: chain.Forward, At: at(t, "2026-11-24T13:05:00Z")}
	r := explain.Of(&d)
	if got := (explain.Teller{}).Sentence(&r); strings.ContainsAny(got, "\x1b\n\u202e") || strings.Count(got, "meta") != 1 {
		t.Errorf("got %q", got)
	}
}

func TestEveryRoleAndVerdictHasItsWords(t *testing.T) {
	for role := state.None; role <= state.Retract; role++ {
		for verdict := chain.Forward; verdict <= chain.Ignore; verdict++ {
			d := chain.Decision{ID: "x", Destination: "meta", Role: role, Verdict: verdict, Until: 1e18, At: 1e18}
			r := explain.Of(&d)
			r.Shadow = &explain.Shadow{Verdict: verdict.String()}
			for _, language := range []string{"nl", "en"} {
				got := teller(t, language).Sentence(&r)
				if len(got) < 40 || strings.Contains(got, "  ") || strings.Contains(got, ": .") || strings.ContainsAny(got, "{}") {
					t.Errorf("%v %v: %q", role, verdict, got)
				}
			}
		}
	}
}

func TestLineReasonsAreWholeAndOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range explain.Line() {
		if r.Code == "" || r.NL == "" || r.EN == "" || seen[r.Code] {
			t.Errorf("%+v", r)
		}
		seen[r.Code] = true
	}
	if list := explain.NewReasons(nil).List(); len(list) != len(seen) {
		t.Errorf("%d of %d listed", len(list), len(seen))
	}
}
