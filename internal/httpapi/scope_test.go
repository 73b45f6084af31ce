package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// foreign is what belongs to a warehouse that the asker has nothing to do with.
type foreign struct {
	warehouse, location, product int64
	receipt, shipment, transfer  string
	approval, command            string
}

func (r *rig) foreign(t *testing.T) foreign {
	t.Helper()
	product := r.Product(t, "SCOPE")
	third := r.AddSite(t, "THIRD")
	r.Exec(t, "INSERT INTO user_warehouses VALUES ($1, $2)", r.Manager, third.ID)
	r.Exec(t, "UPDATE warehouses SET transfer_approval_quantity = 5 WHERE id = $1", r.North.ID)
	north := r.At(r.North)
	f := foreign{warehouse: r.North.ID, location: r.North.Bins[inventory.StorageBin], product: product}
	f.receipt = north.Receive(t, product, 100)
	f.shipment = north.Ship(t, product, 3)
	body := fixture.Lines(product, 7)
	body.DestinationID = third.ID
	out := north.Do(t, inventory.CreateTransfer, "", body)
	f.transfer, f.approval, f.command = out.OperationID, out.ApprovalIDs[0], out.CommandID
	return f
}

// South's manager has no business in North. Each route that names something of
// North's answers as if it didn't exist, and leaves it as it was.
func TestForeignThingsDoNotExist(t *testing.T) {
	r := setup(t)
	f := r.foreign(t)
	southern := r.as(t, r.AddManager(t, r.South))
	line := []any{map[string]any{"product_id": f.product, "quantity": 1}}
	arrival := map[string]any{"lines": []any{map[string]any{"line_no": 1, "quantity": 1}}}
	before := r.Fingerprint(t)

	for _, c := range []struct {
		method, path string
		body         any
	}{
		{"GET", "/warehouses/{warehouse}/locations", nil},
		{"POST", "/warehouses/{warehouse}/locations", map[string]any{"code": "X", "kind": "storage"}},
		{"PATCH", "/warehouses/{warehouse}/locations/{location}", map[string]any{"status": "retired"}},
		{"PATCH", "/warehouses/{south}/locations/{location}", map[string]any{"status": "retired"}},
		{"PATCH", "/warehouses/{warehouse}", map[string]any{"name": "Mine"}},
		{"GET", "/stock?warehouse_id={warehouse}", nil},
		{"GET", "/movements?warehouse_id={warehouse}", nil},
		{"GET", "/operations?warehouse_id={warehouse}", nil},
		{"GET", "/audit?warehouse_id={warehouse}", nil},
		{"GET", "/operations/{receipt}", nil},
		{"GET", "/operations/{shipment}", nil},
		{"GET", "/operations/{transfer}", nil},
		{"GET", "/operations/{transfer}/live", nil},
		{"GET", "/commands/{command}", nil},
		{"POST", "/receipts", map[string]any{"warehouse_id": f.warehouse, "lines": line}},
		{"POST", "/shipments", map[string]any{"warehouse_id": f.warehouse, "lines": line}},
		{"POST", "/transfers", map[string]any{"from_warehouse_id": f.warehouse, "to_warehouse_id": r.South.ID, "lines": line}},
		{"POST", "/receipts/{receipt}/receive", arrival},
		{"POST", "/receipts/{receipt}/put-away", map[string]any{"moves": []any{
			map[string]any{"line_no": 1, "quantity": 1, "from_location": "RECEIVING", "to_location": "STORAGE"}}}},
		{"POST", "/receipts/{receipt}/close", nil},
		{"POST", "/receipts/{receipt}/cancel", nil},
		{"POST", "/receipts/{receipt}/undo", nil},
		{"POST", "/shipments/{shipment}/reserve", nil},
		{"POST", "/shipments/{shipment}/pick", nil},
		{"POST", "/shipments/{shipment}/pack", nil},
		{"POST", "/shipments/{shipment}/dispatch", nil},
		{"POST", "/shipments/{shipment}/cancel", nil},
		{"POST", "/transfers/{transfer}/dispatch", nil},
		{"POST", "/transfers/{transfer}/receive", nil},
		{"POST", "/transfers/{transfer}/close", nil},
		{"POST", "/transfers/{transfer}/settle", map[string]any{"lines": []any{map[string]any{"line_no": 1, "quantity": 1, "resolution": "found"}}}},
		{"POST", "/transfers/{transfer}/cancel", nil},
		{"POST", "/transfers/{transfer}/receive-return", nil},
		{"POST", "/approvals/{approval}/approve", nil},
		{"POST", "/approvals/{approval}/refuse", nil},
		// Documents of another kind than the path says aren't there either.
		{"POST", "/shipments/{receipt}/pick", nil},
	} {
		path := strings.NewReplacer(
			"{warehouse}", fmt.Sprint(f.warehouse), "{south}", fmt.Sprint(r.South.ID), "{location}", fmt.Sprint(f.location), "{receipt}", f.receipt,
			"{shipment}", f.shipment, "{transfer}", f.transfer, "{approval}", f.approval, "{command}", f.command,
		).Replace(c.path)
		headers := []string{}
		if c.method == "POST" {
			headers = append(headers, "Idempotency-Key", uuid.NewString())
		}
		southern.refused(http.StatusNotFound, "not_found", c.method, path, c.body, headers...)
	}
	require.Equal(t, before, r.Fingerprint(t))

	for _, path := range []string{"/operations", "/approvals", "/movements", "/audit", "/operations?open=true", "/operations?search=R-"} {
		require.Empty(t, southern.get(path)["items"], path)
	}
	item := southern.get("/stock")["items"].([]any)[0].(map[string]any)
	require.Zero(t, item["on_hand"])
	require.Empty(t, item["warehouses"])
	require.Empty(t, southern.get(fmt.Sprintf("/products/%d/stock", f.product))["balances"])
	require.Len(t, southern.get("/warehouses")["items"], 1)
}

// AddManager adds a manager of one site who can sign in.
func (r *rig) AddManager(t *testing.T, s *fixture.Site) int64 {
	t.Helper()
	id := r.AddUser(t, inventory.Manager, s)
	r.Exec(t, "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = $1) WHERE id = $2", r.Staff, id)
	return id
}

func TestRoles(t *testing.T) {
	r := setup(t)
	f := r.foreign(t)
	staff, manager := r.as(t, r.Staff), r.as(t, r.Manager)
	user := map[string]any{"email": "x@test.example", "name": "X", "role": "admin", "password": "a long password"}
	for _, c := range []struct {
		who          *browser
		method, path string
		body         any
	}{
		{staff, "GET", "/users", nil},
		{staff, "POST", "/users", user},
		{staff, "PATCH", fmt.Sprintf("/users/%d", r.Staff), map[string]any{"role": "admin"}},
		{staff, "POST", "/warehouses", map[string]any{"code": "X", "name": "X"}},
		{staff, "PATCH", fmt.Sprintf("/warehouses/%d", r.North.ID), map[string]any{"name": "X"}},
		{staff, "POST", fmt.Sprintf("/warehouses/%d/locations", r.North.ID), map[string]any{"code": "X", "kind": "storage"}},
		{staff, "POST", "/products", map[string]any{"sku": "X", "name": "X"}},
		{staff, "PATCH", fmt.Sprintf("/products/%d", f.product), map[string]any{"name": "X"}},
		{staff, "GET", "/audit", nil},
		{staff, "POST", "/receipts/" + f.receipt + "/undo", nil},
		{staff, "POST", "/approvals/" + f.approval + "/approve", nil},
		{staff, "POST", "/transfers/" + f.transfer + "/settle", map[string]any{"lines": []any{map[string]any{"line_no": 1, "quantity": 1, "resolution": "lost"}}}},
		{manager, "GET", "/users", nil},
		{manager, "POST", "/users", user},
		{manager, "PATCH", fmt.Sprintf("/users/%d", r.Manager), map[string]any{"role": "admin"}},
		{manager, "POST", "/warehouses", map[string]any{"code": "X", "name": "X"}},
		{manager, "PATCH", fmt.Sprintf("/warehouses/%d", r.North.ID), map[string]any{"name": "X"}},
	} {
		headers := []string{}
		if strings.Contains(c.path, f.receipt) || strings.Contains(c.path, f.approval) || strings.Contains(c.path, f.transfer) {
			headers = append(headers, "Idempotency-Key", uuid.NewString())
		}
		c.who.refused(http.StatusForbidden, "forbidden", c.method, c.path, c.body, headers...)
	}
	// Somebody of the destination sees the transfer, but doesn't send it.
	destination := r.as(t, r.AddManager(t, &fixture.Site{ID: r.ID(t, "SELECT id FROM warehouses WHERE code = 'THIRD'")}))
	destination.get("/operations/" + f.transfer)
	destination.refused(http.StatusForbidden, "forbidden", "POST", "/transfers/"+f.transfer+"/dispatch", nil, "Idempotency-Key", "k")
	destination.refused(http.StatusForbidden, "forbidden", "POST", "/approvals/"+f.approval+"/approve", nil, "Idempotency-Key", "k")
	// A manager reads the records of the own warehouses only.
	for _, record := range manager.get("/audit?limit=200")["items"].([]any) {
		require.True(t, strings.HasPrefix(record.(map[string]any)["stream"].(string), "warehouse:"), record)
	}
}

func TestTheLastAdminStays(t *testing.T) {
	r := setup(t)
	admin := r.as(t, r.Admin)
	path := fmt.Sprintf("/users/%d", r.Admin)
	admin.refused(http.StatusConflict, "conflict", "PATCH", path, map[string]any{"status": "inactive"})
	admin.refused(http.StatusConflict, "conflict", "PATCH", path, map[string]any{"role": "staff"})
	admin.want(http.StatusOK, "PATCH", fmt.Sprintf("/users/%d", r.Manager), map[string]any{"role": "admin"})
	admin.want(http.StatusOK, "PATCH", path, map[string]any{"role": "staff"})
	admin.refused(http.StatusForbidden, "forbidden", "GET", "/users", nil)
	require.EqualValues(t, 2, r.ID(t, "SELECT count(*) FROM audit_records WHERE stream = 'people' AND action = 'update_user'"))
}

func TestNobodyGetsInWithoutASession(t *testing.T) {
	r := setup(t)
	b := r.browser(t)
	id := "5f1d3c52-7a0e-5b6d-9a41-1b8e22c7903f"
	for path, item := range r.spec.Paths.Map() {
		for method, op := range item.Operations() {
			if op.Security != nil && len(*op.Security) == 0 {
				continue
			}
			address := strings.NewReplacer("{operation_id}", id, "{approval_id}", id, "{command_id}", id, "{warehouse_id}", "1",
				"{location_id}", "1", "{product_id}", "1", "{user_id}", "1").Replace(path)
			b.refused(http.StatusUnauthorized, "unauthenticated", method, address, nil, "Idempotency-Key", "k")
		}
	}
}
