package httpapi_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// shortage is a product of which North has plenty and South lacks: 4 of 10, to
// be filled up to 30.
func (r *rig) shortage(t *testing.T, sku string) (product int64) {
	t.Helper()
	product = r.Product(t, sku)
	r.Exec(t, "INSERT INTO packaging_units (product_id, name, factor) VALUES ($1, 'case', 12)", product)
	r.Exec(t, "INSERT INTO thresholds (product_id, warehouse_id, minimum, maximum, updated_by) VALUES ($1, $2, 20, 80, 1)", product, r.North.ID)
	r.Exec(t, "INSERT INTO thresholds (product_id, warehouse_id, minimum, target, updated_by) VALUES ($1, $2, 10, 30, 1)", product, r.South.ID)
	r.At(r.North).Receive(t, product, 100)
	r.At(r.South).Receive(t, product, 4)
	return product
}

func TestSuggestedTransferIsStartedOnce(t *testing.T) {
	r := setup(t)
	product := r.shortage(t, "TEA")
	staff, manager := r.as(t, r.Staff), r.as(t, r.Manager)
	items, _ := staff.walk("/transfer-suggestions", 50)
	require.Len(t, items, 1)
	s := items[0]
	require.EqualValues(t, 36, s["quantity"], "26 are needed: three cases")
	require.Equal(t, "case", s["packaging_unit"])
	require.EqualValues(t, 3, s["packaging_quantity"])
	require.Equal(t, true, s["overstocked"])
	require.EqualValues(t, 4, s["to_available"])
	alert := r.ID(t, "SELECT id FROM alerts WHERE active AND type = 'low_stock'")
	require.Equal(t, []any{s}, staff.get(fmt.Sprintf("/alerts/%d", alert))["suggestions"], "the alert says what would help")
	over := r.ID(t, "SELECT id FROM alerts WHERE active AND type = 'overstock'")
	require.Equal(t, []any{s}, staff.get(fmt.Sprintf("/alerts/%d", over))["suggestions"])

	// Everybody taps start at the same time, and some tap twice.
	path := fmt.Sprintf("/transfer-suggestions/%s/start", s["key"])
	answers := make([]response, 8)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = []*browser{staff, manager}[i%2].send("POST", path, nil) })
	}
	all.Wait()
	made := map[string]bool{}
	refused := 0
	for _, a := range answers {
		if a.StatusCode == http.StatusCreated {
			made[a.object(t)["operation_id"].(string)] = true
			continue
		}
		require.Equal(t, http.StatusConflict, a.StatusCode, string(a.body))
		refused++
	}
	require.Len(t, made, 1, "one transfer, whoever started it")
	require.Equal(t, 4, refused, "and whoever came second is told")
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM operations WHERE kind = 'transfer'"))
	items, _ = staff.walk("/transfer-suggestions", 50)
	require.Empty(t, items, "help is on its way")

	var transfer string
	for id := range made {
		transfer = id
	}
	op := r.Operation(t, transfer)
	other := manager
	if op.CreatedBy == r.Manager {
		other = staff
	}
	p := other.refused(http.StatusConflict, "conflict", "POST", path, nil)
	require.Contains(t, p["detail"], op.Number, "who has started what")

	// Once it has come to nothing somebody may start it again.
	r.At(r.North).Do(t, inventory.CancelTransfer, transfer, inventory.Body{Reason: "no lorry"})
	again := other.want(http.StatusCreated, "POST", path, nil).object(t)
	require.NotEqual(t, transfer, again["operation_id"])
	r.At(r.North).Do(t, inventory.DispatchTransf, again["operation_id"].(string), inventory.Body{})
	require.Len(t, staff.get("/alerts?type=low_stock")["items"], 1, "the goods are still on the road")
	r.At(r.South).Do(t, inventory.ReceiveTransfer, again["operation_id"].(string), inventory.Body{})
	require.Empty(t, staff.get("/alerts")["items"], "both alerts have ended by themselves")
	other.refused(http.StatusConflict, "conflict", "POST", path, nil)
	require.Equal(t, int64(64), r.Level(t, r.North, product).OnHand)
	r.Verify(t)
}

// What comes from suppliers counts, and so does what can't be sent.
func TestSuggestionsCountWhatIsOnItsWay(t *testing.T) {
	r := setup(t)
	staff := r.as(t, r.Staff)
	product := r.shortage(t, "TEA")
	receipt := r.At(r.South).Create(t, inventory.CreateReceipt, fixture.Lines(product, 6))
	require.Empty(t, staff.get("/transfer-suggestions")["items"], "six are expected")
	r.At(r.South).Do(t, inventory.CancelReceipt, receipt, inventory.Body{})
	r.At(r.South).Create(t, inventory.CreateReceipt, fixture.Lines(product, 2))
	item := staff.get("/transfer-suggestions")["items"].([]any)[0].(map[string]any)
	require.EqualValues(t, 2, item["to_incoming"])
	require.EqualValues(t, 24, item["quantity"])
	require.Len(t, staff.get(fmt.Sprintf("/transfer-suggestions?from_warehouse_id=%d&to_warehouse_id=%d", r.North.ID, r.South.ID))["items"], 1)
	require.Empty(t, staff.get(fmt.Sprintf("/transfer-suggestions?from_warehouse_id=%d", r.South.ID))["items"])
	require.Len(t, staff.get(fmt.Sprintf("/transfer-suggestions?product_id=%d", product))["items"], 1)

	// Who may act at the source alone starts it, and doesn't see the other's stock.
	northern := r.as(t, r.AddManager(t, r.North))
	item = northern.get("/transfer-suggestions")["items"].([]any)[0].(map[string]any)
	require.NotContains(t, item, "to_available")
	r.as(t, r.AddManager(t, r.South)).refused(http.StatusNotFound, "not_found", "POST", fmt.Sprintf("/transfer-suggestions/%s/start", item["key"]), nil)
	r.Exec(t, "UPDATE warehouses SET status = 'retired' WHERE id = $1", r.South.ID)
	northern.refused(http.StatusConflict, "conflict", "POST", fmt.Sprintf("/transfer-suggestions/%s/start", item["key"]), nil)
}
