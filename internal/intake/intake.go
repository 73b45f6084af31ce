package intake

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"

	"stockflow/internal/inventory"
)

// Options tune an intake; each zero value means the default.
type Options struct {
	// InAir is how many Updates may be on their way to one desk. One keeps the
	// desk idle while the answer travels; more than two make batches smaller.
	InAir int
	// MaxBatch, MaxCost and MaxBytes bound an Update. A single command may
	// exceed the latter two, and then travels alone. The cost is in lines; a
	// command itself counts for a few.
	MaxBatch int
	MaxCost  int
	MaxBytes int
	// MaxWait is the longest wait in the queue that is acceptable; commands
	// beyond what can be served in it are refused at once.
	MaxWait time.Duration
	// MaxInFlight bounds all commands that are waiting or in the air.
	MaxInFlight int
	// AssumedRate is the cost per second that a desk is trusted with before
	// it was measured.
	AssumedRate float64
	// StallAfter is how long an Update may be in the air until the desk
	// counts as out of reach.
	StallAfter time.Duration
	// BatchTimeout is when an Update without an answer is given up.
	BatchTimeout time.Duration
	// DeskUpdates is how many Updates a desk takes a run, if this intake
	// starts it; 0 leaves the desk's own default.
	DeskUpdates int
	// KindOf finds the kind of an operation, for approvals, which don't say it.
	KindOf func(ctx context.Context, operationID string) (inventory.Kind, error)
	// Metrics takes the intake's metrics; nil means none.
	Metrics prometheus.Registerer
	Logger  *slog.Logger
}

func (o Options) withDefaults() Options {
	set(&o.InAir, 2)
	set(&o.MaxBatch, 250)
	set(&o.MaxCost, 5000)
	set(&o.MaxBytes, 1<<20)
	set(&o.MaxWait, 2*time.Second)
	set(&o.MaxInFlight, 5000)
	set(&o.AssumedRate, 8000)
	set(&o.StallAfter, 5*time.Second)
	set(&o.BatchTimeout, time.Minute)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

func set[T comparable](value *T, otherwise T) {
	var zero T
	if *value == zero {
		*value = otherwise
	}
}

// Intake is the door through which a process's commands go to Temporal.
type Intake struct {
	client client.Client
	opts   Options
	link   *link
	meters *meters

	// life ends when the intake is closed and its last batch is answered.
	life context.Context
	end  context.CancelFunc

	inFlight atomic.Int64
	batches  sync.WaitGroup

	mu     sync.Mutex
	closed bool
	queues map[int64]*queue
}

// New makes an intake. It connects when it is first used.
func New(c client.Client, opts Options) (*Intake, error) {
	meters, err := newMeters(opts.Metrics)
	if err != nil {
		return nil, err
	}
	life, end := context.WithCancel(context.Background())
	return &Intake{
		client: c, opts: opts.withDefaults(), link: newLink(life, c), meters: meters,
		life: life, end: end, queues: map[int64]*queue{},
	}, nil
}

// Submit brings a command to its warehouse's desk and waits for the answer.
// A refusal by the rules of stock is an answer, inside the outcome. Errors are
// a Busy when the command was not sent, ErrUnavailable when there is no way to
// know, or ctx's own; the command may then still be posted.
func (i *Intake) Submit(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error) {
	start := time.Now()
	out, err := i.submit(ctx, cmd)
	i.meters.observe(cmd.Kind, out, err, time.Since(start))
	return out, err
}

func (i *Intake) submit(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error) {
	if i.link.down() {
		return inventory.Outcome{}, ErrUnavailable
	}
	q, err := i.queue(cmd.WarehouseID)
	if err != nil {
		return inventory.Outcome{}, err
	}
	if i.inFlight.Add(1) > int64(i.opts.MaxInFlight) {
		i.inFlight.Add(-1)
		return inventory.Outcome{}, busy(i.opts.MaxWait)
	}
	c := newCall(cmd)
	if err := q.enter(c); err != nil {
		i.inFlight.Add(-1)
		return inventory.Outcome{}, err
	}
	select {
	case a := <-c.done:
		return a.outcome, a.err
	case <-ctx.Done():
		q.leave(c)
		return inventory.Outcome{}, fmt.Errorf("wait for the answer to %s: %w", cmd.ID, context.Cause(ctx))
	}
}

func (i *Intake) queue(warehouseID int64) (*queue, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed {
		return nil, errClosed
	}
	q := i.queues[warehouseID]
	if q == nil {
		q = newQueue(i, warehouseID)
		i.queues[warehouseID] = q
	}
	return q, nil
}

// Close takes no more commands and waits, until ctx ends, for the answers to
// those that it has.
func (i *Intake) Close(ctx context.Context) error {
	i.mu.Lock()
	i.closed = true
	i.mu.Unlock()
	defer i.end()
	answered := make(chan struct{})
	go func() {
		i.batches.Wait()
		close(answered)
	}()
	select {
	case <-answered:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("close intake with %d commands in flight: %w", i.inFlight.Load(), context.Cause(ctx))
	}
}
