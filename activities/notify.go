package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stockflow/internal/crashpoint"
	"stockflow/internal/notify"
	"stockflow/internal/store"
)

// Deliveries is where deliveries are kept.
type Deliveries interface {
	Delivery(ctx context.Context, id int64) (store.Delivery, bool, error)
	DeliverySent(ctx context.Context, id int64) error
	DeliveryFailed(ctx context.Context, id int64, state store.DeliveryState, attempted bool, reason string) error
	SubscriptionGone(ctx context.Context, id int64) error
}

// Sender makes one attempt to deliver; its errors are *notify.Failure.
type Sender interface {
	Send(ctx context.Context, d store.Delivery) error
}

// Patience is how long deliveries are tried.
type Patience struct {
	// First is the pause after the first failure; it doubles up to Longest.
	First, Longest time.Duration
	// Attempts is how many there are before the delivery is parked, and
	// Waiting how long it may wait for a provider that takes nothing.
	Attempts int
	Waiting  time.Duration
}

// longestWait is for how long at most a delivery is put off because its
// provider has enough to do.
const longestWait = 2 * time.Minute

// DefaultPatience tries for about an hour.
func DefaultPatience() Patience {
	return Patience{First: time.Second, Longest: 15 * time.Minute, Attempts: 14, Waiting: 6 * time.Hour}
}

// pause is how long to wait after so many attempts.
func (p Patience) pause(attempts int) time.Duration {
	pause := p.First
	for ; attempts > 1 && pause < p.Longest; attempts-- {
		pause *= 2
	}
	return min(pause, p.Longest)
}

// Notify are the activities on the task queue "notifications".
type Notify struct {
	Deliveries Deliveries
	Sender     Sender
	Patience   Patience
	// Observe is told what came of each attempt; it may be nil.
	Observe func(channel, result string)
}

// Attempt says what came of an attempt to deliver: it is over, or to be made
// again after a pause.
type Attempt struct {
	Over  bool          `json:"over"`
	Again time.Duration `json:"again,omitempty"`
}

// Deliver makes one attempt to deliver. What the provider says is kept with
// the delivery; an error means that the database could not be reached. If the
// process dies between the provider's answer and its keeping, the attempt is
// made again, with the same id for the receiver to know it by.
func (n *Notify) Deliver(ctx context.Context, id int64, round int) (Attempt, error) {
	d, found, err := n.Deliveries.Delivery(ctx, id)
	if err != nil {
		return Attempt{}, err
	}
	if !found || d.Round != round || (d.State != store.Waiting && d.State != store.Sending) {
		return Attempt{Over: true}, nil // it was settled, or another workflow has it
	}
	err = n.Sender.Send(ctx, d)
	var f *notify.Failure
	switch {
	case err == nil:
		crashpoint.Reach("after:deliver")
		n.observe(d, "sent")
		return Attempt{Over: true}, n.Deliveries.DeliverySent(ctx, id)
	case !errors.As(err, &f):
		return Attempt{}, fmt.Errorf("send delivery %d: %w", id, err)
	case f.Gone && d.SubscriptionID != 0:
		n.observe(d, "gone")
		return Attempt{Over: true}, n.Deliveries.SubscriptionGone(ctx, d.SubscriptionID)
	}
	return n.failed(ctx, d, f)
}

// failed decides what becomes of a delivery that has not arrived.
func (n *Notify) failed(ctx context.Context, d store.Delivery, f *notify.Failure) (Attempt, error) {
	state, again := store.Sending, max(n.Patience.pause(d.Attempts+1), f.RetryAfter)
	switch {
	case f.Permanent, !f.Busy && d.Attempts+1 >= n.Patience.Attempts:
		state = store.Parked
	case f.Busy:
		// The longer it has waited, the longer it can wait.
		if again = f.RetryAfter; !d.StartedAt.IsZero() {
			again = max(again, min(time.Since(d.StartedAt)/4, longestWait))
		}
		if !d.StartedAt.IsZero() && time.Since(d.StartedAt) > n.Patience.Waiting {
			state = store.Parked
		}
	}
	result := "failed"
	switch {
	case state == store.Parked:
		result = "parked"
	case f.Busy:
		result = "postponed"
	}
	n.observe(d, result)
	if err := n.Deliveries.DeliveryFailed(ctx, d.ID, state, !f.Busy, f.Reason); err != nil {
		return Attempt{}, err
	}
	if state == store.Parked {
		return Attempt{Over: true}, nil
	}
	return Attempt{Again: min(again, n.Patience.Longest)}, nil
}

func (n *Notify) observe(d store.Delivery, result string) {
	if n.Observe != nil {
		n.Observe(string(d.Channel), result)
	}
}
