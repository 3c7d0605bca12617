package control_test

import (
	"fmt"
	"strings"
	"testing"

	"maat/pipeline/control"
)

func TestParsePrincipals(t *testing.T) {
	key, other := newKey(t, 1), newKey(t, 2)
	p, err := control.ParsePrincipals("p.yaml", fmt.Appendf(nil, `# who may act
- {name: anna, roles: [editor, {role: operator, from: 2026-01-01T00:00:00Z, until: 2026-02-01T00:00:00Z}], keys: [%q], oidc: "sub|1"}
- {name: api, on_behalf: true, keys: [{key: %q, until: 2026-01-01T00:00:00Z}], certificate: maat-api}
`, key.Public(), other.Public()))
	if err != nil {
		t.Fatal(err)
	}
	anna, ok := p.Find("anna")
	if !ok || !anna.Has(control.Editor, 1) || anna.Has(control.Approver, 1) || anna.Has(control.Operator, at("2026-02-01T00:00:00Z")) || !anna.Has(control.Operator, at("2026-01-31T23:59:59Z")) || anna.Has(control.Operator, 1) {
		t.Errorf("%+v", anna)
	}
	if q, ok := p.ByOIDC("sub|1"); !ok || q != anna {
		t.Error("not found by subject")
	}
	if _, ok := p.ByOIDC(""); ok {
		t.Error("found by no subject")
	}
	if q, ok := p.ByCertificate("maat-api"); !ok || !q.OnBehalf {
		t.Error("not found by certificate")
	}
	if q, ok := p.ByKey(key.Public()); !ok || q != anna || len(p.All()) != 2 {
		t.Error("not found by key")
	}
	back, err := control.ParseKey([]byte(key.File()))
	if err != nil || back.Public().String() != key.Public().String() || strings.Contains(fmt.Sprintf("%v %+v %s", key, key, key), "maat-private") {
		t.Errorf("%v", err)
	}
	if _, err := control.ParseKey([]byte("maat-private-ed25519:AAAA")); err == nil {
		t.Error("half a key is one")
	}
}

func TestParsePrincipalsRefuses(t *testing.T) {
	key := newKey(t, 1).Public()
	for text, want := range map[string]string{
		"name: anna":                                         "p.yaml:1:1: a list is expected here",
		"- {name: anna, rolls: [editor]}":                    `p.yaml:1:16: unknown key "rolls": did you mean "roles"?`,
		"- {name: anna, roles: [boss]}":                      `"boss" is no role`,
		"- {name: anna, roles: editor}":                      "a list is expected",
		"- {roles: [editor]}":                                "name is missing",
		"- {name: a}\n- {name: a}":                           "p.yaml:2:10: this name stands here twice",
		"- {name: a, keys: [ed25519:AA]}":                    "this is no public key",
		"- {name: a, revoked: yesterday}":                    "a time is expected",
		"- {name: a, on_behalf: perhaps}":                    "true or false",
		"- {name: \"a\\u0007b\"}":                            "a name is expected",
		"- {name: a, roles: [{until: 2026-01-01}]}":          "role is missing",
		fmt.Sprintf("- {name: a, keys: [%q, %q]}", key, key): "this key stands here twice",
	} {
		if _, err := control.ParsePrincipals("p.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n%v\nwant %s", text, err, want)
		}
	}
}
