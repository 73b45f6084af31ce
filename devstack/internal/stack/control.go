package stack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"
)

// control is a small HTTP server for tests that stop and start servers:
//
//	POST /stop/{redis|temporal|postgres}[?signal=KILL]   returns when it is gone
//	POST /start/{name}                                   returns when it answers
//	GET  /status                                         {"redis": 4711, …}, 0 if down
//
// All paths are below a secret one, since a web page could otherwise post to
// loopback as well.
type control struct {
	server *http.Server
	url    string
}

func (s *Stack) startControl() (*control, error) {
	listener, err := net.Listen("tcp", address(0))
	if err != nil {
		return nil, fmt.Errorf("listen for control requests: %w", err)
	}
	prefix := "/" + s.secrets.Control
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+prefix+"/stop/{name}", s.serveStop)
	mux.HandleFunc("POST "+prefix+"/start/{name}", s.serveStart)
	mux.HandleFunc("GET "+prefix+"/status", s.serveStatus)
	c := &control{
		server: &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second},
		url:    "http://" + listener.Addr().String() + prefix,
	}
	go func() {
		if err := c.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.say("control requests are no longer served: %v", err)
		}
	}()
	return c, nil
}

func (c *control) close() {
	// Requests under way are of no more interest to anyone.
	_ = c.server.Close()
}

func (s *Stack) serveStop(w http.ResponseWriter, r *http.Request) {
	svc := s.find(r.PathValue("name"))
	if svc == nil {
		http.Error(w, "no such server", http.StatusNotFound)
		return
	}
	signal := svc.clean
	switch r.URL.Query().Get("signal") {
	case "", "TERM":
	case "KILL":
		signal = syscall.SIGKILL
	default:
		http.Error(w, "signal is TERM or KILL", http.StatusBadRequest)
		return
	}
	svc.stop(signal, stopTimeout)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Stack) serveStart(w http.ResponseWriter, r *http.Request) {
	svc := s.find(r.PathValue("name"))
	if svc == nil {
		http.Error(w, "no such server", http.StatusNotFound)
		return
	}
	// A client that stops waiting must not leave a half-started server.
	err := svc.start(context.WithoutCancel(r.Context()), startTries)
	switch {
	case errors.Is(err, errRunning):
		http.Error(w, err.Error(), http.StatusConflict)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Stack) serveStatus(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	// The only error is a client that left.
	_ = json.NewEncoder(w).Encode(s.pids())
}

func (s *Stack) pids() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	pids := map[string]int{}
	for _, svc := range s.services {
		pids[svc.name] = svc.pid()
	}
	return pids
}

// writePIDs writes the name=pid lines of the running servers. The file is
// replaced in one step, so that nobody reads half of it.
func (s *Stack) writePIDs() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return // The file is about to go.
	}
	var b strings.Builder
	for _, svc := range s.services {
		if pid := svc.pid(); pid != 0 {
			fmt.Fprintf(&b, "%s=%d\n", svc.name, pid)
		}
	}
	path := s.pidsPath()
	err := os.WriteFile(path+".new", []byte(b.String()), 0o644)
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		s.say("the file of process ids is out of date: %v", err)
	}
}

func (s *Stack) pidsPath() string { return s.files.path("pids") }
