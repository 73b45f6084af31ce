// Package relay carries on what a transaction promised: it tells documents'
// processes of the steps that were posted, and brings parked commands to
// Temporal. Both are read from tables that are written in the transaction of
// what they announce (a transactional outbox), so neither is lost with a
// process; both are harmless to repeat.
//
// Several relays work side by side: each claims rows for some seconds.
package relay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"stockflow/internal/inventory"
	"stockflow/internal/store"
	"stockflow/workflows"
)

// Outbox is what the relay reads. Rows that it claims come back to others
// after some seconds, unless they are settled.
type Outbox interface {
	DueNotices(ctx context.Context, limit int) ([]store.Notice, error)
	NoticeDone(ctx context.Context, operationID string, revision int) error
	Parked(ctx context.Context, limit int) ([]inventory.Command, error)
	AnswerParked(ctx context.Context, id string, out inventory.Outcome) error
}

// Signaller tells a process of a step, and starts it if it does not run.
type Signaller interface {
	SignalWithStartWorkflow(ctx context.Context, workflowID, signalName string, signalArg any,
		options client.StartWorkflowOptions, workflow any, workflowArgs ...any) (client.WorkflowRun, error)
}

// Commands is where parked commands go.
type Commands interface {
	Submit(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error)
	Decide(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error)
}

// Options tune a relay; each zero value means the default.
type Options struct {
	// Interval is how often the outbox is looked at while it is empty.
	Interval time.Duration
	// Quiet and Loaded are how many processes are told each second while the
	// desks have little to do, and while they are under load: a process's
	// next look at its document can wait, callers can't.
	Quiet, Loaded float64
	// LoadedAbove is the rate of commands, per second, that counts as load.
	LoadedAbove float64
	// Posted counts the commands that this process has posted; nil means
	// that there is never any load.
	Posted func() int64
	// Parallel is how many rows are worked on at once.
	Parallel int
	Metrics  prometheus.Registerer
	Logger   *slog.Logger
}

func (o Options) withDefaults() Options {
	if o.Interval <= 0 {
		o.Interval = 200 * time.Millisecond
	}
	if o.Quiet <= 0 {
		o.Quiet = 50
	}
	if o.Loaded <= 0 {
		o.Loaded = 5
	}
	if o.LoadedAbove <= 0 {
		o.LoadedAbove = 20
	}
	if o.Parallel <= 0 {
		o.Parallel = 4
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// Relay is one worker's share of the work.
type Relay struct {
	outbox   Outbox
	signals  Signaller
	commands Commands
	opts     Options
	limit    *rate.Limiter
	told     prometheus.Counter
	unparked prometheus.Counter
}

// New makes a relay.
func New(outbox Outbox, signals Signaller, commands Commands, opts Options) (*Relay, error) {
	r := &Relay{
		outbox: outbox, signals: signals, commands: commands, opts: opts.withDefaults(),
		told:     prometheus.NewCounter(prometheus.CounterOpts{Name: "stockflow_relay_notices_total", Help: "Processes that were told of a step."}),
		unparked: prometheus.NewCounter(prometheus.CounterOpts{Name: "stockflow_relay_parked_total", Help: "Parked commands that were answered."}),
	}
	r.limit = rate.NewLimiter(rate.Limit(r.opts.Quiet), r.opts.Parallel)
	if reg := opts.Metrics; reg != nil {
		for _, c := range []prometheus.Collector{r.told, r.unparked} {
			if err := reg.Register(c); err != nil {
				return nil, fmt.Errorf("register relay metrics: %w", err)
			}
		}
	}
	return r, nil
}

// Run works until ctx ends.
func (r *Relay) Run(ctx context.Context) {
	var group errgroup.Group
	group.Go(func() error { r.loop(ctx, "notices", r.tellDue); return nil })
	group.Go(func() error { r.loop(ctx, "parked commands", r.submitParked); return nil })
	group.Go(func() error { r.adapt(ctx); return nil })
	_ = group.Wait() // none of them fails
}

// watch works through an outbox until ctx ends. It looks for work every so
// often while there is nothing to do; 0: twice a second.
func watch(ctx context.Context, name string, every time.Duration, logger *slog.Logger, work func(context.Context) (int, error)) {
	if every <= 0 {
		every = 500 * time.Millisecond
	}
	r := &Relay{opts: Options{Interval: every, Logger: logger}.withDefaults()}
	r.loop(ctx, name, work)
}

// loop repeats work, with a pause while it finds none. Errors are of the
// database or of Temporal: they pass, and the rows stay.
func (r *Relay) loop(ctx context.Context, what string, work func(context.Context) (int, error)) {
	trouble := 0
	for ctx.Err() == nil {
		found, err := work(ctx)
		pause := time.Duration(0)
		switch {
		case err != nil && ctx.Err() == nil:
			trouble = min(trouble+1, 6)
			pause = r.opts.Interval << trouble
			r.opts.Logger.Warn("the relay will try again", "work", what, "pause", pause, "error", err)
		case found == 0:
			trouble = 0
			pause = r.opts.Interval
		default:
			trouble = 0
			continue
		}
		// The jitter keeps several relays from looking at the same moment.
		sleep(ctx, pause*3/4+rand.N(pause/2+1))
	}
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// adapt sets the rate at which processes are told by what the desks have to do.
func (r *Relay) adapt(ctx context.Context) {
	if r.opts.Posted == nil {
		return
	}
	before := r.opts.Posted()
	for ctx.Err() == nil {
		sleep(ctx, time.Second)
		now := r.opts.Posted()
		perSecond := r.opts.Quiet
		if float64(now-before) > r.opts.LoadedAbove {
			perSecond = r.opts.Loaded
		}
		before = now
		r.limit.SetLimit(rate.Limit(perSecond))
	}
}

// tellDue tells the processes of the oldest notices.
func (r *Relay) tellDue(ctx context.Context) (int, error) {
	// Before claiming: a claim should not lapse while it waits for its turn.
	if err := r.limit.Wait(ctx); err != nil {
		return 0, nil // ctx has ended
	}
	notices, err := r.outbox.DueNotices(ctx, r.opts.Parallel)
	if err != nil {
		return 0, err
	}
	var group errgroup.Group // one row's trouble is not the others'
	for i, n := range notices {
		group.Go(func() error {
			if i > 0 {
				if err := r.limit.Wait(ctx); err != nil {
					return nil // ctx has ended
				}
			}
			return r.tell(ctx, n)
		})
	}
	return len(notices), group.Wait()
}

// tell signals one process and drops the notice, unless a later step has
// renewed it meanwhile.
func (r *Relay) tell(ctx context.Context, n store.Notice) error {
	in := workflows.ProcessInput{
		OperationID: n.OperationID, Kind: n.Kind, Number: n.Number, Status: n.Status,
		WarehouseID: n.WarehouseID, DestinationID: n.DestinationID,
	}
	options := workflows.ProcessStart(in)
	if n.Status.Ended() {
		// A process that has seen the end, as of its own doing, has ended
		// itself: another run would find nothing to do.
		options.WorkflowIDReusePolicy = enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err := r.signals.SignalWithStartWorkflow(ctx, options.ID, workflows.PostedSignal,
		workflows.Notice{Revision: n.Revision}, options, workflows.Process(n.Kind), in)
	var ended *serviceerror.WorkflowExecutionAlreadyStarted
	if err != nil && !errors.As(err, &ended) {
		return fmt.Errorf("tell the process of %s: %w", n.Number, err)
	}
	if err := r.outbox.NoticeDone(ctx, n.OperationID, n.Revision); err != nil {
		return err
	}
	r.told.Inc()
	return nil
}

// submitParked brings the oldest parked commands on their way.
func (r *Relay) submitParked(ctx context.Context) (int, error) {
	cmds, err := r.outbox.Parked(ctx, r.opts.Parallel*8)
	if err != nil {
		return 0, err
	}
	var group errgroup.Group
	for _, cmd := range cmds {
		group.Go(func() error { return r.unpark(ctx, cmd) })
	}
	return len(cmds), group.Wait()
}

// claim is how long a claimed row is this relay's own, less a margin.
const claim = 12 * time.Second

// unpark submits one parked command and keeps its answer. Without an answer
// the command stays parked.
func (r *Relay) unpark(ctx context.Context, cmd inventory.Command) error {
	ctx, cancel := context.WithTimeout(ctx, claim)
	defer cancel()
	submit := r.commands.Submit
	if _, decision := workflows.Decision(cmd.Kind); decision {
		submit = r.commands.Decide
	}
	out, err := submit(ctx, cmd)
	var refusal *inventory.Error
	switch {
	case errors.As(err, &refusal) && refusal.Code != inventory.CodeOverCapacity:
		// As for a decision about a document that doesn't exist.
		out = inventory.Outcome{CommandID: cmd.ID, OperationID: cmd.OperationID, Refusal: refusal}
	case err != nil:
		return fmt.Errorf("submit parked command %s: %w", cmd.ID, err)
	}
	if err := r.outbox.AnswerParked(ctx, cmd.ID, out); err != nil {
		return err
	}
	r.unparked.Inc()
	return nil
}
