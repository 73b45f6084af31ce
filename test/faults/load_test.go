package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/internal/inventory"
	"stockflow/test/system"
)

// TestInstancesKilledUnderLoad kills an API and a worker of two each while
// callers work, once the one and once the other of each.
func TestInstancesKilledUnderLoad(t *testing.T) {
	s := newSite(t, system.Options{APIs: 2, Workers: 2})
	load := startLoad(t, s, 12)
	for i := range 2 {
		load.progress(t, 40)
		s.APIs[i].Kill(t)
		s.Workers[i].Kill(t)
		load.progress(t, 40) // the others go on by themselves
		s.APIs[i].Start(t)
		s.Workers[i].Start(t)
	}
	load.progress(t, 40)
	load.finish(t)
}

// load are callers who take documents through their lives and insist on every
// answer. Each document has its number, from which follows what becomes of it.
type load struct {
	site     *site
	products []int64
	ctx      context.Context
	stop     context.CancelFunc
	callers  sync.WaitGroup
	// begun counts documents, done the commands that were answered.
	begun, done atomic.Int64
	ending      atomic.Bool
}

const loadStock = 1_000_000

func startLoad(t *testing.T, s *site, callers int) *load {
	t.Helper()
	w := &load{site: s, products: s.Products(t, 3)}
	for _, p := range w.products {
		s.Stock(t, s.north, system.Arrival{Product: p, Quantity: loadStock})
	}
	w.ctx, w.stop = context.WithTimeout(context.Background(), 4*time.Minute)
	t.Cleanup(w.stop)
	for range callers {
		w.callers.Go(func() {
			for !w.ending.Load() && w.ctx.Err() == nil {
				n := w.begun.Add(1)
				if err := w.document(n); err != nil {
					assert.NoError(t, err, "document %d", n)
					return
				}
			}
		})
	}
	return w
}

// document takes one document through its life.
func (w *load) document(n int64) error {
	s, lines := w.site, system.Lines(w.products[n%3], 2, w.products[(n+1)%3], 3)
	if n%3 == 2 {
		id, err := w.give(n, "/transfers", m{"from_warehouse_id": s.north.ID, "to_warehouse_id": s.south.ID, "lines": lines}, "reserved")
		for _, step := range [][2]string{{"dispatch", "in_transit"}, {"receive", "closed"}} {
			if err == nil {
				_, err = w.give(n, "/transfers/"+id+"/"+step[0], nil, step[1])
			}
		}
		return err
	}
	id, err := w.give(n, "/shipments", m{"warehouse_id": s.north.ID, "lines": lines}, "reserved")
	if err == nil {
		_, err = w.give(n, "/shipments/"+id+"/pick", nil, "picked")
	}
	if n%3 == 1 && err == nil {
		_, err = w.give(n, "/shipments/"+id+"/cancel", m{"reason": "changed their mind"}, "cancelling")
		return err
	}
	for _, step := range [][2]string{{"pack", "packed"}, {"dispatch", "dispatched"}} {
		if err == nil {
			_, err = w.give(n, "/shipments/"+id+"/"+step[0], nil, step[1])
		}
	}
	return err
}

// give insists on a command. Some callers wait for less time than others.
func (w *load) give(n int64, path string, body any, status string) (operation string, err error) {
	a, err := w.site.staff.Insist(w.ctx, system.Request{
		Method: http.MethodPost, Path: path, Key: fmt.Sprintf("load-%d", n), Prefer: fmt.Sprintf("wait=%d", 1+rand.N(5)), Body: body,
	})
	if err != nil {
		return "", err
	}
	var out apiclient.CommandOutcome
	if a.Status >= 300 || a.Into(&out) != nil || string(out.Status) != status {
		return "", fmt.Errorf("%s was to be %s: %s", path, status, a)
	}
	w.done.Add(1)
	return out.OperationID, nil
}

// progress waits until more commands have been answered.
func (w *load) progress(t *testing.T, commands int64) {
	t.Helper()
	before := w.done.Load()
	system.Until(t, 90*time.Second, fmt.Sprintf("%d more commands are answered", commands), func() (any, bool) {
		n := w.done.Load() - before
		return n, n >= commands || t.Failed()
	})
	require.False(t, t.Failed())
}

// finish lets the callers come to an end, and compares the books with what
// they have done.
func (w *load) finish(t *testing.T) {
	t.Helper()
	s := w.site
	w.ending.Store(true)
	w.callers.Wait()
	require.False(t, t.Failed())
	s.Settled(t)
	system.Until(t, 60*time.Second, "all cancellations are carried out", func() (any, bool) {
		n := s.Count(t, `SELECT count(*) FROM operations WHERE status = 'cancelling'`)
		return n, n == 0
	})
	var shipped, moved [3]int64
	for n := int64(1); n <= w.begun.Load(); n++ {
		for i, quantity := range []int64{2, 3} {
			switch n % 3 {
			case 0:
				shipped[(n+int64(i))%3] += quantity
			case 2:
				moved[(n+int64(i))%3] += quantity
			}
		}
	}
	for i, p := range w.products {
		s.stock(t, p, atRest(loadStock-shipped[i]-moved[i]), atRest(moved[i]))
	}
	assert.Equal(t, w.begun.Load(), s.Count(t, `SELECT count(*) FROM operations WHERE kind <> 'receipt'`))
	assert.Equal(t, w.done.Load(), s.Count(t, `SELECT count(*) FROM operation_steps s JOIN operations o ON o.id = s.operation_id
		WHERE o.kind <> 'receipt' AND s.user_id = $1`, s.staff.ID), "every answered command is one step")
	assert.Zero(t, s.Deadlocks(t))
	s.Verify(t)
	t.Logf("%d documents, %d commands", w.begun.Load(), w.done.Load())
}

// TestRunsEndedInTemporal cancels and terminates workflows as somebody might in
// Temporal's UI: a cancelled one takes its document back by its stage, a
// terminated one comes back with the next step.
func TestRunsEndedInTemporal(t *testing.T) {
	s := newSite(t, system.Options{})
	for _, c := range []cancelled{
		{"an expected receipt", inventory.Receipt, nil, "cancelled"},
		{"a receipt that has come in part", inventory.Receipt, []string{"receive"}, "receiving"},
		{"a reserved shipment", inventory.Shipment, nil, "cancelled"},
		{"a picked shipment", inventory.Shipment, []string{"pick"}, "cancelled"},
		{"a packed shipment", inventory.Shipment, []string{"pick", "pack"}, "cancelled"},
		{"a reserved transfer", inventory.Transfer, nil, "cancelled"},
		{"a transfer on the road", inventory.Transfer, []string{"dispatch"}, "returning"},
		{"a transfer that has come in part", inventory.Transfer, []string{"dispatch", "receive"}, "returning"},
		{"a transfer with a discrepancy", inventory.Transfer, []string{"dispatch", "close"}, "discrepancy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, s)
			s.Verify(t)
		})
	}
	t.Run("terminated runs come back", func(t *testing.T) { terminated(t, s) })
	s.Settled(t)
	s.Verify(t)
}
