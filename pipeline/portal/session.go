package portal

import (
	"net/http"

	"maat/pipeline/instant"
)

// How long a session lasts: since the last page, and at most.
const (
	sessionIdle = 15 * instant.Minute
	sessionMax  = instant.Hour
)

// cookieName has the prefix by which a browser takes it over TLS only, for this
// host only.
const cookieName = "__Host-maat-me"

// session is who is looking, sealed in a cookie: no server remembers it, so any
// replica can answer. It is of one person and, by its seal, of one pipeline.
type session struct {
	Subject  string       `cbor:"1,keyasint"`
	Language string       `cbor:"2,keyasint"`
	Nonce    []byte       `cbor:"3,keyasint"` // that of the link: its limits go on
	Began    instant.Time `cbor:"4,keyasint"`
	Seen     instant.Time `cbor:"5,keyasint"`
}

// alive says that a session is not over, by a clock that is not far off.
func (s *session) alive(now instant.Time) bool {
	return s.Seen.Within(sessionIdle, now) && s.Began.Within(sessionMax, now) && s.Seen <= now.Add(Skew)
}

// session is that of the request, nil where there is none that is alive.
func (p *Portal) session(r *http.Request) *session {
	for _, cookie := range r.CookiesNamed(cookieName) {
		var s session
		if p.cookies.open(cookie.Value, &s) == nil && s.Subject != "" && s.alive(p.Now()) {
			return &s
		}
	}
	return nil
}

// keep gives the browser the session, as of now.
func (p *Portal) keep(w http.ResponseWriter, s *session) error {
	s.Seen = p.Now()
	sealed, err := p.cookies.seal(s)
	if err != nil {
		return err
	}
	http.SetCookie(w, cookie(sealed, 0))
	return nil
}

// forget ends the session of the browser.
func forget(w http.ResponseWriter) { http.SetCookie(w, cookie("", -1)) }

// cookie is gone with the browser, and no script and no other site has it.
func cookie(value string, age int) *http.Cookie {
	return &http.Cookie{Name: cookieName, Value: value, Path: "/", MaxAge: age, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode}
}
