package activities

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"

	"stockflow/internal/crashpoint"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// RecallBook does what is due of recalls.
type RecallBook interface {
	RecallRound(ctx context.Context, id string, patience store.RecallPatience, at time.Time) (ended bool, again time.Time, err error)
}

// Recalls are the activities of recalls.
type Recalls struct {
	Book     RecallBook
	Patience store.RecallPatience
}

// RecallState says whether a recall has ended, and otherwise after how long
// there is something to do for it again.
type RecallState struct {
	Ended bool          `json:"ended"`
	Again time.Duration `json:"again,omitempty"`
}

// RecallRound does for a recall what is due now.
func (r *Recalls) RecallRound(ctx context.Context, id string) (RecallState, error) {
	now := time.Now()
	ended, again, err := r.Book.RecallRound(ctx, id, r.Patience, now)
	crashpoint.Reach("recall:round")
	var refusal *inventory.Error
	if errors.As(err, &refusal) {
		return RecallState{}, temporal.NewNonRetryableApplicationError(refusal.Detail, string(refusal.Code), err)
	}
	if err != nil || ended {
		return RecallState{Ended: ended}, err //nolint:wrapcheck // the store says what it was about
	}
	return RecallState{Again: max(again.Sub(now), 0)}, nil
}
