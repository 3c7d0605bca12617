package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// reach remembers why a broker was not reached: the client tries again until
// time is up, and then only knows that it is.
type reach struct {
	brokers string
	timeout time.Duration

	mu   sync.Mutex
	last error
}

var _ kgo.HookBrokerConnect = (*reach)(nil)

// OnBrokerConnect implements kgo.HookBrokerConnect.
func (r *reach) OnBrokerConnect(_ kgo.BrokerMetadata, _ time.Duration, _ net.Conn, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		r.last = err
	}
}

// explain makes an error of Kafka one that names the brokers. One that has its
// status keeps it.
func (r *reach) explain(err error) error {
	var known *failure
	if err == nil || errors.As(err, &known) {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if errors.Is(err, context.Canceled) {
		return fail(unreachable, "stopped while reading from Kafka at %s", r.brokers)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("no answer within %s", r.timeout)
		if r.last != nil {
			err = fmt.Errorf("no answer within %s: %w", r.timeout, r.last)
		}
	}
	return fail(unreachable, "Kafka at %s: %w", r.brokers, err)
}
