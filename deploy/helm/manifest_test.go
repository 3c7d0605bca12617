package helm_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// The schemas of Kubernetes itself, of the newest release that the tool carries.
func TestKubernetesSchemas(t *testing.T) {
	for _, r := range renderings() {
		t.Run(r.name, func(t *testing.T) {
			if out, err := validate(t, r.objects(t)); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	t.Run("a misspelt field is found", func(t *testing.T) {
		bad := strings.Replace(rendering{"minimal"}.text(t), "podManagementPolicy:", "podManagmentPolicy:", 1)
		if out, err := validate(t, parse(t, bad)); err == nil || !strings.Contains(out, "podManagmentPolicy") {
			t.Errorf("err %v, said\n%s", err, out)
		}
	})
}

// validate leaves out what is no part of Kubernetes: the Prometheus operator's kinds.
func validate(t *testing.T, objects []tree) (string, error) {
	t.Helper()
	var text bytes.Buffer
	enc := yaml.NewEncoder(&text)
	for _, object := range objects {
		if strings.HasPrefix(object.text("apiVersion"), "monitoring.coreos.com/") {
			continue
		}
		if err := enc.Encode(map[string]any(object)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "manifests.yaml")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool(t, "kubectl-validate"), "--version", "1.30", path).CombinedOutput()
	return string(out), err
}

// A deployment is the StatefulSet with all that belongs to it; in mode sidecar
// nothing is left that would run, or that would act upon the application's pods.
func TestKinds(t *testing.T) {
	want := map[string][]string{
		"minimal":    {"ConfigMap", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount", "StatefulSet"},
		"cache-only": {"ConfigMap", "Service", "StatefulSet"},
		"sidecar":    {"ConfigMap", "ConfigMap", "Service", "ServiceMonitor"},
		example:      {"ConfigMap", "ConfigMap", "Deployment", "Service"},
	}
	for name, kinds := range want {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, object := range (rendering{name}).objects(t) {
				got = append(got, object.text("kind"))
			}
			slices.Sort(got)
			if diff := cmp.Diff(kinds, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// The application waits for Maat, and Maat outlives the application.
func TestSidecarIsNative(t *testing.T) {
	app := only(t, rendering{example}.objects(t), "Deployment")
	sidecars := app.each("spec", "template", "spec", "initContainers")
	if len(sidecars) != 1 {
		t.Fatalf("%d init containers, want 1", len(sidecars))
	}
	sidecar := sidecars[0]
	for path, want := range map[string]any{
		"name": "maat", "restartPolicy": "Always",
		"startupProbe.httpGet.path": "/readyz", "startupProbe.httpGet.port": "ops",
		"livenessProbe.httpGet.path": "/healthz", "livenessProbe.httpGet.port": "ops",
		"readinessProbe": nil,
	} {
		if got := sidecar.at(strings.Split(path, ".")...); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

// A replica is named after its pod, and knows how much memory it has.
func TestEnvironment(t *testing.T) {
	for _, r := range renderings() {
		t.Run(r.name, func(t *testing.T) {
			for _, workload := range workloads(r.objects(t)) {
				env := map[string]tree{}
				for _, entry := range containers(workload)[0].each("env") {
					env[entry.text("name")] = entry
				}
				if got := env["POD_NAME"].text("valueFrom", "fieldRef", "fieldPath"); got != "metadata.name" {
					t.Errorf("POD_NAME comes from %q", got)
				}
				if got := env["MAAT_INSTANCE"].text("value"); got != "$(POD_NAME)" {
					t.Errorf("MAAT_INSTANCE is %q", got)
				}
				if got := env["GOMEMLIMIT"].text("valueFrom", "resourceFieldRef", "resource"); got != "limits.memory" {
					t.Errorf("GOMEMLIMIT comes from %q", got)
				}
			}
		})
	}
}

// Every mount has its volume, and every file that maat.yaml names is mounted.
func TestFilesAreMounted(t *testing.T) {
	for _, r := range renderings() {
		t.Run(r.name, func(t *testing.T) {
			objects := r.objects(t)
			for _, workload := range workloads(objects) {
				volumes := volumesOf(workload)
				for _, container := range containers(workload) {
					for _, mount := range container.each("volumeMounts") {
						if _, ok := volumes[mount.text("name")]; !ok {
							t.Errorf("%s mounts %s, which is no volume", container.text("name"), mount.text("name"))
						}
						if mount.at("subPath") != nil {
							t.Errorf("%s is mounted by subPath: it would never change", mount.text("name"))
						}
					}
				}
				files := projected(volumes["maat-config"])
				for _, path := range configFiles(t, objects) {
					if !slices.Contains(files, path) {
						t.Errorf("maat.yaml names %s; mounted are %v", path, files)
					}
				}
			}
		})
	}
}

func volumesOf(workload tree) map[string]tree {
	volumes := map[string]tree{}
	for _, volume := range workload.each("spec", "template", "spec", "volumes") {
		volumes[volume.text("name")] = volume
	}
	for _, claim := range workload.each("spec", "volumeClaimTemplates") {
		volumes[claim.text("metadata", "name")] = claim
	}
	return volumes
}

// projected lists the files of a projected volume that is mounted at /etc/maat.
func projected(volume tree) []string {
	var files []string
	for _, source := range volume.each("projected", "sources") {
		for _, kind := range []string{"configMap", "secret"} {
			for _, item := range source.each(kind, "items") {
				files = append(files, "/etc/maat/"+item.text("path"))
			}
		}
	}
	return files
}

// configFiles are all paths below /etc/maat in the rendered maat.yaml, and itself.
func configFiles(t *testing.T, objects []tree) []string {
	t.Helper()
	for _, object := range objects {
		if text := object.text("data", "maat.yaml"); text != "" {
			return append(regexp.MustCompile(`/etc/maat/\S+`).FindAllString(text, -1), "/etc/maat/maat.yaml")
		}
	}
	t.Fatal("no ConfigMap has a maat.yaml")
	return nil
}

// What selects something must select it: the Service the pods, the monitor the Service.
func TestSelectors(t *testing.T) {
	for _, r := range renderings() {
		t.Run(r.name, func(t *testing.T) {
			objects := r.objects(t)
			service := only(t, objects, "Service")
			for _, workload := range workloads(objects) {
				labels := workload.at("spec", "template", "metadata", "labels")
				selects(t, service, labels, "spec", "selector")
				selects(t, workload, labels, "spec", "selector", "matchLabels")
			}
			for _, object := range objects {
				switch object.text("kind") {
				case "ServiceMonitor":
					selects(t, object, service.at("metadata", "labels"), "spec", "selector", "matchLabels")
				case "PodDisruptionBudget":
					selects(t, object, workloads(objects)[0].at("spec", "template", "metadata", "labels"), "spec", "selector", "matchLabels")
				case "NetworkPolicy":
					selects(t, object, workloads(objects)[0].at("spec", "template", "metadata", "labels"), "spec", "podSelector", "matchLabels")
				}
			}
		})
	}
}

func selects(t *testing.T, object tree, labels any, path ...string) {
	t.Helper()
	selector := mapping(object.at(path...))
	if len(selector) == 0 {
		t.Errorf("%s selects everything", object.id())
	}
	for key, want := range selector {
		if got := mapping(labels)[key]; got != want {
			t.Errorf("%s selects %s=%v, which is %v", object.id(), key, want, got)
		}
	}
}

// An alert on a metric that nobody exports never fires.
func TestAlertsUseMetricsThatExist(t *testing.T) {
	exported := []string{"maat_events_total", "maat_held_events", "maat_release_lateness_seconds_bucket", "maat_txn_total", "maat_policy_info", "maat_ready"}
	rule := only(t, rendering{"full"}.objects(t), "PrometheusRule")
	alerts := rule.each("spec", "groups")[0].each("rules")
	if len(alerts) != 5 {
		t.Errorf("%d alerts, want 5", len(alerts))
	}
	for _, alert := range alerts {
		expr := alert.text("expr")
		names := regexp.MustCompile(`maat_\w+`).FindAllString(expr, -1)
		if len(names) == 0 {
			t.Errorf("%s looks at no metric: %s", alert.text("alert"), expr)
		}
		for _, name := range names {
			if !slices.Contains(exported, name) {
				t.Errorf("%s looks at %s, which is not exported", alert.text("alert"), name)
			}
		}
		if strings.Count(expr, `{namespace="events",service="shop-guard"`) != len(names) {
			t.Errorf("%s looks beyond this release: %s", alert.text("alert"), expr)
		}
	}
}

// What can be set is documented where it is set, in the schema, and in the README.
func TestEveryValueIsDocumented(t *testing.T) {
	values := parse(t, read(t, "maat/values.yaml"))[0]
	schema := parse(t, read(t, "maat/values.schema.json"))[0]
	readme := read(t, "maat/README.md")
	for _, path := range leaves(values, schema, "") {
		if !strings.Contains(readme, "`"+path+"`") {
			t.Errorf("README.md does not mention `%s`", path)
		}
	}
	for name := range mapping(schema["properties"]) {
		if _, ok := values[name]; !ok && name != "global" && name != "enabled" {
			t.Errorf("the schema knows %s, values.yaml does not", name)
		}
	}
}

// leaves are the paths that a schema describes one by one. It is an object's own
// property that is described, or the object as a whole.
func leaves(values, schema tree, prefix string) []string {
	var out []string
	properties := mapping(schema["properties"])
	for _, name := range slices.Sorted(maps.Keys(values)) {
		property := mapping(properties[name])
		if property == nil {
			out = append(out, fmt.Sprintf("%s%s (not in the schema)", prefix, name))
			continue
		}
		below := mapping(values[name])
		if property["properties"] == nil || len(below) == 0 {
			out = append(out, prefix+name)
			continue
		}
		out = append(out, leaves(below, property, prefix+name+".")...)
	}
	return out
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
