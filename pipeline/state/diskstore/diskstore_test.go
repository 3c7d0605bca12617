package diskstore_test

import (
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"maat/pipeline/state"
	"maat/pipeline/state/diskstore"
	"maat/pipeline/state/statetest"
)

const identity = "cluster c1, topic maat-changelog, id t1"

func open(t testing.TB, fs vfs.FS, cache int) state.Store {
	t.Helper()
	s, err := diskstore.Open(diskstore.Options{Dir: "state", Partition: 3, Identity: identity, CacheRows: cache, FS: fs})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return s
}

func TestStore(t *testing.T) {
	statetest.Run(t, func(t *testing.T) state.Store { return open(t, vfs.NewMem(), 2) })
}
