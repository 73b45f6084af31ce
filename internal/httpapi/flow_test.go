package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// One way through everything, with every answer held against the contract.
func TestGoodsComeAndGo(t *testing.T) {
	r := setup(t)
	admin, manager, staff := r.as(t, r.Admin), r.as(t, r.Manager), r.as(t, r.Staff)

	tea := manager.want(http.StatusCreated, "POST", "/products", map[string]any{
		"sku": "TEA-001", "name": "Green tea", "tracks_lots": true, "tracks_expiry": true,
		"packaging_units": []any{map[string]any{"name": "case", "factor": 12}},
		"barcodes":        []any{map[string]any{"barcode": "4006381333931", "packaging_unit": "case"}},
	}).object(t)
	admin.want(http.StatusOK, "PATCH", fmt.Sprintf("/warehouses/%d", r.North.ID), map[string]any{"over_receipt_tolerance_percent": 10, "transfer_approval_quantity": 50})
	manager.want(http.StatusCreated, "POST", fmt.Sprintf("/warehouses/%d/locations", r.North.ID), map[string]any{"code": "A-01", "kind": "storage"})

	receipt := staff.command(http.StatusCreated, "/receipts", map[string]any{
		"warehouse_id": r.North.ID, "supplier": "Tea Traders", "reference": "PO-1093",
		"lines": []any{map[string]any{"sku": "TEA-001", "quantity": 10, "packaging_unit": "case"}},
	})
	id := receipt["operation_id"].(string)
	require.Equal(t, "expected", receipt["status"])
	staff.command(http.StatusOK, "/receipts/"+id+"/receive", map[string]any{"lines": []any{
		map[string]any{"line_no": 1, "quantity": 9, "packaging_unit": "case", "lot_code": "L1", "expires_on": "2099-01-31"},
		map[string]any{"line_no": 1, "quantity": 2, "lot_code": "L1", "condition": "damaged"},
	}})
	over := staff.command(http.StatusOK, "/receipts/"+id+"/receive", map[string]any{"lines": []any{
		map[string]any{"line_no": 1, "quantity": 40, "lot_code": "L2", "expires_on": "2098-01-31"},
	}})
	approval := over["approval_ids"].([]any)[0].(string)
	staff.command(http.StatusOK, "/receipts/"+id+"/put-away", map[string]any{"moves": []any{
		map[string]any{"line_no": 1, "quantity": 100, "from_location": "RECEIVING", "to_location": "A-01", "lot_code": "L1"},
	}})
	require.Len(t, manager.get("/approvals?status=pending")["items"], 1)
	staff.refused(http.StatusForbidden, "forbidden", "POST", "/approvals/"+approval+"/approve", nil, "Idempotency-Key", "k")
	manager.command(http.StatusOK, "/approvals/"+approval+"/approve", map[string]any{"note": "fine"})
	manager.refused(http.StatusConflict, "approval_decided", "POST", "/approvals/"+approval+"/refuse", nil, "Idempotency-Key", "k")
	_ = tea

	shipment := staff.command(http.StatusCreated, "/shipments", map[string]any{
		"warehouse_id": r.North.ID, "customer": "Café Central", "lines": []any{map[string]any{"sku": "TEA-001", "quantity": 30}},
	})["operation_id"].(string)
	short := staff.refused(http.StatusConflict, "insufficient_stock", "POST", "/shipments", map[string]any{
		"warehouse_id": r.North.ID, "lines": []any{map[string]any{"sku": "TEA-001", "quantity": 5000}},
	}, "Idempotency-Key", uuid.NewString())
	require.EqualValues(t, 118, short["shortages"].([]any)[0].(map[string]any)["available"])
	staff.command(http.StatusOK, "/shipments/"+shipment+"/pick", map[string]any{"lines": []any{
		map[string]any{"line_no": 1, "quantity": 30, "lot_code": "L2"},
	}})
	staff.command(http.StatusOK, "/shipments/"+shipment+"/pack", nil)
	done := staff.command(http.StatusOK, "/shipments/"+shipment+"/dispatch", map[string]any{"carrier": "DHL", "tracking": "JD0146"})
	require.Equal(t, "dispatched", done["status"])

	transfer := staff.command(http.StatusCreated, "/transfers", map[string]any{
		"from_warehouse_id": r.North.ID, "to_warehouse_id": r.South.ID, "eta": "2099-06-01T10:00:00Z",
		"lines": []any{map[string]any{"product_id": tea["id"], "quantity": 60}},
	})
	require.Equal(t, "awaiting_approval", transfer["status"])
	id = transfer["operation_id"].(string)
	manager.command(http.StatusOK, "/approvals/"+transfer["approval_ids"].([]any)[0].(string)+"/approve", nil)
	staff.command(http.StatusOK, "/transfers/"+id+"/dispatch", nil)
	require.EqualValues(t, 60, staff.get("/stock?search=TEA")["items"].([]any)[0].(map[string]any)["in_transit"])
	staff.command(http.StatusOK, "/transfers/"+id+"/receive", map[string]any{"lines": []any{map[string]any{"line_no": 1, "quantity": 50, "location": "STORAGE"}}})
	staff.command(http.StatusOK, "/transfers/"+id+"/close", nil)
	settled := manager.command(http.StatusOK, "/transfers/"+id+"/settle", map[string]any{"lines": []any{
		map[string]any{"line_no": 1, "quantity": 4, "resolution": "found"}, map[string]any{"line_no": 1, "quantity": 6, "resolution": "lost"},
	}})
	require.Equal(t, "closed", settled["status"])

	// North got 108 good, 2 damaged and 40 more; 30 were shipped, 60 sent.
	item := staff.get("/stock")["items"].([]any)[0].(map[string]any)
	require.EqualValues(t, 150-30-60+54, item["on_hand"])
	require.EqualValues(t, 148-30-60+54, item["available"])
	detail := staff.get(fmt.Sprintf("/products/%v/stock", tea["id"]))
	require.Equal(t, item["on_hand"], detail["on_hand"])
	r.readEverything(t, admin, tea["id"], id)
	r.Verify(t)
}

// readEverything reads each list and each detail once, for the contract's sake.
func (r *rig) readEverything(t *testing.T, admin *browser, product any, operation string) {
	t.Helper()
	for _, path := range []string{
		"/session", "/warehouses", "/warehouses?all=true", fmt.Sprintf("/warehouses/%d/locations?search=A", r.North.ID), "/products",
		"/products?search=tea&status=active", "/products?search=4006381333931", fmt.Sprintf("/products/%v", product),
		fmt.Sprintf("/products/%v/lots", product), "/stock", fmt.Sprintf("/stock?warehouse_id=%d&search=TEA", r.South.ID), "/movements",
		"/movements?operation_id=" + operation, fmt.Sprintf("/movements?product_id=%v&warehouse_id=%d", product, r.South.ID),
		"/operations", "/operations?open=true", "/operations?open=false&kind=transfer", "/operations?search=PO-1", "/operations?status=dispatched",
		"/operations?attention=true", "/operations/" + operation, "/operations/" + operation + "/live", "/approvals", "/approvals?status=approved",
		"/users", "/audit", fmt.Sprintf("/audit?warehouse_id=%d&subject_kind=receipt", r.North.ID),
	} {
		page := admin.get(path)
		if items, ok := page["items"].([]any); ok && path != "/operations?attention=true" {
			require.NotEmpty(t, items, path)
		}
	}
	workflow := admin.get("/operations/" + operation)["workflow"].(map[string]any)
	require.Equal(t, "/temporal/namespaces/stockflow/workflows/transfer-"+operation, workflow["ui_path"])
}
