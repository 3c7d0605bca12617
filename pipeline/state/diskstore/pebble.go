package diskstore

import (
	"fmt"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// Memory of one partition, in bytes: small, because one process may own many.
// A memtable starts at 256 KiB and grows to its bound only under load.
const (
	memTableBytes   = 2 << 20
	blockCacheBytes = 2 << 20
	openFilesMax    = 200
)

// format is fixed, so that a new Pebble does not silently write what the Maat
// before it cannot read.
const format = pebble.FormatTableFormatV6

func openPebble(dir string, fs vfs.FS, f *failure) (*pebble.DB, error) {
	o := &pebble.Options{
		FS:                 fs,
		DisableWAL:         true,
		FormatMajorVersion: format,
		MemTableSize:       memTableBytes,
		CacheSize:          blockCacheBytes,
		MaxOpenFiles:       openFilesMax,
		Logger:             quiet{dir},
		EventListener: &pebble.EventListener{
			BackgroundError: f.record,
			DataCorruption:  func(i pebble.DataCorruptionInfo) { f.record(i.Details) },
		},
	}
	for i := range o.Levels {
		o.Levels[i].FilterPolicy = bloom.FilterPolicy(10) // most events of new persons find no row
	}
	return pebble.Open(dir, o)
}

// failure keeps the first error of Pebble's own goroutines. From then on the
// store refuses to go on: nothing is served or taken that may not be whole.
type failure struct {
	once     sync.Once
	happened chan struct{}
	err      error
}

func newFailure() *failure { return &failure{happened: make(chan struct{})} }

func (f *failure) record(err error) {
	f.once.Do(func() {
		f.err = err
		close(f.happened)
	})
}

// check answers the failure, if there was one.
func (f *failure) check() error {
	select {
	case <-f.happened:
		return f.err
	default:
		return nil
	}
}

// quiet is Pebble's log: its lines may hold keys and are not for operators.
// What matters comes back as an error.
type quiet struct{ dir string }

// Infof says nothing.
func (quiet) Infof(string, ...any) {}

// Errorf says nothing; the same error reaches failure.
func (quiet) Errorf(string, ...any) {}

// Fatalf is called where Pebble cannot go on, and must not return.
func (q quiet) Fatalf(format string, args ...any) {
	panic(fmt.Sprintf("state directory %s: ", q.dir) + fmt.Sprintf(format, args...))
}
