package sim

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"maat/pipeline/instant"
	"maat/pipeline/state"
	"maat/pipeline/state/memstore"
)

// disk is what one machine keeps: the stores of the partitions that it had. A
// crash may take the latest batches of each with it, as a disk does that was
// not asked to sync: the watermark goes back with them.
type disk struct {
	w      *World
	parts  map[int32]*platter
	opened map[int32]*store
}

// platter is one store as it lies on the disk.
type platter struct {
	batches   []batch
	watermark int64
	wiped     bool // it was lost, and is empty for that
}

type batch struct {
	entries   []state.Entry
	watermark int64
}

func (p *platter) keep(entries []state.Entry, watermark int64) {
	p.batches = append(p.batches, batch{entries, watermark})
	p.watermark = watermark
}

func newDisk(w *World) *disk {
	return &disk{w: w, parts: map[int32]*platter{}, opened: map[int32]*store{}}
}

// open reads the store of a partition.
func (d *disk) open(n int32) *store {
	if d.parts[n] == nil {
		d.parts[n] = &platter{}
	}
	st := &store{Store: memstore.New(), d: d, p: d.parts[n]}
	for _, b := range st.p.batches {
		if err := st.Store.Apply(b.entries, b.watermark); err != nil {
			d.w.fail("a store cannot be read: %v", err)
		}
	}
	d.opened[n] = st
	return st
}

// crash loses what was not yet safe.
func (d *disk) crash() {
	clear(d.opened)
	for n := range d.w.plan.partitions {
		p := d.parts[n]
		switch {
		case p == nil || len(p.batches) == 0 || !d.w.plan.disks:
		case d.w.disks.in(6):
			d.w.see("a lost disk")
			d.parts[n] = &platter{wiped: true}
		case d.w.disks.in(2):
			d.cut(p, len(p.batches)-1-d.w.disks.IntN(min(3, len(p.batches))))
		}
	}
}

func (d *disk) cut(p *platter, kept int) {
	d.w.see("a store that lost batches")
	mark := int64(0)
	if kept > 0 {
		mark = p.batches[kept-1].watermark
	}
	if d.w.bug == WatermarkOutlives {
		mark = p.watermark
		if kept > 0 {
			p.batches[kept-1].watermark = mark
		}
	}
	p.batches, p.watermark = p.batches[:max(kept, 0)], mark
}

// store is an open one.
type store struct {
	*memstore.Store
	d *disk
	p *platter
}

var errDisk = errors.New("sim: the disk is full")

// Apply implements state.Store.
func (s *store) Apply(entries []state.Entry, watermark int64) error {
	if s.d.w.broken(s.d.w.plan.disks, 300) {
		s.d.w.see("a full disk")
		return errDisk
	}
	if s.d.w.bug == HeldForgotten {
		entries = withoutHeld(entries)
	}
	if err := s.Store.Apply(entries, watermark); err != nil {
		return err
	}
	s.p.keep(entries, watermark)
	return nil
}

// Due implements state.Store.
func (s *store) Due(from, to instant.Time, limit int) ([]state.Ref, error) {
	switch {
	case s.d.w.bug == ReleasedEarly && to < instant.Open-1:
		to += instant.Time(stepMin)
	case s.d.w.bug == DueOrderLost:
		refs, err := s.Store.Due(from, to, math.MaxInt)
		for i, j := 0, len(refs)-1; i < j && to < instant.Open-1; i, j = i+1, j-1 {
			refs[i], refs[j] = refs[j], refs[i]
		}
		return refs[:min(limit, len(refs))], err
	}
	return s.Store.Due(from, to, limit)
}

// Checkpoint implements state.Store.
func (s *store) Checkpoint() (state.Checkpoint, bool, error) {
	c, ok, err := s.Store.Checkpoint()
	if s.d.w.bug == ClockForgotten {
		c.Clock = 0
	}
	return c, ok, err
}

// withoutHeld is the planted mistake of not storing what waits.
func withoutHeld(entries []state.Entry) (kept []state.Entry) {
	for _, e := range entries {
		if e.Key[0] != state.KeyHeld || e.Value == nil {
			kept = append(kept, e)
		}
	}
	return kept
}

// verify compares a store with what the changelog adds up to.
func (w *World) verify(st *store, p int32) error {
	held := 0
	for _, key := range slices.Sorted(maps.Keys(w.folds[p])) {
		value := w.folds[p][key]
		kind, who, seq, err := state.ParseKey([]byte(key))
		if err != nil {
			return err
		}
		var have []byte
		switch kind {
		case state.KeyRow:
			row, _ := st.Store.Row(who)
			if !row.Empty() {
				have, err = state.Encode(row)
			}
		case state.KeyHeld:
			if h, ok, _ := st.Store.One(who, seq); ok {
				have, err = state.Encode(&h)
				held++
			}
		case state.KeyCheckpoint:
			c, _, _ := st.Store.Checkpoint()
			have, err = state.Encode(&c)
		}
		if err != nil || !bytes.Equal(have, value) {
			return fmt.Errorf("what was restored of a key of kind %q is not what the changelog says", kind)
		}
	}
	if refs, _ := st.Store.Due(0, instant.Never, math.MaxInt); len(refs) != held {
		return fmt.Errorf("%d events are held in the store, and %d in the changelog", len(refs), held)
	}
	w.see("a restored store equals its changelog")
	return nil
}

// compareAll verifies at the end every store that is in use.
func (w *World) compareAll() {
	for _, i := range w.instances {
		for n := range w.plan.partitions {
			st, m := i.disk.opened[n], i.member
			if st == nil || i.loop == nil || len(m.notes) > 0 || w.group.assigned[place{topicIntake, n}] != m {
				continue
			}
			if err := w.verify(st, n); err != nil {
				w.fail("%s partition %d at the end: %v", i.name, n, err)
			}
		}
	}
}
