package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/test/system"
)

func receiptInParts(t *testing.T, w *world) {
	plain, lots := w.Product(t, nil), w.LotProduct(t)
	out := step(t, w.staff, "/receipts", m{
		"warehouse_id": w.north.ID, "supplier": "Tea Traders", "reference": "PO-1", "lines": system.Lines(plain, 100, lots, 50),
	}, "expected")
	receipt := "/receipts/" + out.OperationID
	w.level(t, w.north, plain, 0, 0, 0)

	step(t, w.staff, receipt+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 30}}}, "receiving")
	w.running(t, out.OperationID, "the rest, or closing the receipt short")
	w.staff.Refused(t, "lot_required", receipt+"/receive", m{"lines": l{m{"line_no": 2, "quantity": 5}}})
	w.staff.Refused(t, "expiry_required", receipt+"/receive", m{"lines": l{m{"line_no": 2, "quantity": 5, "lot_code": "A"}}})
	w.staff.Refused(t, "lot_not_tracked", receipt+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 5, "lot_code": "A"}}})
	step(t, w.staff, receipt+"/receive", m{"lines": l{
		m{"line_no": 1, "quantity": 60}, m{"line_no": 1, "quantity": 10, "condition": "damaged"},
		m{"line_no": 2, "quantity": 20, "lot_code": "A", "expires_on": "2040-01-31"},
		m{"line_no": 2, "quantity": 30, "lot_code": "B", "expires_on": "2039-01-31", "location": "STORAGE"},
	}}, "receiving")
	w.staff.Refused(t, "lot_expiry_conflict", receipt+"/receive", m{"lines": l{
		m{"line_no": 2, "quantity": 1, "lot_code": "A", "expires_on": "2041-01-31"},
	}})
	w.level(t, w.north, plain, 100, 0, 90) // damaged goods are here but can't be promised
	w.level(t, w.north, lots, 50, 0, 50)
	assert.EqualValues(t, 10, w.InBin(t, w.north, "QUARANTINE", plain))

	step(t, w.staff, receipt+"/put-away", m{"moves": l{
		m{"line_no": 1, "quantity": 70, "from_location": "RECEIVING", "to_location": "PICKING"},
		m{"line_no": 2, "quantity": 20, "lot_code": "A", "from_location": "RECEIVING", "to_location": "STORAGE"},
	}}, "receiving")
	w.staff.Refused(t, "insufficient_stock", receipt+"/put-away", m{"moves": l{
		m{"line_no": 1, "quantity": 21, "from_location": "RECEIVING", "to_location": "PICKING"},
	}})
	assert.EqualValues(t, 70, w.InBin(t, w.north, "PICKING", plain))
	assert.EqualValues(t, 20, w.InBin(t, w.north, "RECEIVING", plain))
	assert.EqualValues(t, 50, w.InBin(t, w.north, "STORAGE", lots))

	step(t, w.staff, receipt+"/close", nil, "closed")
	w.staff.Refused(t, "wrong_stage", receipt+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 1}}})
	w.ended(t, out.OperationID, "closed")
	op := w.Operation(t, out.OperationID)
	assert.Equal(t, []string{"create_receipt", "receive_receipt", "receive_receipt", "put_away_receipt", "close_receipt"}, steps(op))
	assert.EqualValues(t, 90, op.Lines[0].Received)
	assert.EqualValues(t, 10, op.Lines[0].Damaged)
	moved := system.Get[apiclient.MovementPage](t, w.staff, "/movements?operation_id="+out.OperationID)
	assert.Len(t, moved.Items, 7)
}

// overReceipt makes a receipt of 100, of which 100 and 25 come; 10 too many
// would be tolerated.
func overReceipt(t *testing.T, w *world) (operation string, approval apiclient.Approval, product int64) {
	t.Helper()
	product = w.Product(t, nil)
	out := step(t, w.staff, "/receipts", m{"warehouse_id": w.strict.ID, "lines": system.Lines(product, 100)}, "expected")
	receipt := "/receipts/" + out.OperationID
	step(t, w.staff, receipt+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 100}}}, "receiving")
	over := step(t, w.staff, receipt+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 25}}}, "receiving")
	require.NotNil(t, over.ApprovalIds)
	require.Len(t, *over.ApprovalIds, 1)
	w.level(t, w.strict, product, 100, 0, 100)
	for _, a := range system.Get[apiclient.ApprovalPage](t, w.manager, "/approvals?status=pending").Items {
		if a.ID == (*over.ApprovalIds)[0] {
			approval = a
		}
	}
	require.Equal(t, out.OperationID, approval.Operation.ID, "the manager finds it in the inbox")
	assert.EqualValues(t, 25, approval.Quantity)
	w.running(t, out.OperationID, "a manager's decision (1)")
	w.staff.Refused(t, "approval_pending", receipt+"/close", m{"short": true})
	w.staff.Refused(t, "forbidden", "/approvals/"+approval.ID+"/approve", nil)
	w.outsider.Refused(t, "not_found", "/approvals/"+approval.ID+"/approve", nil)
	return out.OperationID, approval, product
}

func overReceiptApproved(t *testing.T, w *world) {
	operation, approval, product := overReceipt(t, w)
	step(t, w.manager, "/approvals/"+approval.ID+"/approve", m{"note": "we keep it"}, "receiving")
	w.manager.Refused(t, "approval_decided", "/approvals/"+approval.ID+"/refuse", nil)
	w.level(t, w.strict, product, 125, 0, 125)
	step(t, w.staff, "/receipts/"+operation+"/close", nil, "closed")
	w.ended(t, operation, "closed")
	assert.EqualValues(t, "approved", w.Operation(t, operation).Approvals[0].Status)
}

func overReceiptRefused(t *testing.T, w *world) {
	operation, approval, product := overReceipt(t, w)
	step(t, w.manager, "/approvals/"+approval.ID+"/refuse", nil, "receiving")
	w.level(t, w.strict, product, 100, 0, 100)
	// Ten are tolerated, without asking.
	out := step(t, w.staff, "/receipts/"+operation+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 10}}}, "receiving")
	assert.Nil(t, out.ApprovalIds)
	step(t, w.staff, "/receipts/"+operation+"/close", nil, "closed")
	w.level(t, w.strict, product, 110, 0, 110)
	w.ended(t, operation, "closed")
}

func receiptClosedShort(t *testing.T, w *world) {
	product := w.Product(t, nil)
	out := step(t, w.staff, "/receipts", m{"warehouse_id": w.north.ID, "lines": system.Lines(product, 10)}, "expected")
	receipt := "/receipts/" + out.OperationID
	step(t, w.staff, receipt+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 4}}}, "receiving")
	w.staff.Refused(t, "lines_outstanding", receipt+"/close", nil)
	step(t, w.staff, receipt+"/close", m{"short": true}, "closed_short")
	w.level(t, w.north, product, 4, 0, 4)
	w.ended(t, out.OperationID, "closed_short")
}

func receiptCancelled(t *testing.T, w *world) {
	product := w.Product(t, nil)
	body := m{"warehouse_id": w.north.ID, "lines": system.Lines(product, 10)}
	out := step(t, w.staff, "/receipts", body, "expected")
	step(t, w.staff, "/receipts/"+out.OperationID+"/cancel", m{"reason": "ordered twice"}, "cancelled")
	w.ended(t, out.OperationID, "cancelled")

	out = step(t, w.staff, "/receipts", body, "expected")
	step(t, w.staff, "/receipts/"+out.OperationID+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 1}}}, "receiving")
	w.staff.Refused(t, "wrong_stage", "/receipts/"+out.OperationID+"/cancel", nil)
	w.level(t, w.north, product, 1, 0, 1)
}

func receiptUndone(t *testing.T, w *world) {
	product := w.Product(t, nil)
	id := w.Stock(t, w.north, system.Arrival{Product: product, Quantity: 12})
	w.staff.Refused(t, "forbidden", "/receipts/"+id+"/undo", nil)
	step(t, w.manager, "/receipts/"+id+"/undo", m{"reason": "wrong goods"}, "undone")
	w.manager.Refused(t, "wrong_stage", "/receipts/"+id+"/undo", nil)
	w.level(t, w.north, product, 0, 0, 0)
	w.ended(t, id, "undone")
	moved := system.Get[apiclient.MovementPage](t, w.staff, "/movements?operation_id="+id)
	assert.Len(t, moved.Items, 2, "the movement stays, and is reversed")
}

func receiptUndoRefused(t *testing.T, w *world) {
	product := w.Product(t, nil)
	id := w.Stock(t, w.north, system.Arrival{Product: product, Quantity: 12})
	ship := step(t, w.staff, "/shipments", m{"warehouse_id": w.north.ID, "lines": system.Lines(product, 1)}, "reserved")
	refusal := w.manager.Refused(t, "stock_gone", "/receipts/"+id+"/undo", nil)
	assert.EqualValues(t, http.StatusConflict, refusal.Status)
	w.level(t, w.north, product, 12, 1, 11)
	step(t, w.staff, "/shipments/"+ship.OperationID+"/cancel", nil, "cancelled")
	step(t, w.manager, "/receipts/"+id+"/undo", nil, "undone")
}
