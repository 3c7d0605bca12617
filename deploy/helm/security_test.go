package helm_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What every container must say, whatever the values.
func TestContainersAreConfined(t *testing.T) {
	for _, r := range renderings() {
		t.Run(r.name, func(t *testing.T) {
			for _, workload := range workloads(r.objects(t)) {
				for _, container := range containers(workload) {
					for _, fault := range confinement(container) {
						t.Errorf("%s, container %s: %s", workload.id(), container.text("name"), fault)
					}
				}
			}
		})
	}
}

func confinement(container tree) []string {
	var faults []string
	want := func(ok bool, rule string) {
		if !ok {
			faults = append(faults, rule)
		}
	}
	context := mapping(container.at("securityContext"))
	user, _ := context.at("runAsUser").(int)
	want(context.at("runAsNonRoot") == true, "runAsNonRoot is not true")
	want(user > 0, "runAsUser is not a user other than root")
	want(context.at("readOnlyRootFilesystem") == true, "readOnlyRootFilesystem is not true")
	want(context.at("allowPrivilegeEscalation") == false, "allowPrivilegeEscalation is not false")
	want(context.at("privileged") != true, "privileged")
	want(cmp.Equal(mapping(context.at("capabilities")), tree{"drop": []any{"ALL"}}), "capabilities are not just drop ALL")
	want(context.text("seccompProfile", "type") == "RuntimeDefault", "seccompProfile is not RuntimeDefault")
	want(container.at("resources", "requests", "memory") != nil, "no memory request")
	want(container.at("resources", "limits", "memory") != nil, "no memory limit")
	for _, env := range container.each("env") {
		want(env.at("valueFrom", "secretKeyRef") == nil, "a secret in the environment: "+env.text("name"))
	}
	return faults
}

// The checks above must be able to fail.
func TestConfinementFindsEachFault(t *testing.T) {
	bad := parse(t, `{name: bad, env: [{name: KEY, valueFrom: {secretKeyRef: {name: a, key: b}}}],
	  securityContext: {runAsUser: 0, privileged: true, capabilities: {drop: [ALL], add: [NET_ADMIN]}}}`)[0]
	if faults := confinement(bad); len(faults) != 10 {
		t.Errorf("found %d faults, want 10: %q", len(faults), faults)
	}
}

// Neither kind of pod gives Maat a token of the cluster, or its files to others.
func TestNoServiceAccountToken(t *testing.T) {
	pods := only(t, rendering{"minimal"}.objects(t), "StatefulSet")
	if pods.at("spec", "template", "spec", "automountServiceAccountToken") != false {
		t.Error("the StatefulSet's pods mount a token")
	}
	account := only(t, rendering{"minimal"}.objects(t), "ServiceAccount")
	if account.at("automountServiceAccountToken") != false {
		t.Error("the ServiceAccount mounts a token")
	}
	app := only(t, rendering{example}.objects(t), "Deployment")
	sidecar := containers(app)[0]
	if !slices.ContainsFunc(sidecar.each("volumeMounts"), func(m tree) bool {
		return m.text("mountPath") == "/var/run/secrets/kubernetes.io/serviceaccount" && m.text("name") == "maat-no-token"
	}) {
		t.Error("nothing stands where the application's token would be mounted into the sidecar")
	}
	for _, container := range containers(app)[1:] {
		for _, mount := range container.each("volumeMounts") {
			if mount.text("name") == "maat-config" {
				t.Errorf("container %s sees Maat's keys", container.text("name"))
			}
		}
	}
}

// In comes a scraper, out go Kafka and name service: nothing else by default.
func TestNetworkPolicy(t *testing.T) {
	policy := only(t, rendering{"minimal"}.objects(t), "NetworkPolicy")
	got := fmt.Sprint(policy.at("spec", "policyTypes"), ports(policy, "ingress"), ports(policy, "egress"))
	want := "[Ingress Egress] [ops/TCP] [9092/TCP 9093/TCP 53/UDP 53/TCP]"
	if got != want {
		t.Errorf("allows %s, want %s", got, want)
	}
}

func ports(policy tree, direction string) []string {
	var out []string
	for _, rule := range policy.each("spec", direction) {
		for _, port := range rule.each("ports") {
			out = append(out, fmt.Sprintf("%v/%v", port.at("port"), port.at("protocol")))
		}
	}
	return out
}
