//go:build synctests

package instance_test

import (
	"encoding/hex"

	"maat/pipeline/kafka"
	"maat/pipeline/state"
	"maat/pipeline/vault"
)

// keys are those of the people in the changelog, by alias.
func (w *world) keys(v *vault.Vault) map[string]*vault.Key {
	w.t.Helper()
	keys := map[string]*vault.Key{}
	for _, r := range w.read(changelog) {
		kind, who, _, err := state.ParseKey(r.Key)
		if err != nil {
			w.t.Fatal(err)
		}
		if kind != state.KeyKey || r.Value == nil {
			continue
		}
		k, err := v.Load(r.Value, who[:])
		if err != nil {
			w.t.Fatal(err)
		}
		alias := k.Alias()
		keys[hex.EncodeToString(alias[:])] = k
	}
	return keys
}

// keptWhole are the records of the quarantine as they came in, by source.
func (w *world) keptWhole() map[string][]byte {
	w.t.Helper()
	v, all := testVault(w.t), map[string][]byte{}
	keys := w.keys(v)
	for _, r := range w.read(quarantine) {
		k := kafka.ReadKept(r)
		_, value, err := k.Open(v, keys[k.Alias])
		if err != nil || !k.Sealed {
			w.t.Fatalf("%s: sealed: %t, %v", k.Source, k.Sealed, err)
		}
		all[k.Source] = value
	}
	return all
}
