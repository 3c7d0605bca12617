package config

import "time"

// API is what is served to people.
type API struct {
	LinkTTL time.Duration
	Brand   Brand
}

// Brand is how the page of a person looks.
type Brand struct {
	Name   string
	Colour string // #rrggbb; empty: that of Maat
}

var colourRule = rule{want: "a colour such as #1f4e79", pattern: `^#[0-9a-fA-F]{6}$`}

// people are the settings of the page of a person.
func people() []setting {
	return []setting{
		{path: "api.link_ttl", min: minute, max: 24 * 60 * minute, at: func(c *Config) any { return &c.API.LinkTTL },
			doc: "For this long a link to a person's page can be opened, once."},
		{path: "api.brand.name", rule: textRule, derived: "the name of the pipeline", at: func(c *Config) any { return &c.API.Brand.Name },
			doc: "The name that people know, on their page."},
		{path: "api.brand.colour", rule: colourRule, at: func(c *Config) any { return &c.API.Brand.Colour },
			doc: "The colour of their page; where it cannot be read it is made darker, or lighter in the dark."},
	}
}
