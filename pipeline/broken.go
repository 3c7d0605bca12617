package pipeline

import (
	"errors"
	"fmt"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/state"
)

// asked is what a lane judges at the moment: a record of the intake by its
// offset, or a held event by whose it is and its order of arrival.
type asked struct {
	held   bool
	offset int64
	who    state.Subject
	seq    uint64
}

// brokenError says that one event cannot be judged by this build, or that what
// would leave of it is larger than its topic takes. The batch is judged again,
// and the event is kept whole for a person instead.
type brokenError struct {
	asked
	reason string
}

func (e *brokenError) Error() string {
	if e.held {
		return fmt.Sprintf("a held event cannot be judged: %s", e.reason)
	}
	return fmt.Sprintf("the event at offset %d cannot be judged: %s", e.offset, e.reason)
}

// Guarded runs one attempt at a batch. An event on which a guard panics ends
// the attempt with an error that Spare understands; any other panic is a bug of
// the shell, and goes on.
func (l *Lane) Guarded(attempt func() error) (err error) {
	defer func() {
		if l.busy == nil {
			return
		}
		if recover() != nil {
			err = &brokenError{*l.busy, chain.Panicked}
		}
		l.busy = nil
	}()
	return attempt()
}

// Spare discards the batch and remembers, until it is committed, which event is
// to be kept instead of judged; false where the error is another.
func (l *Lane) Spare(err error) bool {
	broken, ok := errors.AsType[*brokenError](err)
	if !ok {
		return false
	}
	if l.broken == nil {
		l.broken = map[asked]string{}
	}
	l.broken[broken.asked] = broken.reason
	l.mark = l.was
	l.forget()
	return true
}

// fits refuses a step whose output is larger than its topic takes.
func (l *Lane) fits(a asked, s *chain.Step) error {
	if l.terms.OutputMax == nil {
		return nil
	}
	for i := range s.Outputs {
		if out := &s.Outputs[i]; len(out.Event) > l.terms.OutputMax(out.Destination.Topic) {
			return &brokenError{a, event.CodeSize}
		}
	}
	return nil
}
