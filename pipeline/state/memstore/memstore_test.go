package memstore_test

import (
	"testing"

	"maat/pipeline/state"
	"maat/pipeline/state/memstore"
	"maat/pipeline/state/statetest"
)

func TestStore(t *testing.T) {
	statetest.Run(t, func(*testing.T) state.Store { return memstore.New() })
}
