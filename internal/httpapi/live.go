package httpapi

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"stockflow/internal/intake"
	"stockflow/internal/inventory"
	"stockflow/workflows"
)

// Temporal asks workflows through a Temporal client.
type Temporal struct{ Client client.Client }

// Live asks the workflow of an operation for its state.
func (t Temporal) Live(ctx context.Context, kind inventory.Kind, operationID string) (state map[string]any, found bool, err error) {
	answer, err := t.Client.QueryWorkflow(ctx, workflows.ProcessID(kind, operationID), "", workflows.StateQuery)
	var missing *serviceerror.NotFound
	switch {
	case errors.As(err, &missing):
		return nil, false, nil
	case err != nil && ctx.Err() == nil:
		return nil, false, fmt.Errorf("ask the workflow of %s: %w: %w", operationID, intake.ErrUnavailable, err)
	case err != nil:
		return nil, false, fmt.Errorf("ask the workflow of %s: %w", operationID, err)
	}
	if err := answer.Get(&state); err != nil {
		return nil, false, fmt.Errorf("read the state of %s: %w", operationID, err)
	}
	return state, true, nil
}

// Ready tells whether Temporal can be reached.
func (t Temporal) Ready(ctx context.Context) error {
	if _, err := t.Client.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		return fmt.Errorf("reach Temporal: %w", err)
	}
	return nil
}
