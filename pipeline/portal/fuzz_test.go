package portal_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"maat/pipeline/portal"
)

// FuzzLink: what was not made here opens nothing, whatever it is.
func FuzzLink(f *testing.F) {
	w := newWorld(f, func(o *portal.Options) { addresses(o) })
	good := strings.TrimPrefix(w.link("anna@example.com", ""), "/me/open/")
	for _, seed := range []string{"", good[:10], good[:len(good)-1], good + "A", "AQ", "AQJrMQ", strings.ToLower(good)} {
		f.Add(seed)
	}
	handler := w.portal.Handler()
	f.Fuzz(func(t *testing.T, token string) {
		if token == good || token == "" || strings.Trim(token, ".") == "" {
			return // a path of dots is another path
		}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			r := httptest.NewRequestWithContext(t.Context(), method, "/me/open/x", nil)
			r.URL = &url.URL{Path: "/me/open/" + token}
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, r)
			if answer.Code < 300 || len(answer.Result().Cookies()) > 0 {
				t.Errorf("%s %q: %d", method, token, answer.Code)
			}
			if answer.Code == http.StatusSeeOther {
				t.Errorf("%s %q is sent on", method, token)
			}
		}
	})
}
