package intake_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/activities"
	"stockflow/internal/intake"
	"stockflow/internal/inventory"
	"stockflow/internal/temporaltest"
	"stockflow/workflows"
)

func command(warehouse int64, key string) inventory.Command {
	id := inventory.CommandID(inventory.CreateShipment, 7, key)
	return inventory.Command{
		ID: id, Kind: inventory.CreateShipment, OperationID: id, WarehouseID: warehouse, UserID: 7, RequestHash: "hash",
		Body: inventory.Body{Lines: []inventory.DocumentLine{{ProductID: 1, Quantity: 2}}},
	}
}

func newIntake(t *testing.T, ns temporaltest.Namespace, opts intake.Options) *intake.Intake {
	t.Helper()
	in, err := intake.New(ns.Client, opts)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		assert.NoError(t, in.Close(ctx))
	})
	return in
}

// deskState asks a desk for its state; a desk that doesn't run has none.
func deskState(ns temporaltest.Namespace, warehouse int64) (state workflows.DeskState) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	value, err := ns.Client.QueryWorkflow(ctx, workflows.DeskID(warehouse), "", workflows.StateQuery)
	if err == nil {
		err = value.Get(&state)
	}
	if err != nil {
		return workflows.DeskState{}
	}
	return state
}

// A desk's run ends again and again while callers keep on sending: nothing is
// lost and nothing is doubled at the seam.
func TestDeskSeamUnderLoadLosesAndDoublesNothing(t *testing.T) {
	const seams, callers = 100, 32
	ns, posted := temporaltest.New(t), newLedger()
	ns.Work(t, &activities.Stock{Poster: posted})
	in := newIntake(t, ns, intake.Options{DeskUpdates: 4, MaxBatch: 50})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()

	var acknowledged sync.Map
	var sent atomic.Int64
	var crossed atomic.Bool
	var callersDone sync.WaitGroup
	for caller := range callers {
		callersDone.Go(func() {
			for n := 0; !crossed.Load() && ctx.Err() == nil; n++ {
				cmd := command(1, fmt.Sprintf("%d/%d", caller, n))
				out, err := in.Submit(ctx, cmd)
				if !assert.NoError(t, err) {
					return
				}
				assert.Equal(t, cmd.ID, out.CommandID, "each caller gets its own answer")
				_, twice := acknowledged.LoadOrStore(cmd.ID, out.Revision)
				assert.False(t, twice)
				sent.Add(1)
			}
		})
	}
	require.Eventually(t, func() bool { return deskState(ns, 1).Runs >= seams }, 2*time.Minute, 200*time.Millisecond)
	crossed.Store(true)
	callersDone.Wait()

	state := deskState(ns, 1)
	posted.mu.Lock()
	defer posted.mu.Unlock()
	assert.Equal(t, int(sent.Load()), len(posted.effects), "every acknowledged command has one effect")
	acknowledged.Range(func(id, revision any) bool {
		return assert.Equal(t, revision, posted.effects[id.(string)], "the answer is that of the effect")
	})
	assert.GreaterOrEqual(t, state.Runs, seams)
	t.Logf("%d commands over %d runs, largest batch %d", sent.Load(), state.Runs+1, posted.largest)
}

func TestCommandsShareUpdates(t *testing.T) {
	ns, posted := temporaltest.New(t), newLedger()
	posted.delay = 30 * time.Millisecond
	ns.Work(t, &activities.Stock{Poster: posted})
	in := newIntake(t, ns, intake.Options{})
	var callers sync.WaitGroup
	for n := range 400 {
		callers.Go(func() {
			out, err := in.Submit(t.Context(), command(int64(1+n%2), fmt.Sprint(n)))
			assert.NoError(t, err)
			assert.Equal(t, command(1, fmt.Sprint(n)).ID, out.CommandID)
		})
	}
	callers.Wait()
	assert.Equal(t, 400, posted.count())
	assert.Less(t, posted.batches, 40, "commands travel together")
	assert.LessOrEqual(t, posted.largest, 250)
}

func TestACallerThatLeavesHarmsNoOther(t *testing.T) {
	ns, posted := temporaltest.New(t), newLedger()
	posted.delay = 50 * time.Millisecond
	ns.Work(t, &activities.Stock{Poster: posted})
	in := newIntake(t, ns, intake.Options{})
	var callers sync.WaitGroup
	for n := range 40 {
		callers.Go(func() {
			ctx := t.Context()
			if n%2 == 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, time.Millisecond)
				defer cancel()
				_, err := in.Submit(ctx, command(1, fmt.Sprint(n)))
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				return
			}
			_, err := in.Submit(ctx, command(1, fmt.Sprint(n)))
			assert.NoError(t, err)
		})
	}
	callers.Wait()
	assert.GreaterOrEqual(t, posted.count(), 20)
}

func TestOverCapacityIsRefusedAtOnce(t *testing.T) {
	ns, posted := temporaltest.New(t), newLedger()
	posted.delay = 100 * time.Millisecond
	ns.Work(t, &activities.Stock{Poster: posted})
	in := newIntake(t, ns, intake.Options{MaxBatch: 10, AssumedRate: 500, MaxWait: time.Second})
	var served, refused atomic.Int64
	var callers sync.WaitGroup
	for n := range 1000 {
		callers.Go(func() {
			start := time.Now()
			out, err := in.Submit(t.Context(), command(1, fmt.Sprint(n)))
			if err == nil {
				assert.Equal(t, command(1, fmt.Sprint(n)).ID, out.CommandID)
				served.Add(1)
				return
			}
			var refusal *inventory.Error
			if assert.ErrorAs(t, err, &refusal) {
				assert.Equal(t, inventory.CodeOverCapacity, refusal.Code)
			}
			after, ok := intake.RetryAfter(err)
			assert.True(t, ok)
			assert.GreaterOrEqual(t, after, time.Second)
			assert.Less(t, time.Since(start), 3*time.Second, "refused at once, not after its turn of ten seconds")
			refused.Add(1)
		})
	}
	callers.Wait()
	assert.Equal(t, int64(posted.count()), served.Load(), "a refused command was not sent")
	assert.Positive(t, refused.Load())
	assert.GreaterOrEqual(t, served.Load(), int64(50))
	t.Logf("served %d, refused %d", served.Load(), refused.Load())
}

// The database is away for a while: the Updates in hand wait for it.
func TestADatabaseOutageLosesNoUpdate(t *testing.T) {
	ns, posted := temporaltest.New(t), newLedger()
	posted.setDown(true)
	ns.Work(t, &activities.Stock{Poster: posted})
	in := newIntake(t, ns, intake.Options{})
	answers := make(chan error, 20)
	for n := range cap(answers) {
		go func() {
			_, err := in.Submit(t.Context(), command(1, fmt.Sprint(n)))
			answers <- err
		}()
	}
	select {
	case err := <-answers:
		t.Fatalf("answered without a database: %v", err)
	case <-time.After(3 * time.Second):
	}
	posted.setDown(false)
	for range cap(answers) {
		require.NoError(t, <-answers)
	}
	assert.Equal(t, cap(answers), posted.count())
}

// A worker dies with batches in hand, and another takes the desk over.
func TestAnotherWorkerTakesTheDeskOver(t *testing.T) {
	ns, posted := temporaltest.New(t), newLedger()
	stop := ns.Work(t, &activities.Stock{Poster: posted})
	in := newIntake(t, ns, intake.Options{})
	_, err := in.Submit(t.Context(), command(1, "first"))
	require.NoError(t, err)
	stop()
	answer := make(chan error, 1)
	go func() {
		_, err := in.Submit(t.Context(), command(1, "second"))
		answer <- err
	}()
	other := temporaltest.Namespace{Name: ns.Name, Client: temporaltest.Connect(t, ns.Name)}
	other.Work(t, &activities.Stock{Poster: posted})
	select {
	case err := <-answer:
		require.NoError(t, err)
	case <-time.After(20 * time.Second):
		t.Fatal("the desk was not taken over")
	}
	assert.Equal(t, 2, posted.count())
}

func TestTemporalOutOfReachIsFoundQuickly(t *testing.T) {
	ns, posted := temporaltest.New(t), newLedger()
	ns.Work(t, &activities.Stock{Poster: posted})
	line := temporaltest.NewProxy(t)
	far := temporaltest.Namespace{Name: ns.Name, Client: temporaltest.ConnectTo(t, line.Address, ns.Name)}
	in := newIntake(t, far, intake.Options{})
	_, err := in.Submit(t.Context(), command(1, "before"))
	require.NoError(t, err)

	line.Cut()
	start := time.Now()
	_, err = in.Submit(t.Context(), command(1, "during"))
	require.ErrorIs(t, err, intake.ErrUnavailable)
	assert.Less(t, time.Since(start), 3*time.Second)
	start = time.Now()
	_, err = in.Submit(t.Context(), command(1, "during too"))
	require.ErrorIs(t, err, intake.ErrUnavailable)
	_, err = in.Decide(t.Context(), inventory.Command{
		ID: command(1, "d").ID, Kind: inventory.CancelShipment, OperationID: command(1, "d").ID, WarehouseID: 1, UserID: 7,
	})
	require.ErrorIs(t, err, intake.ErrUnavailable)
	assert.Less(t, time.Since(start), 600*time.Millisecond, "once known it is told without asking Temporal again")

	line.Restore()
	require.Eventually(t, func() bool {
		_, err := in.Submit(t.Context(), command(1, "during"))
		return err == nil
	}, 15*time.Second, 50*time.Millisecond)
	assert.Contains(t, posted.effects, command(1, "during").ID)
}

// Without a worker there is no answer, but Temporal is there: the caller waits
// as long as it wants, and the command is posted once a worker is back.
func TestWithoutAWorkerTheCallersWaitIsTheirOwn(t *testing.T) {
	ns, posted := temporaltest.New(t), newLedger()
	in := newIntake(t, ns, intake.Options{})
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err := in.Submit(ctx, command(1, "patient"))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	ns.Work(t, &activities.Stock{Poster: posted})
	require.Eventually(t, func() bool { return posted.count() == 1 }, 20*time.Second, 20*time.Millisecond)
}

// A document of the largest size, every line of which is refused, passes the
// limits of the engine on its way there and back.
func TestTheLargestDocumentPasses(t *testing.T) {
	const lines = 20_000
	ns := temporaltest.New(t)
	ns.Work(t, &activities.Stock{Poster: refuser{}})
	in := newIntake(t, ns, intake.Options{AssumedRate: 50_000})
	cmd := command(1, "huge")
	cmd.Body = inventory.Body{}
	for n := range lines {
		cmd.Body.Receipts = append(cmd.Body.Receipts, inventory.ReceivedLine{
			LineNo: n + 1, Quantity: int64(1000 + n*7919%9973), LotCode: inventory.CommandID("lot", 0, fmt.Sprint(n)),
			ExpiresOn: "2027-12-31", LocationID: int64(n % 97), Condition: inventory.Good,
		})
	}
	var callers sync.WaitGroup
	callers.Go(func() {
		out, err := in.Submit(t.Context(), cmd)
		if assert.NoError(t, err) {
			assert.Len(t, out.Refusal.Shortages, lines)
		}
	})
	for n := range 50 { // and holds up nobody
		callers.Go(func() {
			_, err := in.Submit(t.Context(), command(1, fmt.Sprint(n)))
			assert.NoError(t, err)
		})
	}
	callers.Wait()
}

// refuser refuses every line of every command.
type refuser struct{}

func (refuser) Post(_ context.Context, cmds []inventory.Command) ([]inventory.Outcome, error) {
	outs := make([]inventory.Outcome, len(cmds))
	for i, c := range cmds {
		refusal := inventory.Refusef(inventory.CodeInsufficientStock, "none of it is there")
		for _, r := range c.Body.Receipts {
			refusal.Shortages = append(refusal.Shortages, inventory.Shortage{LineNo: r.LineNo, ProductID: int64(r.LineNo) * 7, Requested: r.Quantity})
		}
		outs[i] = inventory.Outcome{CommandID: c.ID, OperationID: c.OperationID, Refusal: refusal}
	}
	return outs, nil
}
