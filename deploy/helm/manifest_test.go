package helm_test

import (
	"bytes"
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
	files := map[string][]tree{}
	for _, r := range renderings() {
		files[r.name] = r.objects(t)
	}
	if out, err := validate(t, files); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	bad := strings.Replace(rendering{"minimal"}.text(t), "podManagementPolicy:", "podManagmentPolicy:", 1)
	if out, err := validate(t, map[string][]tree{"bad": parse(t, bad)}); err == nil || !strings.Contains(out, "podManagmentPolicy") {
		t.Errorf("a misspelt field is not found: err %v, said\n%s", err, out)
	}
}

// validate writes each into a file of its name, all for one run of the tool. It
// leaves out what is no part of Kubernetes: the Prometheus operator's kinds.
func validate(t *testing.T, files map[string][]tree) (string, error) {
	t.Helper()
	dir := t.TempDir()
	for name, objects := range files {
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
		if err := os.WriteFile(filepath.Join(dir, name+".yaml"), text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(tool(t, "kubectl-validate"), "--version", "1.30", dir).CombinedOutput()
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

// The application waits until Maat answers, not until it is ready, and Maat
// outlives the application.
func TestSidecarIsNative(t *testing.T) {
	app := only(t, rendering{example}.objects(t), "Deployment")
	sidecars := app.each("spec", "template", "spec", "initContainers")
	if len(sidecars) != 1 {
		t.Fatalf("%d init containers, want 1", len(sidecars))
	}
	sidecar := sidecars[0]
	for path, want := range map[string]any{
		"name": "maat", "restartPolicy": "Always",
		"startupProbe.httpGet.path": "/healthz", "startupProbe.httpGet.port": "ops",
		"livenessProbe.httpGet.path": "/healthz", "livenessProbe.httpGet.port": "ops",
		"readinessProbe": nil,
	} {
		if got := sidecar.at(strings.Split(path, ".")...); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

// Neither probe that kills asks for more than a process that answers: a pod that
// restores, or waits for Kafka, is not made to begin again.
func TestOnlyReadinessAsksForReadiness(t *testing.T) {
	pods := only(t, rendering{"minimal"}.objects(t), "StatefulSet")
	want := map[string]string{"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}
	for probe, path := range want {
		if got := containers(pods)[0].text(probe, "httpGet", "path"); got != path {
			t.Errorf("%s asks %q, want %q", probe, got, path)
		}
	}
}

// Go's collector has to act before the kernel does.
func TestMemoryLimit(t *testing.T) {
	for limit, want := range map[string]string{"1Gi": "966367641", "1.5G": "1350000000", "512Mi": "483183820", "1000000000": "900000000", "null": ""} {
		flag := []string{"--set", "resources.limits.memory=" + limit}
		pods := only(t, rendering{"minimal"}.objects(t, flag...), "StatefulSet")
		got := ""
		for _, entry := range containers(pods)[0].each("env") {
			if entry.text("name") == "GOMEMLIMIT" {
				got = entry.text("value")
			}
		}
		if got != want {
			t.Errorf("limit %s gives GOMEMLIMIT %q, want %q", limit, got, want)
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
				if env["GOMEMLIMIT"].text("value") == "" {
					t.Error("no GOMEMLIMIT")
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

// What can be set is documented where it is set, in the schema, and in the README.
func TestEveryValueIsDocumented(t *testing.T) {
	values := parse(t, read(t, "maat/values.yaml"))[0]
	schema := parse(t, read(t, "maat/values.schema.json"))[0]
	readme := read(t, "maat/README.md")
	for _, path := range leaves(schema, "") {
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

// leaves are the paths that a schema describes one by one: an object with
// properties by them, any other value as a whole.
func leaves(schema tree, prefix string) []string {
	var out []string
	properties := mapping(schema["properties"])
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		property := mapping(properties[name])
		if below := leaves(property, prefix+name+"."); len(below) > 0 && property["additionalProperties"] == false {
			out = append(out, below...)
			continue
		}
		out = append(out, prefix+name)
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
