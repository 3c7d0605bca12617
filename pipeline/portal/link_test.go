package portal_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"maat/pipeline/instant"
	"maat/pipeline/portal"
	"maat/pipeline/portal/portaltest"
)

// elsewhere makes links with other keys, for another pipeline, or longer ones.
func elsewhere(keys []portal.Key, pipeline string, ttl instant.Span) *portal.Links {
	return portal.NewLinks(keys, pipeline, ttl, rand.Reader)
}

func made(t *testing.T, l *portal.Links, now instant.Time) string {
	t.Helper()
	path, _, err := l.Make(portaltest.Anna, "", now)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// What a stranger can make of a link is told alike, to the byte.
func TestBadLinksAreToldAlike(t *testing.T) {
	w := newWorld(t, func(o *portal.Options) { addresses(o) })
	good := w.link(portaltest.Anna, "")
	flipped := []byte(good)
	flipped[len(flipped)-20] ^= 1
	bad := map[string]string{
		"forged":         good[:len(good)-8] + "AAAAAAAA",
		"flipped":        string(flipped),
		"truncated":      good[:len(good)/2],
		"empty":          "/me/open/-",
		"not base64":     "/me/open/%C3%A9%00",
		"oversized":      "/me/open/" + strings.Repeat("A", 9000),
		"other pipeline": made(t, elsewhere(keys("k1", 1), "bank", 15*instant.Minute), w.now),
		"other key":      made(t, elsewhere(keys("k1", 2), "shop", 15*instant.Minute), w.now),
		"unknown key":    made(t, elsewhere(keys("k9", 1), "shop", 15*instant.Minute), w.now),
		"other version":  reversioned(t, good),
	}
	const title = "Deze link werkt niet"
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		first := ""
		for name, path := range bad {
			a := w.browser().do(method, path, nil)
			a.want(t, http.StatusNotFound, title)
			body := strings.ReplaceAll(a.body, path, "LINK")
			if first == "" {
				first = alike(body)
			}
			if alike(body) != first {
				t.Errorf("%s %s is told apart", method, name)
			}
		}
	}
}

// alike leaves out the address of the switch, which is the link itself.
func alike(body string) string {
	head, rest, _ := strings.Cut(body, `class="language" href="`)
	_, tail, _ := strings.Cut(rest, `"`)
	return head + tail
}

func reversioned(t *testing.T, path string) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(path, "/me/open/"))
	if err != nil {
		t.Fatal(err)
	}
	raw[0]++
	return "/me/open/" + base64.RawURLEncoding.EncodeToString(raw)
}

func TestALinkHidesWhoseItIs(t *testing.T) {
	w := newWorld(t, nil)
	path := w.link(portaltest.Anna, "nl")
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(path, "/me/open/"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("anna")) {
		t.Error("the name can be read")
	}
	other := w.link("bo@example.com", "nl")
	if len(other) != len(path) || other == path {
		t.Errorf("a link tells the length of a name: %d and %d characters", len(path), len(other))
	}
}

func TestALinkOpensOnceOnAnyReplica(t *testing.T) {
	w := newWorld(t, nil)
	o := options(t, w)
	other, err := portal.New(o)
	if err != nil {
		t.Fatal(err)
	}
	link := w.link(portaltest.Anna, "nl")
	b := w.browser()
	b.get(link).want(t, 200, "Open mijn pagina")
	b.get(link).want(t, 200, "Open mijn pagina") // looking uses nothing up
	b.post(link).want(t, 200, "Waarom je dit krijgt")
	w.server.Config.Handler = other.Handler()
	w.browser().post(link).want(t, http.StatusGone, "Deze link is al gebruikt")
	w.browser().get("/me").want(t, http.StatusForbidden, "Je pagina is gesloten")
}

func TestLinksAndClocks(t *testing.T) {
	w := newWorld(t, nil)
	for _, c := range []struct {
		made   instant.Span
		status int
		title  string
	}{
		{0, 200, "Jouw pagina"}, {-15 * instant.Minute, 410, "Deze link is verlopen"}, {-15*instant.Minute + instant.Second, 200, "Jouw pagina"},
		{5 * instant.Minute, 200, "Jouw pagina"}, {5*instant.Minute + instant.Second, 403, "Er staat een klok verkeerd"},
	} {
		w.browser().get(made(t, w.portal.Links, w.now.Add(c.made))).want(t, c.status, c.title)
	}
	long := made(t, elsewhere(keys("k1", 1), "shop", instant.Day), w.now)
	w.browser().get(long).want(t, 403, "Er staat een klok verkeerd")
	ahead := made(t, elsewhere(keys("k1", 1), "shop", instant.Minute), w.now.Add(10*instant.Minute))
	w.browser().get(ahead).want(t, 403, "Er staat een klok verkeerd")
}

func TestKeysRotate(t *testing.T) {
	w := newWorld(t, func(o *portal.Options) { o.Keys = append(keys("k2", 2), keys("k1", 1)...) })
	w.browser().get(made(t, elsewhere(keys("k1", 1), "shop", 15*instant.Minute), w.now)).want(t, 200)
	if raw, _ := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(w.link(portaltest.Anna, ""), "/me/open/")); string(raw[2:4]) != "k2" {
		t.Error("the first key does not seal")
	}
}

func TestMakeRefuses(t *testing.T) {
	w := newWorld(t, nil)
	for _, c := range [][2]string{{"", "nl"}, {strings.Repeat("x", portal.SubjectMax+1), "nl"}, {"a\xff", "nl"}, {"anna", "de"}} {
		if _, _, err := w.portal.Links.Make(c[0], c[1], w.now); err == nil {
			t.Errorf("a link for %d bytes in %q", len(c[0]), c[1])
		}
	}
}

func TestParseKeys(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{5}, 32))
	got, err := portal.ParseKeys([]byte("# new first\nk2 " + good + "\n\nk1 " + good + "\n"))
	if err != nil || len(got) != 2 || got[0].ID != "k2" || len(got[1].Secret) != 32 {
		t.Errorf("%d keys, %v", len(got), err)
	}
	short := base64.StdEncoding.EncodeToString([]byte("short"))
	for text, want := range map[string]string{
		"": "holds no key", "k1": "line 1", "k1 " + short: "at least 32", "k1 !": "base64", "k/1 " + good: "an id has", "k1 " + good + "\nk1 " + good: "line 2",
	} {
		if _, err := portal.ParseKeys([]byte(text)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), short) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
