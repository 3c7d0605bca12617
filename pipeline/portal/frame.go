package portal

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/text/language"
)

// frame is what every page has.
type frame struct {
	*words
	Title   string
	Brand   string
	Switch  string // the address of this page in the other language
	Session bool
}

// voice is the language and the policy that a request is answered in.
func (p *Portal) voice(lang string) *voice {
	t := p.Teller()
	v := &voice{words: tongues[lang], zone: t.Zone, brand: p.Brand.Name}
	v.Words = speak(lang)
	v.reasons = func(code string) (string, bool) {
		r, ok := t.Reasons[code]
		if lang == dutch.Code {
			return r.NL, ok
		}
		return r.EN, ok
	}
	return v
}

var matcher = language.NewMatcher([]language.Tag{language.Dutch, language.English})

// tongue is the language to answer in: the one that is asked for, that of the
// session or link, that of the browser, that of the policy.
func (p *Portal) tongue(r *http.Request, chosen string) string {
	if asked := r.URL.Query().Get("lang"); known(asked) {
		return asked
	}
	if known(chosen) {
		return chosen
	}
	accepted := r.Header.Get("Accept-Language")
	if tags, _, err := language.ParseAcceptLanguage(accepted); err == nil && len(accepted) < 200 && len(tags) > 0 {
		if _, at, sure := matcher.Match(tags...); sure >= language.High {
			return []string{dutch.Code, english.Code}[at]
		}
	}
	if p.Teller().Language == dutch.Code {
		return dutch.Code
	}
	return english.Code
}

// frame is that of a page. What came by a form has no address of its own to be
// shown at in another language: there the switch goes to the overview.
func (p *Portal) frame(r *http.Request, v *voice, title string, s *session) frame {
	f := frame{words: v.words, Title: fill(title, "brand", v.brand), Brand: v.brand, Session: s != nil}
	at := Root
	if r.Method != http.MethodPost || strings.HasPrefix(r.URL.Path, Root+"/open/") {
		at = r.URL.Path
	}
	query := url.Values{"lang": {v.OtherCode}}
	if page := r.URL.Query().Get("page"); page != "" {
		query.Set("page", page)
	}
	f.Switch = at + "?" + query.Encode()
	return f
}

// name is a name for a wish: under the same one it is obeyed once.
func (p *Portal) name() (string, error) {
	b := make([]byte, nonceBytes)
	_, err := io.ReadFull(p.Random, b)
	return base64.RawURLEncoding.EncodeToString(b), err
}

// named is the name that a form gives its wish, or a new one.
func (p *Portal) named(r *http.Request) (string, error) {
	given := r.PostFormValue("id")
	if b, err := spelling.DecodeString(given); err == nil && len(b) == nonceBytes {
		return given, nil
	}
	return p.name()
}
