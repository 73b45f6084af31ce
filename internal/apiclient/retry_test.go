package apiclient

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// server is an API that signs everybody in and leaves the rest to a test.
func server(t *testing.T, handle http.HandlerFunc) *Session {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/session" {
			http.SetCookie(w, &http.Cookie{Name: "stockflow_session", Value: "s", Path: "/"})
			reply(w, http.StatusOK, SessionUser{ID: 7, Name: "Kim"})
			return
		}
		handle(w, r)
	}))
	t.Cleanup(s.Close)
	session, err := SignIn(t.Context(), s.URL+"/", "kim@example.com", "secret")
	require.NoError(t, err)
	assert.Equal(t, ID(7), session.User().ID)
	return session
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the test notices
}

func ship(ctx context.Context, s *Session) (CommandOutcome, error) {
	return s.Outcome(ctx)(s.CreateShipmentWithResponse(ctx, &CreateShipmentParams{IdempotencyKey: "k"}, NewShipment{WarehouseID: 1}))
}

func TestABusyServerIsAskedAgain(t *testing.T) {
	var tries atomic.Int64
	var began time.Time
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.JSONEq(t, `{"warehouse_id":1,"lines":null}`, string(body), "the body is sent again")
		assert.Equal(t, "k", r.Header.Get("Idempotency-Key"))
		switch tries.Add(1) {
		case 1:
			w.Header().Set("Retry-After", "1")
			reply(w, http.StatusServiceUnavailable, Problem{Code: "over_capacity"})
		case 2:
			reply(w, http.StatusTooManyRequests, Problem{Code: "rate_limited"})
		case 3:
			// The connection breaks without an answer.
			conn, _, err := w.(http.Hijacker).Hijack()
			assert.NoError(t, err)
			conn.Close()
		default:
			reply(w, http.StatusCreated, CommandOutcome{Number: "S-1"})
		}
	})
	began = time.Now()
	out, err := ship(t.Context(), s)
	require.NoError(t, err)
	assert.Equal(t, "S-1", out.Number)
	assert.Equal(t, int64(4), tries.Load())
	assert.GreaterOrEqual(t, time.Since(began), time.Second, "Retry-After is kept")
}

func TestARefusalIsAnAnswer(t *testing.T) {
	field := "lines[0].quantity"
	var tries atomic.Int64
	s := server(t, func(w http.ResponseWriter, _ *http.Request) {
		tries.Add(1)
		reply(w, http.StatusConflict, Problem{Status: 409, Code: "insufficient_stock", Detail: "too little", Field: &field})
	})
	_, err := ship(t.Context(), s)
	var refusal *Refusal
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, "lines[0].quantity: too little (insufficient_stock)", err.Error())
	assert.False(t, refusal.Failed())
	assert.Equal(t, int64(1), tries.Load())
}

func TestAnotherServersAnswerIsNoOutcome(t *testing.T) {
	s := server(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "bad gateway", http.StatusBadGateway) })
	_, err := ship(t.Context(), s)
	assert.EqualError(t, err, "the server answered Bad Gateway: bad gateway (unexpected_answer)")
}

func TestAStoredCommandIsWaitedFor(t *testing.T) {
	var asked atomic.Int64
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost:
			reply(w, http.StatusAccepted, PendingCommand{CommandID: "c", Status: "pending"})
		case asked.Add(1) < 2:
			reply(w, http.StatusOK, CommandState{CommandID: "c", Status: CommandStateStatusPending})
		default:
			reply(w, http.StatusOK, CommandState{CommandID: "c", Status: CommandStateStatusApplied, Outcome: &CommandOutcome{Number: "S-2"}})
		}
	})
	out, err := ship(t.Context(), s)
	require.NoError(t, err)
	assert.Equal(t, "S-2", out.Number)
}

func TestAnEndedSessionIsRenewed(t *testing.T) {
	var refused atomic.Bool
	s := server(t, func(w http.ResponseWriter, _ *http.Request) {
		if refused.CompareAndSwap(false, true) {
			reply(w, http.StatusUnauthorized, Problem{Status: 401, Code: "unauthenticated"})
			return
		}
		reply(w, http.StatusCreated, CommandOutcome{Number: "S-3"})
	})
	out, err := ship(t.Context(), s)
	require.NoError(t, err)
	assert.Equal(t, "S-3", out.Number)
}

func TestAnInterruptionEndsTheWaiting(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	stopped := errors.New("stopped")
	ctx, stop := context.WithCancelCause(t.Context())
	time.AfterFunc(300*time.Millisecond, func() { stop(stopped) })
	_, err = SignIn(ctx, "http://"+address, "kim@example.com", "secret")
	assert.ErrorIs(t, err, stopped)
}

func TestPagesEndWithTheLastOne(t *testing.T) {
	next := "n"
	var items []int
	for i, err := range Pages(func(cursor *string) ([]int, *string, error) {
		if cursor == nil {
			return []int{1, 2}, &next, nil
		}
		return []int{3}, nil, nil
	}) {
		require.NoError(t, err)
		items = append(items, i)
	}
	assert.Equal(t, []int{1, 2, 3}, items)
}
