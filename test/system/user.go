package system

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
)

// M is a JSON object.
type M = map[string]any

// L is a JSON array.
type L = []any

// User is somebody who is signed in.
type User struct {
	ID     int64
	Email  string
	system *System
	cookie string
}

// Request is what a user sends.
type Request struct {
	Method, Path string
	// Key is the idempotency key; commands made by Post get one of their own.
	Key string
	// Prefer is how long to wait for the answer, as "wait=0".
	Prefer string
	// Body is sent as JSON; a string or bytes are sent as they are.
	Body   any
	Header http.Header
	// API is the process to ask; nil takes them in turn.
	API *Process
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// String gives the answer as a test's message shows it.
func (a Answer) String() string {
	return fmt.Sprintf("%d %s", a.Status, bytes.TrimSpace(a.Body[:min(len(a.Body), 2000)]))
}

// Try sends a request once, whatever becomes of it.
func (u *User) Try(ctx context.Context, r Request) (Answer, error) {
	var body io.Reader
	switch b := r.Body.(type) {
	case nil:
	case string:
		body = strings.NewReader(b)
	case []byte:
		body = bytes.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			return Answer{}, fmt.Errorf("encode the request: %w", err)
		}
		body = bytes.NewReader(text)
	}
	api := r.API
	if api == nil {
		api = u.system.nextAPI()
	}
	request, err := http.NewRequestWithContext(ctx, r.Method, api.URL()+"/api/v1"+r.Path, body)
	if err != nil {
		return Answer{}, fmt.Errorf("make the request: %w", err)
	}
	for name, values := range r.Header {
		request.Header[name] = values
	}
	if body != nil && request.Header.Get("Content-Type") == "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if r.Key != "" {
		request.Header.Set("Idempotency-Key", r.Key)
	}
	if r.Prefer != "" {
		request.Header.Set("Prefer", r.Prefer)
	}
	if u.cookie != "" {
		request.Header.Set("Cookie", u.cookie)
	}
	response, err := u.system.http.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return Answer{}, fmt.Errorf("read the answer: %w", err)
	}
	return Answer{Status: response.StatusCode, Header: response.Header, Body: text}, nil
}

// Stream opens an answer that has no end.
func (u *User) Stream(ctx context.Context, api *Process, path string) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, api.URL()+"/api/v1"+path, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	request.Header.Set("Cookie", u.cookie)
	response, err := (&http.Client{Transport: u.system.http.Transport}).Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		response.Body.Close()
		return nil, errors.New(path + " answers " + response.Status)
	}
	return response.Body, nil
}

// nextAPI takes the running API processes in turn.
func (s *System) nextAPI() *Process {
	var p *Process
	for range s.APIs {
		p = s.APIs[int(s.turn.Add(1))%len(s.APIs)]
		if p.Running() {
			break
		}
	}
	return p
}

// Insist sends a command under one key until it is answered for good: after a
// lost connection, while the server is busy or away, and after a 202.
func (u *User) Insist(ctx context.Context, r Request) (Answer, error) {
	var last error
	for ctx.Err() == nil {
		a, err := u.Try(ctx, r)
		switch {
		case err != nil:
			last = err
		case a.Status == http.StatusAccepted, a.Status == http.StatusTooManyRequests, a.Status >= 500:
			last = errors.New(a.String())
		default:
			return a, nil
		}
		pause()
	}
	return Answer{}, fmt.Errorf("no answer to %s: %w", r.Path, last)
}

// Send sends a request that has to be answered.
func (u *User) Send(t testing.TB, r Request) Answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 80*time.Second)
	defer cancel()
	a, err := u.Try(ctx, r)
	require.NoError(t, err, r.Path)
	return a
}

// Post gives a command under a key of its own and returns its answer.
func (u *User) Post(t testing.TB, path string, body any) Answer {
	t.Helper()
	return u.Send(t, Request{Method: http.MethodPost, Path: path, Key: uuid.NewString(), Prefer: "wait=30", Body: body})
}

// Do gives a command that has to be carried out.
func (u *User) Do(t testing.TB, path string, body any) apiclient.CommandOutcome {
	t.Helper()
	return u.Post(t, path, body).Outcome(t)
}

// Refused gives a command that has to be refused with a code, and has to leave
// nothing behind.
func (u *User) Refused(t testing.TB, code, path string, body any) apiclient.Problem {
	t.Helper()
	a := u.Post(t, path, body)
	p := a.Problem(t)
	require.Equal(t, code, p.Code, "%s: %s", path, a)
	require.Less(t, a.Status, 500, "%s: %s", path, a)
	return p
}

// Get reads something that has to be there.
func Get[T any](t testing.TB, u *User, path string) T {
	t.Helper()
	a := u.Send(t, Request{Method: http.MethodGet, Path: path})
	require.Equal(t, http.StatusOK, a.Status, "%s: %s", path, a)
	return Decode[T](t, a)
}

// Add adds a person or a part of the catalogue.
func Add[T any](t testing.TB, u *User, path string, body any) T {
	t.Helper()
	a := u.Send(t, Request{Method: http.MethodPost, Path: path, Body: body})
	require.Equal(t, http.StatusCreated, a.Status, "%s: %s", path, a)
	return Decode[T](t, a)
}

// Change changes a person or a part of the catalogue.
func Change[T any](t testing.TB, u *User, path string, body any) T {
	t.Helper()
	a := u.Send(t, Request{Method: http.MethodPatch, Path: path, Body: body})
	require.Equal(t, http.StatusOK, a.Status, "%s: %s", path, a)
	return Decode[T](t, a)
}

// Decode reads an answer's body.
func Decode[T any](t testing.TB, a Answer) (value T) {
	t.Helper()
	require.NoError(t, json.Unmarshal(a.Body, &value), a)
	return value
}

// Into reads an answer's body, for callers beside the test's own goroutine.
func (a Answer) Into(value any) error { return json.Unmarshal(a.Body, value) }

// Outcome reads the answer of a command that was carried out.
func (a Answer) Outcome(t testing.TB) apiclient.CommandOutcome {
	t.Helper()
	require.Contains(t, []int{http.StatusOK, http.StatusCreated}, a.Status, a)
	return Decode[apiclient.CommandOutcome](t, a)
}

// Problem reads the answer of a request that was refused.
func (a Answer) Problem(t testing.TB) apiclient.Problem {
	t.Helper()
	require.GreaterOrEqual(t, a.Status, 400, a)
	require.Equal(t, "application/problem+json", a.Header.Get("Content-Type"), a)
	p := Decode[apiclient.Problem](t, a)
	require.NotEmpty(t, p.Code, a)
	require.EqualValues(t, a.Status, p.Status, a)
	return p
}
