package sim

import (
	"maat/pipeline"
	"maat/pipeline/sim/audit"
)

// status of a transaction at its coordinator.
type status uint8

const (
	open      status = 1 + iota // records may still be added
	prepared                    // its end was asked for and is decided; readers do not see it yet
	committed                   //
	aborted                     //
)

// entry is one record of a partition's log. The markers that end transactions
// take an offset too.
type entry struct {
	key, value []byte
	head       pipeline.Record // of the intake: source and key as headers
	txn        *txn            // nil: written by no transaction
	marker     bool
	gone       bool // compacted away
	joins      bool // it is a word by which two become one, or two again
}

// partition is the log of one partition.
type partition struct {
	entries []entry
	settled int // before it nothing is open
}

func (p *partition) end() int64 { return int64(len(p.entries)) }

func (p *partition) append(e entry) int64 {
	p.entries = append(p.entries, e)
	return p.end() - 1
}

// stable is the last stable offset: readers of what is committed see nothing
// from there on.
func (p *partition) stable() int64 {
	for p.settled < len(p.entries) {
		if x := p.entries[p.settled].txn; x != nil && (x.status == open || x.status == prepared) {
			break
		}
		p.settled++
	}
	return int64(p.settled)
}

// visible says that a reader of what is committed sees a record.
func (e *entry) visible() bool {
	return !e.marker && !e.gone && (e.txn == nil || e.txn.status == committed)
}

// compact removes what later records of the same key supersede. Tombstones stay
// for readers who lag behind, unless the log is told to lose them.
func (p *partition) compact(loseTombstones bool) {
	latest := map[string]int{}
	end := int(p.stable())
	for i := range p.entries[:end] {
		if e := &p.entries[i]; e.visible() {
			latest[string(e.key)] = i
		}
	}
	for i := range p.entries[:end] {
		e := &p.entries[i]
		if !e.marker && (!e.visible() || latest[string(e.key)] != i || loseTombstones && e.value == nil) {
			e.gone = true
		}
	}
}

// place names a partition.
type place struct {
	topic string
	n     int32
}

func less(a, b place) bool { return a.topic < b.topic || a.topic == b.topic && a.n < b.n }

// txn is one transaction.
type txn struct {
	id      int
	owner   *producer
	status  status
	touched []place         // whose logs it wrote to
	first   map[place]int64 // its first offset there
	offsets map[place]int64 // of the group, which it moves on
	joins   bool            // such a word is in it
	history audit.Txn
}

// producer is what the coordinator knows of a transactional id.
type producer struct {
	epoch int
	last  *txn
}
