package instance_test

import (
	"crypto/rand"
	"testing"

	"maat/pipeline/vault"
)

// testVault is one of an own process each time, as it is in life.
func testVault(t *testing.T) *vault.Vault {
	t.Helper()
	ring, err := vault.Parse([]byte("2026 MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(ring, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
