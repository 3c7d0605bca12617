package shop

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// message is one event in the Segment shape. Pointers and omitempty keep out what an event of its kind never has.
type message struct {
	Type        string      `json:"type"`
	Event       string      `json:"event"`
	MessageID   string      `json:"messageId,omitempty"`
	Timestamp   string      `json:"timestamp"`
	ReceivedAt  string      `json:"receivedAt"`
	UserID      string      `json:"userId,omitempty"`
	AnonymousID string      `json:"anonymousId,omitempty"`
	Properties  *properties `json:"properties,omitempty"`
	Context     context     `json:"context"`
}

type properties struct {
	ProductID  string  `json:"product_id,omitempty"`
	Name       string  `json:"name,omitempty"`
	Category   string  `json:"category,omitempty"`
	Brand      string  `json:"brand,omitempty"`
	Price      float64 `json:"price,omitempty"`
	ListPrice  float64 `json:"list_price,omitempty"`
	PriceBasis string  `json:"price_basis,omitempty"`
	Propensity float64 `json:"propensity,omitempty"`
	Value      float64 `json:"value,omitempty"`
	Query      string  `json:"query,omitempty"`
	Headline   string  `json:"headline,omitempty"`
	Body       string  `json:"body,omitempty"`
	CampaignID string  `json:"campaign_id,omitempty"`
	Channel    string  `json:"channel,omitempty"`
	CauseID    string  `json:"cause_id,omitempty"`
	OrderID    string  `json:"order_id,omitempty"`
}

type context struct {
	Consent  *consents `json:"consent,omitempty"`
	Page     *page     `json:"page,omitempty"`
	Location location  `json:"location"`
	Traits   *traits   `json:"traits,omitempty"`
	Device   device    `json:"device"`
	GPC      bool      `json:"gpc,omitempty"`
}

type consents struct {
	CategoryPreferences map[string]bool `json:"categoryPreferences"`
}

type page struct {
	Title    string `json:"title"`
	URL      string `json:"url"`
	Path     string `json:"path"`
	Referrer string `json:"referrer,omitempty"`
}

type location struct {
	City    string `json:"city"`
	Region  string `json:"region"`
	Country string `json:"country"`
}

type traits struct {
	Email string `json:"email"`
}

type device struct {
	Type  string `json:"type"`
	Model string `json:"model"`
}

// stamp writes a moment as browsers do: milliseconds, UTC.
func stamp(t time.Time) string { return t.Format("2006-01-02T15:04:05.000Z") }

// message starts an event of a person: who, where, when. What happened is the caller's to fill in.
func (s *Shop) message(p *person, name string, occurred, arrived time.Time) *message {
	m := &message{
		Type: "track", Event: name, MessageID: s.id(),
		Timestamp: stamp(occurred), ReceivedAt: stamp(arrived.Add(time.Duration(20+s.rand.IntN(200)) * time.Millisecond)),
		UserID: p.name(), AnonymousID: p.anonymousID,
		Context: context{Location: p.home, Device: p.device, GPC: p.gpc},
	}
	if p.name() != "" {
		m.Context.Traits = &traits{Email: p.userID + "@post.example"}
	}
	return m
}

// finish renders a message. Its text has letters, & and < as people write them, not escaped for HTML.
func finish(m *message, kind string, p *person) Event {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		panic(fmt.Sprintf("shop: %v", err)) // strings, numbers and maps of bools: it cannot fail
	}
	return Event{Value: bytes.TrimSuffix(b.Bytes(), []byte("\n")), Kind: kind, ID: m.MessageID, Subject: p.subject()}
}
