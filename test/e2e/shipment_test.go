package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/test/system"
)

func shipmentFirstExpiredFirst(t *testing.T, w *world) {
	product := w.LotProduct(t)
	yesterday := time.Now().UTC().AddDate(0, 0, -2).Format(time.DateOnly)
	w.Stock(t, w.north,
		system.Arrival{Product: product, Quantity: 10, Lot: "LATE", Expires: "2045-06-30"},
		system.Arrival{Product: product, Quantity: 10, Lot: "EARLY", Expires: "2041-06-30", Bin: "PICKING"},
		system.Arrival{Product: product, Quantity: 10, Lot: "EARLY", Expires: "2041-06-30"},
		system.Arrival{Product: product, Quantity: 99, Lot: "GONE", Expires: yesterday})
	w.level(t, w.north, product, 129, 0, 30)
	out := step(t, w.staff, "/shipments", m{"warehouse_id": w.north.ID, "lines": system.Lines(product, 15, product, 8)}, "reserved")
	held := map[string]int64{}
	for _, h := range w.Operation(t, out.OperationID).Holds {
		require.NotNil(t, h.Lot)
		held[h.Lot.Code+" in "+h.Location.Code] += h.Quantity
	}
	assert.Equal(t, map[string]int64{"EARLY in PICKING": 10, "EARLY in STORAGE": 10, "LATE in STORAGE": 3}, held)
	w.staff.Refused(t, "insufficient_stock", "/shipments", m{"warehouse_id": w.north.ID, "lines": system.Lines(product, 8)})
	w.level(t, w.north, product, 129, 23, 7)
	step(t, w.staff, "/shipments/"+out.OperationID+"/cancel", nil, "cancelled")
	w.ended(t, out.OperationID, "cancelled")
}

func shipmentDispatched(t *testing.T, w *world) {
	product := w.Product(t, nil)
	w.Stock(t, w.north, system.Arrival{Product: product, Quantity: 6}, system.Arrival{Product: product, Quantity: 6, Bin: "PICKING"})
	out := step(t, w.staff, "/shipments", m{"warehouse_id": w.north.ID, "customer": "Café Central", "lines": system.Lines(product, 10)}, "reserved")
	shipment := "/shipments/" + out.OperationID
	w.running(t, out.OperationID, "picking")
	w.staff.Refused(t, "wrong_stage", shipment+"/pack", nil)
	w.staff.Refused(t, "wrong_location", shipment+"/pick", m{"lines": l{m{"line_no": 1, "quantity": 1, "location": "RECEIVING"}}})
	w.staff.Refused(t, "exceeds_reserved", shipment+"/pick", m{"lines": l{m{"line_no": 1, "quantity": 7, "location": "PICKING"}}})
	step(t, w.staff, shipment+"/pick", m{"lines": l{m{"line_no": 1, "quantity": 6, "location": "PICKING"}}}, "picking")
	assert.EqualValues(t, 6, w.InBin(t, w.north, "SHIPPING", product))
	w.running(t, out.OperationID, "picking of the rest")
	w.staff.Refused(t, "wrong_stage", shipment+"/dispatch", nil)
	step(t, w.staff, shipment+"/pick", nil, "picked")
	w.staff.Refused(t, "wrong_stage", shipment+"/pick", nil)
	step(t, w.staff, shipment+"/pack", nil, "packed")
	w.level(t, w.north, product, 12, 10, 2)
	step(t, w.staff, shipment+"/dispatch", m{"carrier": "DHL", "tracking": "JD0146"}, "dispatched")
	w.level(t, w.north, product, 2, 0, 2)
	assert.Zero(t, w.InBin(t, w.north, "SHIPPING", product))
	w.staff.Refused(t, "wrong_stage", shipment+"/cancel", nil)
	w.ended(t, out.OperationID, "dispatched")
	assert.Equal(t, []string{"create_shipment", "pick_shipment", "pick_shipment", "pack_shipment", "dispatch_shipment"},
		steps(w.Operation(t, out.OperationID)))
}

func shipmentAllOrNothing(t *testing.T, w *world) {
	first, second := w.Product(t, nil), w.Product(t, nil)
	w.Stock(t, w.north, system.Arrival{Product: first, Quantity: 5}, system.Arrival{Product: second, Quantity: 5})
	before := w.Fingerprint(t)
	refusal := w.staff.Refused(t, "insufficient_stock", "/shipments", m{
		"warehouse_id": w.north.ID, "lines": system.Lines(first, 5, second, 3, second, 3),
	})
	require.NotNil(t, refusal.Shortages)
	require.Len(t, *refusal.Shortages, 1, "two lines of one product don't oversell it")
	short := (*refusal.Shortages)[0]
	assert.EqualValues(t, 3, short.LineNo)
	assert.EqualValues(t, 2, short.Available)
	assert.EqualValues(t, 3, short.Requested)
	assert.Equal(t, before, w.Fingerprint(t), "a refusal leaves nothing behind")
	w.level(t, w.north, first, 5, 0, 5)
}

func shipmentBackorder(t *testing.T, w *world) {
	product := w.Product(t, nil)
	w.Stock(t, w.north, system.Arrival{Product: product, Quantity: 6})
	out := step(t, w.staff, "/shipments", m{
		"warehouse_id": w.north.ID, "policy": "backorder", "lines": system.Lines(product, 10),
	}, "backordered")
	require.NotNil(t, out.Shortages)
	assert.EqualValues(t, 10, (*out.Shortages)[0].Requested)
	assert.EqualValues(t, 6, (*out.Shortages)[0].Available)
	shipment := "/shipments/" + out.OperationID
	w.running(t, out.OperationID, "stock for what is missing, or picking of what is reserved")
	w.staff.Refused(t, "insufficient_stock", shipment+"/reserve", nil)

	// What is there goes first.
	step(t, w.staff, shipment+"/pick", nil, "picked")
	step(t, w.staff, shipment+"/pack", nil, "packed")
	step(t, w.staff, shipment+"/dispatch", nil, "backordered")
	w.level(t, w.north, product, 0, 0, 0)

	w.Stock(t, w.north, system.Arrival{Product: product, Quantity: 9})
	step(t, w.staff, shipment+"/reserve", nil, "reserved")
	w.level(t, w.north, product, 9, 4, 5)
	step(t, w.staff, shipment+"/pick", nil, "picked")
	step(t, w.staff, shipment+"/pack", nil, "packed")
	step(t, w.staff, shipment+"/dispatch", nil, "dispatched")
	w.level(t, w.north, product, 5, 0, 5)
	w.ended(t, out.OperationID, "dispatched")
}

func shipmentCancelled(t *testing.T, w *world) {
	type stage struct {
		status string
		steps  []string
	}
	for _, s := range []stage{
		{"reserved", nil}, {"picking", []string{"pick some"}}, {"picked", []string{"pick"}}, {"packed", []string{"pick", "pack"}},
	} {
		product := w.LotProduct(t)
		w.Stock(t, w.north, system.Arrival{Product: product, Quantity: 5, Lot: "A", Expires: "2044-01-01"},
			system.Arrival{Product: product, Quantity: 5, Lot: "B", Expires: "2043-01-01", Bin: "PICKING"})
		out := step(t, w.staff, "/shipments", m{"warehouse_id": w.north.ID, "lines": system.Lines(product, 3, product, 5)}, "reserved")
		shipment := "/shipments/" + out.OperationID
		for _, name := range s.steps {
			if name == "pick some" {
				w.staff.Do(t, shipment+"/pick", m{"lines": l{m{"line_no": 2, "quantity": 4}}})
				continue
			}
			w.staff.Do(t, shipment+"/"+name, nil)
		}
		require.Equal(t, s.status, w.Status(t, out.OperationID))
		w.staff.Do(t, shipment+"/cancel", m{"reason": "changed their mind"})
		w.AwaitStatus(t, out.OperationID, "cancelled")
		w.level(t, w.north, product, 10, 0, 10)
		assert.EqualValues(t, 5, w.InBin(t, w.north, "STORAGE", product), "goods are back where they were, after %s", s.status)
		assert.EqualValues(t, 5, w.InBin(t, w.north, "PICKING", product))
		w.staff.Refused(t, "wrong_stage", shipment+"/pick", nil)
		w.ended(t, out.OperationID, "cancelled")
	}

	// Of a backorder that was delivered in part, the rest is given up.
	product := w.Product(t, nil)
	w.Stock(t, w.north, system.Arrival{Product: product, Quantity: 2})
	out := step(t, w.staff, "/shipments", m{"warehouse_id": w.north.ID, "policy": "backorder", "lines": system.Lines(product, 3)}, "backordered")
	shipment := "/shipments/" + out.OperationID
	for _, name := range []string{"pick", "pack", "dispatch"} {
		w.staff.Do(t, shipment+"/"+name, nil)
	}
	step(t, w.staff, shipment+"/cancel", nil, "dispatched")
	w.level(t, w.north, product, 0, 0, 0)
	w.ended(t, out.OperationID, "dispatched")
}

func shipmentExpires(t *testing.T, w *world) {
	product := w.Product(t, nil)
	w.Stock(t, w.north, system.Arrival{Product: product, Quantity: 5})
	// Three commands have to be through by then, on a busy machine too.
	until := time.Now().Add(8 * time.Second).UTC().Format(time.RFC3339Nano)
	body := m{"warehouse_id": w.north.ID, "reserve_until": until, "lines": system.Lines(product, 2)}
	picked := step(t, w.staff, "/shipments", body, "reserved")
	step(t, w.staff, "/shipments/"+picked.OperationID+"/pick", m{"lines": l{m{"line_no": 1, "quantity": 1}}}, "picking")
	left := step(t, w.staff, "/shipments", body, "reserved")
	w.AwaitStatus(t, left.OperationID, "expired")
	w.level(t, w.north, product, 5, 2, 3)
	w.ended(t, left.OperationID, "expired")
	assert.Equal(t, "picking", w.Status(t, picked.OperationID), "what is being picked is not let go")
	op := w.Operation(t, left.OperationID)
	assert.EqualValues(t, 1, op.Timeline[len(op.Timeline)-1].User.ID, "the system did it")
}
