package portal_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"maat/pipeline/instant"
	"maat/pipeline/portal"
	"maat/pipeline/portal/portaltest"
)

// addresses lets each request come from elsewhere.
func addresses(o *portal.Options) {
	var n atomic.Int64
	o.Address = func(*http.Request) string { return strconv.FormatInt(n.Add(1), 10) }
}

func TestSessionsEnd(t *testing.T) {
	w := newWorld(t, nil)
	b := w.in(portaltest.Anna, "nl")
	for range 5 { // kept alive by looking, but no longer than an hour
		w.now = w.now.Add(11 * instant.Minute)
		b.get("/me").want(t, 200, "Waarom je dit krijgt")
	}
	w.now = w.now.Add(5 * instant.Minute)
	b.get("/me").want(t, 403, "Je pagina is gesloten")

	idle := w.in(portaltest.Anna, "nl")
	w.now = w.now.Add(15 * instant.Minute)
	idle.get("/me").want(t, 403, "Je pagina is gesloten")
	idle.post("/me/do/off").want(t, 403, "Je pagina is gesloten")

	left := w.in(portaltest.Anna, "nl")
	left.post("/me/close").want(t, 200, "Je pagina is gesloten")
	left.get("/me").want(t, 403)
}

func TestCookieIsSealedAndBound(t *testing.T) {
	w := newWorld(t, nil)
	b := w.in(portaltest.Anna, "nl")
	set := b.get("/me").Cookies()
	if len(set) != 1 {
		t.Fatalf("%d cookies", len(set))
	}
	c := set[0]
	if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || strings.Contains(c.Value, "anna") {
		t.Errorf("%+v", c)
	}
	bank := newWorld(t, func(o *portal.Options) { o.Pipeline = "bank" })
	link := strings.TrimPrefix(w.link(portaltest.Anna, ""), "/me/open/")
	for name, value := range map[string]string{"of another pipeline": c.Value, "a link": link, "nonsense": "AAAA"} {
		stranger := bank.browser()
		if name == "a link" {
			stranger = w.browser()
		}
		at, _ := url.Parse(stranger.server.URL)
		stranger.client.Jar.SetCookies(at, []*http.Cookie{{Name: c.Name, Value: value, Secure: true, Path: "/"}})
		if a := stranger.get("/me"); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s opens a page", name)
		}
	}
}

func TestOtherSitesCannotTap(t *testing.T) {
	w := newWorld(t, nil)
	b := w.in(portaltest.Anna, "nl")
	before := len(w.shop.Asked)
	for _, h := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Origin": {"https://elsewhere.example"}}, {"Origin": {"null"}}} {
		h.Set("Accept-Language", "nl")
		b.header = h
		b.post("/me/do/off").want(t, 403, "Dit kwam niet van deze pagina")
		b.post(w.link(portaltest.Noor, "")).want(t, 403, "Dit kwam niet van deze pagina")
	}
	if len(w.shop.Asked) != before {
		t.Error("something was asked")
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	w := newWorld(t, nil)
	b := w.in(portaltest.Anna, "nl")
	for _, path := range []string{"/me", "/me/erase", "/me/passed", "/me/data.json", "/me/open/x", "/me/nowhere", w.link(portaltest.Anna, "")} {
		h := b.get(path).Header
		if h.Get("Cache-Control") != "no-store" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") ||
			!strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("Referrer-Policy") == "" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestLimits(t *testing.T) {
	w := newWorld(t, nil)
	b := w.browser()
	for range 10 {
		b.get("/me/open/wrong").want(t, 404)
	}
	b.get("/me/open/wrong").want(t, 429, "Even rustig aan")
	b.get(w.link(portaltest.Anna, "")).want(t, 429) // a right one is not tried either
	w.now = w.now.Add(instant.Minute)
	b.get(w.link(portaltest.Anna, "")).want(t, 200)

	acting := newWorld(t, addresses)
	b = acting.in(portaltest.Anna, "nl")
	last := 0
	for range 25 {
		last = b.post("/me/do/off").StatusCode
	}
	if last != 429 {
		t.Errorf("tapping without end: %d", last)
	}
	if !strings.Contains(acting.log.String(), `"limit":"acting"`) {
		t.Error("the limit is not in the log")
	}
}
