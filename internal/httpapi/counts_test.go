package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"stockflow/internal/inventory"
)

// Counting is blind: staff see neither what is expected nor what others have
// counted, wherever they look, until the count has ended.
func TestCountingIsBlind(t *testing.T) {
	r := setup(t)
	manager, staff := r.as(t, r.Manager), r.as(t, r.Staff)
	other := r.As(r.AddUser(t, inventory.Staff, r.North), r.North)
	tea, cup := r.Product(t, "TEA"), r.Product(t, "CUP")
	r.At(r.North).Receive(t, tea, 12)
	r.At(r.North).Receive(t, cup, 7)

	count := manager.command(http.StatusCreated, "/counts", map[string]any{"warehouse_id": r.North.ID, "locations": []any{"RECEIVING"}})["operation_id"].(string)
	other.Do(t, inventory.EnterCount, count, inventory.Body{Entries: []inventory.CountEntry{{LineNo: 1, Quantity: 7}}})
	staff.command(http.StatusOK, "/counts/"+count+"/enter", map[string]any{"lines": []any{map[string]any{"sku": "TEA", "location": "RECEIVING", "quantity": 10}}})

	lines, pages := staff.walk("/counts/"+count+"/lines", 1)
	require.Equal(t, 2, pages)
	for _, l := range lines {
		require.NotContains(t, l, "expected")
		require.NotContains(t, l, "difference")
	}
	require.NotContains(t, lines[0], "counted", "another's figure")
	require.EqualValues(t, 10, lines[1]["counted"], "one's own")
	require.Equal(t, map[string]any{"lines": 2.0, "outstanding": 0.0}, staff.get("/operations/" + count)["count"])
	seen := manager.get("/counts/" + count + "/lines?status=counted")["items"].([]any)[1].(map[string]any)
	require.EqualValues(t, -2, seen["difference"])
	require.EqualValues(t, 2, manager.get("/operations/" + count)["count"].(map[string]any)["missing"])

	// Everything wrong about many rows is told at once.
	problem := staff.refused(http.StatusNotFound, "not_found", "POST", "/counts/"+count+"/enter", map[string]any{"lines": []any{
		map[string]any{"line_no": 99, "quantity": 1}, map[string]any{"sku": "NOPE", "location": "RECEIVING", "quantity": 1},
		map[string]any{"line_no": 1, "quantity": 1}, map[string]any{"sku": "CUP", "location": "RECEIVING", "quantity": 2},
		map[string]any{"sku": "CUP", "quantity": 2},
	}}, "Idempotency-Key", uuid.NewString())
	var codes []any
	for _, l := range problem["lines"].([]any) {
		codes = append(codes, l.(map[string]any)["line_no"], l.(map[string]any)["code"])
	}
	require.Equal(t, []any{1.0, "not_found", 2.0, "not_found", 4.0, "invalid_request", 5.0, "invalid_request"}, codes)

	require.Equal(t, "closed", staff.command(http.StatusOK, "/counts/"+count+"/submit", nil)["status"])
	require.EqualValues(t, -2, staff.get("/counts/" + count + "/lines")["items"].([]any)[1].(map[string]any)["difference"])
	r.Verify(t)
}

// What comes back is booked by its condition, and shown with where it went.
func TestReturnsOverHTTP(t *testing.T) {
	r := setup(t)
	staff := r.as(t, r.Staff)
	r.Product(t, "TEA")
	done := staff.command(http.StatusCreated, "/returns", map[string]any{
		"warehouse_id": r.North.ID, "direction": "from_customer", "partner": "Café Central",
		"lines": []any{map[string]any{"sku": "TEA", "quantity": 2, "condition": "damaged", "reason": "Torn"}},
	})
	op := staff.get("/operations/" + done["operation_id"].(string))
	require.Equal(t, "from_customer", op["direction"])
	require.Equal(t, "quarantine", op["returns"].([]any)[0].(map[string]any)["location"].(map[string]any)["kind"])
	staff.refused(http.StatusBadRequest, "invalid_request", "POST", "/returns", map[string]any{
		"warehouse_id": r.North.ID, "direction": "sideways", "lines": []any{map[string]any{"sku": "TEA", "quantity": 2}},
	}, "Idempotency-Key", uuid.NewString())
	staff.refused(http.StatusUnprocessableEntity, "invalid_request", "POST", "/returns", map[string]any{
		"warehouse_id": r.North.ID, "direction": "to_supplier", "lines": []any{map[string]any{"sku": "TEA", "quantity": 2}},
	}, "Idempotency-Key", uuid.NewString())
	r.Verify(t)
}
