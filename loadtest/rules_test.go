package loadtest_test

import (
	"time"

	"maat/loadtest/shop"
	"maat/loadtest/witness"
)

// rules are policy.yaml as the witness is told it.
func rules(quiet witness.Quiet) *witness.Rules {
	r := &witness.Rules{
		Roles: map[string]string{},
		Purposes: map[string]witness.Purpose{
			"ads":            {Category: "advertising", GPC: true},
			"identified_ads": {Category: "advertising_identified"},
			"linking":        {Category: "profile_linking"},
		},
		MaxAge:    395 * 24 * time.Hour,
		Duplicate: 7 * 24 * time.Hour,
		Sensitive: shop.SensitiveWords(),
		Taint:     30 * time.Second,
		Linkage:   witness.Linkage{Purpose: "linking", Known: []string{"userId", "context.traits.email"}, Anonymous: []string{"anonymousId"}},
		Predicted: "properties.propensity",
		Price:     witness.Price{Price: "properties.price", List: "properties.list_price", Basis: "properties.price_basis", Personal: "context.device"},
		Contact:   40 * time.Second,
		Interest:  witness.Interest{Signals: 2, Within: 50 * time.Second},
		Cooldown:  witness.Cooldown{Wait: 5 * time.Second, MaxHold: 2 * time.Minute, Quiet: quiet},
		Duration:  witness.Duration{Max: time.Minute, Rest: 30 * time.Second},
		Caps: []witness.Cap{
			{Max: 2, Per: 20 * time.Second, By: "destination"},
			{Max: 3, Per: 30 * time.Second, By: "subject"},
		},
		Destinations: []witness.Destination{meta(), mail()},
	}
	for role, names := range shop.Roles() {
		for _, name := range names {
			r.Roles[name] = role
		}
	}
	return r
}

func meta() witness.Destination {
	return witness.Destination{
		Name: "meta", Topic: "ads.meta", Needs: "mild", Deadline: 2 * time.Hour,
		Takes: []string{shop.Signal, shop.Outreach, shop.Conversion, shop.Service, shop.Prediction},
		Layers: []witness.Layer{
			{Name: "general", Fields: as("type", "event", "messageId", "timestamp", "properties.category", "properties.campaign_id", "properties.headline")},
			{Name: "mild", Purposes: []string{"ads"}, Fields: append(as("anonymousId", "context.device", "properties.product_id", "properties.price", "properties.list_price", "properties.propensity"),
				witness.Field{Path: "properties.value", Did: "round10"}, witness.Field{Path: "context.location.city", Did: "region"})},
			{Name: "personal", Purposes: []string{"identified_ads"}, Fields: append(as("userId"),
				witness.Field{Path: "context.traits.email", Did: "sha256"})},
		},
	}
}

func mail() witness.Destination {
	return witness.Destination{
		Name: "mail", Topic: "ads.mail", Needs: "general", Takes: []string{shop.Outreach, shop.Conversion},
		Layers: []witness.Layer{
			{Name: "general", Fields: as("event", "messageId", "timestamp", "properties.channel")},
			{Name: "mild", Purposes: []string{"ads"}, Fields: as("properties.product_id", "properties.headline", "context.location")},
		},
	}
}

// as are fields that leave as they are.
func as(paths ...string) []witness.Field {
	fields := make([]witness.Field, len(paths))
	for i, p := range paths {
		fields[i].Path = p
	}
	return fields
}
