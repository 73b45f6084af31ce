package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/inventory"
)

// Goods of a lot are held, seen to be held, swapped, moved and released.
func TestHoldingALotOverHTTP(t *testing.T) {
	r := setup(t)
	staff, manager := r.as(t, r.Staff), r.as(t, r.Manager)
	tea := r.LotProduct(t, "TEA")
	north := r.At(r.North)
	north.ReceiveLot(t, tea, 10, "L1", "2099-01-01")
	north.ReceiveLot(t, tea, 10, "L2", "2099-02-01")
	shipment, transfer := north.Ship(t, tea, 4), north.Create(t, inventory.CreateTransfer, inventory.Body{
		DestinationID: r.South.ID, Lines: []inventory.DocumentLine{{ProductID: tea, Quantity: 2}},
	})
	lot := fmt.Sprintf("/lots/%d", r.ID(t, "SELECT id FROM lots WHERE code = 'L1'"))
	stock := fmt.Sprintf("/products/%d/stock", tea)
	require.EqualValues(t, 14, manager.get(stock)["available"])

	why := map[string]any{"reason": "a broken seal"}
	staff.refused(http.StatusForbidden, "forbidden", "POST", lot+"/hold", why)
	for _, bad := range []any{nil, map[string]any{}, map[string]any{"reason": ""}, map[string]any{"reason": "  "}} {
		manager.refused(http.StatusBadRequest, "invalid_request", "POST", lot+"/hold", bad)
	}
	manager.refused(http.StatusConflict, "conflict", "POST", lot+"/release", why)
	held := manager.want(http.StatusOK, "POST", lot+"/hold", why).object(t)
	require.Equal(t, "on_hold", held["status"])
	require.Equal(t, []any{10.0, 6.0}, []any{held["on_hand"], held["reserved"]})
	manager.refused(http.StatusConflict, "conflict", "POST", lot+"/hold", why)
	// No copy of the stock is older than the hold.
	require.EqualValues(t, 10, manager.get(stock)["available"])

	for path, codes := range map[string][]any{
		"/lots": {"L2", "L1"}, "/lots?status=on_hold": {"L1"}, "/lots?status=available": {"L2"}, "/lots?search=L2": {"L2"}, "/lots?search=l": {},
		fmt.Sprintf("/lots?product_id=%d", tea): {"L2", "L1"}, "/lots?product_id=999": {}, "/lots?expires_before=2099-02-01": {"L1"},
		fmt.Sprintf("/lots?warehouse_id=%d", r.North.ID): {"L2", "L1"}, fmt.Sprintf("/lots?warehouse_id=%d", r.South.ID): {},
	} {
		found := []any{}
		for _, item := range staff.get(path)["items"].([]any) {
			found = append(found, item.(map[string]any)["code"])
		}
		require.Equal(t, codes, found, path)
	}
	first := staff.get("/lots?limit=1")
	require.Len(t, staff.get("/lots?limit=1&cursor=" + first["next_cursor"].(string))["items"], 1)

	for _, path := range []string{"/shipments/" + shipment + "/pick", "/transfers/" + transfer + "/dispatch"} {
		staff.refused(http.StatusConflict, "lot_on_hold", "POST", path, nil, key()...)
	}
	require.Equal(t, "move", staff.command(http.StatusCreated, "/moves", map[string]any{
		"warehouse_id": r.North.ID, "note": "out of the way", "lines": []any{map[string]any{
			"sku": "TEA", "quantity": 4, "lot_code": "L1", "from_location": "RECEIVING", "to_location": "QUARANTINE"}},
	})["kind"])
	staff.command(http.StatusOK, "/shipments/"+shipment+"/swap", nil)
	staff.command(http.StatusOK, "/transfers/"+transfer+"/swap", map[string]any{"note": "another lot"})
	staff.refused(http.StatusConflict, "wrong_stage", "POST", "/transfers/"+transfer+"/swap", nil, key()...)
	staff.command(http.StatusOK, "/shipments/"+shipment+"/pick", nil)
	staff.command(http.StatusOK, "/transfers/"+transfer+"/dispatch", nil)

	released := manager.want(http.StatusOK, "POST", lot+"/release", map[string]any{"reason": "only the carton"}).object(t)
	require.Len(t, released["changes"], 2)
	require.Len(t, released["balances"], 2)
	require.Equal(t, "a broken seal", released["changes"].([]any)[1].(map[string]any)["reason"])
	require.EqualValues(t, 0, released["reserved"])
	r.Verify(t)
}

func TestMovesAreRefusedWithTheOffendingField(t *testing.T) {
	r := setup(t)
	staff := r.as(t, r.Staff)
	plain := r.Product(t, "P")
	r.At(r.North).Receive(t, plain, 5)
	line := func(change map[string]any) map[string]any {
		l := map[string]any{"sku": "P", "quantity": 1, "from_location": "RECEIVING", "to_location": "STORAGE"}
		for name, v := range change {
			if l[name] = v; v == nil {
				delete(l, name)
			}
		}
		return map[string]any{"warehouse_id": r.North.ID, "lines": []any{l}}
	}
	before := r.Fingerprint(t)
	for _, c := range []struct {
		change map[string]any
		status int
		code   string
		field  string
	}{
		{map[string]any{"sku": "Q"}, 404, "not_found", "lines[0].sku"},
		{map[string]any{"sku": nil}, 400, "invalid_request", "lines[0]"},
		{map[string]any{"from_location": nil}, 400, "invalid_request", "lines[0].from_location"},
		{map[string]any{"to_location": nil}, 400, "invalid_request", "lines[0].to_location"},
		{map[string]any{"to_location": "NOWHERE"}, 404, "not_found", "lines[0].to_location"},
		{map[string]any{"to_location": "SHIPPING"}, 409, "wrong_location", "lines[0].to_location_id"},
		{map[string]any{"lot_code": "L9"}, 404, "not_found", "lines[0].lot_code"},
		{map[string]any{"quantity": 6}, 409, "insufficient_stock", "lines[0].quantity"},
		{map[string]any{"packaging_unit": "case"}, 404, "not_found", "lines[0].packaging_unit"},
	} {
		problem := staff.refused(c.status, c.code, "POST", "/moves", line(c.change), key()...)
		require.Equal(t, c.field, problem["field"], c)
	}
	require.Equal(t, before, r.Fingerprint(t))
	staff.command(http.StatusCreated, "/moves", line(map[string]any{"quantity": 5}))
	require.Zero(t, r.ID(t, "SELECT count(*) FROM process_notices n JOIN operations o ON o.id = n.operation_id WHERE o.kind = 'move'"))
	r.Verify(t)
}
