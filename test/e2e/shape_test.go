package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/events"
	"stockflow/internal/inventory"
	"stockflow/test/system"
)

// TestOneProcess runs the API with a worker inside it, and none beside. Its
// first command comes before the worker has made the namespace.
func TestOneProcess(t *testing.T) {
	w := &world{System: system.New(t, system.Options{NoWorkers: true, Env: []string{"WITH_WORKER=true"}})}
	w.north = w.Site(t, "NORTH", nil)
	w.staff = w.User(t, inventory.Staff, w.north)
	shipmentDispatched(t, w)
	w.APIs[0].Stop(t)
	w.APIs[0].Start(t)
	shipmentCancelled(t, w)
	w.Settled(t)
	w.Verify(t)
}

// TestNewsReachesThoseConcerned watches events that one worker's posting
// brings to the watchers of two APIs.
func TestNewsReachesThoseConcerned(t *testing.T) {
	s := system.New(t, system.Options{APIs: 2})
	north, south := s.Site(t, "NORTH", nil), s.Site(t, "SOUTH", nil)
	northerner, southerner := s.User(t, inventory.Staff, north), s.User(t, inventory.Staff, south)
	product := s.Products(t, 1)[0]
	s.Stock(t, north, system.Arrival{Product: product, Quantity: 10})

	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	first := system.Heard[events.OperationChange](ctx, t, northerner, s.APIs[0], events.Operation)
	second := system.Heard[events.OperationChange](ctx, t, northerner, s.APIs[1], events.Operation)
	other := system.Heard[events.OperationChange](ctx, t, southerner, s.APIs[0], events.Operation)

	here := northerner.Do(t, "/shipments", m{"warehouse_id": north.ID, "lines": system.Lines(product, 2)})
	there := s.Admin.Do(t, "/receipts", m{"warehouse_id": south.ID, "lines": system.Lines(product, 2)})
	for _, news := range []<-chan events.OperationChange{first, second} {
		e := <-news
		assert.Equal(t, here.OperationID, e.OperationID)
		assert.Equal(t, here.Number, e.Number)
		assert.EqualValues(t, "reserved", e.Status)
	}
	e := <-other
	assert.Equal(t, there.OperationID, e.OperationID, "one hears of one's own warehouse only")
	require.NoError(t, ctx.Err())
}
