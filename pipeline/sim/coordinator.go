package sim

import (
	"errors"
	"fmt"
	"hash/fnv"

	"maat/pipeline/sim/audit"
)

// What the coordinators answer.
var (
	errFenced    = errors.New("sim: another producer has taken over the transactional id, or the transaction timed out")
	errUnknown   = errors.New("sim: end transaction: the outcome is unknown")
	errRefused   = errors.New("sim: a record was refused")
	errOvertaken = errors.New("sim: the changelog went on while it was restored")
	errAway      = errors.New("sim: the broker is away")
)

// txnTimeout is when the coordinator aborts what nobody has ended.
const txnTimeout = 10 * second

// initProducer begins a session of a transactional id: what the last one left
// open is aborted, and what it left prepared is finished.
func (w *World) initProducer(p *producer) int {
	p.epoch++
	if x := p.last; x != nil {
		switch x.status {
		case open:
			w.abort(x)
		case prepared:
			w.commit(x)
		case committed, aborted: // it has ended
		}
	}
	return p.epoch
}

func (w *World) begin(p *producer, epoch int) (*txn, error) {
	if p.epoch != epoch {
		return nil, errFenced
	}
	w.txns++
	x := &txn{id: w.txns, owner: p, status: open, first: map[place]int64{}, offsets: map[place]int64{}}
	p.last = x
	w.after(txnTimeout, func() {
		if x.status == open {
			p.epoch++
			w.see("a transaction timed out")
			w.abort(x)
		}
	})
	return x, nil
}

// write adds a record to a transaction.
func (w *World) write(x *txn, at place, e entry, r audit.Record) int64 {
	e.txn = x
	offset := w.log(at).append(e)
	if _, ok := x.first[at]; !ok {
		x.first[at] = offset
		x.touched = append(x.touched, at)
	}
	if at.topic != topicChangelog {
		r.Topic, r.Partition, r.Offset = at.topic, at.n, offset
		x.history.Records = append(x.history.Records, r)
	}
	return offset
}

func (w *World) abort(x *txn) {
	x.status = aborted
	w.mark(x)
	w.trace("abort %d", x.id)
}

// commit makes all of it happen.
func (w *World) commit(x *txn) {
	x.status = committed
	x.history.At = w.now
	for at, offset := range x.offsets {
		w.group.offsets[at], w.group.truth[at] = offset, offset
	}
	for _, at := range x.touched {
		if at.topic == topicChangelog {
			w.fold(at.n, x)
		}
	}
	w.mark(x)
	w.history.Txns = append(w.history.Txns, x.history)
	w.commits++
	sum := fnv.New64a()
	for i := range x.history.Records {
		r := &x.history.Records[i]
		_, _ = fmt.Fprintf(sum, "%s %d %d %x %s %s\n", r.Topic, r.Partition, r.Offset, r.Key, r.Source, r.Value)
	}
	w.trace("commit %d %x", x.id, sum.Sum64())
	w.wakeAll()
}

// mark ends the transaction in every log that it wrote to.
func (w *World) mark(x *txn) {
	for _, at := range x.touched {
		w.log(at).append(entry{marker: true})
	}
}

// fold keeps what the changelog of a partition adds up to, beside all stores.
func (w *World) fold(p int32, x *txn) {
	at := place{topicChangelog, p}
	for i := x.first[at]; i < w.log(at).end(); i++ {
		if e := &w.log(at).entries[i]; e.txn == x && !e.marker {
			w.folded(p, e.key, e.value)
		}
	}
}

func (w *World) folded(p int32, key, value []byte) {
	if w.folds[p] == nil {
		w.folds[p] = map[string][]byte{}
	}
	w.folds[p][string(key)] = value
}
