package sim

// joining says that an instance has two people on the way to be one, or to count
// apart again: a word of that waits in a partition of its own, or is in the
// transaction that it has open.
func (i *instance) joining() bool {
	if x := i.producer.last; x != nil && x.status == open && x.joins {
		return true
	}
	for n := range i.w.plan.partitions {
		if at := (place{topicIntake, n}); i.w.group.assigned[at] == i.member && i.w.said(at) {
			return true
		}
	}
	return false
}

// said says that such a word waits in a partition.
func (w *World) said(at place) bool {
	l := w.log(at)
	for n := w.group.truth[at]; n < l.end(); n++ {
		if e := &l.entries[n]; e.joins && e.visible() {
			return true
		}
	}
	return false
}

// interrupted notes that trouble came in the middle of a join.
func (i *instance) interrupted(by string) {
	if i.member != nil && i.joining() {
		i.w.see("a join was interrupted by " + by)
	}
}
