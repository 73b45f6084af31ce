package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// An adjustment over HTTP, with every answer held against the contract.
func TestAdjustmentsOverHTTP(t *testing.T) {
	r := setup(t)
	admin, manager, staff := r.as(t, r.Admin), r.as(t, r.Manager), r.as(t, r.Staff)
	tea := r.Product(t, "TEA")
	r.At(r.North).Receive(t, tea, 20)
	admin.want(http.StatusOK, "PATCH", fmt.Sprintf("/warehouses/%d", r.North.ID), map[string]any{
		"adjustment_staff_quantity": 3, "adjustment_approval_quantity": 10, "count_tolerance_percent": 5, "count_approval_quantity": 20})

	done := staff.command(http.StatusCreated, "/adjustments", map[string]any{
		"warehouse_id": r.North.ID, "reason": "miscounted",
		"lines": []any{map[string]any{"sku": "TEA", "location": "RECEIVING", "change": -1}, map[string]any{"product_id": tea, "location": "STORAGE", "change": 2}},
	})
	require.Equal(t, "closed", done["status"])
	detail := manager.get("/operations/" + done["operation_id"].(string))
	require.Len(t, detail["corrections"], 2)
	require.EqualValues(t, -1, detail["corrections"].([]any)[0].(map[string]any)["change"])

	waiting := staff.command(http.StatusCreated, "/adjustments", map[string]any{
		"warehouse_id": r.North.ID, "reason": "damaged", "lines": []any{map[string]any{"sku": "TEA", "location": "RECEIVING", "change": -4}}})
	require.Equal(t, "awaiting_approval", waiting["status"])
	approval := waiting["approval_ids"].([]any)[0].(string)
	require.Equal(t, "adjustment", manager.get("/approvals?status=pending")["items"].([]any)[0].(map[string]any)["kind"])
	require.Equal(t, "closed", manager.command(http.StatusOK, "/approvals/"+approval+"/approve", nil)["status"])
	require.EqualValues(t, 15, r.InBin(t, r.North.Bins["receiving"], tea).OnHand)

	large := manager.command(http.StatusCreated, "/adjustments", map[string]any{
		"warehouse_id": r.North.ID, "reason": "lost", "lines": []any{map[string]any{"sku": "TEA", "location": "RECEIVING", "change": -10}}})
	approval = large["approval_ids"].([]any)[0].(string)
	manager.refused(http.StatusForbidden, "second_person_required", "POST", "/approvals/"+approval+"/approve", nil, "Idempotency-Key", uuid.NewString())
	manager.command(http.StatusOK, "/adjustments/"+large["operation_id"].(string)+"/cancel", map[string]any{"reason": "Found again"})
	r.Verify(t)
}

// All that is wrong is told at once, what nobody can find beside what the
// rules refuse, and nothing is left behind.
func TestAllWrongLinesOfAnAdjustmentAreToldAtOnce(t *testing.T) {
	r := setup(t)
	manager := r.as(t, r.Manager)
	tea, milk := r.Product(t, "TEA"), r.LotProduct(t, "MILK")
	r.At(r.North).Receive(t, tea, 5)
	_ = milk
	before := r.Fingerprint(t)
	line := func(sku, bin string, change int, reason string, more ...any) map[string]any {
		l := map[string]any{"sku": sku, "location": bin, "change": change, "reason": reason}
		for i := 0; i < len(more); i += 2 {
			l[more[i].(string)] = more[i+1]
		}
		return l
	}
	problem := manager.refused(http.StatusNotFound, "not_found", "POST", "/adjustments", map[string]any{
		"warehouse_id": r.North.ID,
		"lines": []any{
			line("TEA", "RECEIVING", -1, "lost"),
			line("NOPE", "RECEIVING", -1, "lost"),
			line("TEA", "NOWHERE", -1, "lost"),
			line("TEA", "RECEIVING", -6, "lost"),
			line("TEA", "RECEIVING", 1, "lost"),
			line("TEA", "RECEIVING", 1, "no_such_reason"),
			line("TEA", "SHIPPING", 1, "found"),
			line("MILK", "STORAGE", 1, "found"),
			line("MILK", "STORAGE", 1, "found", "lot_code", "L1"),
			line("MILK", "STORAGE", -1, "lost", "lot_code", "L1"),
			line("TEA", "STORAGE", 1, "found", "lot_code", "L1"),
			line("TEA", "STORAGE", 1, "found", "packaging_unit", "pallet"),
		},
	}, "Idempotency-Key", uuid.NewString())
	var codes []string
	for _, l := range problem["lines"].([]any) {
		l := l.(map[string]any)
		codes = append(codes, fmt.Sprintf("%v %v", l["line_no"], l["code"]))
	}
	require.Equal(t, []string{
		"2 not_found", "3 not_found", "4 insufficient_stock", "5 wrong_reason", "6 not_found", "7 wrong_location", "8 lot_required",
		"9 expiry_required", "10 not_found", "11 lot_not_tracked", "12 not_found",
	}, codes)
	require.Equal(t, before, r.Fingerprint(t))
}

func TestReasonsForAdjustments(t *testing.T) {
	r := setup(t)
	admin, manager := r.as(t, r.Admin), r.as(t, r.Manager)
	tea := r.Product(t, "TEA")
	r.At(r.North).Receive(t, tea, 5)

	items, pages := manager.walk("/adjustment-reasons?active=true", 4)
	require.Len(t, items, 9)
	require.Equal(t, 3, pages)
	gift := map[string]any{"code": "gift", "name": "Given away", "direction": "decrease"}
	manager.refused(http.StatusForbidden, "forbidden", "POST", "/adjustment-reasons", gift)
	admin.want(http.StatusCreated, "POST", "/adjustment-reasons", gift)
	admin.refused(http.StatusConflict, "conflict", "POST", "/adjustment-reasons", gift)
	admin.refused(http.StatusBadRequest, "invalid_request", "POST", "/adjustment-reasons",
		map[string]any{"code": "odd", "name": "Odd", "direction": "increase", "scraps": true})
	give := map[string]any{"warehouse_id": r.North.ID, "reason": "gift", "lines": []any{map[string]any{"sku": "TEA", "location": "RECEIVING", "change": -1}}}
	manager.command(http.StatusCreated, "/adjustments", give)

	manager.refused(http.StatusForbidden, "forbidden", "PATCH", "/adjustment-reasons/gift", map[string]any{"active": false})
	retired := admin.want(http.StatusOK, "PATCH", "/adjustment-reasons/gift", map[string]any{"active": false}).object(t)
	require.Equal(t, false, retired["active"])
	manager.refused(http.StatusNotFound, "not_found", "POST", "/adjustments", give, "Idempotency-Key", uuid.NewString())
	admin.refused(http.StatusNotFound, "not_found", "PATCH", "/adjustment-reasons/none", map[string]any{"active": false})
	require.EqualValues(t, 2, r.ID(t, "SELECT count(*) FROM audit_records WHERE subject_kind = 'adjustment_reason'"))
	r.Verify(t)
}
