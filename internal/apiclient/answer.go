package apiclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Refusal is a request that the API refused, or failed to serve.
type Refusal struct {
	Problem
}

// Error is the refusal's sentence, with its code.
func (r *Refusal) Error() string {
	s := fmt.Sprintf("%s (%s)", r.Detail, r.Code)
	if r.Field != nil {
		s = *r.Field + ": " + s
	}
	return s
}

// Failed tells whether the server is to blame, not the request.
func (r *Refusal) Failed() bool { return r.Status >= http.StatusInternalServerError }

// Response is what the generated client gives of an answer.
type Response interface {
	StatusCode() int
	GetBody() []byte
}

// Answer reads the answer to a request: a T, or a *Refusal as the error.
func Answer[T any](response Response, err error) (T, error) {
	var answer T
	if err != nil {
		return answer, err
	}
	if response.StatusCode() >= http.StatusMultipleChoices {
		return answer, refusal(response)
	}
	if response.StatusCode() == http.StatusNoContent {
		return answer, nil
	}
	if err := json.Unmarshal(response.GetBody(), &answer); err != nil {
		return answer, fmt.Errorf("read the server's answer: %w", err)
	}
	return answer, nil
}

func refusal(response Response) error {
	r := &Refusal{}
	if json.Unmarshal(response.GetBody(), &r.Problem) != nil || r.Code == "" {
		// Not an answer of the API: a proxy's page, or another server.
		r.Problem = Problem{
			Status: int32(response.StatusCode()), Code: "unexpected_answer", //nolint:gosec // three digits
			Detail: "the server answered " + http.StatusText(response.StatusCode()),
		}
		if text := strings.TrimSpace(string(response.GetBody())); text != "" && len(text) < 200 && !strings.HasPrefix(text, "<") {
			r.Detail += ": " + text
		}
	}
	return r
}

// Outcome reads the answer to a command, and waits for it where the server
// took the command without one.
func (s *Session) Outcome(ctx context.Context) func(Response, error) (CommandOutcome, error) {
	return func(response Response, err error) (CommandOutcome, error) {
		if err != nil || response.StatusCode() != http.StatusAccepted {
			return Answer[CommandOutcome](response, err)
		}
		pending, err := Answer[PendingCommand](response, nil)
		if err != nil {
			return CommandOutcome{}, err
		}
		return s.await(ctx, pending.CommandID)
	}
}

func (s *Session) await(ctx context.Context, commandID string) (CommandOutcome, error) {
	return Await(ctx, func() (CommandOutcome, bool, error) {
		state, err := Answer[CommandState](s.GetCommandWithResponse(ctx, commandID))
		switch {
		case err != nil:
			return CommandOutcome{}, false, fmt.Errorf("ask for the answer of a command: %w", err)
		case state.Outcome != nil:
			return *state.Outcome, true, nil
		case state.Problem != nil:
			return CommandOutcome{}, false, &Refusal{Problem: *state.Problem}
		}
		return CommandOutcome{}, false, nil
	})
}

var errNotYet = errors.New("not yet")

// Await asks for something that the server is at, less often the longer it
// takes, until it is there, asking fails, or ctx ends.
func Await[T any](ctx context.Context, ask func() (answer T, there bool, err error)) (T, error) {
	pace := backoff.NewExponentialBackOff()
	pace.InitialInterval, pace.MaxInterval = 100*time.Millisecond, time.Second
	return backoff.Retry(ctx, func() (T, error) {
		answer, there, err := ask()
		switch {
		case err != nil:
			return answer, backoff.Permanent(err)
		case !there:
			return answer, errNotYet
		}
		return answer, nil
	}, backoff.WithBackOff(pace), backoff.WithMaxElapsedTime(0))
}

// Pages goes through all items of a list; page reads one page of it.
func Pages[T any](page func(cursor *string) (items []T, next *string, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var cursor *string
		for {
			items, next, err := page(cursor)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if next == nil || *next == "" {
				return
			}
			cursor = next
		}
	}
}
