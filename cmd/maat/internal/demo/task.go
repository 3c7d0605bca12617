package demo

import "context"

// task is work on a goroutine of its own. Whoever begins one ends it.
type task struct {
	stop context.CancelFunc
	done chan struct{}
	err  error // set before done is closed
}

func begin(ctx context.Context, work func(context.Context) error) *task {
	ctx, stop := context.WithCancel(ctx)
	t := &task{stop: stop, done: make(chan struct{})}
	go func() {
		defer close(t.done)
		t.err = work(ctx)
	}()
	return t
}

func (t *task) over() bool {
	select {
	case <-t.done:
		return true
	default:
		return false
	}
}

// failed is the error of a task that is over.
func (t *task) failed() error {
	if !t.over() {
		return nil
	}
	return t.err
}

// end tells the task to stop and waits until it has.
func (t *task) end() error {
	t.stop()
	<-t.done
	return t.err
}
