package portal

import (
	"bytes"
	"log/slog"
	"net/http"
)

// bodyMax is the most that a form of the page can hold.
const bodyMax = 8 << 10

// headers go with every answer. Nothing but our own style and icon is loaded, no
// script runs, nobody frames the page, nothing is kept in a cache, and no other
// site hears the address. The policy of referrers is same-origin: with
// no-referrer a form's Origin is null, by which old browsers are told from
// strangers.
var headers = map[string]string{
	"Content-Security-Policy":           "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	"Cache-Control":                     "no-store",
	"Referrer-Policy":                   "same-origin",
	"X-Content-Type-Options":            "nosniff",
	"X-Frame-Options":                   "DENY",
	"X-Robots-Tag":                      "noindex, nofollow",
	"Cross-Origin-Opener-Policy":        "same-origin",
	"Cross-Origin-Resource-Policy":      "same-origin",
	"Permissions-Policy":                "camera=(), geolocation=(), microphone=(), payment=()",
	"Vary":                              "Accept-Language, Cookie",
	"X-Permitted-Cross-Domain-Policies": "none",
}

// guarded bounds what comes in and marks what goes out.
func (p *Portal) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		if !p.limits.address.allows(p.Address(r), p.Now()) {
			p.limited(r, "address")
			p.fail(w, r, faultMany, nil)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, bodyMax)
		next.ServeHTTP(w, r)
	})
}

// limited says in the log that a limit was reached, and not by whom.
func (p *Portal) limited(r *http.Request, limit string) {
	p.Log.LogAttrs(r.Context(), slog.LevelWarn, "a limit of the page of people was reached", slog.String("limit", limit))
}

// within says that a session, or a link, has a turn left of one of its limits.
func (p *Portal) within(w http.ResponseWriter, r *http.Request, of *limit, name string, nonce []byte) bool {
	if of.allows(string(nonce), p.Now()) {
		return true
	}
	p.limited(r, name)
	p.fail(w, r, faultMany, nil)
	return false
}

// file serves one of the page's own files, which are the same for everyone.
func (p *Portal) file(kind string, content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, _ = w.Write(content)
	}
}

// show writes a page. It is made whole before any of it is sent.
func (p *Portal) show(w http.ResponseWriter, r *http.Request, status int, name string, view any) {
	var b bytes.Buffer
	if err := p.pages.ExecuteTemplate(&b, name, view); err != nil {
		p.Log.LogAttrs(r.Context(), slog.LevelError, "a page of people could not be made", slog.String("page", name))
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}
