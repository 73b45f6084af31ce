package intake

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"stockflow/internal/inventory"
	"stockflow/workflows"
)

// rejectedError says that an Update will never be taken as it is.
type rejectedError struct{ cause error }

func (e *rejectedError) Error() string { return "the update was rejected: " + e.cause.Error() }
func (e *rejectedError) Unwrap() error { return e.cause }

// outcome answers a command that will never be taken.
func (e *rejectedError) outcome(cmd inventory.Command) inventory.Outcome {
	return inventory.Outcome{
		CommandID: cmd.ID, OperationID: cmd.OperationID,
		Refusal: inventory.Refusef(inventory.CodeInternal, "the command could not be taken").WithCause(e),
	}
}

// retrySeam sends again what met the end of a workflow's run, or an engine
// that is busy for the moment, and translates the error that is left: it is a
// rejectedError or ErrUnavailable.
func retrySeam[T any](ctx context.Context, i *Intake, try func() (T, error)) (T, error) {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval = 5 * time.Millisecond
	pause.Multiplier = 2
	pause.MaxInterval = 500 * time.Millisecond
	out, err := backoff.Retry(ctx, func() (T, error) {
		out, err := try()
		switch {
		case err == nil:
			return out, nil
		case ctx.Err() == nil && rejected(err):
			return out, backoff.Permanent(&rejectedError{err})
		case ctx.Err() == nil && passing(err):
			i.meters.resent.Inc()
			return out, err
		}
		return out, backoff.Permanent(err)
	}, backoff.WithBackOff(pause), backoff.WithMaxElapsedTime(15*time.Second))
	var hopeless *rejectedError
	if err != nil && !errors.As(err, &hopeless) {
		err = fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return out, err
}

// rejected tells whether an Update itself was found wrong.
func rejected(err error) bool {
	var application *temporal.ApplicationError
	if errors.As(err, &application) {
		return application.Type() == workflows.BadBatchError || application.Type() == workflows.BadDecisionError
	}
	// Others of its type blame the cluster, as for a missing search attribute.
	var invalid *serviceerror.InvalidArgument
	return errors.As(err, &invalid) && strings.Contains(invalid.Error(), "exceeds")
}

// passing tells whether an error is one that sending again mends.
func passing(err error) bool {
	var application *temporal.ApplicationError
	if errors.As(err, &application) {
		switch application.Type() {
		case workflows.DrainingError, workflows.OutageError, "AcceptedUpdateCompletedWorkflow", "UnprocessedUpdate":
			return true
		}
		return false
	}
	// The first worker of an installation makes the search attributes, too.
	var invalid *serviceerror.InvalidArgument
	if errors.As(err, &invalid) {
		return strings.Contains(invalid.Error(), "search attribute")
	}
	var (
		missing *serviceerror.NotFound
		// The first worker of an installation makes the namespace.
		noSpace   *serviceerror.NamespaceNotFound
		notReady  *serviceerror.WorkflowNotReady
		away      *serviceerror.Unavailable
		exhausted *serviceerror.ResourceExhausted
		aborted   *serviceerror.Aborted
		started   *serviceerror.WorkflowExecutionAlreadyStarted
		internal  *serviceerror.Internal
		late      *serviceerror.DeadlineExceeded
		noAnswer  *client.WorkflowUpdateServiceTimeoutOrCanceledError
	)
	return errors.As(err, &missing) || errors.As(err, &noSpace) || errors.As(err, &notReady) || errors.As(err, &away) || errors.As(err, &exhausted) ||
		errors.As(err, &aborted) || errors.As(err, &started) || errors.As(err, &internal) || errors.As(err, &late) ||
		errors.As(err, &noAnswer)
}
