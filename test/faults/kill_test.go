package faults

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"stockflow/internal/inventory"
	"stockflow/test/system"
)

// atOnce is how many systems a small machine starts side by side while other
// packages' tests go on: ten at once left it without an answer for 40 seconds.
const atOnce = 4

// sideBySide runs tests that wait for time-outs more than they work.
func sideBySide(t *testing.T, tests map[string]func(*testing.T)) {
	t.Helper()
	var running errgroup.Group
	running.SetLimit(atOnce)
	for name, test := range tests {
		running.Go(func() error { t.Run(name, test); return nil })
	}
	require.NoError(t, running.Wait())
}

// TestAPIKilledAtEveryStep kills the API with a request in the air, once
// before and once after the command's commit, at every step of every document.
// The client repeats its request, and each has one effect.
func TestAPIKilledAtEveryStep(t *testing.T) {
	run := func(committed bool) func(*testing.T) {
		return func(t *testing.T) {
			s := newSite(t, system.Options{})
			s.fault = func(t *testing.T, s *site, kind inventory.CommandKind, user *system.User, r system.Request) system.Answer {
				return killAPI(t, s, committed, kind, user, r)
			}
			for _, trip := range trips {
				t.Run(trip.name, func(t *testing.T) {
					trip.take(t, s)
					s.Verify(t)
				})
				if t.Failed() {
					return // processes may be frozen
				}
			}
			s.Settled(t)
			s.Verify(t)
		}
	}
	sideBySide(t, map[string]func(*testing.T){"before the commit": run(false), "after the commit": run(true)})
}

func killAPI(t *testing.T, s *site, committed bool, kind inventory.CommandKind, user *system.User, r system.Request) system.Answer {
	t.Helper()
	api, worker := s.APIs[0], s.Workers[0]
	sent := api.UpdatesSent(t)
	worker.Signal(t, syscall.SIGSTOP)
	lost := make(chan error, 1)
	go func() {
		_, err := user.Try(context.Background(), r)
		lost <- err
	}()
	system.Until(t, 20*time.Second, "the command is in the air", func() (any, bool) {
		n := api.UpdatesSent(t)
		return n, n > sent
	})
	id := inventory.CommandID(kind, user.ID, r.Key)
	if committed {
		// It is counted just before it is written; the API answers others meanwhile.
		for range 5 {
			api.UpdatesSent(t)
		}
		api.Signal(t, syscall.SIGSTOP)
		worker.Signal(t, syscall.SIGCONT)
		system.Until(t, 40*time.Second, string(kind)+" is posted", func() (any, bool) { return nil, s.Posted(t, id) })
		api.Kill(t)
	} else {
		api.Kill(t)
		assert.False(t, s.Posted(t, id), "%s was posted before the API died", kind)
		worker.Signal(t, syscall.SIGCONT)
	}
	require.Error(t, <-lost, "the client was answered by a dead server")
	api.Start(t)
	return insist(t, user, r)
}

// TestWorkerKilledAtEveryStep kills the worker before and after the commit of
// the commands that internal/workerrun's test of the same kind leaves out.
func TestWorkerKilledAtEveryStep(t *testing.T) {
	run := func(when string, take func(*testing.T, *site, string)) func(*testing.T) {
		return func(t *testing.T) {
			s := newSite(t, system.Options{})
			s.fault = func(t *testing.T, s *site, kind inventory.CommandKind, user *system.User, r system.Request) system.Answer {
				switch kind {
				case inventory.Approve, inventory.Refuse, inventory.CancelReceipt, inventory.ReserveShipment, inventory.CancelShipment,
					inventory.CloseTransfer, inventory.SettleTransfer, inventory.CancelTransfer,
					inventory.CreateCount, inventory.EnterCount, inventory.SubmitCount, inventory.CancelCount,
					inventory.CreateAdjustment, inventory.CancelAdjustment, inventory.CreateReturn:
					return killWorker(t, s, when+string(kind), user, r)
				}
				return insist(t, user, r)
			}
			take(t, s, when)
			s.Settled(t)
			s.Verify(t)
		}
	}
	tests := map[string]func(*testing.T){}
	for _, when := range []string{"before:", "after:"} {
		tests["receipts "+when] = run(when, func(t *testing.T, s *site, _ string) {
			receiptTrip(t, s)
			refusedReceiptTrip(t, s)
		})
		tests["shipments "+when] = run(when, func(t *testing.T, s *site, _ string) {
			shipmentTrip(t, s)
			cancelledShipmentTrip(t, s)
		})
		tests["transfers "+when] = run(when, func(t *testing.T, s *site, _ string) {
			transferTrip(t, s)
			cancelledTransferTrip(t, s)
		})
		tests["counts "+when] = run(when, func(t *testing.T, s *site, _ string) { countTrip(t, s) })
		tests["timers "+when] = run(when, timersTrip)
	}
	sideBySide(t, tests)
}

// killWorker gives a command to a worker that dies of it, and starts another.
func killWorker(t *testing.T, s *site, point string, user *system.User, r system.Request) system.Answer {
	t.Helper()
	worker := s.Workers[0]
	worker.Stop(t)
	worker.Start(t, "STOCKFLOW_CRASH_AT="+point)
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	type result struct {
		answer system.Answer
		err    error
	}
	answered := make(chan result, 1)
	go func() {
		a, err := user.Insist(ctx, r)
		answered <- result{a, err}
	}()
	worker.AwaitKilled(t)
	worker.Start(t)
	got := <-answered
	require.NoError(t, got.err, point)
	return got.answer
}

// timersTrip lets the worker die of what it does by itself.
func timersTrip(t *testing.T, s *site, when string) {
	product := s.stocked(t)
	dies := func(kind inventory.CommandKind, policy []string, give func() (operation string), status string) {
		worker := s.Workers[0]
		worker.Stop(t)
		worker.Start(t, append(policy, "STOCKFLOW_CRASH_AT="+when+string(kind))...)
		id := give()
		worker.AwaitKilled(t)
		worker.Start(t, policy...)
		times := 0
		system.Until(t, 60*time.Second, string(kind)+" is done", func() (any, bool) {
			op := s.Operation(t, id)
			times = 0
			for _, step := range op.Timeline {
				if step.Kind == string(kind) {
					times++
				}
			}
			return op.Status, times > 0 && string(op.Status) == status
		})
		assert.Equal(t, 1, times, "%s happened once", kind)
	}
	dies(inventory.ExpireReservation, []string{"RESERVATION_TIMEOUT=500ms"}, func() string {
		return s.staff.Do(t, "/shipments", m{"warehouse_id": s.north.ID, "lines": system.Lines(product, 10)}).OperationID
	}, "expired")
	large := s.stocked(t)
	s.Stock(t, s.north, system.Arrival{Product: large, Quantity: 170})
	transfer := func() string {
		return s.staff.Do(t, "/transfers", m{"from_warehouse_id": s.north.ID, "to_warehouse_id": s.south.ID, "lines": system.Lines(large, 100)}).OperationID
	}
	dies(inventory.ExpireApproval, []string{"APPROVAL_TIMEOUT=500ms"}, transfer, "refused")
	dies(inventory.RaiseAttention, []string{"APPROVAL_REMIND=500ms"}, transfer, "awaiting_approval")
	s.stock(t, product, atRest(30), system.Level{})
	s.stock(t, large, system.Level{OnHand: 200, Reserved: 100, Available: 100}, system.Level{})
}
