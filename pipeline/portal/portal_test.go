package portal_test

import (
	"bytes"
	"crypto/rand"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"maat/guards"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/portal"
	"maat/pipeline/portal/portaltest"
)

var update = flag.Bool("update", false, "rewrite the pages in testdata")

// world is a shop whose page stands at an address, with a clock that tests set.
type world struct {
	t      testing.TB
	now    instant.Time
	shop   *portaltest.Shop
	portal *portal.Portal
	server *httptest.Server
	log    bytes.Buffer
}

func at(t testing.TB, s string) instant.Time {
	t.Helper()
	when, ok := instant.Parse(s)
	if !ok {
		t.Fatalf("bad instant %s", s)
	}
	return when
}

func keys(id string, filled byte) []portal.Key {
	return []portal.Key{{ID: id, Secret: bytes.Repeat([]byte{filled}, portal.KeyMin)}}
}

func options(t testing.TB, w *world) portal.Options {
	t.Helper()
	zone, err := instant.LoadZone("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	reasons := explain.NewReasons(guards.Table())
	return portal.Options{
		Pipeline: "shop", Keys: keys("k1", 1), LinkTTL: 15 * instant.Minute, Brand: portal.Brand{Name: "De Webwinkel"},
		Teller: func() explain.Teller { return explain.Teller{Language: "nl", Zone: zone, Reasons: reasons} },
		People: w.shop, Decisions: w.shop, Now: func() instant.Time { return w.now }, Random: rand.Reader,
		Log: slog.New(slog.NewJSONHandler(&w.log, nil)), Wait: time.Second,
	}
}

// newWorld opens the shop on 24 November 2026; edit changes the options.
func newWorld(t testing.TB, edit func(*portal.Options)) *world {
	t.Helper()
	w := &world{t: t, now: at(t, "2026-11-24T13:05:00Z")}
	w.shop = portaltest.NewShop(func() instant.Time { return w.now })
	o := options(t, w)
	if edit != nil {
		edit(&o)
	}
	var err error
	if w.portal, err = portal.New(o); err != nil {
		t.Fatal(err)
	}
	w.server = httptest.NewTLSServer(w.portal.Handler())
	t.Cleanup(w.server.Close)
	return w
}

// browser is one that keeps cookies.
type browser struct {
	*world
	client *http.Client
	header http.Header
}

func (w *world) browser() *browser {
	client := *w.server.Client()
	client.Jar, _ = cookiejar.New(nil)
	return &browser{w, &client, http.Header{"Accept-Language": {"nl"}}}
}

// answer is what came.
type answer struct {
	*http.Response
	body string
}

func (b *browser) do(method, path string, form url.Values) answer {
	b.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.server.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header = b.header.Clone()
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{res, string(text)}
}

func (b *browser) get(path string) answer { b.t.Helper(); return b.do(http.MethodGet, path, nil) }

func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, form)
}

// link is a fresh one for a person.
func (w *world) link(subject, language string) string {
	w.t.Helper()
	path, _, err := w.portal.Links.Make(subject, language, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	return path
}

// in is a browser in which a person's page is open.
func (w *world) in(subject, language string) *browser {
	w.t.Helper()
	b := w.browser()
	if a := b.post(w.link(subject, language)); a.StatusCode != http.StatusOK {
		w.t.Fatalf("opening the page: %d\n%s", a.StatusCode, a.body)
	}
	return b
}

// want checks status and words of an answer.
func (a answer) want(t testing.TB, status int, words ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("status %d, want %d\n%s", a.StatusCode, status, a.body)
	}
	for _, one := range words {
		if !strings.Contains(a.body, one) {
			t.Errorf("it does not say %q:\n%s", one, a.body)
		}
	}
}
