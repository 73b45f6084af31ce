package workerrun_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/intake"
	"stockflow/internal/inventory"
	"stockflow/internal/temporaltest"
)

func TestMain(m *testing.M) {
	flag.Parse()
	// These tests wait for time-outs more than they work.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	dir, err := os.MkdirTemp("", "stockflow-worker")
	if err != nil {
		panic(err)
	}
	binaries = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// binaries is the folder for what the tests build.
var binaries string

// workerBinary builds cmd/worker once.
var workerBinary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binaries, "worker")
	out, err := exec.Command("go", "build", "-o", path, "stockflow/cmd/worker").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the worker: %w\n%s", err, out)
	}
	return path, nil
})

// place is a company with a worker of its own, in processes that may die.
type place struct {
	t *testing.T
	*fixture.Company
	ns temporaltest.Namespace
	in *intake.Intake
	// replaced is closed when the first worker has died and another runs.
	replaced chan struct{}
}

// newPlace starts a worker that kills itself at a point; another takes over.
func newPlace(t *testing.T, crashAt string) *place {
	t.Helper()
	p := &place{t: t, Company: fixture.New(t), ns: temporaltest.New(t), replaced: make(chan struct{})}
	in, err := intake.New(p.ns.Client, intake.Options{KindOf: func(ctx context.Context, id string) (inventory.Kind, error) {
		op, err := p.Store.Operation(ctx, id)
		return op.Kind, err
	}})
	require.NoError(t, err)
	p.in = in
	first := p.startWorker(crashAt)
	go func() {
		_ = first.Wait()
		p.startWorker("")
		close(p.replaced)
	}()
	return p
}

func (p *place) startWorker(crashAt string) *exec.Cmd {
	path, err := workerBinary()
	require.NoError(p.t, err)
	cmd := exec.Command(path)
	var log bytes.Buffer
	cmd.Stderr = &log
	cmd.Env = append(os.Environ(),
		"DATABASE_URL="+p.DB.AppURL+"&pool_max_conns=4", "TEMPORAL_NAMESPACE="+p.ns.Name,
		"WORKER_METRICS_ADDRESS=", "STOCKFLOW_CRASH_AT="+crashAt, "LOG_LEVEL=warn")
	assert.NoError(p.t, cmd.Start())
	p.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if p.t.Failed() && log.Len() > 0 {
			p.t.Logf("worker %d: %s", cmd.Process.Pid, log.String())
		}
	})
	return cmd
}

// do gives a command as a patient client does: again, with the same key, until
// there is an answer.
func (p *place) do(kind inventory.CommandKind, operation string, body inventory.Body) inventory.Outcome {
	p.t.Helper()
	return p.send(p.At(p.North).Command(kind, operation, body))
}

func (p *place) send(cmd inventory.Command) inventory.Outcome {
	p.t.Helper()
	submit := p.in.Submit
	switch cmd.Kind {
	case inventory.Approve, inventory.CancelShipment, inventory.CancelTransfer, inventory.UndoReceipt, inventory.SettleTransfer:
		submit = p.in.Decide
	}
	deadline := time.Now().Add(90 * time.Second)
	for {
		ctx, cancel := context.WithTimeout(p.t.Context(), 20*time.Second)
		out, err := submit(ctx, cmd)
		cancel()
		if err == nil {
			require.Nil(p.t, out.Refusal, "%s", cmd.Kind)
			return out
		}
		require.True(p.t, errors.Is(err, intake.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded), "%s: %v", cmd.Kind, err)
		require.True(p.t, time.Now().Before(deadline), "no answer to %s: %v", cmd.Kind, err)
	}
}

// becomes waits until the document has come to a stage.
func (p *place) becomes(id string, status inventory.Status) {
	p.t.Helper()
	var last inventory.Status
	ok := assert.Eventually(p.t, func() bool {
		last = p.Operation(p.t, id).Status
		return last == status
	}, 60*time.Second, 50*time.Millisecond)
	require.True(p.t, ok, "the document is %s, not %s", last, status)
}

func received(lines int, quantity int64) inventory.Body {
	var b inventory.Body
	for n := range lines {
		b.Receipts = append(b.Receipts, inventory.ReceivedLine{LineNo: n + 1, Quantity: quantity, Condition: inventory.Good})
	}
	return b
}

// stock receives some of a number of products by documents of its own.
func (p *place) stock(products int, quantity int64) []int64 {
	ids := p.Products(p.t, products)
	var pairs []int64
	for _, id := range ids {
		pairs = append(pairs, id, quantity)
	}
	desk := p.At(p.North)
	receipt := desk.Create(p.t, inventory.CreateReceipt, fixture.Lines(pairs...))
	desk.Do(p.t, inventory.ReceiveReceipt, receipt, received(products, quantity))
	return ids
}

func lines(products []int64, quantity int64) inventory.Body {
	var pairs []int64
	for _, id := range products {
		pairs = append(pairs, id, quantity)
	}
	return fixture.Lines(pairs...)
}

func playShipment(p *place) {
	products := p.stock(3, 10)
	id := p.do(inventory.CreateShipment, "", lines(products, 4)).OperationID
	p.do(inventory.PickShipment, id, inventory.Body{})
	p.do(inventory.PackShipment, id, inventory.Body{})
	p.do(inventory.DispatchShip, id, inventory.Body{})
	p.becomes(id, inventory.Dispatched)
	for _, product := range products {
		assert.Equal(p.t, fixture.Level{OnHand: 6}, p.Level(p.t, p.North, product))
	}
}

func playCancelledShipment(p *place) {
	products := p.stock(450, 10)
	id := p.do(inventory.CreateShipment, "", lines(products, 4)).OperationID
	p.do(inventory.PickShipment, id, inventory.Body{})
	p.do(inventory.CancelShipment, id, inventory.Body{Reason: "no longer wanted"})
	p.becomes(id, inventory.Cancelled)
	for _, product := range products {
		assert.Equal(p.t, fixture.Level{OnHand: 10}, p.InBin(p.t, p.North.Bins[inventory.ReceivingBin], product))
	}
}

func playReceipt(p *place) {
	product := p.Product(p.t, "P-1")
	id := p.do(inventory.CreateReceipt, "", fixture.Lines(product, 10)).OperationID
	p.do(inventory.ReceiveReceipt, id, received(1, 10))
	p.do(inventory.PutAwayReceipt, id, inventory.Body{Moves: []inventory.Move{{
		LineNo: 1, Quantity: 10, FromLocationID: p.North.Bins[inventory.ReceivingBin], ToLocationID: p.North.Bins[inventory.StorageBin],
	}}})
	p.do(inventory.CloseReceipt, id, inventory.Body{})
	p.do(inventory.UndoReceipt, id, inventory.Body{Reason: "wrong supplier"})
	p.becomes(id, inventory.Undone)
	assert.Zero(p.t, p.Level(p.t, p.North, product))
}

func playTransfer(p *place) {
	products := p.stock(2, 10)
	p.Exec(p.t, `UPDATE warehouses SET transfer_approval_quantity = 5 WHERE id = $1`, p.North.ID)
	body := lines(products, 4)
	body.DestinationID = p.South.ID
	asked := p.send(p.As(p.Staff, p.North).Command(inventory.CreateTransfer, "", body))
	id := asked.OperationID
	require.Len(p.t, asked.ApprovalIDs, 1)
	p.do(inventory.Approve, id, inventory.Body{ApprovalID: asked.ApprovalIDs[0]})
	p.do(inventory.DispatchTransf, id, inventory.Body{})
	p.send(p.At(p.South).Command(inventory.ReceiveTransfer, id, received(1, 3)))
	p.do(inventory.CancelTransfer, id, inventory.Body{Reason: "wrong goods"})
	p.becomes(id, inventory.Returning)
	p.do(inventory.ReceiveReturn, id, inventory.Body{})
	p.becomes(id, inventory.Returned)
	assert.Equal(p.t, int64(7), p.Level(p.t, p.North, products[0]).OnHand)
	assert.Equal(p.t, int64(3), p.Level(p.t, p.South, products[0]).OnHand)
	assert.Equal(p.t, int64(10), p.Level(p.t, p.North, products[1]).OnHand)
}

// The worker is killed before and after the commit of every step of every
// process, and in the middle of a compensation; another worker takes over, and
// each document ends as if nothing had happened.
func TestKilledWorkerLosesNothing(t *testing.T) {
	plays := []struct {
		name  string
		play  func(*place)
		steps []inventory.CommandKind
	}{
		{"shipment", playShipment, []inventory.CommandKind{
			inventory.CreateShipment, inventory.PickShipment, inventory.PackShipment, inventory.DispatchShip,
		}},
		{"cancelled shipment", playCancelledShipment, []inventory.CommandKind{
			inventory.CancelShipment, inventory.ReturnPicks, "return_picks#2", inventory.FinishCancel,
		}},
		{"receipt", playReceipt, []inventory.CommandKind{
			inventory.CreateReceipt, inventory.ReceiveReceipt, inventory.PutAwayReceipt, inventory.CloseReceipt, inventory.UndoReceipt,
		}},
		{"transfer", playTransfer, []inventory.CommandKind{
			inventory.CreateTransfer, inventory.Approve, inventory.DispatchTransf, inventory.ReceiveTransfer,
			inventory.CancelTransfer, inventory.ReceiveReturn,
		}},
	}
	for _, play := range plays {
		for _, step := range play.steps {
			for _, when := range []string{"before:", "after:"} {
				t.Run(strings.ReplaceAll(play.name+" "+when+string(step), " ", "_"), func(t *testing.T) {
					t.Parallel()
					p := newPlace(t, when+string(step))
					play.play(p)
					select {
					case <-p.replaced:
					default:
						t.Fatal("the worker was not killed")
					}
					p.Verify(t)
				})
			}
		}
	}
}
