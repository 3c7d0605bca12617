package config

import (
	"net/netip"
	"time"
)

// API is what is served to people.
type API struct {
	LinkTTL time.Duration
	Proxies []string // networks
	Brand   Brand
}

// Brand is how the page of a person looks.
type Brand struct {
	Name   string
	Colour string // #rrggbb; empty: that of Maat
}

var colourRule = rule{want: "a colour such as #1f4e79", pattern: `^#[0-9a-fA-F]{6}$`}

var networkRule = rule{want: "a network such as 10.0.0.0/8", pattern: `^[0-9a-fA-F.:]+/[0-9]+$`,
	check: func(s string) bool { _, err := netip.ParsePrefix(s); return err == nil }}

// people are the settings of the page of a person.
func people() []setting {
	return []setting{
		{path: "api.link_ttl", min: minute, max: 24 * 60 * minute, at: func(c *Config) any { return &c.API.LinkTTL },
			doc: "For this long a link to a person's page can be opened, once."},
		{path: "api.proxies", rule: networkRule, at: func(c *Config) any { return &c.API.Proxies },
			doc: "The networks of the proxies that stand before people's pages; of what comes from there, X-Forwarded-For says from whom."},
		{path: "api.brand.name", rule: textRule, derived: "the name of the pipeline", at: func(c *Config) any { return &c.API.Brand.Name },
			doc: "The name that people know, on their page."},
		{path: "api.brand.colour", rule: colourRule, at: func(c *Config) any { return &c.API.Brand.Colour },
			doc: "The colour of their page; where it cannot be read it is made darker, or lighter in the dark."},
	}
}
