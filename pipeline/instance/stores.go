package instance

import (
	"errors"
	"log/slog"

	"maat/pipeline/state"
	"maat/pipeline/state/diskstore"
	"maat/pipeline/state/memstore"
)

// Disk keeps the stores in a directory.
type Disk struct {
	Dir  string
	Rows int // rows of each partition kept decoded in memory
	Log  *slog.Logger
}

var _ Stores = Disk{}

// Open implements Stores. A damaged store is removed: the changelog rebuilds it.
func (d Disk) Open(identity string, p int32, open state.Opener) (state.Store, error) {
	o := diskstore.Options{Dir: d.Dir, Partition: p, Identity: identity, CacheRows: d.Rows, Open: open}
	store, err := diskstore.Open(o)
	damaged, ok := errors.AsType[*diskstore.DamagedError](err)
	if !ok {
		return store, err
	}
	d.Log.Warn("local state is damaged and is rebuilt from the changelog", "component", "state", "partition", p, "error", damaged.Error())
	if err := d.Wipe(p); err != nil {
		return nil, err
	}
	return diskstore.Open(o)
}

// Wipe implements Stores.
func (d Disk) Wipe(p int32) error { return diskstore.Wipe(d.Dir, p) }

// Memory keeps the stores of a process in its memory.
type Memory struct{}

var _ Stores = Memory{}

// Open implements Stores.
func (Memory) Open(_ string, _ int32, open state.Opener) (state.Store, error) {
	return memstore.Sealed(open), nil
}

// Wipe implements Stores.
func (Memory) Wipe(int32) error { return nil }
