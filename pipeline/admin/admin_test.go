package admin_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"maat/pipeline/admin"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// process is what the port reports on.
type process struct {
	mu     sync.Mutex
	now    time.Time
	failed error // of the check "state"
}

func (p *process) set(now time.Time, failed error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now, p.failed = now, failed
}

func (p *process) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *process) state() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failed
}

func (p *process) checks() admin.Checks {
	return admin.Checks{
		Heartbeat: func() time.Time { return start },
		Now:       p.clock,
		Silence:   30 * time.Second,
		Ready: []admin.Check{
			{Name: "policy", Test: func() error { return nil }},
			{Name: "state", Test: p.state},
		},
	}
}

func serve(t *testing.T, checks admin.Checks, reg *prometheus.Registry) *admin.Server {
	t.Helper()
	s := admin.New("127.0.0.1:0", checks, reg)
	if s.Addr() != "" {
		t.Errorf("before Start the address is %s", s.Addr())
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends one request on a connection of its own.
func ask(t *testing.T, s *admin.Server, method, path string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "http://"+s.Addr()+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

func wantAnswer(t *testing.T, s *admin.Server, path string, status int, body string) {
	t.Helper()
	got := ask(t, s, http.MethodGet, path)
	if got.status != status || got.body != body {
		t.Errorf("%s: %d %q, want %d %q", path, got.status, got.body, status, body)
	}
	if got.header.Get("Cache-Control") != "no-store" || got.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s: headers %v", path, got.header)
	}
}

func TestHealth(t *testing.T) {
	p := &process{now: start}
	s := serve(t, p.checks(), prometheus.NewRegistry())
	wantAnswer(t, s, "/healthz", 200, "ok\n")
	p.set(start.Add(30*time.Second), errors.New("not restored")) // being ready is another question
	wantAnswer(t, s, "/healthz", 200, "ok\n")
	p.set(start.Add(31*time.Second), nil)
	wantAnswer(t, s, "/healthz", 503, "no heartbeat for 31s\n")
	p.set(start.Add(-time.Hour), nil) // a clock that was set back is no silence
	wantAnswer(t, s, "/healthz", 200, "ok\n")
}

func TestReady(t *testing.T) {
	p := &process{now: start}
	s := serve(t, p.checks(), prometheus.NewRegistry())
	wantAnswer(t, s, "/readyz", 200, "ok\n")
	wantAnswer(t, s, "/readyz?verbose", 200, `{"ready":true,"checks":[{"name":"policy","ok":true},{"name":"state","ok":true}]}`+"\n")
	p.set(start.Add(time.Hour), errors.New("partition 3 is \"being\" restored\n"))
	wantAnswer(t, s, "/readyz", 503, "not ready\n")
	got := ask(t, s, http.MethodGet, "/readyz?verbose=1")
	var report struct {
		Ready  bool
		Checks []struct {
			Name, Error string
			OK          bool
		}
	}
	if err := json.Unmarshal([]byte(got.body), &report); err != nil || got.status != http.StatusServiceUnavailable || got.header.Get("Content-Type") != "application/json" {
		t.Fatalf("%d %v %s: %v", got.status, got.header, got.body, err)
	}
	if report.Ready || len(report.Checks) != 2 || !report.Checks[0].OK || report.Checks[1].OK || report.Checks[1].Error != "partition 3 is \"being\" restored\n" {
		t.Errorf("the report is %s", got.body)
	}
	p.set(start, nil)
	wantAnswer(t, s, "/readyz", 200, "ok\n")
}

// Nothing to check is not a reason to be given work.
func TestNeverReadyWithoutChecks(t *testing.T) {
	checks := (&process{now: start}).checks()
	checks.Ready = nil
	s := serve(t, checks, prometheus.NewRegistry())
	wantAnswer(t, s, "/readyz", 503, "not ready\n")
	wantAnswer(t, s, "/readyz?verbose", 503, `{"ready":false,"checks":[]}`+"\n")
}

func TestMetrics(t *testing.T) {
	reg := prometheus.NewRegistry()
	n := prometheus.NewCounter(prometheus.CounterOpts{Name: "maat_events_total", Help: "Events."})
	reg.MustRegister(n)
	n.Add(7)
	s := serve(t, (&process{now: start}).checks(), reg)
	got := ask(t, s, http.MethodGet, "/metrics")
	if got.status != http.StatusOK || !strings.Contains(got.body, "\nmaat_events_total 7\n") || !strings.HasPrefix(got.header.Get("Content-Type"), "text/plain") {
		t.Errorf("%d %v %s", got.status, got.header, got.body)
	}
}

// Nothing can be changed, and there is nothing else.
func TestMethodsAndPaths(t *testing.T) {
	s := serve(t, (&process{now: start}).checks(), prometheus.NewRegistry())
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"} {
			if got := ask(t, s, method, path); got.status != http.StatusMethodNotAllowed || got.header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, allowed is %q", method, path, got.status, got.header.Get("Allow"))
			}
		}
		if got := ask(t, s, http.MethodHead, path); got.status != http.StatusOK || got.body != "" {
			t.Errorf("HEAD %s: %d %q", path, got.status, got.body)
		}
	}
	for _, path := range []string{"/", "/debug/pprof/", "/healthz/", "/metrics/x", "/Healthz", "/quit"} {
		if got := ask(t, s, http.MethodGet, path); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

// A request with absurd headers is refused, and the port goes on.
func TestLargeHeaders(t *testing.T) {
	s := serve(t, (&process{now: start}).checks(), prometheus.NewRegistry())
	c, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(c, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n", strings.Repeat("x", 32<<10)); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(resp.Body.Close(), c.Close()); err != nil {
		t.Error(err)
	}
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", resp.StatusCode)
	}
	wantAnswer(t, s, "/healthz", 200, "ok\n")
}

func TestAddressInUse(t *testing.T) {
	s := serve(t, (&process{now: start}).checks(), prometheus.NewRegistry())
	other := admin.New(s.Addr(), (&process{now: start}).checks(), prometheus.NewRegistry())
	if err := other.Start(); err == nil || !strings.HasPrefix(err.Error(), "admin: listen: ") {
		t.Errorf("an address is served twice: %v", err)
	}
	if err := other.Shutdown(t.Context()); err != nil || other.Addr() != "" {
		t.Errorf("what never started ends with %v, its address is %q", err, other.Addr())
	}
}
