package intake

import (
	"errors"
	"fmt"
	"time"

	"stockflow/internal/inventory"
)

// ErrUnavailable says that Temporal, or the worker with the warehouse's desk,
// can't be reached. The command may have been posted all the same: send it
// again under its id, or park it.
var ErrUnavailable = errors.New("the workflow engine can't be reached")

// errClosed says that this process is stopping; it is an ErrUnavailable.
var errClosed = fmt.Errorf("%w: this process is stopping", ErrUnavailable)

// Busy refuses a command, which was not sent, because it can't be served in
// time. It unwraps to the coded refusal.
type Busy struct {
	// After is when it may be worth trying again.
	After   time.Duration
	refusal *inventory.Error
}

func busy(after time.Duration) *Busy {
	after = max(after.Round(time.Second), time.Second)
	return &Busy{After: after, refusal: inventory.Refusef(inventory.CodeOverCapacity,
		"too many commands are waiting; try again in %d s", int(after.Seconds()))}
}

// Error gives the refusal's text.
func (b *Busy) Error() string { return b.refusal.Error() }

// Unwrap gives the refusal itself.
func (b *Busy) Unwrap() error { return b.refusal }

// RetryAfter gives the time after which a command that was refused with err
// may be sent again, if err says so.
func RetryAfter(err error) (time.Duration, bool) {
	var b *Busy
	if errors.As(err, &b) {
		return b.After, true
	}
	return 0, false
}
