package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// A manager recalls a lot, each warehouse says what it found, an admin lifts
// the recall.
func TestRecallOverHTTP(t *testing.T) {
	r := setup(t)
	staff, manager, admin := r.as(t, r.Staff), r.as(t, r.Manager), r.as(t, r.Admin)
	tea := r.LotProduct(t, "TEA")
	r.At(r.North).ReceiveLot(t, tea, 10, "L1", "2099-01-01")
	r.At(r.South).ReceiveLot(t, tea, 3, "L1", "2099-01-01")
	shipment := r.At(r.North).Ship(t, tea, 4)
	lot := r.ID(t, "SELECT id FROM lots WHERE code = 'L1'")
	stock := fmt.Sprintf("/products/%d/stock", tea)
	require.EqualValues(t, 9, manager.get(stock)["available"])

	wish := map[string]any{"lot_ids": []any{lot}, "reason": "a broken seal", "instructions": "to quarantine"}
	staff.refused(http.StatusForbidden, "forbidden", "POST", "/recalls", wish, key()...)
	for _, bad := range []any{
		nil, map[string]any{"lot_ids": []any{lot}}, map[string]any{"lot_ids": []any{}, "reason": "x"},
		map[string]any{"lot_ids": []any{lot}, "reason": " "}, map[string]any{"lot_ids": []any{lot, lot}, "reason": "x"},
	} {
		manager.refused(http.StatusBadRequest, "invalid_request", "POST", "/recalls", bad, key()...)
	}
	once := key()
	recall := manager.want(http.StatusCreated, "POST", "/recalls", wish, once...).object(t)
	require.Equal(t, recall, manager.want(http.StatusCreated, "POST", "/recalls", wish, once...).object(t), "the same request again")
	require.Equal(t, "RL-000001", recall["number"])
	require.Len(t, recall["sites"], 2)
	require.Equal(t, shipment, recall["operations"].([]any)[0].(map[string]any)["id"])
	// No copy of the stock is older than the recall.
	require.EqualValues(t, 0, manager.get(stock)["available"])
	staff.refused(http.StatusConflict, "lot_on_hold", "POST", "/shipments/"+shipment+"/pick", nil, key()...)
	require.Len(t, staff.get("/recalls?status=open")["items"], 1)
	require.Empty(t, staff.get("/recalls?status=closed")["items"])

	path := "/recalls/" + recall["id"].(string)
	confirm := fmt.Sprintf("%s/sites/%d/confirm", path, r.North.ID)
	found := map[string]any{"found": 10, "quarantined": 9, "note": "one was eaten"}
	for _, bad := range []any{nil, map[string]any{"found": -1, "quarantined": 0}, map[string]any{"found": 1, "quarantined": 2}} {
		staff.refused(http.StatusBadRequest, "invalid_request", "POST", confirm, bad)
	}
	confirmed := staff.want(http.StatusOK, "POST", confirm, found).object(t)
	require.EqualValues(t, 1, confirmed["sites_confirmed"])
	staff.refused(http.StatusConflict, "conflict", "POST", confirm, found)

	why := map[string]any{"note": "the maker has cleared it"}
	manager.refused(http.StatusForbidden, "forbidden", "POST", path+"/lift", why)
	require.Equal(t, "lifted", admin.want(http.StatusOK, "POST", path+"/lift", why).object(t)["status"])
	admin.refused(http.StatusConflict, "conflict", "POST", path+"/lift", why)
	staff.refused(http.StatusConflict, "conflict", "POST", fmt.Sprintf("%s/sites/%d/confirm", path, r.South.ID), found)
	require.EqualValues(t, 9, manager.get(stock)["available"])
	r.Verify(t)
}
