package helm_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/guards"
	"maat/pipeline/config"
	"maat/pipeline/policy"
)

// What the chart writes, Maat reads: its own loader finds nothing wrong.
func TestMaatYAMLLoads(t *testing.T) {
	for _, r := range renderings() {
		t.Run(r.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "maat.yaml")
			text := ""
			for _, object := range r.objects(t) {
				text += object.text("data", "maat.yaml")
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			c, err := config.Load(path, []string{"MAAT_INSTANCE=shop-maat-0"})
			if err != nil {
				t.Fatal(err)
			}
			got := []string{c.Instance, c.Policy, c.Keys.SubjectFile, c.State.Dir}
			want := []string{"shop-maat-0", "/etc/maat/policy/policy.yaml", "/etc/maat/keys/subject", "/var/lib/maat/state"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// chartsOwn are the settings that the chart decides, and so refuses in config.
var chartsOwn = []string{
	"instance", "policy", "listen", "state.dir", "keys.subject_file", "keys.link_file", "keys.hmac",
	"kafka.tls.ca_file", "kafka.tls.cert_file", "kafka.tls.key_file",
	"kafka.sasl.password_file", "kafka.sasl.token_file",
}

// Every setting of maat.yaml is either the chart's or can be given in config,
// within the same bounds; a new one cannot be forgotten here.
func TestConfigKnowsEverySetting(t *testing.T) {
	text, err := config.Schema()
	if err != nil {
		t.Fatal(err)
	}
	maats := bounds(parse(t, string(text))[0])
	chart := parse(t, read(t, "maat/values.schema.json"))[0]
	charts := bounds(mapping(chart.at("properties", "config")))
	for _, path := range chartsOwn {
		if _, known := maats[path]; !known {
			t.Errorf("%s is no setting of maat.yaml any more", path)
		}
		delete(maats, path)
	}
	if diff := cmp.Diff(maats, charts); diff != "" {
		t.Errorf("config in values.schema.json differs from schemas/config.schema.json (-maat +chart)\n%s", diff)
	}
}

// bounds are the settings that a schema describes, each with the least and the
// greatest number that it may be.
func bounds(schema tree) map[string][2]any {
	out := map[string][2]any{}
	for _, path := range leaves(schema, "") {
		here := schema
		for _, name := range strings.Split(path, ".") {
			here = mapping(here.at("properties", name))
		}
		out[path] = [2]any{here["minimum"], here["maximum"]}
	}
	return out
}

// The policy that the example ships is one that Maat runs.
func TestExamplePolicyCompiles(t *testing.T) {
	const file = "examples/shop-app/policy.yaml"
	text := read(t, file)
	if _, err := policy.Compile(file, []byte(text), policy.Options{Table: guards.Table()}); err != nil {
		t.Error(err)
	}
	rendered := slices.ContainsFunc(rendering{example}.objects(t), func(o tree) bool {
		return o.text("data", "policy.yaml") == text
	})
	if !rendered {
		t.Error("no ConfigMap holds the policy as it is in the file")
	}
}
