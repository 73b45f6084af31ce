package relay_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"stockflow/internal/intake"
	"stockflow/internal/inventory"
	"stockflow/internal/relay"
	"stockflow/internal/store"
	"stockflow/workflows"
)

// outbox is the two tables, with claims that lapse when the test says so.
type outbox struct {
	mu      sync.Mutex
	notices []store.Notice
	parked  []inventory.Command
	claimed map[string]bool
	answers map[string]inventory.Outcome
	done    map[string]int
	failing bool
}

func newOutbox() *outbox {
	return &outbox{claimed: map[string]bool{}, answers: map[string]inventory.Outcome{}, done: map[string]int{}}
}

var errAway = errors.New("the database is away")

func (o *outbox) DueNotices(_ context.Context, limit int) (due []store.Notice, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.failing {
		return nil, errAway
	}
	for _, n := range o.notices {
		if len(due) < limit && !o.claimed[n.OperationID] && o.done[n.OperationID] == 0 {
			o.claimed[n.OperationID] = true
			due = append(due, n)
		}
	}
	return due, nil
}

func (o *outbox) NoticeDone(_ context.Context, id string, revision int) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.done[id] = revision
	return nil
}

func (o *outbox) Parked(_ context.Context, limit int) (due []inventory.Command, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range o.parked {
		if _, answered := o.answers[c.ID]; len(due) < limit && !answered && !o.claimed[c.ID] {
			o.claimed[c.ID] = true
			due = append(due, c)
		}
	}
	return due, nil
}

func (o *outbox) AnswerParked(_ context.Context, id string, out inventory.Outcome) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answers[id] = out
	return nil
}

func (o *outbox) lapse() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.claimed = map[string]bool{}
}

func (o *outbox) set(failing bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failing = failing
}

func (o *outbox) settled() (notices, answers int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.done), len(o.answers)
}

// engine takes signals and commands, or doesn't.
type engine struct {
	mu      sync.Mutex
	away    error
	signals []string
	decided []string
}

func (e *engine) SignalWithStartWorkflow(_ context.Context, id, signal string, arg any, options client.StartWorkflowOptions, _ any, args ...any) (client.WorkflowRun, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.away != nil {
		return nil, e.away
	}
	in, ok := args[0].(workflows.ProcessInput)
	if !ok || signal != workflows.PostedSignal || options.ID != id || in.Number == "" {
		return nil, errors.New("a signal is not what it should be")
	}
	e.signals = append(e.signals, id)
	return nil, nil //nolint:nilnil // the relay does not look at the run
}

func (e *engine) answer(cmd inventory.Command) (inventory.Outcome, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return inventory.Outcome{CommandID: cmd.ID}, e.away
}

func (e *engine) Submit(_ context.Context, cmd inventory.Command) (inventory.Outcome, error) {
	return e.answer(cmd)
}

func (e *engine) Decide(_ context.Context, cmd inventory.Command) (inventory.Outcome, error) {
	out, err := e.answer(cmd)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.decided = append(e.decided, cmd.ID)
	return out, err
}

func (e *engine) set(away error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.away = away
}

func (e *engine) told() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.signals)
}

func run(t *testing.T, o *outbox, e *engine, opts relay.Options) {
	t.Helper()
	opts.Interval = 5 * time.Millisecond
	r, err := relay.New(o, e, e, opts)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
}

func notices(n int) (all []store.Notice) {
	for i := range n {
		all = append(all, store.Notice{
			OperationID: inventory.CommandID("test", 1, string(rune('a'+i))), Kind: inventory.Shipment,
			Number: "S-000001", Status: inventory.Reserved, WarehouseID: 1, Revision: 3,
		})
	}
	return all
}

func TestEachNoticeIsToldOnceByTwoRelays(t *testing.T) {
	o, e := newOutbox(), &engine{}
	o.notices = notices(40)
	run(t, o, e, relay.Options{Quiet: 10_000})
	run(t, o, e, relay.Options{Quiet: 10_000})
	require.Eventually(t, func() bool { n, _ := o.settled(); return n == 40 }, 5*time.Second, 5*time.Millisecond)
	assert.Equal(t, 40, e.told())
	assert.Equal(t, 3, o.done[o.notices[0].OperationID])
}

func TestANoticeIsKeptUntilItIsTold(t *testing.T) {
	o, e := newOutbox(), &engine{away: errors.New("Temporal is away")}
	o.notices = notices(3)
	run(t, o, e, relay.Options{Quiet: 10_000})
	require.Eventually(t, func() bool { o.mu.Lock(); defer o.mu.Unlock(); return len(o.claimed) == 3 }, 5*time.Second, 5*time.Millisecond)
	n, _ := o.settled()
	assert.Zero(t, n)
	e.set(nil)
	o.lapse()
	require.Eventually(t, func() bool { n, _ := o.settled(); return n == 3 }, 5*time.Second, 5*time.Millisecond)
}

func TestTheRelayOutlivesTheDatabase(t *testing.T) {
	o, e := newOutbox(), &engine{}
	o.set(true)
	run(t, o, e, relay.Options{Quiet: 10_000})
	o.mu.Lock()
	o.notices = notices(1)
	o.mu.Unlock()
	o.set(false)
	require.Eventually(t, func() bool { n, _ := o.settled(); return n == 1 }, 5*time.Second, 5*time.Millisecond)
}

// While callers wait for their desks, processes are told slowly.
func TestTheRelayMakesWayUnderLoad(t *testing.T) {
	o, e := newOutbox(), &engine{}
	var posted atomic.Int64
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			select {
			case <-stop:
				return
			case <-tick.C:
				posted.Add(10)
			}
		}
	}()
	var looks atomic.Int64
	look := func() int64 {
		looks.Add(1)
		return posted.Load()
	}
	run(t, o, e, relay.Options{Quiet: 1000, Loaded: 5, LoadedAbove: 100, Posted: look})
	// By its third look the relay has acted on what it saw at its second.
	require.Eventually(t, func() bool { return looks.Load() >= 3 }, 10*time.Second, 5*time.Millisecond)
	o.mu.Lock()
	o.notices = notices(60)
	o.mu.Unlock()
	before := time.Now()
	require.Eventually(t, func() bool { return e.told() >= 10 }, 10*time.Second, 5*time.Millisecond)
	assert.Greater(t, time.Since(before), 500*time.Millisecond)
	assert.Less(t, e.told(), 30)
}

func TestParkedCommandsGoWhereTheyBelongAndStayUntilAnswered(t *testing.T) {
	o, e := newOutbox(), &engine{away: intake.ErrUnavailable}
	o.parked = []inventory.Command{{ID: "ship", Kind: inventory.CreateShipment}, {ID: "cancel", Kind: inventory.CancelShipment}}
	run(t, o, e, relay.Options{})
	require.Eventually(t, func() bool { o.mu.Lock(); defer o.mu.Unlock(); return len(o.claimed) == 2 }, 5*time.Second, 5*time.Millisecond)
	e.set(inventory.Refusef(inventory.CodeOverCapacity, "too many")) // not an answer either
	o.lapse()
	require.Eventually(t, func() bool { o.mu.Lock(); defer o.mu.Unlock(); return len(o.claimed) == 2 }, 5*time.Second, 5*time.Millisecond)
	_, answers := o.settled()
	assert.Zero(t, answers)
	e.set(nil)
	o.lapse()
	require.Eventually(t, func() bool { _, n := o.settled(); return n == 2 }, 5*time.Second, 5*time.Millisecond)
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, id := range e.decided {
		assert.Equal(t, "cancel", id)
	}
}

func TestADecisionAboutNothingIsAnswered(t *testing.T) {
	o, e := newOutbox(), &engine{away: inventory.Refusef(inventory.CodeNotFound, "there is no such operation")}
	o.parked = []inventory.Command{{ID: "approve", Kind: inventory.Approve}}
	run(t, o, e, relay.Options{})
	require.Eventually(t, func() bool { _, n := o.settled(); return n == 1 }, 5*time.Second, 5*time.Millisecond)
	assert.Equal(t, inventory.CodeNotFound, o.answers["approve"].Refusal.Code)
}
