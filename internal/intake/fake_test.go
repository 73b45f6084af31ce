package intake_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"stockflow/internal/inventory"
)

// ledger is a Poster that keeps an account of what was posted: each command
// has its effect once, and later answers come from the record, as the store's do.
type ledger struct {
	// delay is how long a transaction takes, down makes it fail.
	delay time.Duration

	mu      sync.Mutex
	down    bool
	batches int
	largest int
	effects map[string]int
	posted  map[string]int
}

func newLedger() *ledger { return &ledger{effects: map[string]int{}, posted: map[string]int{}} }

func (l *ledger) Post(ctx context.Context, cmds []inventory.Command) ([]inventory.Outcome, error) {
	if l.delay > 0 {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(l.delay):
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		return nil, errors.New("the database is away")
	}
	l.batches++
	l.largest = max(l.largest, len(cmds))
	outs := make([]inventory.Outcome, len(cmds))
	for i, c := range cmds {
		l.posted[c.ID]++
		replayed := l.effects[c.ID] > 0
		if !replayed {
			l.effects[c.ID] = len(l.effects) + 1
		}
		outs[i] = inventory.Outcome{
			CommandID: c.ID, OperationID: c.OperationID, Revision: l.effects[c.ID], Replayed: replayed,
			Number: "S-000001", Kind: inventory.Shipment, Status: inventory.Reserved,
		}
	}
	return outs, nil
}

func (l *ledger) setDown(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = down
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.effects)
}
