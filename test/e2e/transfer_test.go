package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"stockflow/internal/apiclient"
	"stockflow/test/system"
)

// transfer makes a transfer from a warehouse that has 20 units of a product.
func (w *world) transfer(t *testing.T, from, to *system.Site, quantity int64, status string) (id, path string, product int64) {
	t.Helper()
	product = w.Product(t, nil)
	w.Stock(t, from, system.Arrival{Product: product, Quantity: quantity + 20})
	out := step(t, w.staff, "/transfers", m{
		"from_warehouse_id": from.ID, "to_warehouse_id": to.ID, "lines": system.Lines(product, quantity),
	}, status)
	return out.OperationID, "/transfers/" + out.OperationID, product
}

func transferInParts(t *testing.T, w *world) {
	id, transfer, product := w.transfer(t, w.north, w.south, 10, "reserved")
	w.running(t, id, "dispatch")
	w.level(t, w.north, product, 30, 10, 20)
	w.staff.Refused(t, "wrong_stage", transfer+"/receive", nil)
	step(t, w.staff, transfer+"/dispatch", m{"eta": "2040-01-01T12:00:00Z", "carrier": "DHL"}, "in_transit")
	w.running(t, id, "arrival at the destination")
	assert.Equal(t, system.Level{OnHand: 20, Available: 20}, w.Level(t, w.north, product))
	assert.Equal(t, system.Level{InTransit: 10}, w.Level(t, w.south, product), "goods on the road have not arrived")
	w.staff.Refused(t, "insufficient_stock", "/shipments", m{"warehouse_id": w.south.ID, "lines": system.Lines(product, 1)})

	step(t, w.staff, transfer+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 3}}}, "partially_received")
	w.running(t, id, "the rest, or closing with a discrepancy")
	w.staff.Refused(t, "exceeds_dispatched", transfer+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 8}}})
	step(t, w.staff, transfer+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 2, "condition": "damaged"}}}, "partially_received")
	assert.Equal(t, system.Level{OnHand: 5, Available: 3, InTransit: 5}, w.Level(t, w.south, product))
	step(t, w.staff, transfer+"/receive", nil, "closed")
	assert.Equal(t, system.Level{OnHand: 10, Available: 8}, w.Level(t, w.south, product))
	w.ended(t, id, "closed")
}

func transferApproval(t *testing.T, w *world) {
	id, transfer, product := w.transfer(t, w.strict, w.south, 100, "awaiting_approval")
	w.running(t, id, "a manager's decision (1)")
	w.level(t, w.strict, product, 120, 100, 20)
	w.staff.Refused(t, "wrong_stage", transfer+"/dispatch", nil)
	approval := w.Operation(t, id).Approvals[0].ID
	w.staff.Refused(t, "forbidden", "/approvals/"+approval+"/approve", nil)
	step(t, w.manager, "/approvals/"+approval+"/approve", nil, "reserved")
	step(t, w.staff, transfer+"/dispatch", nil, "in_transit")
	step(t, w.staff, transfer+"/receive", nil, "closed")
	w.ended(t, id, "closed")

	id, transfer, product = w.transfer(t, w.strict, w.south, 100, "awaiting_approval")
	approval = w.Operation(t, id).Approvals[0].ID
	step(t, w.manager, "/approvals/"+approval+"/refuse", m{"note": "not now"}, "refused")
	w.level(t, w.strict, product, 120, 0, 120)
	w.staff.Refused(t, "wrong_stage", transfer+"/dispatch", nil)
	w.ended(t, id, "refused")

	id, _, _ = w.transfer(t, w.strict, w.south, 99, "reserved")
	assert.Empty(t, w.Operation(t, id).Approvals, "a smaller one needs nobody's consent")
}

func transferDiscrepancy(t *testing.T, w *world) {
	id, transfer, product := w.transfer(t, w.north, w.south, 10, "reserved")
	step(t, w.staff, transfer+"/dispatch", nil, "in_transit")
	step(t, w.staff, transfer+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 4}}}, "partially_received")
	step(t, w.staff, transfer+"/close", nil, "discrepancy")
	w.running(t, id, "a manager to settle it")
	lost := m{"lines": l{m{"line_no": 1, "quantity": 1, "resolution": "lost"}}}
	w.staff.Refused(t, "forbidden", transfer+"/settle", lost)
	w.manager.Refused(t, "exceeds_dispatched", transfer+"/settle", m{"lines": l{m{"line_no": 1, "quantity": 7, "resolution": "lost"}}})
	step(t, w.manager, transfer+"/settle", lost, "discrepancy")
	step(t, w.manager, transfer+"/settle", m{"lines": l{
		m{"line_no": 1, "quantity": 2, "resolution": "damaged"}, m{"line_no": 1, "quantity": 3, "resolution": "found", "location": "STORAGE"},
	}}, "closed")
	assert.Equal(t, system.Level{OnHand: 7, Available: 7}, w.Level(t, w.south, product))
	assert.EqualValues(t, 3, w.InBin(t, w.south, "STORAGE", product))
	line := w.Operation(t, id).Lines[0]
	assert.Equal(t, []int64{7, 1, 2}, []int64{line.Received, line.Lost, line.Scrapped})
	w.ended(t, id, "closed")
}

func transferCancelled(t *testing.T, w *world) {
	// While it waits for approval, and while it is reserved: released.
	for _, stage := range []struct {
		from     *system.Site
		quantity int64
		status   string
	}{{w.strict, 150, "awaiting_approval"}, {w.north, 10, "reserved"}} {
		id, transfer, product := w.transfer(t, stage.from, w.south, stage.quantity, stage.status)
		step(t, w.staff, transfer+"/cancel", m{"reason": "not needed"}, "cancelled")
		w.level(t, stage.from, product, stage.quantity+20, 0, stage.quantity+20)
		w.ended(t, id, "cancelled")
		for _, a := range w.Operation(t, id).Approvals {
			assert.EqualValues(t, "refused", a.Status)
		}
	}

	// On the road: everything comes back.
	id, transfer, product := w.transfer(t, w.north, w.south, 10, "reserved")
	step(t, w.staff, transfer+"/dispatch", nil, "in_transit")
	step(t, w.staff, transfer+"/cancel", nil, "returning")
	w.running(t, id, "arrival at the source")
	w.staff.Refused(t, "wrong_stage", transfer+"/receive", nil)
	assert.Equal(t, system.Level{OnHand: 20, Available: 20, InTransit: 10}, w.Level(t, w.north, product), "on its way back to the source")
	step(t, w.staff, transfer+"/receive-return", m{"lines": l{m{"line_no": 1, "quantity": 9}}}, "returning")
	step(t, w.staff, transfer+"/receive-return", nil, "returned")
	assert.Equal(t, system.Level{OnHand: 30, Available: 30}, w.Level(t, w.north, product))
	w.ended(t, id, "returned")

	// After a partial arrival: only the remainder comes back.
	id, transfer, product = w.transfer(t, w.north, w.south, 10, "reserved")
	step(t, w.staff, transfer+"/dispatch", nil, "in_transit")
	step(t, w.staff, transfer+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 4}}}, "partially_received")
	step(t, w.staff, transfer+"/cancel", nil, "returning")
	step(t, w.staff, transfer+"/receive-return", nil, "returned")
	w.level(t, w.north, product, 26, 0, 26)
	w.level(t, w.south, product, 4, 0, 4)
	w.staff.Refused(t, "wrong_stage", transfer+"/cancel", nil)
	w.ended(t, id, "returned")

	// Once all has arrived there is nothing to cancel.
	_, transfer, _ = w.transfer(t, w.north, w.south, 10, "reserved")
	step(t, w.staff, transfer+"/dispatch", nil, "in_transit")
	step(t, w.staff, transfer+"/receive", nil, "closed")
	w.staff.Refused(t, "wrong_stage", transfer+"/cancel", nil)
}

func transferReturnDiscrepancy(t *testing.T, w *world) {
	id, transfer, product := w.transfer(t, w.north, w.south, 10, "reserved")
	step(t, w.staff, transfer+"/dispatch", nil, "in_transit")
	step(t, w.staff, transfer+"/cancel", nil, "returning")
	step(t, w.staff, transfer+"/receive-return", m{"lines": l{m{"line_no": 1, "quantity": 6}}}, "returning")
	step(t, w.staff, transfer+"/close", nil, "discrepancy")
	step(t, w.manager, transfer+"/settle", m{"lines": l{
		m{"line_no": 1, "quantity": 3, "resolution": "lost"}, m{"line_no": 1, "quantity": 1, "resolution": "found"},
	}}, "returned")
	w.level(t, w.north, product, 27, 0, 27)
	w.level(t, w.south, product, 0, 0, 0)
	w.ended(t, id, "returned")
}

func unitsAndCodes(t *testing.T, w *world) {
	sku := "TEA \"é\" 1"
	product := w.Product(t, m{"sku": sku, "packaging_units": l{m{"name": "case", "factor": 12}}})
	out := step(t, w.staff, "/receipts", m{"warehouse_id": w.north.ID, "lines": l{m{"sku": sku, "quantity": 2, "packaging_unit": "case"}}}, "expected")
	step(t, w.staff, "/receipts/"+out.OperationID+"/receive", m{"lines": l{
		m{"line_no": 1, "quantity": 2, "packaging_unit": "case", "location": "PICKING"},
	}}, "receiving")
	w.level(t, w.north, product, 24, 0, 24)
	w.staff.Refused(t, "not_found", "/shipments", m{"warehouse_id": w.north.ID, "lines": l{m{"sku": sku + "x", "quantity": 2}}})
	refused := w.staff.Post(t, "/shipments", m{"warehouse_id": w.north.ID, "lines": l{m{"sku": sku, "quantity": 2, "packaging_unit": "pallet"}}})
	assert.Less(t, refused.Status, 500, refused)
	refused.Problem(t)
	ship := step(t, w.staff, "/shipments", m{"warehouse_id": w.north.ID, "lines": l{m{"sku": sku, "quantity": 1, "packaging_unit": "case"}}}, "reserved")
	step(t, w.staff, "/shipments/"+ship.OperationID+"/pick", m{"lines": l{m{"line_no": 1, "quantity": 1, "packaging_unit": "case", "location": "PICKING"}}}, "picked")
	w.level(t, w.north, product, 24, 12, 12)
}

func foreignDocuments(t *testing.T, w *world) {
	id, transfer, product := w.transfer(t, w.north, w.south, 10, "reserved")
	northerner, southerner := w.User(t, "staff", w.north), w.User(t, "staff", w.south)
	southerner.Refused(t, "forbidden", transfer+"/dispatch", nil)
	w.outsider.Refused(t, "not_found", transfer+"/dispatch", nil)
	step(t, northerner, transfer+"/dispatch", nil, "in_transit")
	northerner.Refused(t, "forbidden", transfer+"/receive", nil)
	step(t, southerner, transfer+"/receive", nil, "closed")
	southerner.Refused(t, "not_found", "/shipments", m{"warehouse_id": w.north.ID, "lines": system.Lines(product, 1)})

	for _, path := range []string{"/operations/" + id, "/operations/" + id + "/live"} {
		a := w.outsider.Send(t, system.Request{Method: "GET", Path: path})
		assert.Equal(t, 404, a.Status, a)
		assert.Equal(t, "not_found", a.Problem(t).Code)
	}
	assert.Empty(t, system.Get[apiclient.OperationPage](t, w.outsider, "/operations").Items)
	assert.Empty(t, system.Get[apiclient.MovementPage](t, w.outsider, "/movements").Items)
	stock := system.Get[apiclient.StockPage](t, southerner, "/stock").Items
	for _, item := range stock {
		for _, l := range item.Warehouses {
			assert.Equal(t, w.south.ID, l.Warehouse.ID)
		}
	}
	a := w.Nobody().Send(t, system.Request{Method: "GET", Path: "/operations"})
	assert.Equal(t, 401, a.Status)
	a.Problem(t)
}
