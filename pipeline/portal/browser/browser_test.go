package browser_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"maat/guards"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/portal"
	"maat/pipeline/portal/portaltest"
)

// The least that the walk looks at: fewer would mean that it lost its way.
const checksMin = 700

// check is a line that the walk prints.
type check struct {
	Check  string `json:"check"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// TestInChromium looks at every state of the page, in both languages, on a phone
// and on a screen, light and dark, with axe-core; and walks it by keyboard.
// BROWSER_SHOTS names a folder for pictures of all of it.
func TestInChromium(t *testing.T) {
	tracked(t)
	browser, modules := installed(t)
	page, control := serve(t)
	walk := exec.CommandContext(t.Context(), "node", "walk.mjs")
	walk.Env = append(os.Environ(), "BROWSER="+browser, "MODULES="+modules, "PAGE="+page, "CONTROL="+control, "SHOTS="+os.Getenv("BROWSER_SHOTS"))
	var stderr bytes.Buffer
	walk.Stderr = &stderr
	out, err := walk.Output()
	if err != nil {
		t.Errorf("the walk: %v\n%s", err, stderr.Bytes())
	}
	seen, finished := 0, false
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var c check
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("the walk said %q: %v", lines.Text(), err)
		}
		seen++
		finished = finished || c.Check == "finished"
		if !c.OK {
			t.Errorf("%s: %s", c.Check, c.Detail)
		}
	}
	t.Logf("%d checks", seen)
	if !finished || seen < checksMin {
		t.Errorf("the walk made %d checks, at least %d are to be made; it came to its end: %t", seen, checksMin, finished)
	}
}

// tracked reads what other programs run for the test, so that go test does not
// answer from its cache where one of it has changed.
func tracked(t *testing.T) {
	t.Helper()
	for _, file := range []string{"walk.mjs", "states.mjs", "keyboard.mjs", "package.json", "package-lock.json", "../../../tools/browser.sh"} {
		if _, err := os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
}

// installed answers the browser and the packages, and fails without them.
func installed(t *testing.T) (browser, modules string) {
	t.Helper()
	install := exec.CommandContext(t.Context(), "../../../tools/browser.sh")
	install.Stderr = os.Stderr
	out, err := install.Output()
	if err != nil {
		t.Fatalf("the browser cannot be installed: %v", err)
	}
	browser, modules, ok := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if !ok {
		t.Fatalf("tools/browser.sh said %q", out)
	}
	return browser, modules
}

// serve begins the page, and beside it what makes its links and what a
// stranger's site shows; it answers their addresses.
func serve(t *testing.T) (page, control string) {
	t.Helper()
	zone, err := instant.LoadZone("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	now, ok := instant.Parse("2026-11-24T13:05:00Z")
	if !ok {
		t.Fatal("no time")
	}
	shop := portaltest.NewShop(func() instant.Time { return now })
	reasons := explain.NewReasons(guards.Table())
	var visitors atomic.Int64
	p, err := portal.New(portal.Options{
		Pipeline: "shop", Keys: []portal.Key{{ID: "k1", Secret: bytes.Repeat([]byte{7}, portal.KeyMin)}}, LinkTTL: 15 * instant.Minute,
		Brand: portal.Brand{Name: "De Webwinkel", Colour: os.Getenv("BROWSER_COLOUR")}, People: shop, Decisions: shop, Random: rand.Reader,
		Teller: func() explain.Teller { return explain.Teller{Language: "nl", Zone: zone, Reasons: reasons} },
		Now:    func() instant.Time { return now }, Log: slog.New(slog.DiscardHandler), Wait: time.Second,
		// All come from this machine; each counts as one from elsewhere, so that
		// the limit of addresses is not in the way of the others.
		Address: func(*http.Request) string { return strconv.FormatInt(visitors.Add(1), 10) },
	})
	if err != nil {
		t.Fatal(err)
	}
	pages := httptest.NewUnstartedServer(p.Handler())
	pages.Config.ErrorLog = log.New(io.Discard, "", 0) // the browser does not know the certificate, and goes on
	pages.StartTLS()
	t.Cleanup(pages.Close)
	links := httptest.NewServer(controls(p, now, pages.URL))
	t.Cleanup(links.Close)
	return pages.URL, links.URL
}

// controls makes links, and is a site elsewhere.
func controls(p *portal.Portal, now instant.Time, page string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /link", func(w http.ResponseWriter, r *http.Request) {
		shift, _ := strconv.Atoi(r.FormValue("made"))
		path, _, err := p.Links.Make(r.FormValue("subject"), r.FormValue("lang"), now.Add(instant.Span(shift)*instant.Second))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = fmt.Fprint(w, path)
	})
	shown := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprintf(w, "<!doctype html><title>elsewhere</title>%s", body)
		}
	}
	at := html.EscapeString(page)
	mux.HandleFunc("GET /elsewhere", shown(`<form method="post" action="`+at+`/me/do/off"><button>win</button></form>`))
	mux.HandleFunc("GET /frame", shown(`<iframe src="`+at+`/me"></iframe>`))
	return mux
}
