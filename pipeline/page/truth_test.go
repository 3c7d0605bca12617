package page

import (
	"os"
	"strings"
	"testing"

	"maat/guards"
	"maat/pipeline/policy"
)

// changed is the policy of testdata with some of its text replaced.
func changed(t *testing.T, pairs ...string) *policy.Program {
	t.Helper()
	text, err := os.ReadFile("testdata/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(string(text), pairs[i]) {
			t.Fatalf("the policy does not say %q", pairs[i])
		}
	}
	key := func(string) ([]byte, bool) { return make([]byte, 32), true }
	p, err := policy.Compile("p.yaml", []byte(strings.NewReplacer(pairs...).Replace(string(text))), policy.Options{Table: guards.Table(), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPromisesAreTrue: a promise is made where a guard keeps it, of what it judges,
// and nowhere else.
func TestPromisesAreTrue(t *testing.T) {
	const meta, mail = "takes: [signal, outreach, conversion]", `takes: [service, {role: outreach, when: 'event.properties.channel == "mail"'}]`
	const brief, caps = "wait: 1d12h", "[{max: 1, per: 30m}, {max: 5, per: 7d, by: subject}]"
	for _, c := range []struct {
		name       string
		change     []string
		nl, en     string // stands in the page
		notNL, not string // does not
	}{
		{"a purpose for linkage alone", []string{"guards:\n  consent:", "guards:\n  linkage: {purpose: unused, known: [userId], anonymous: [anonymousId]}\n  consent:"},
			"- `unused`: daarmee telt wat je deed voordat we wisten wie je bent, als van jou.", "- `unused`: with it, what you did before we knew who you are counts as yours.", "gebruikt niets het", "nothing uses it"},
		{"a purpose for linkage and a layer", []string{"guards:\n  consent:", "guards:\n  linkage: {purpose: club, known: [userId], anonymous: [anonymousId]}\n  consent:"},
			"- `club`: voor meta en mail. Daarmee telt", "- `club`: for meta and mail. With it, what you did", "", ""},
		{"a purpose of a linkage that is tried out", []string{"guards:\n  consent:", "guards:\n  linkage: {mode: shadow, purpose: unused, known: [userId], anonymous: [anonymousId]}\n  consent:"},
			"- `unused`: op dit moment gebruikt niets het.", "- `unused`: nothing uses it at the moment.", "", ""},
		{"a cap of signals too", []string{caps, "{max: 6, per: 1d, by: destination, applies_to: [signal]}"},
			"- Voor meta: in 24 uur gaat er hoogstens 6 keer iets uit: berichten en advertenties die voor jou bedoeld zijn en wat je bekijkt en zoekt, samen geteld.\n",
			"- For meta: in 24 hours something leaves at most 6 times: messages and ads that are meant for you and what you look at and search for, counted together.\n",
			"Voor meta: hoogstens", "For meta: at most"},
		{"and of mail it caps what it takes", []string{caps, "{max: 6, per: 1d, by: destination, applies_to: [signal]}"},
			"- Voor mail: hoogstens 6 berichten of advertenties in 24 uur, behalve wat je toekomt.\n", "- For mail: at most 6 messages or ads in 24 hours, apart from what is owed to you.\n", "", ""},
		{"a cap of signals where no outreach goes", []string{caps, "{max: 6, per: 1d, applies_to: [signal]}", meta, "takes: [signal, conversion]", "    retract: \"Retargeting Ended\"\n", ""},
			"- Voor meta: in 24 uur gaat er hoogstens 6 keer iets uit: wat je bekijkt en zoekt.\n", "- For meta: in 24 hours something leaves at most 6 times: what you look at and search for.\n", "samen geteld", "counted together"},
		{"a cap of what is owed spares nothing", []string{caps, "{max: 6, per: 1d, by: subject, applies_to: [service]}"},
			"- Voor mail: in 24 uur gaat er hoogstens 6 keer iets uit, alles bij elkaar: berichten en advertenties die voor jou bedoeld zijn en berichten die je toekomen (zoals de bevestiging van een bestelling), samen geteld.\n",
			"counted together.\n", "samen geteld, behalve", "counted together, apart"},
		{"what is owed leaves at night", nil,
			"Tussen 22:00 en 08:00 worden geen berichten of advertenties verstuurd, behalve wat je toekomt (zoals de bevestiging van een bestelling).", "Between 22:00 and 08:00 no messages or ads are sent, apart from what is owed to you (order confirmations and the like).", "wordt niets verstuurd", "nothing is sent"},
		{"but not where none does", []string{mail, "takes: [outreach]"},
			"Tussen 22:00 en 08:00 worden geen berichten of advertenties verstuurd.\n", "Between 22:00 and 08:00 no messages or ads are sent.\n", " (zoals de", " (order confirmations"},
		{"quiet for signals too", []string{brief, "applies_to: [signal], wait: 1d12h"},
			"- Voor meta: nadat je iets bekeek wachten we minstens 36 uur voordat er een bericht of advertentie op volgt, of meer uitgaat van wat je bekijkt en zoekt. Tussen 22:00 en 08:00 worden geen berichten of advertenties verstuurd, en gaat er niets uit van wat je bekijkt en zoekt.\n",
			"- For meta: after you looked at something we wait at least 36 hours before a message or ad follows, or more leaves of what you look at and search for. Between 22:00 and 08:00 no messages or ads are sent, and nothing leaves of what you look at and search for.\n", "", ""},
		{"quiet, caps and duration where only service goes", []string{mail, "takes: [service]"},
			"- Voor meta: hoogstens 1 bericht of advertentie in 30 minuten.\n", "- For meta: no", "Voor mail: niemand", "For mail: nobody"},
		{"duration of signals alone", []string{meta, "takes: [signal, conversion]", "    retract: \"Retargeting Ended\"\n", "", "max: 7d}", "max: 7d, applies_to: [signal]}"},
			"- Voor meta: is het 7 dagen geleden dat je voor het eerst interesse toonde, of koop je, dan gaat er niets meer uit van wat je bekijkt en zoekt.\n",
			"- For meta: when 7 days have passed since you first showed interest, or you buy, nothing leaves any more of what you look at and search for.\n", "Voor meta: niemand", "For meta: nobody"},
		{"a browser's wish that is not heeded", []string{"max_age: 395d", "respect_gpc: false"}, "voor meta.\n", "for meta.\n", "Global Privacy Control", "Global Privacy Control"},
		{"a browser's wish of which no purpose knows", []string{", tcf: [1]", ""}, "Na 395 dagen loopt een ja af en vragen we het opnieuw.\n", "After 395 days a yes is over, and we ask again.\n", "Global Privacy Control", "Global Privacy Control"},
		{"a sensitive word that is only taken out", []string{"topics: [health, job_loss], taint: 30d", "topics: [health, job_loss], action: strip"},
			"wat niemand aangaat laten we weg uit wat er uitgaat", "what is nobody's business is left out of what goes", "wat niemand aangaat blijft hier", "what is nobody's business stays"},
		{"a whole policy that is tried out", []string{"maat: v1", "maat: v1\nmode: shadow"},
			"Tot dan gaat alles naar buiten zoals het binnenkwam.", "Until they do, everything leaves as it came.", "Wat hier niet staat", "What we never use"},
	} {
		p := changed(t, c.change...)
		for _, one := range []struct{ page, want, not string }{{Of(p, "nl").Markdown(), c.nl, c.notNL}, {Of(p, "en").Markdown(), c.en, c.not}} {
			if !strings.Contains(one.page, one.want) || one.not != "" && strings.Contains(one.page, one.not) {
				t.Errorf("%s: %q stands there or %q does not:\n%s", c.name, one.not, one.want, one.page)
			}
		}
	}
}

// TestATrialPromisesWhatActs: of a policy in shadow only what acts all the same is
// promised.
func TestATrialPromisesWhatActs(t *testing.T) {
	_, rest, _ := strings.Cut(Of(changed(t, "maat: v1", "maat: v1\nmode: shadow"), "en").Markdown(), "## What we promise\n")
	promised, tried, _ := strings.Cut(rest, "## What we are trying out\n")
	if !strings.Contains(promised, "- If you switch personalisation off") || strings.Contains(promised, "At most") || !strings.Contains(tried, "At most") {
		t.Errorf("promised:\n%s\ntried:\n%s", promised, tried)
	}
}

// TestFieldsWithoutWords stand on the page by their last name, and by their path
// where two would look like one.
func TestFieldsWithoutWords(t *testing.T) {
	p := changed(t, "properties.own_field]", `"properties.own_field", properties.hotel.code, properties.flight.code, "properties.rooms[].kind", 'properties."room.kind"']`)
	want := "`own_field`, `properties.hotel.code`, `properties.flight.code`, `kind` and `properties.\"room.kind\"`."
	if page := Of(p, "en").Markdown(); !strings.Contains(page, want) {
		t.Errorf("%s does not stand there:\n%s", want, page)
	}
}
