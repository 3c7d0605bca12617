// Package helm_test renders the chart with helm itself, in each way it is meant
// to be used, and judges the manifests that come of it.
//
//	go test ./deploy/helm            compare with testdata/*.golden.yaml
//	go test ./deploy/helm -update    rewrite them, to be read as a diff
package helm_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite testdata/*.golden.yaml")

func TestLint(t *testing.T) {
	for _, r := range renderings() {
		t.Run(r.name, func(t *testing.T) {
			out, stderr, err := helm(t, append([]string{"lint", "--strict"}, r.chart(t)...)...)
			if err != nil {
				t.Errorf("helm lint --strict: %v\n%s%s", err, out, stderr)
			}
		})
	}
}

func TestGolden(t *testing.T) {
	for _, r := range renderings() {
		t.Run(r.name, func(t *testing.T) {
			got := r.text(t)
			path := filepath.Join("testdata", r.name+".golden.yaml")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s differs (-want +got); if it should, run with -update and read the diff\n%s", path, diff)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name  string
		flags []string
		want  string
	}{
		{"mode", []string{"--set", "mode=daemonset"}, "at '/mode': value must be one of 'deployment', 'sidecar'"},
		{"no replica", []string{"--set", "replicaCount=0"}, "at '/replicaCount': minimum: got 0, want 1"},
		{"unknown value", []string{"--set", "replicas=2"}, "additional properties 'replicas' not allowed"},
		{"misspelt config", []string{"--set", "config.kafka.broker=a:1"}, "at '/config/kafka': additional properties 'broker' not allowed"},
		{"config that the chart fills in", []string{"--set", "config.instance=maat-0"}, "at '/config': additional properties 'instance' not allowed"},
		{"a secret in config", []string{"--set", "config.keys.subject_file=/x"}, "at '/config': additional properties 'keys' not allowed"},
		{"privilege", []string{"--set", "securityContext.privileged=true"}, "at '/securityContext': additional properties 'privileged' not allowed"},
		{"root", []string{"--set", "securityContext.runAsUser=0"}, "at '/securityContext/runAsUser': minimum: got 0, want 1"},
		{"shared volume", []string{"--set", "persistence.accessModes={ReadWriteMany}"}, "at '/persistence/accessModes/0': value must be one of"},
		{"broker without port", []string{"--set", "config.kafka.brokers={kafka}"}, "at '/config/kafka/brokers/0': 'kafka' does not match pattern"},
		{"no key secret", []string{"--set", "keys.existingSecret="}, "keys.existingSecret: name the Secret that holds the subject key and the storage keys"},
		{"memory in a unit that GOMEMLIMIT cannot be made of", []string{"--set", "resources.limits.memory=1e9x"}, "at '/resources/limits/memory'"},
		{"eviction of nobody", []string{"--set", "podDisruptionBudget.maxUnavailable=0%"}, "at '/podDisruptionBudget/maxUnavailable'"},
		{"broker behind the network policy", []string{"--set", "config.kafka.brokers={kafka:9094}"}, "networkPolicy.kafkaPorts: 9094, of the broker kafka:9094, is not among them"},
		{"no image", []string{"--set", "image.repository="}, "image.repository: name the image"},
		{"no pipeline", []string{"--set", "config.pipeline="}, "config.pipeline: name the pipeline"},
		{"no broker", []string{"--set", "config.kafka.brokers=null"}, "config.kafka.brokers: name at least one broker"},
		{"no input", []string{"--set", "config.topics.inputs=null"}, "config.topics.inputs: name at least one topic"},
		{"no policy", []string{"--set", "policy.existingConfigMap="}, "policy: give inline or existingConfigMap; without a policy"},
		{"two policies", []string{"--set", "policy.inline=x"}, "policy: give inline or existingConfigMap, not both"},
		{"password for nothing", []string{"--set", "kafka.sasl.existingSecret=x"}, "kafka.sasl: existingSecret and config.kafka.sasl.mechanism go together"},
		{"mechanism without secret", []string{"--set", "config.kafka.sasl.mechanism=oauthbearer"}, "kafka.sasl: existingSecret and config.kafka.sasl.mechanism go together"},
		{"half a certificate", []string{"--set", "kafka.tls.certKey=tls.crt"}, "kafka.tls: certKey and keyKey go together"},
		{"unused secret", []string{"--set", "kafka.tls.existingSecret=x,kafka.tls.caKey="}, "kafka.tls: nothing of existingSecret is used"},
	}
	minimal := rendering{"minimal"}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{"template", "shop"}, minimal.chart(t)...)
			out, stderr, err := helm(t, append(args, tt.flags...)...)
			if err == nil {
				t.Fatalf("rendered; want a refusal that says %q\n%s", tt.want, out)
			}
			if !strings.Contains(stderr, tt.want) {
				t.Errorf("refused with\n%s\nwant %q", stderr, tt.want)
			}
		})
	}
}

// All that is missing is said at once, for whoever installs it for the first time.
func TestRefusalsComeTogether(t *testing.T) {
	_, stderr, err := helm(t, "template", "shop", "maat")
	if err == nil {
		t.Fatal("rendered without any value")
	}
	for _, want := range []string{"image.repository:", "keys.existingSecret:", "config.pipeline:", "config.kafka.brokers:", "config.topics.inputs:", "policy:"} {
		if !strings.Contains(stderr, "  - "+want) {
			t.Errorf("does not name %s\n%s", want, stderr)
		}
	}
}

// An application that forgets the mode would run the pipeline twice.
func TestSidecarNeedsItsMode(t *testing.T) {
	args := append([]string{"template", "shop"}, rendering{example}.chart(t)...)
	_, stderr, err := helm(t, append(args, "--set", "maat.mode=deployment")...)
	if err == nil || !strings.Contains(stderr, "set mode: sidecar where maat.sidecar is included") {
		t.Errorf("err %v, said\n%s", err, stderr)
	}
}

// The policy is read again by the running process; only maat.yaml needs a restart.
func TestOnlyConfigRestartsPods(t *testing.T) {
	for _, r := range []rendering{{"full"}, {example}} {
		t.Run(r.name, func(t *testing.T) {
			prefix := map[string]string{example: "maat."}[r.name]
			template := func(flags ...string) any {
				return workloads(r.objects(t, flags...))[0].at("spec", "template")
			}
			before := template()
			if r.name != example {
				if diff := cmp.Diff(before, template("--set", "policy.inline=other")); diff != "" {
					t.Errorf("a changed policy changes the pods\n%s", diff)
				}
			}
			if cmp.Diff(before, template("--set", prefix+"config.log.level=warn")) == "" {
				t.Error("a changed maat.yaml leaves the pods as they are")
			}
		})
	}
}
