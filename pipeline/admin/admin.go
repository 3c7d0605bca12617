// Package admin serves the operator's port: is the process alive, may it get
// work, and its metrics. Nothing here changes anything, shows an event or needs
// a body, so only GET and HEAD exist.
package admin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// The server's limits. Probes and scrapes are small and local; whoever is slower
// than this is not one.
const (
	headerTimeout  = 5 * time.Second
	readTimeout    = 10 * time.Second
	writeTimeout   = 30 * time.Second
	idleTimeout    = 90 * time.Second
	headerBytesMax = 16 << 10
	scrapesMax     = 4 // at the same time
)

// Checks is what the answers are made of.
type Checks struct {
	Heartbeat func() time.Time // when the process loop last went round; safe to call at any time
	Now       func() time.Time // the clock that Heartbeat uses
	Silence   time.Duration    // how old a heartbeat may be while the loop still counts as alive; must be > 0
	Ready     []Check          // all must pass; none: never ready
}

// Check is one named condition for being given work: policy, state, broker.
type Check struct {
	Name string
	Test func() error // nil: passes. Must answer at once and be safe to call at any time; its text is shown to operators
}

// Server is the operator's port. Start and Shutdown are for one goroutine.
type Server struct {
	checks   Checks
	http     *http.Server
	listener net.Listener
	served   chan error // Serve's result; the goroutine of Start ends with it
}

// New prepares a server for addr (host:port, port 0 for any). reg is served at
// /metrics.
func New(addr string, checks Checks, reg *prometheus.Registry) *Server {
	s := &Server{checks: checks}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{
		EnableOpenMetrics:   true, // exemplars exist only there
		MaxRequestsInFlight: scrapesMax,
	}))
	s.http = &http.Server{
		Addr:              addr,
		Handler:           plain(mux),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    headerBytesMax,
		ErrorLog:          log.New(io.Discard, "", 0), // would let a peer write into the log
	}
	return s
}

// Start binds the address, an error if it is in use, and serves until Shutdown.
func (s *Server) Start() error {
	listener, err := net.Listen("tcp", s.http.Addr)
	if err != nil {
		return fmt.Errorf("admin: listen: %w", err)
	}
	s.listener, s.served = listener, make(chan error, 1)
	go func() { s.served <- s.http.Serve(listener) }()
	return nil
}

// Addr is the address that Start bound, with the real port. Empty before it.
func (s *Server) Addr() string {
	if s.listener == nil {
		return ""
	}
	return s.listener.Addr().String()
}

// Shutdown stops listening, lets running requests finish until ctx ends, cuts
// off those that have not, and waits for the serving goroutine. Without Start
// it does nothing. The error is what ended the serving, other than Shutdown.
func (s *Server) Shutdown(ctx context.Context) error {
	if s.listener == nil {
		return nil
	}
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, s.http.Close())
	}
	served := <-s.served
	s.listener = nil
	if !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if err != nil {
		return fmt.Errorf("admin: %w", err)
	}
	return nil
}

// plain keeps answers out of caches and browsers' guesses.
func plain(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}
