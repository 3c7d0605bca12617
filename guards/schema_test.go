package guards_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"maat/guards"
	"maat/pipeline/policy"
	"maat/schemas"
)

var update = flag.Bool("update", false, "rewrite the generated files")

// TestSchemaIsCurrent fails where the tags and the committed schema differ.
func TestSchemaIsCurrent(t *testing.T) {
	want := policy.Schema(guards.Table())
	if *update {
		if err := os.WriteFile("../schemas/policy.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, schemas.Policy) {
		t.Error("schemas/policy.schema.json is not what the tags say: go generate ./schemas")
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemas.Policy))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("policy.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("policy.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func example(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../examples/webshop/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func valid(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	var value any
	if err := yaml.Load([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return s.Validate(value)
}

// TestSchemaAndCompilerAgree changes one thing of a good policy and asks both.
func TestSchemaAndCompilerAgree(t *testing.T) {
	s, good := compileSchema(t), example(t)
	for _, change := range []struct {
		name, old, with string
		ok              bool
	}{
		{"nothing", "", "", true},
		{"guard off", "{within: 7d}", `{mode: "off", why: "the shop sends each event once"}`, true},
		{"frequency off", "duration:  {max: 7d, by: topic, rest: 30d}", `duration: {mode: "off", why: "tried out"}`, true},
		{"one cap without a list", "frequency: [{max: 2, per: 24h, by: campaign}, {max: 5, per: 24h, by: subject}]", "frequency: {max: 2, per: 24h}", true},
		{"one topic", "topics: all", "topics: health", true},
		{"some topics", "topics: all", "topics: [health, religion]", true},
		{"a retract that is no name", `retract: "Retargeting Ended"`, `retract: ["Retargeting Ended"]`, false},
		{"a retract without a name", `retract: "Retargeting Ended"`, `retract: ""`, false},
		{"a purpose alone in a list", "purpose: ads", "purpose: [ads]", true},
		{"unknown key", "language: nl", "taal: nl", false},
		{"unknown language", "language: nl", "language: de", false},
		{"no unit", "within: 7d", "within: 7", false},
		{"off without why", "{within: 7d}", `{mode: "off"}`, false},
		{"unknown topic", "topics: all", "topics: [helth]", false},
		{"unknown transform", "round: 10", "rond: 10", false},
		{"a text where a number belongs", "{max: 3, per: 24h", `{max: "3", per: 24h`, false},
		{"a cap without max", "{max: 3, per: 24h", "{per: 24h", false},
		{"quiet hours without an end", `{from: "22:00", to: "08:00"}`, `{from: "22:00"}`, false},
		{"a quarter past twenty-five", `from: "22:00"`, `from: "25:15"`, false},
		{"duplicate for one destination", "      frequency: [", "      duplicate: {within: 1d}\n      frequency: [", false},
		{"unknown role", "    erase: [", "    delete: [", false},
		{"one path without a list", "paths: [properties.propensity, properties.size]", "paths: properties.size", true},
		{"a path that is a number", "paths: [properties.propensity, properties.size]", "paths: [7]", false},
		{"an unknown action", "personal: [context.device, context.os, context.screen, context.traits.buying_power]", "personal: context.os, action: strip", false},
		{"undisclosed without paths", "{paths: [context.traits.third_party, properties.offer.household]}", "{}", false},
		{"price off", "price: properties.price, list_price: properties.list_price, basis: properties.price_basis,", `mode: "off", why: "no prices are sent",`, true},
		{"interest by brand", "{signals: 2, within: 7d, by: topic", "{signals: 2, within: 7d, by: brand", false},
		{"interest without a number", "{signals: 2, within: 7d, by: topic", "{within: 7d, by: topic", false},
		{"relationship without a window", "relationship: {within: 90d}", "relationship: {by: subject}", false},
		{"unknown unit to count by", "by: destination", "by: person", false},
	} {
		t.Run(change.name, func(t *testing.T) {
			if !strings.Contains(good, change.old) {
				t.Fatalf("the example has no %q", change.old)
			}
			text := strings.Replace(good, change.old, change.with, 1)
			if err := valid(t, s, text); (err == nil) != change.ok {
				t.Errorf("schema: %v", err)
			}
			if _, err := policy.Compile("p.yaml", []byte(text), options()); (err == nil) != change.ok {
				t.Errorf("compiler: %v", err)
			}
		})
	}
}
