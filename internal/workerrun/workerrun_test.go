package workerrun_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"

	"stockflow/activities"
	"stockflow/internal/fixture"
	"stockflow/internal/intake"
	"stockflow/internal/inventory"
	"stockflow/internal/relay"
	"stockflow/internal/store"
	"stockflow/internal/temporaltest"
	"stockflow/internal/workerrun"
	"stockflow/workflows"
)

// site is a company with workers in this process.
type site struct {
	t *testing.T
	*fixture.Company
	ns temporaltest.Namespace
	in *intake.Intake
}

func newSite(t *testing.T, opts intake.Options) *site {
	t.Helper()
	s := &site{t: t, Company: fixture.New(t), ns: temporaltest.New(t)}
	opts.KindOf = func(ctx context.Context, id string) (inventory.Kind, error) {
		op, err := s.Store.Operation(ctx, id)
		return op.Kind, err
	}
	in, err := intake.New(s.ns.Client, opts)
	require.NoError(t, err)
	s.in = in
	return s
}

// work runs a whole worker, as a process of its own would, until the test ends.
func (s *site) work(policy activities.Policy) {
	s.t.Helper()
	stock := s.Open(s.t, 4)
	c := temporaltest.Connect(s.t, s.ns.Name)
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		assert.NoError(s.t, workerrun.Run(ctx, workerrun.Deps{
			Client: c, Namespace: s.ns.Name, Stock: stock, Commands: s.in, Policy: policy,
			Relay: relay.Options{Interval: 20 * time.Millisecond, Quiet: 500, Loaded: 500}, Ready: func() { close(ready) },
		}))
	}()
	s.t.Cleanup(func() {
		cancel()
		<-done
	})
	<-ready
}

func (s *site) live(kind inventory.Kind, id string) (workflows.Live, error) {
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	var live workflows.Live
	value, err := s.ns.Client.QueryWorkflow(ctx, workflows.ProcessID(kind, id), "", workflows.StateQuery)
	if err == nil {
		err = value.Get(&live)
	}
	return live, err
}

// shows waits until the document's process says where it is.
func (s *site) shows(kind inventory.Kind, id, step string) {
	s.t.Helper()
	var last workflows.Live
	ok := assert.Eventually(s.t, func() bool {
		live, err := s.live(kind, id)
		last = live
		return err == nil && live.Step == step
	}, 20*time.Second, 20*time.Millisecond)
	require.True(s.t, ok, "the process says %q, not %q", last.Step, step)
}

func (s *site) submit(cmd inventory.Command) inventory.Outcome {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	out, err := s.in.Submit(ctx, cmd)
	require.NoError(s.t, err)
	require.Nil(s.t, out.Refusal)
	return out
}

// A desk's run ends a hundred times under load, with the real database.
func TestSeamWithTheRealStore(t *testing.T) {
	const seams, callers = 100, 32
	s := newSite(t, intake.Options{DeskUpdates: 3})
	s.ns.Work(t, &activities.Stock{Poster: s.Store, Loader: s.Store})
	product := s.Product(t, "P-1")
	s.At(s.North).Receive(t, product, 1_000_000)
	var enough atomic.Bool
	var sent atomic.Int64
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for n := 0; !enough.Load(); n++ {
				out := s.submit(s.At(s.North).Keyed(fmt.Sprintf("%d/%d", caller, n), inventory.CreateShipment, "", fixture.Lines(product, 1)))
				assert.False(t, out.Replayed)
				sent.Add(1)
			}
		})
	}
	runs := func() int {
		value, err := s.ns.Client.QueryWorkflow(t.Context(), workflows.DeskID(s.North.ID), "", workflows.StateQuery)
		var state workflows.DeskState
		if err != nil || value.Get(&state) != nil {
			return 0
		}
		return state.Runs
	}
	assert.Eventually(t, func() bool { return runs() >= seams }, 2*time.Minute, 100*time.Millisecond)
	enough.Store(true)
	wg.Wait()
	assert.Equal(t, sent.Load(), s.Level(t, s.North, product).Reserved, "each acknowledged command has had its effect once")
	assert.Equal(t, sent.Load(), s.ID(t, `SELECT count(*) FROM operations WHERE kind = 'shipment'`))
	s.Verify(t)
	t.Logf("%d shipments over %d runs", sent.Load(), runs())
}

// Every document gets a process of its own, which two workers share: it is
// found by its search attributes, answers the query, and ends with its document.
func TestEveryDocumentHasItsProcess(t *testing.T) {
	s := newSite(t, intake.Options{})
	s.work(activities.DefaultPolicy())
	s.work(activities.DefaultPolicy())
	product := s.Product(t, "P-1")
	north := s.At(s.North)
	receipt := s.submit(north.Command(inventory.CreateReceipt, "", fixture.Lines(product, 10)))
	s.shows(inventory.Receipt, receipt.OperationID, "expected")
	s.submit(north.Command(inventory.ReceiveReceipt, receipt.OperationID, received(1, 10)))
	s.shows(inventory.Receipt, receipt.OperationID, "received")
	s.submit(north.Command(inventory.CloseReceipt, receipt.OperationID, inventory.Body{}))

	shipment := s.submit(north.Command(inventory.CreateShipment, "", fixture.Lines(product, 4)))
	s.shows(inventory.Shipment, shipment.OperationID, "reserved")
	s.found(fmt.Sprintf(`StockflowKind = 'shipment' AND StockflowStatus = 'reserved' AND StockflowNumber = '%s' AND StockflowWarehouse = '%d'`,
		shipment.Number, s.North.ID))
	for _, kind := range []inventory.CommandKind{inventory.PickShipment, inventory.PackShipment, inventory.DispatchShip} {
		s.submit(north.Command(kind, shipment.OperationID, inventory.Body{}))
	}

	body := fixture.Lines(product, 2)
	body.DestinationID = s.South.ID
	transfer := s.submit(north.Command(inventory.CreateTransfer, "", body))
	s.submit(north.Command(inventory.DispatchTransf, transfer.OperationID, inventory.Body{}))
	s.shows(inventory.Transfer, transfer.OperationID, "on the road")
	s.found(fmt.Sprintf(`StockflowDestination = '%d' AND StockflowStatus = 'in_transit'`, s.South.ID))
	s.submit(s.At(s.South).Command(inventory.ReceiveTransfer, transfer.OperationID, inventory.Body{}))

	s.found(`StockflowKind IN ('receipt', 'shipment', 'transfer') AND ExecutionStatus = 'Completed' AND StockflowStatus IN ('closed', 'dispatched')`, 3)
	assert.Eventually(t, func() bool {
		n, err := s.Store.PendingNotices(t.Context())
		return err == nil && n == 0
	}, 10*time.Second, 20*time.Millisecond)
	s.Verify(t)
}

// found waits until Temporal lists as many runs as are expected, 1 if not told.
func (s *site) found(query string, expected ...int) {
	s.t.Helper()
	want := 1
	if len(expected) > 0 {
		want = expected[0]
	}
	var got int
	ok := assert.Eventually(s.t, func() bool {
		list, err := s.ns.Client.ListWorkflow(s.t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: query})
		got = len(list.GetExecutions())
		return err == nil && got == want
	}, 20*time.Second, 50*time.Millisecond)
	require.True(s.t, ok, "%d runs match %s", got, query)
}

// A shipment times out, a backorder is served, a transfer is reported overdue:
// the timers act on the real database.
func TestTimersActOnTheRealDatabase(t *testing.T) {
	s := newSite(t, intake.Options{})
	const second = time.Second
	s.work(activities.Policy{
		ReservationTimeout: 3 * second, BackorderRetry: second, ApprovalRemind: second, ApprovalEscalate: 2 * second,
		ApprovalTimeout: 3 * second, TransferGrace: second, TransferEscalate: second,
	})
	north := s.At(s.North)
	product := s.Product(t, "P-1")
	north.Receive(t, product, 10)
	s.Exec(t, `UPDATE warehouses SET transfer_approval_quantity = 5 WHERE id = $1`, s.North.ID)

	body := fixture.Lines(product, 5)
	body.DestinationID = s.South.ID
	waiting := s.submit(s.As(s.Staff, s.North).Command(inventory.CreateTransfer, "", body))
	body = fixture.Lines(product, 1)
	body.DestinationID = s.South.ID
	late := s.submit(north.Command(inventory.CreateTransfer, "", body))
	s.submit(north.Command(inventory.DispatchTransf, late.OperationID, inventory.Body{ETA: pointer(time.Now())}))
	body = fixture.Lines(product, 8)
	body.Policy = inventory.Backorder
	backorder := s.submit(north.Command(inventory.CreateShipment, "", body))
	north.Receive(t, product, 6)

	status := func(id string) inventory.Status { return s.Operation(t, id).Status }
	assert.Eventually(t, func() bool { return status(backorder.OperationID) == inventory.Reserved }, 10*second, 50*time.Millisecond)
	assert.Eventually(t, func() bool { return status(waiting.OperationID) == inventory.Refused }, 15*second, 50*time.Millisecond)
	assert.Eventually(t, func() bool { return status(backorder.OperationID) == inventory.Expired }, 15*second, 50*time.Millisecond)
	assert.Eventually(t, func() bool { return s.Operation(t, late.OperationID).Attention == inventory.Escalated }, 15*second, 50*time.Millisecond)
	assert.Equal(t, int64(15), s.Level(t, s.North, product).OnHand)
	assert.Zero(t, s.Level(t, s.North, product).Reserved)
	s.Verify(t)
}

func pointer[T any](v T) *T { return &v }

// Commands that were parked while Temporal was away run once, whoever takes
// them; a refusal is an answer like another.
func TestParkedCommandsRunOnce(t *testing.T) {
	s := newSite(t, intake.Options{})
	product := s.Product(t, "P-1")
	north := s.At(s.North)
	north.Receive(t, product, 100)
	var cmds []inventory.Command
	for n := range 60 {
		cmds = append(cmds, north.Keyed(fmt.Sprint(n), inventory.CreateShipment, "", fixture.Lines(product, 2)))
	}
	shipment := north.Ship(t, product, 4)
	cmds = append(cmds, north.Command(inventory.CancelShipment, shipment, inventory.Body{Reason: "no longer wanted"}))
	for _, cmd := range cmds {
		require.NoError(t, s.Store.Park(t.Context(), cmd))
		require.NoError(t, s.Store.Park(t.Context(), cmd))
	}
	for range 2 {
		s.work(activities.DefaultPolicy())
	}
	applied, refused := 0, 0
	for _, cmd := range cmds {
		var state store.CommandState
		require.Eventually(t, func() bool {
			var err error
			state, err = s.Store.CommandState(t.Context(), cmd.ID, cmd.UserID)
			return err == nil && state.Status != store.CommandPending
		}, 30*time.Second, 20*time.Millisecond)
		if state.Status == store.CommandApplied {
			applied++
			continue
		}
		assert.Equal(t, inventory.CodeInsufficientStock, state.Outcome.Refusal.Code)
		refused++
	}
	assert.Equal(t, len(cmds), applied+refused)
	assert.Equal(t, inventory.Cancelled, s.Operation(t, shipment).Status)
	level := s.Level(t, s.North, product)
	assert.Equal(t, int64(2*(applied-1)), level.Reserved)
	assert.LessOrEqual(t, level.Reserved, int64(100))
	s.Verify(t)
}

// Cancelling a run in Temporal's UI takes the document back by its stage.
func TestCancellingARunTakesTheDocumentBack(t *testing.T) {
	s := newSite(t, intake.Options{})
	s.work(activities.DefaultPolicy())
	product := s.Product(t, "P-1")
	north := s.At(s.North)
	north.Receive(t, product, 10)
	shipment := s.submit(north.Command(inventory.CreateShipment, "", fixture.Lines(product, 4)))
	s.submit(north.Command(inventory.PickShipment, shipment.OperationID, inventory.Body{}))
	s.shows(inventory.Shipment, shipment.OperationID, "picked")
	id := workflows.ProcessID(inventory.Shipment, shipment.OperationID)
	// This very run: a notice that comes late may start one more.
	found, err := s.ns.Client.DescribeWorkflowExecution(t.Context(), id, "")
	require.NoError(t, err)
	run := found.GetWorkflowExecutionInfo().GetExecution().GetRunId()
	require.NoError(t, s.ns.Client.CancelWorkflow(t.Context(), id, run))
	require.Eventually(t, func() bool {
		d, err := s.ns.Client.DescribeWorkflowExecution(t.Context(), id, run)
		return err == nil && d.GetWorkflowExecutionInfo().GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED
	}, 20*time.Second, 20*time.Millisecond)
	assert.Equal(t, inventory.Cancelled, s.Operation(t, shipment.OperationID).Status)
	assert.Equal(t, fixture.Level{OnHand: 10}, s.InBin(t, s.North.Bins[inventory.ReceivingBin], product))
	s.Verify(t)
}
