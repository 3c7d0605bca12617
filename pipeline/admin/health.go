package admin

import (
	"encoding/json"
	"net/http"
	"time"
)

// report is the JSON of /readyz?verbose.
type report struct {
	Ready  bool     `json:"ready"`
	Checks []result `json:"checks"`
}

type result struct {
	Name  string `json:"name"`
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
}

// healthz is 200 while the process loop goes round. 503 asks the orchestrator
// to restart the process.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	silent := s.checks.Now().Sub(s.checks.Heartbeat())
	if silent > s.checks.Silence {
		text(w, http.StatusServiceUnavailable, "no heartbeat for "+silent.Round(time.Second).String())
		return
	}
	text(w, http.StatusOK, "ok")
}

// readyz is 200 when every check passes. With the query ?verbose it says which
// do not, and why.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	rep := s.ask()
	status, word := http.StatusOK, "ok"
	if !rep.Ready {
		status, word = http.StatusServiceUnavailable, "not ready"
	}
	if !r.URL.Query().Has("verbose") {
		text(w, status, word)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(rep) // the peer is gone: nobody is left to tell
}

func (s *Server) ask() report {
	rep := report{Ready: len(s.checks.Ready) > 0, Checks: []result{}}
	for _, c := range s.checks.Ready {
		one := result{Name: c.Name, OK: true}
		if err := c.Test(); err != nil {
			one.OK, one.Error, rep.Ready = false, err.Error(), false
		}
		rep.Checks = append(rep.Checks, one)
	}
	return rep
}

func text(w http.ResponseWriter, status int, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(line + "\n")) // the peer is gone: nobody is left to tell
}
