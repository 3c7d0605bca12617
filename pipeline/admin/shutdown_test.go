package admin_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"maat/pipeline/admin"
)

// slow is a server of which /readyz answers only once goOn is closed.
func slow(t *testing.T) (s *admin.Server, asked, goOn chan struct{}) {
	t.Helper()
	asked, goOn = make(chan struct{}), make(chan struct{})
	checks := (&process{now: start}).checks()
	checks.Ready = []admin.Check{{Name: "slow", Test: func() error {
		close(asked)
		<-goOn
		return nil
	}}}
	s = admin.New("127.0.0.1:0", checks, prometheus.NewRegistry())
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	return s, asked, goOn
}

// get asks /readyz in the background and sends the status, 0 for none.
func get(addr string) <-chan int {
	status := make(chan int, 1)
	go func() {
		resp, err := http.Get("http://" + addr + "/readyz")
		if err != nil {
			status <- 0
			return
		}
		status <- resp.StatusCode
		_ = resp.Body.Close() // only the status matters
	}()
	return status
}

// What was asked before the end is answered; what comes later finds no port.
func TestShutdownWaits(t *testing.T) {
	s, asked, goOn := slow(t)
	addr := s.Addr()
	status := get(addr)
	<-asked
	done := make(chan error, 1)
	go func() { done <- s.Shutdown(context.Background()) }()
	for { // until the port is closed
		c, err := net.Dial("tcp", addr)
		if err != nil {
			break
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	select {
	case err := <-done:
		t.Fatalf("the end did not wait for a running request: %v", err)
	case <-time.After(20 * time.Millisecond):
	}
	close(goOn)
	if got := <-status; got != http.StatusOK {
		t.Errorf("the running request got %d", got)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := s.Shutdown(context.Background()); err != nil || s.Addr() != "" {
		t.Errorf("a second end: %v, address %q", err, s.Addr())
	}
}

// A request that does not end is cut off when the time is up.
func TestShutdownCutsOff(t *testing.T) {
	s, asked, goOn := slow(t)
	status := get(s.Addr())
	<-asked
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the end says %v", err)
	}
	if got := <-status; got != 0 {
		t.Errorf("the request got %d", got)
	}
	close(goOn)
}

// The address is free again after the end.
func TestAddressIsFreed(t *testing.T) {
	first := serve(t, (&process{now: start}).checks(), prometheus.NewRegistry())
	addr := first.Addr()
	if err := first.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := admin.New(addr, (&process{now: start}).checks(), prometheus.NewRegistry())
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	wantAnswer(t, second, "/healthz", 200, "ok\n")
	if err := second.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}
