package apiclient

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// patience is how long a request is tried again while the server is busy or
// out of reach.
const patience = 2 * time.Minute

// retrying sends a request again when it met a busy server (429, 503), after
// as long as the answer asks for, or no server at all. That is safe: commands
// carry an idempotency key, and what else is sent says how things should be.
type retrying struct {
	session *Session
	client  *http.Client
}

// busyError is an answer that says: later.
type busyError struct {
	response *http.Response
	wait     error
}

func (e *busyError) Error() string { return "the server is busy: " + e.response.Status }

func (e *busyError) Unwrap() error { return e.wait }

// Do sends the request until it is answered.
func (r *retrying) Do(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	renewals := -1
	response, err := backoff.Retry(ctx, func() (*http.Response, error) {
		again, err := repeat(req)
		if err != nil {
			return nil, backoff.Permanent(err)
		}
		signingIn := isSignIn(req)
		if !signingIn {
			renewals = r.session.renewals()
		}
		response, err := r.client.Do(again)
		switch {
		case err != nil && ctx.Err() != nil:
			return nil, backoff.Permanent(err)
		case err != nil:
			return nil, err
		case response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusServiceUnavailable:
			return nil, r.busy(response)
		case response.StatusCode == http.StatusUnauthorized && !signingIn:
			return r.signInAndRepeat(ctx, req, response, renewals)
		}
		return response, nil
	}, backoff.WithMaxElapsedTime(patience), backoff.WithBackOff(pace()))
	var busy *busyError
	if errors.As(err, &busy) {
		// The last answer says best why it came to nothing.
		return busy.response, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", req.Method, req.URL.Path, err)
	}
	return response, nil
}

func pace() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval, b.MaxInterval = 100*time.Millisecond, 5*time.Second
	return b
}

func isSignIn(req *http.Request) bool {
	return req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/session")
}

// repeat copies a request so that its body can be sent once more.
func repeat(req *http.Request) (*http.Request, error) {
	again := req.Clone(req.Context())
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, fmt.Errorf("repeat the request's body: %w", err)
		}
		again.Body = body
	}
	return again, nil
}

func (r *retrying) busy(response *http.Response) error {
	busy := &busyError{response: response}
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	response.Body.Close()
	if err != nil {
		body = nil
	}
	response.Body = io.NopCloser(strings.NewReader(string(body)))
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 0 {
		busy.wait = backoff.RetryAfter(seconds)
	}
	return busy
}

// signInAndRepeat renews an ended session and sends the request once more.
func (r *retrying) signInAndRepeat(ctx context.Context, req *http.Request, refused *http.Response, renewals int) (*http.Response, error) {
	refused.Body.Close()
	if err := r.session.renew(ctx, renewals); err != nil {
		return nil, backoff.Permanent(err)
	}
	again, err := repeat(req)
	if err != nil {
		return nil, backoff.Permanent(err)
	}
	return r.client.Do(again)
}
