package portal_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/guards"
	"maat/pipeline/explain"
	"maat/pipeline/portal"
	"maat/pipeline/portal/portaltest"
	"maat/pipeline/rights"
)

func TestTaps(t *testing.T) {
	for _, c := range []struct {
		who, act, value string
		kind            rights.Kind
		words           []string
	}{
		{portaltest.Anna, "off", "", rights.OptOut, []string{"Personalisatie staat uit", "Dit geldt sinds 24 november 2026 om 14:05, overal.", "Voor mail. Het wachtte sinds", "Aan crm, op", "2 keer bij elkaar", "Aan een plek waar nu niets meer heen gaat, op", "zodra het weer aan staat"}},
		{portaltest.Otto, "on", "", rights.OptIn, []string{"Personalisatie staat weer aan"}},
		{portaltest.Anna, "general", "", rights.Object, []string{"Je krijgt alleen algemene dingen"}},
		{portaltest.Greet, "undo", "", rights.Unobject, []string{"ongedaan gemaakt"}},
		{portaltest.Anna, "withdraw", "ads", rights.Withdraw, []string{"Je ja is ingetrokken"}},
		{portaltest.Anna, "remove", "context.traits.size", rights.Correct, []string{"Het is verwijderd"}},
		{portaltest.Ida, "off", "", rights.OptOut, []string{"Er is niets veranderd.", "Omdat je daarna al iets anders koos."}},
		{portaltest.Noor, "off", "", rights.OptOut, []string{"Er stond niets klaar.", "Er was niets doorgegeven.", "Dat was nergens nodig."}},
	} {
		w := newWorld(t, nil)
		w.in(c.who, "nl").post("/me/do/"+c.act, "value", c.value).want(t, 200, c.words...)
		asked := w.shop.Asked[len(w.shop.Asked)-1]
		if asked.Kind != c.kind || asked.By != rights.ByPerson || asked.ID == "" {
			t.Errorf("%s asks %+v", c.act, asked)
		}
		if c.act == "withdraw" && asked.Purpose != c.value || c.act == "remove" && string(asked.Fields[c.value]) != "null" {
			t.Errorf("%s asks %+v", c.act, asked)
		}
	}
}

func TestErasureEndsTheSession(t *testing.T) {
	w := newWorld(t, nil)
	b := w.in(portaltest.Anna, "nl")
	b.get("/me/erase").want(t, 200, "Dit kan niet ongedaan worden gemaakt.")
	b.post("/me/do/erase").want(t, 200, "Alles is gewist")
	b.get("/me").want(t, 403, "Je pagina is gesloten")
}

// What is late is asked again under the same name, and so obeyed once.
func TestLateIsAskedAgainUnderTheSameName(t *testing.T) {
	w := newWorld(t, nil)
	b := w.in(portaltest.Bram, "nl")
	a := b.post("/me/do/off")
	a.want(t, 503, "Het is onderweg", "Probeer het opnieuw")
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(a.body)
	b.post("/me/do/off", "id", id[1]).want(t, 200, "Personalisatie staat uit")
	n := len(w.shop.Asked)
	if w.shop.Asked[n-1].ID != w.shop.Asked[n-2].ID {
		t.Error("it has another name")
	}
}

func TestWhatFailsIsSaidAndNotWritten(t *testing.T) {
	w := newWorld(t, nil)
	w.in(portaltest.Rein, "nl").post("/me/do/withdraw", "value", "secret-purpose").want(t, 409, "Dit kan niet")
	b := w.browser()
	b.post(w.link(portaltest.Daan, "nl")).want(t, 503, "Dit lukt nu niet")
	w.in(portaltest.Silvia, "nl").get("/me").want(t, 200, "nu even niet te lezen")
	w.in(portaltest.Silvia, "nl").get("/me/data.json").want(t, 503)
	w.in(portaltest.Anna, "nl").post("/me/do/nothing").want(t, 404)
	if log := w.log.String(); strings.Contains(log, "example.com") || strings.Contains(log, "secret-purpose") || log == "" {
		t.Errorf("the log says who, or nothing: %s", log)
	}
}

func TestDownload(t *testing.T) {
	w := newWorld(t, nil)
	a := w.in(portaltest.Anna, "nl").get("/me/data.json")
	var got struct {
		Person    rights.Person
		Decisions []map[string]any
	}
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || len(got.Person.Held) != 3 || len(got.Decisions) != 10 {
		t.Errorf("%v: %d held, %d decisions", err, len(got.Person.Held), len(got.Decisions))
	}
	if !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
		t.Error("it is shown and not kept")
	}
}

func TestLongListsHavePages(t *testing.T) {
	w := newWorld(t, nil)
	b := w.in(portaltest.Lotte, "en")
	b.get("/me").want(t, 200, `href="/me/passed"`, `href="/me/withheld"`)
	b.get("/me/passed?page=2").want(t, 200, "Page 2 of 3", `href="/me/passed?page=1"`, `href="/me/passed?page=3"`)
	b.get("/me/passed?page=999999999999999999999").want(t, 200, "Page 1 of 3")
	b.get("/me/passed?page=99").want(t, 200, "Page 3 of 3")
}

func TestLanguages(t *testing.T) {
	w := newWorld(t, nil)
	for accept, want := range map[string]string{"en-GB,en;q=0.9": `lang="en"`, "nl-BE": `lang="nl"`, "fr": `lang="nl"`, "": `lang="nl"`, strings.Repeat("en,", 500): `lang="nl"`} {
		b := w.browser()
		b.header.Set("Accept-Language", accept)
		b.get(w.link(portaltest.Anna, "")).want(t, 200, "<html "+want)
		b.get(w.link(portaltest.Anna, "en")).want(t, 200, `<html lang="en"`)
	}
	b := w.in(portaltest.Anna, "nl")
	b.get("/me?lang=en").want(t, 200, "Why you get this")
	b.get("/me").want(t, 200, "Why you get this") // remembered
}

// Every reason is told to a person as to a person.
func TestEveryReasonIsForAPerson(t *testing.T) {
	specialist := regexp.MustCompile(`(?i)json|utf-8|de persoon|the person|policy|beleid|destination|bestemming|signal|gpc`)
	for code := range explain.NewReasons(guards.Table()) {
		for _, language := range []string{"nl", "en"} {
			w := newWorld(t, nil)
			if text := portal.Why(w.portal, language, code); text == "" || specialist.MatchString(text) {
				t.Errorf("%s in %s: %q", code, language, text)
			}
		}
	}
}

var random = regexp.MustCompile(`(name="id" value="|<code>)[A-Za-z0-9_-]{22}`)

// TestPages holds the pages against testdata; -update writes them anew.
func TestPages(t *testing.T) {
	for _, language := range []string{"nl", "en"} {
		for name, page := range map[string]func(*world) answer{
			"open":     func(w *world) answer { return w.browser().get(w.link(portaltest.Anna, language)) },
			"overview": func(w *world) answer { return w.in(portaltest.Anna, language).get("/me") },
			"nobody":   func(w *world) answer { return w.in(portaltest.Noor, language).get("/me") },
			"off":      func(w *world) answer { return w.in(portaltest.Anna, language).post("/me/do/off") },
			"erase":    func(w *world) answer { return w.in(portaltest.Anna, language).get("/me/erase") },
			"erased":   func(w *world) answer { return w.in(portaltest.Anna, language).post("/me/do/erase") },
		} {
			got := random.ReplaceAllString(page(newWorld(t, nil)).body, "${1}ID")
			got = regexp.MustCompile(`/me/open/[A-Za-z0-9_-]+`).ReplaceAllString(got, "/me/open/TOKEN")
			file := filepath.Join("testdata", name+"."+language+".html")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s: go test ./pipeline/portal -run TestPages -update\n%s", file, diff)
			}
		}
	}
}
