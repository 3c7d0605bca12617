// Package diskstore keeps what a partition knows on local disk, in Pebble.
//
// The changelog topic is the truth and this is a cache of it, so the write-ahead
// log is off. What a crash leaves is still whole:
//
//   - Apply is one Pebble batch: entries, due index and watermark. A batch lies
//     in one memtable, memtables are flushed in their order, and a flush becomes
//     visible by one synced manifest record. After a crash the store is
//     therefore exactly the fold of all entries below its own watermark, and the
//     rest is replayed from the changelog.
//   - A manifest that lost its tail names an older set of files. Either they are
//     all there, which is again such a fold with an older watermark, or one is
//     missing, which Open reports. A write-ahead log would break this: logs that
//     survive a lost manifest record would be replayed over a gap.
//
// The store flushes when it is closed and when the clock of the checkpoints has
// moved by a minute, so little is replayed. One thing is left to the caller: a
// compacted changelog drops tombstones after delete.retention.ms, so a store
// that has entries to replay and whose checkpoint is older than that must be
// wiped, or what was forgotten would come back.
//
// A full disk shows as an error of the next Apply. Where Pebble itself cannot go
// on (its manifest cannot be written) it panics, and the process starts anew.
package diskstore

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Options say which store to open.
type Options struct {
	// Dir holds one folder for each partition: p0, p1 and so on.
	Dir       string
	Partition int32
	// Identity names the changelog that the store is a cache of: cluster id,
	// topic name and topic id. A store of another identity is refused.
	Identity string
	// CacheRows bounds the rows kept decoded in memory; 0 means 4096. Large
	// rows are also bounded together, at 8 MiB as encoded.
	CacheRows int
	// Open opens what is sealed; nil where nothing is.
	Open state.Opener
	// FS is the file system; nil means that of the machine.
	FS vfs.FS
}

const cacheRowsDefault = 4096

// Store is a state.Store on disk. It is used by one goroutine at a time.
type Store struct {
	dir        string
	open       state.Opener
	db         *pebble.DB
	failure    *failure
	rows       *hotRows
	cursor     []byte // no key of the due index lies below it
	watermark  int64
	checkpoint *state.Checkpoint
	flushed    instant.Time // clock of the checkpoint at the latest flush
}

var _ state.Store = (*Store)(nil)

// Open opens the store of a partition and makes an empty one where there is
// none. It answers *DamagedError or *IdentityError for a store that must be
// wiped first, and another error where the disk does not serve.
func Open(o Options) (state.Store, error) {
	if o.CacheRows == 0 {
		o.CacheRows = cacheRowsDefault
	}
	rows, err := newHotRows(o.CacheRows)
	if err != nil {
		return nil, fmt.Errorf("diskstore: %d rows of cache: %w", o.CacheRows, err)
	}
	s := &Store{dir: Path(o.Dir, o.Partition), open: o.Open, failure: newFailure(), rows: rows}
	if s.db, err = openPebble(s.dir, o.FS, s.failure); err != nil {
		return nil, s.explain(err)
	}
	if err = s.load(identity(o)); err == nil {
		err = s.rewind()
	}
	if err != nil {
		return nil, join(err, s.db.Close())
	}
	return s, nil
}

// Path is the folder of a partition below dir.
func Path(dir string, partition int32) string {
	return filepath.Join(dir, fmt.Sprintf("p%d", partition))
}

// Wipe removes the store of a partition, which must not be open. The next Open
// starts from nothing.
func Wipe(dir string, partition int32) error {
	if err := os.RemoveAll(Path(dir, partition)); err != nil {
		return fmt.Errorf("diskstore: wipe: %w", err)
	}
	return nil
}

// Close writes what is in memory to disk and closes the store. A store whose
// disk has failed is closed as it is: its tail is replayed later.
func (s *Store) Close() error {
	flushed, err := s.db.AsyncFlush()
	if err == nil {
		select {
		case <-flushed:
		case <-s.failure.happened:
			err = s.failure.err
		}
	}
	if err = join(err, s.db.Close()); err != nil {
		return s.explain(err)
	}
	return nil
}
