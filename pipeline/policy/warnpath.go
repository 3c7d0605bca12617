package policy

import (
	"slices"
	"strings"
	"unicode"

	"maat/pipeline/event"
	"maat/pipeline/source"
	"maat/pipeline/state"
)

// personal warns of the fields of a layer that leave without consent and look
// as if they said who somebody is. Where what is owed to a person leaves, whom
// it is for must be in it.
func (w *warner) personal(raw *rawLayer, d *Destination) {
	for i := range raw.Fields {
		f := &raw.Fields[i]
		subject := slices.ContainsFunc(w.program.Reader.Subject, f.Path.Equal)
		owed := d.taken(state.Service) && subject
		coarse := f.Round.given() || f.Keep.given() || f.Const.given() || f.Truncate.given()
		if owed || coarse || f.Path.IsZero() {
			continue
		}
		switch text := f.Path.String(); {
		case slices.Contains(profiles, text):
			w.warn(f.Path.node, "%s covers all that is known of a person, and leaves here without a consent: name the fields, or ask for a purpose", text)
		case subject, looksPersonal(text):
			w.warn(f.Path.node, "%s looks personal, and leaves here without a consent: move it to a layer with a purpose", text)
		}
	}
}

// profiles are paths that hold a person as a whole.
var profiles = []string{"context", "traits", "context.traits", "context.device", "context.location", "context.consent", "user", "customer",
	"data", "data.context", "data.traits", "data.context.traits", "data.context.device", "data.context.location", "data.consent"}

// looksPersonal judges the last name of a path by its words.
func looksPersonal(path string) bool {
	names := strings.Split(strings.ReplaceAll(path, "[]", ""), ".")
	last := nameWords(names[len(names)-1])
	joined := strings.Join(last, "")
	if slices.Contains(personalNames, joined) {
		return true
	}
	if slices.ContainsFunc(last, func(word string) bool { return slices.Contains(personalWords, word) }) {
		return true
	}
	ofPerson := slices.ContainsFunc(names[:len(names)-1], func(name string) bool { return slices.Contains(people, strings.ToLower(name)) })
	return ofPerson && (slices.Contains(last, "name") || slices.Contains(last, "naam") || joined == "id")
}

var (
	// people are names under which a person stands.
	people = []string{"traits", "user", "customer", "person", "profile", "klant", "gebruiker", "persoon", "recipient", "ontvanger"}
	// personalWords make a name personal wherever they stand in it.
	personalWords = []string{
		"email", "mail", "mailadres", "emailadres", "phone", "telephone", "telefoon", "telefoonnummer", "mobile", "mobiel", "gsm",
		"ip", "address", "adres", "street", "straat", "huisnummer", "zip", "zipcode", "postcode", "surname", "voornaam", "achternaam",
		"birthday", "birthdate", "birth", "geboortedatum", "dob", "gender", "geslacht", "age", "leeftijd", "iban", "bsn", "ssn", "passport", "paspoort",
		"latitude", "longitude", "lat", "lng", "lon", "idfa", "gaid", "aaid", "fingerprint", "cookie", "kenteken", "klantnummer",
	}
	// personalNames are whole names, without their separators.
	personalNames = []string{
		"userid", "anonymousid", "customerid", "klantid", "personid", "profileid", "visitorid", "deviceid", "advertisingid", "contactid", "memberid",
		"loyaltyid", "firstname", "lastname", "fullname", "username", "postalcode", "housenumber", "useragent", "sessionid", "licenseplate", "dateofbirth",
		"domainuserid", "networkuserid", "userfingerprint", "useripaddress", "domainsessionid",
	}
)

// nameWords splits a name where its writer did: fooBar, foo_bar and foo-bar are
// foo and bar.
func nameWords(name string) []string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.FieldsFunc(b.String(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// spelling warns of paths that are a slip away from a name that events of the
// format have. A name of one's own is no slip: only what is very near counts.
func (w *warner) spelling() {
	if w.program.Reader.Shape != SegmentShape {
		return
	}
	seen := map[Place]bool{}
	for _, one := range w.written() {
		if meant := misspelt(one.Path.String()); meant != "" && !seen[placeOf(one.node)] {
			seen[placeOf(one.node)] = true
			w.warn(one.node, "%s is nearly %s, which events of format %s have: did you mean that?", one.Path, meant, w.format())
		}
	}
}

// written are the paths of the policy, where they are written.
func (w *warner) written() (list []path) {
	raw := w.raw.Events
	for _, one := range []path{raw.ID, raw.Time, raw.Received, raw.Item, raw.Topic, raw.Campaign, raw.Channel, raw.Brand, raw.Cause, raw.Consent, raw.TCF, raw.GPP, raw.ConsentMode} {
		if one.given() {
			list = append(list, one)
		}
	}
	list = slices.Concat(list, raw.Name, raw.Subject, raw.Text, raw.SideText, raw.Copy, raw.Codes.IAB, raw.Codes.Google)
	for i := range w.raw.Destinations.entries {
		for _, l := range w.raw.Destinations.entries[i].value.Layers {
			for k := range l.Fields {
				list = append(list, l.Fields[k].Path)
			}
		}
	}
	return slices.Concat(list, w.guardPaths(), w.raw.Fairness.paths())
}

// guardPaths are those in the settings of guards.
func (w *warner) guardPaths() (list []path) {
	for _, g := range w.allGuards() {
		for i, config := range g.config {
			if config == nil {
				continue
			}
			for key, n := range pairs(g.entries[i]) {
				value, ok := settingOf(config, key.Value)
				if !ok {
					continue
				}
				switch at := value.Interface().(type) {
				case event.Path:
					list = append(list, path{place{n}, at})
				case []event.Path:
					for k, e := range elements(n) {
						list = append(list, path{place{e}, at[k]})
					}
				}
			}
		}
	}
	return list
}

// misspelt is the path that was probably meant, else "".
func misspelt(text string) string {
	names := strings.Split(text, ".")
	under := ""
	for i, name := range names {
		bare := strings.TrimSuffix(name, "[]")
		known, closed := segmentNames[under]
		if !closed || slices.Contains(known, bare) {
			if under = strings.TrimPrefix(under+"."+bare, "."); !closed {
				return ""
			}
			continue
		}
		meant := slip(bare, known)
		if i == 0 && meant == "" {
			meant = source.Nearest(bare, known)
		}
		if meant == "" {
			return ""
		}
		names[i] = meant + name[len(bare):]
		return strings.Join(names, ".")
	}
	return ""
}

// slip is the known name from which a name differs in case, separators or one
// letter only.
func slip(name string, known []string) string {
	for _, k := range known {
		if strings.EqualFold(unseparated(name), unseparated(k)) {
			return k
		}
	}
	for _, k := range known {
		if len(name) >= 5 && len(k) >= 5 && oneLetter(unseparated(name), unseparated(k)) && !plural(name, k) {
			return k
		}
	}
	return ""
}

func plural(a, b string) bool { return a+"s" == b || b+"s" == a }

func unseparated(s string) string { return strings.NewReplacer("_", "", "-", "").Replace(s) }

// oneLetter says that one letter more, less or other, or two swapped, make a of b.
func oneLetter(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	from := 0
	for from < len(a) && a[from] == b[from] {
		from++
	}
	x, y := a[from:], b[from:]
	switch {
	case len(y) == len(x)+1:
		return y[1:] == x
	case len(x) != len(y) || x == "":
		return false
	case x[1:] == y[1:]:
		return true
	}
	return len(x) > 1 && x[0] == y[1] && x[1] == y[0] && x[2:] == y[2:]
}

// segmentNames are the names that the Segment spec gives, by what they stand
// under; under what is no key here anything can stand.
var segmentNames = map[string][]string{
	"": {
		"type", "event", "messageId", "timestamp", "receivedAt", "sentAt", "originalTimestamp", "userId", "anonymousId", "properties", "context", "traits",
		"integrations", "channel", "version", "name", "category", "groupId", "previousId", "writeKey", "rudderId", "request_ip", "projectId",
		"consent",
	},
	"context": {
		"active", "app", "campaign", "channel", "consent", "consentManagement", "device", "externalId", "gpc", "groupId", "instanceId", "ip", "library",
		"locale", "location", "network", "os", "page", "protocols", "referrer", "screen", "sessionId", "timezone", "traits", "userAgent", "userAgentData",
	},
	"context.page": {"path", "referrer", "search", "title", "url", "tab_url", "initial_referrer", "referring_domain"},
	"properties": {
		"affiliation", "body", "brand", "campaign", "campaign_id", "cart_id", "category", "cause_id", "channel", "checkout_id", "city", "code", "content",
		"country", "coupon", "currency", "customer_id", "delivery", "description", "discount", "email", "filters", "headline", "image_url", "invoice_id", "level",
		"list", "list_id", "list_price", "method", "name", "order_id", "path", "payment_method", "position", "price", "product_id", "products", "promotion_id",
		"quantity", "query", "rating", "reason", "referrer", "region", "returning", "revenue", "review_id", "search", "shipping", "sku", "sorts", "status",
		"step", "store", "subtotal", "tax", "title", "to", "total", "url", "value", "variant", "via", "wishlist_id",
	},
}
