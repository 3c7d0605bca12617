package policy

import (
	"fmt"
	"regexp"
	"strings"

	"maat/pipeline/event"
)

// cloudEvents is a CloudEvent 1.0 in the JSON format, in structured mode: one
// object with the attributes at its top and what happened under data
// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
// The specification leaves open what data holds: here what Segment has under
// properties stands in data itself, and what it has under context in
// data.context. Whom an event is about is asked of data first: the attribute
// subject is what the event is about for its sender, which may be an order. The
// time of recording is the documented extension recordedtime.
func cloudEvents() preset {
	return preset{
		shape: CloudEventsShape,
		paths: map[string][]string{
			"name": {"type"}, "id": {"id"}, "time": {"time"}, "received": {"recordedtime"},
			"subject": {"data.userId", "data.anonymousId", "subject"}, "item": {"data.product_id"}, "topic": {"data.category"},
			"campaign": {"data.campaign_id"}, "channel": {"data.channel"}, "brand": {"data.brand"}, "cause": {"data.cause_id"},
			"text":      {"data.query", "data.name", "data.context.page.title", "data.context.page.url", "data.audience", "data.audience_name", "data.audience_key"},
			"side_text": {"data.context.page.referrer"}, "copy": {"data.headline", "data.body"},
			"codes.google": {"data.google_product_category"}, "consent": {"data.consent"},
			"tcf": {"data.context.consent.tcf.tc_string"}, "gpp": {"data.context.consent.gpp.gpp_string"}, "consent_mode": {"data.context.consent.consent_mode"},
		},
		page:  []string{"data.context.page.path", "data.context.page.url"},
		under: underData,
	}
}

// attribute is how the names of attributes are written.
var attribute = regexp.MustCompile("^([a-z0-9]+|data_base64)$")

// underData: an attribute of a CloudEvent is a text, a number or a truth; only
// data holds more.
func underData(at event.Path) string {
	above := append(at.Above(), at)
	top := above[0].String()
	switch {
	case top == "data", len(above) == 1 && attribute.MatchString(top):
		return ""
	case len(above) == 1:
		return fmt.Sprintf("%s is no attribute of a CloudEvent, whose names are small letters and digits: did you mean %q?", top, "data."+top)
	}
	meant := "data." + at.String()
	if rest := strings.TrimPrefix(at.String(), top+"."); top == "properties" || top == "event" && !strings.HasPrefix(rest, "data.") {
		meant = "data." + rest
	} else if top == "event" {
		meant = rest
	}
	return fmt.Sprintf("%s is an attribute of a CloudEvent, and nothing lies beneath it: did you mean %q?", top, meant)
}

// The columns of an enriched event that hold JSON, as the Analytics SDKs name
// them by schema.
const (
	selfDescribing = "unstruct_event_"
	entities       = "contexts_"
	product        = "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1[]."
)

// snowplow is the enriched event of Snowplow in its JSON form: what the
// Analytics SDKs make of the tab-separated one
// (https://docs.snowplow.io/docs/api-reference/analytics-sdk/), flat, with one
// member for each schema of a self-describing event and of entities, and times
// in RFC 3339. derived_tstamp is when it occurred: the true time where the
// tracker gave one, else that of the device, corrected by the collector's clock.
func snowplow() preset {
	return preset{
		shape: SnowplowShape,
		paths: map[string][]string{
			"name": {"event_name", "event"}, "id": {"event_id"}, "time": {"derived_tstamp"}, "received": {"collector_tstamp"},
			"subject": {"user_id", "domain_userid", "network_userid"},
			"item":    {product + "id"}, "topic": {product + "category"}, "brand": {product + "brand"},
			"text": {
				"page_title", "page_url", "se_label", "se_property", product + "name",
				"unstruct_event_com_snowplowanalytics_snowplow_site_search_1.terms[]",
			},
			"side_text": {"page_referrer", "refr_term", "mkt_term"},
		},
		page: []string{"page_urlpath", "page_url"},
		texts: map[string]string{
			"event": "the kind of the event (page_view, struct, unstruct)", "event_name": "the name of the event", "event_id": "the id of the event",
			"derived_tstamp": "the time of the event", "user_id": "an identifier", "domain_userid": "an identifier", "network_userid": "an identifier",
		},
		under: underSchemas,
	}
}

// underSchemas: only the members that are named by a schema hold more than one
// value, and entities stand in lists.
func underSchemas(at event.Path) string {
	above := at.Above()
	if len(above) == 0 {
		return ""
	}
	top, text := above[0].String(), at.String()
	switch {
	case strings.HasPrefix(top, selfDescribing):
		return ""
	case !strings.HasPrefix(top, entities):
		return fmt.Sprintf("%s is one value in an enriched event, and nothing lies beneath it: more stands in unstruct_event_… and contexts_…", top)
	case !strings.HasPrefix(text, top+"[]"):
		return fmt.Sprintf("%s is a list of entities: did you mean %q?", top, top+"[]"+text[len(top):])
	}
	return ""
}

// places is where events say choices by category.
type places struct {
	flags []signal  // {CATEGORY: true|false}
	lists []managed // those allowed and those denied
}

// managed is an object as RudderStack has it
// (https://www.rudderstack.com/docs/data-governance/consent-management/passing-consent/).
type managed struct{ around, allowed, denied event.Path }

func managedAt(text string) managed {
	return managed{event.MustPath(text), event.MustPath(text + ".allowedConsentIds"), event.MustPath(text + ".deniedConsentIds")}
}

func placesOf(r *Reader) (p places) {
	if !r.Consent.IsZero() {
		p.flags = append(p.flags, r.signalAt(r.Consent))
	}
	switch r.Shape {
	case SegmentShape:
		p.lists = []managed{managedAt("context.consentManagement")}
	case CloudEventsShape:
		p.flags = append(p.flags, r.signalAt(event.MustPath("data.context.consent.categoryPreferences")))
		p.lists = []managed{managedAt("data.context.consentManagement")}
	case SnowplowShape, NoShape: // no object of choices; of its own schemas the reader of Snowplow knows
	}
	return p
}

// signalAt is where events say it. The data of a CloudEvent may be of any kind, and
// says nothing of consent then.
func (r *Reader) signalAt(p event.Path) signal {
	at := signalAt(p)
	if r.Shape == CloudEventsShape && len(at.above) > 0 && at.above[0].String() == "data" {
		at.above = at.above[1:]
	}
	return at
}
