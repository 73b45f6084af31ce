package httpapi

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"stockflow/internal/inventory"
)

// requestInfo is what the log, the metrics and the audit know of a request.
type requestInfo struct {
	id, address, route, agent string
	userID                    int64
	// warehouse is where the request would act, as far as it is known, and
	// foreign says that it isn't the user's.
	warehouse int64
	foreign   bool
}

type infoKey struct{}

func infoOf(ctx context.Context) *requestInfo {
	if info, ok := ctx.Value(infoKey{}).(*requestInfo); ok {
		return info
	}
	return &requestInfo{}
}

// observed gives a request its id, and logs and counts it.
func (h *handlers) observed(next http.Handler, meters *meters) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		info := &requestInfo{id: requestID(r), address: h.remoteAddress(r), route: "none", agent: r.UserAgent()}
		rec := &recorder{ResponseWriter: w}
		header := w.Header()
		header.Set("X-Request-Id", info.id)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		r = r.WithContext(context.WithValue(r.Context(), infoKey{}, info))
		next.ServeHTTP(rec, r)
		took := time.Since(start)
		meters.observe(info.route, r.Method, rec.code(), took)
		level := slog.LevelInfo
		if info.route == "/healthz" || info.route == "/metrics" || info.route == "/readyz" {
			level = slog.LevelDebug
		}
		if h.Logger.Enabled(r.Context(), level) {
			h.Logger.LogAttrs(r.Context(), level, "request", slog.String("request_id", info.id), slog.String("method", r.Method),
				slog.String("path", r.URL.Path), slog.Int("status", rec.code()), slog.Duration("took", took),
				slog.Int64("user_id", info.userID), slog.String("remote", info.address))
		}
	})
}

// requestID takes over an id that a proxy gave, if it is a plain one.
func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); id != "" && len(id) <= 64 && strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.") == "" {
		return id
	}
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails; it would rather end the process
	return hex.EncodeToString(b[:])
}

func (h *handlers) remoteAddress(r *http.Request) string {
	if h.TrustProxy {
		// The last address is the one that the nearest proxy saw.
		parts := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if ip := net.ParseIP(strings.TrimSpace(parts[len(parts)-1])); ip != nil {
			return ip.String()
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// recovered answers a panic as a failure, and keeps the process.
func (h *handlers) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { //nolint:errorlint // it is compared by identity, as net/http does
				panic(v)
			}
			h.Logger.ErrorContext(r.Context(), "panic", "request_id", infoOf(r.Context()).id, "panic", v, "stack", string(debug.Stack()))
			if rec, ok := w.(*recorder); ok && rec.status == 0 {
				h.refuse(w, r, inventory.Refusef(inventory.CodeInternal, "panic"))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// bounded limits a request in time. The streams of events have no end, and
// commands add the time that they ask to wait.
func (h *handlers) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == basePath+"/events" {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), h.RequestTimeout+maxWait)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// named tells the log and the metrics which route was taken.
func (h *handlers) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if route := mux.CurrentRoute(r); route != nil {
			if template, err := route.GetPathTemplate(); err == nil {
				infoOf(r.Context()).route = template
			}
		}
		next.ServeHTTP(w, r)
	})
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b) //nolint:wrapcheck // it stands in for the writer
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

func statusText(code int) string { return strconv.Itoa(code) }
