package config

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

//go:generate go test . -run TestSchemaFile -update

var update = flag.Bool("update", false, "write schemas/config.schema.json anew")

var schemaFile = filepath.Join("..", "..", "schemas", "config.schema.json")

func TestSchemaFile(t *testing.T) {
	want, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the settings say; run go generate ./pipeline/config", schemaFile)
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("config.schema.json")
}

func document(t *testing.T, text string) any {
	t.Helper()
	var doc any
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestSchemaTakesWhatLoadTakes(t *testing.T) {
	schema := compiled(t)
	texts := map[string]string{"least": least, "whole": whole, "empty where a template leaves it": least + "log: {level: ''}\ngroup: ''\n"}
	for _, name := range []string{"minimal", "full", "sidecar"} {
		texts[name] = rendered(t, name)
	}
	for name, text := range texts {
		if _, err := read(t, text); err != nil {
			t.Errorf("%s: Load refuses it: %v", name, err)
		}
		if err := schema.Validate(document(t, text)); err != nil {
			t.Errorf("%s: the schema refuses it: %v", name, err)
		}
	}
}

func TestSchemaRefusesWhatLoadRefuses(t *testing.T) {
	schema := compiled(t)
	for _, change := range [][2]string{
		{"pipeline: webshop", "pipeline: web shop"},
		{"pipeline: webshop", "pipeline: 7"},
		{"pipeline: webshop\n", ""},
		{"instance: one", "instanse: one"},
		{"brokers: [kafka:9092]", "brokers: [kafka]"},
		{"brokers: [kafka:9092]", "brokers: kafka:9092"},
		{"brokers: [kafka:9092]", "brokers: [kafka:9092], session_timeout: 45"},
		{"brokers: [kafka:9092]", "brokers: [kafka:9092], session_timeout: 1.5s"},
		{"inputs: [shop.events]", "inputs: [a, a]"},
		{"inputs: [shop.events]", "inputs: [a], partitions: 0"},
		{"inputs: [shop.events]", "inputs: [a], partitions: many"},
		{"inputs: [shop.events]", "inputs: [a], create: maybe"},
		{"instance: one", "log: {level: loud}"},
		{"subject_file: keys/subject", "subject_file: keys/subject, hmac: {a b: x}"},
	} {
		text := strings.Replace(least, change[0], change[1], 1)
		if text == least {
			t.Fatalf("%q changes nothing", change[1])
		}
		if _, err := read(t, text); err == nil {
			t.Errorf("%s: Load takes it", change[1])
		}
		if schema.Validate(document(t, text)) == nil {
			t.Errorf("%s: the schema takes it", change[1])
		}
	}
}
