package sim

import (
	"context"
	"maps"
	"slices"

	"maat/pipeline"
	"maat/pipeline/sim/audit"
)

// Commit implements pipeline.Broker.
func (s *session) Commit(_ context.Context, t *pipeline.Transaction) (pipeline.Receipt, error) {
	w := s.w
	txn := audit.Txn{Clock: s.told.clock, Halts: s.told.halts, Policy: s.told.policy.program.Version}
	likely := 1
	if onlyReleases(t) {
		likely = 4
	}
	s.hazard("before the transaction", likely)
	x, err := w.begin(s.producer, s.epoch)
	if err != nil {
		return pipeline.Receipt{}, err
	}
	x.history = txn
	receipt := pipeline.Receipt{Committed: true, Watermarks: map[int32]int64{}}
	releases := s.fill(x, t, receipt.Watermarks)
	if w.broken(w.plan.refusals, 200) {
		w.see("a record was refused")
		w.abort(x)
		return pipeline.Receipt{}, errRefused
	}
	if w.bug == ApplyBeforeCommit {
		s.applyAll(t, receipt.Watermarks)
	}
	s.hazard("with records written", likely)
	if s.mustNot(releases) {
		return s.fenced(x, t, releases)
	}
	s.offsets(x, t)
	s.hazard("with offsets sent", likely)
	if x.status != open || s.producer.epoch != s.epoch {
		return pipeline.Receipt{}, errFenced
	}
	return s.end(x, t, receipt)
}

// mustNot says that the partitions may have gone to others: the group knows the
// member no more or in an older generation only, or the member has not heard of
// a loss yet. Of that Kafka itself knows nothing.
func (s *session) mustNot(releases bool) bool {
	m := s.member
	switch s.w.bug {
	case FenceSkipped:
		return false
	case ReleasesUnfenced:
		return !releases && (!m.mayCommit() || m.revoked())
	case LossUnheeded:
		return !m.mayCommit()
	}
	return !m.mayCommit() || m.revoked()
}

// fenced is what an instance meets whose partitions have gone to others.
func (s *session) fenced(x *txn, t *pipeline.Transaction, releases bool) (pipeline.Receipt, error) {
	w := s.w
	w.see("a zombie was fenced")
	for _, p := range t.Parts {
		if p.Records == w.plan.batch || p.Records > 5 {
			w.see("a zombie with a full batch")
		}
	}
	if releases {
		w.see("a zombie that only releases")
	}
	s.interrupted("a fence")
	if x.status == open {
		w.abort(x)
	}
	if s.producer.epoch != s.epoch {
		return pipeline.Receipt{}, errFenced
	}
	s.rewind()
	return pipeline.Receipt{}, nil
}

func (s *session) rewind() {
	if s.w.bug != AbortUnrewound {
		s.member.rewind()
	}
}

// offsets adds what was read to the transaction.
func (s *session) offsets(x *txn, t *pipeline.Transaction) {
	for _, p := range t.Parts {
		at := place{p.Topic, p.Partition}
		offset := p.Next
		if p.Topic == topicInput {
			if offset = s.member.fetches[at]; offset == 0 { // taken away meanwhile, and not fenced
				offset = s.w.log(at).end()
			}
		}
		x.offsets[at] = offset
		x.history.Parts = append(x.history.Parts, audit.Part{Topic: p.Topic, Partition: p.Partition, To: offset})
		if s.w.bug == OffsetsOutside {
			s.w.group.offsets[at] = offset
		}
	}
}

// end asks the coordinator to commit. The request can be lost, and so can the
// answer; and what is decided can take a while to be seen.
func (s *session) end(x *txn, t *pipeline.Transaction, receipt pipeline.Receipt) (pipeline.Receipt, error) {
	w := s.w
	switch {
	case w.broken(w.plan.unknown, 120):
		w.see("an unknown end that was aborted")
		s.interrupted("an unknown end that was aborted")
		return s.unknown(receipt)
	case w.broken(w.plan.unknown, 120):
		w.see("an unknown end that was committed")
		s.interrupted("an unknown end that was committed")
		w.commit(x)
		return s.unknown(receipt)
	case w.broken(w.plan.unknown, 120):
		w.see("an unknown end that was committed later")
		x.status = prepared
		w.after(w.faults.between(100*millisecond, 5*second), func() {
			if x.status == prepared {
				w.commit(x)
			}
		})
		return s.unknown(receipt)
	case w.broken(w.plan.aborts, 60):
		w.see("an abort")
		s.interrupted("an abort")
		w.abort(x)
		s.rewind()
		return pipeline.Receipt{}, nil
	}
	w.commit(x)
	maps.Copy(s.member.base, x.offsets)
	s.count(t)
	if w.broken(w.plan.crashes, 120) {
		w.see("crash between commit and apply")
		panic(crash{s.instance})
	}
	if w.bug == WatermarkTooHigh {
		for p := range receipt.Watermarks {
			receipt.Watermarks[p] += 2
		}
	}
	return receipt, nil
}

// unknown is an error to the loop, which gives up its lanes for it.
func (s *session) unknown(receipt pipeline.Receipt) (pipeline.Receipt, error) {
	switch s.w.bug {
	case UnknownAsCommitted:
		s.member.rebase()
		return receipt, nil
	case UnknownAsAborted:
		s.rewind()
		return pipeline.Receipt{}, nil
	}
	return pipeline.Receipt{}, errUnknown
}

// onlyReleases says that nothing of a transaction was polled.
func onlyReleases(t *pipeline.Transaction) bool {
	return !slices.ContainsFunc(t.Parts, func(p *pipeline.Part) bool { return p.Records > 0 })
}

// count notes what the committed batch was like.
func (s *session) count(t *pipeline.Transaction) {
	inputs, judged := false, false
	for _, p := range t.Parts {
		inputs, judged = inputs || p.Topic == topicInput, judged || p.Topic == topicIntake
		if p.Topic == topicIntake && p.Records == 0 {
			s.w.see("a batch that only releases")
		}
	}
	if inputs && judged {
		s.w.see("a batch that both re-keys and judges")
	}
}

// applyAll is the planted mistake of making a batch known before its
// transaction has ended.
func (s *session) applyAll(t *pipeline.Transaction, watermarks map[int32]int64) {
	for _, p := range t.Parts {
		if st := s.disk.opened[p.Partition]; p.Topic == topicIntake && st != nil {
			if err := st.Store.Apply(p.Entries, watermarks[p.Partition]); err != nil {
				s.w.fail("%v", err)
			}
			st.p.keep(p.Entries, watermarks[p.Partition])
		}
	}
}
