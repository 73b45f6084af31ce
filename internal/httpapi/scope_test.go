package httpapi_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// foreign is what belongs to a warehouse that the asker has nothing to do
// with: values for the placeholders in the addresses of scopes.
type foreign map[string]string

func (r *rig) foreign(t *testing.T) foreign {
	t.Helper()
	product := r.Product(t, "SCOPE")
	third := r.AddSite(t, "THIRD")
	r.Exec(t, "INSERT INTO user_warehouses VALUES ($1, $2)", r.Manager, third.ID)
	r.Exec(t, "UPDATE warehouses SET transfer_approval_quantity = 5 WHERE id = $1", r.North.ID)
	north := r.At(r.North)
	f := foreign{
		"warehouse": fmt.Sprint(r.North.ID), "code": r.North.Code, "location": fmt.Sprint(r.North.Bins[inventory.StorageBin]), "product": fmt.Sprint(product),
		"south": fmt.Sprint(r.South.ID), "user": fmt.Sprint(r.Staff),
	}
	r.Exec(t, "INSERT INTO thresholds (product_id, warehouse_id, minimum, updated_by) VALUES ($1, $2, 1000, $3)", product, r.North.ID, r.Manager)
	f["snapshot"] = fmt.Sprint(r.ID(t, `INSERT INTO report_snapshots (report, scheduled_at, warehouse_id, data)
		VALUES ('abc', now(), $1, '{"columns": [], "items": []}') RETURNING id`, r.North.ID))
	f["receipt"] = north.Receive(t, product, 100)
	f["alert"] = fmt.Sprint(r.ID(t, "SELECT id FROM alerts WHERE active AND product_id = $1", product))
	north.ReceiveLot(t, r.LotProduct(t, "SCOPE-LOT"), 5, "SCOPE-L", "2099-01-01")
	lot := r.ID(t, "SELECT id FROM lots WHERE code = 'SCOPE-L'")
	f["lot"], f["recall"] = fmt.Sprint(lot), uuid.NewString()
	require.NoError(t, r.Store.StartRecall(t.Context(), store.Actor{UserID: r.Admin}, store.Scope{Everywhere: true},
		store.NewRecall{ID: f["recall"], RequestHash: "x", LotIDs: []int64{lot}, Reason: "it leaks"}))
	f["shipment"] = north.Ship(t, product, 3)
	body := fixture.Lines(product, 7)
	body.DestinationID = third.ID
	out := north.Do(t, inventory.CreateTransfer, "", body)
	f["transfer"], f["approval"], f["command"] = out.OperationID, out.ApprovalIDs[0], out.CommandID
	clerk := r.As(r.Staff, r.North)
	f["adjustment"] = clerk.Do(t, inventory.CreateAdjustment, "", inventory.Body{Corrections: []inventory.Correction{
		{ProductID: product, LocationID: r.North.Bins[inventory.ReceivingBin], Change: -1, Reason: "lost"},
	}}).OperationID
	f["count"] = north.Create(t, inventory.CreateCount, inventory.Body{
		Scope: &inventory.CountScope{LocationIDs: []int64{r.North.Bins[inventory.ReceivingBin]}}})
	return f
}

// fill puts values in the place of {placeholders}, also those in the texts of
// a body. The contract's own parameters, when a test has no better ones, name
// what doesn't exist.
func (f foreign) fill(path string) string {
	for name, v := range f {
		path = strings.ReplaceAll(path, "{"+name+"}", v)
	}
	const nobody = "5f1d3c52-7a0e-5b6d-9a41-1b8e22c7903f"
	for strings.Contains(path, "{") {
		before, rest, _ := strings.Cut(path, "{")
		name, after, _ := strings.Cut(rest, "}")
		v := "1"
		if slices.Contains([]string{"operation_id", "approval_id", "command_id", "recall_id"}, name) {
			v = nobody
		}
		path = before + v + after
	}
	return path
}

// operation is an operation of the contract.
type operation struct {
	key, method, path string
	public            bool
	permission        inventory.Permission
	scope             scope
}

// operations are all operations of the contract; each has to say who may, and
// has to stand in the table of scopes.
func (r *rig) operations(t *testing.T) []operation {
	t.Helper()
	var all []operation
	left := maps.Clone(scopes)
	for path, item := range r.spec.Paths.Map() {
		for method, op := range item.Operations() {
			o := operation{key: method + " " + path, method: method, path: path, public: isPublic(op)}
			name, _ := op.Extensions["x-permission"].(string)
			o.permission = inventory.Permission(name)
			known := name == "self" || inventory.RoleFor(o.permission) != inventory.System
			if o.public == known {
				assert.Fail(t, "who may?", "%s: x-permission %q; see the top of scopes_test.go", o.key, name)
				continue
			}
			var listed bool
			if o.scope, listed = scopes[o.key]; !listed {
				assert.Fail(t, "what does an outsider see?", "%s is not in the table; see the top of scopes_test.go", o.key)
				continue
			}
			delete(left, o.key)
			all = append(all, o)
		}
	}
	assert.Empty(t, left, "rows of the table that are no operations")
	slices.SortFunc(all, func(a, b operation) int { return strings.Compare(a.key, b.key) })
	return all
}

func isPublic(op *openapi3.Operation) bool { return op.Security != nil && len(*op.Security) == 0 }

// own is an address in North of an operation, with a body that it takes.
func (o operation) own() try {
	if len(o.scope.hidden) > 0 {
		return o.scope.hidden[0]
	}
	if len(o.scope.empty) > 0 {
		return try{path: o.scope.empty[0]}
	}
	return try{path: o.path}
}

// kept is a digest of all that is kept, but for the record of what was refused.
func (r *rig) kept(t *testing.T) map[string]string {
	t.Helper()
	digest := r.Fingerprint(t)
	maps.DeleteFunc(digest, func(table, _ string) bool { return strings.HasPrefix(table, "audit_") })
	return digest
}

func key() []string { return []string{"Idempotency-Key", uuid.NewString()} }

func TestNobodyGetsInWithoutASession(t *testing.T) {
	r := setup(t)
	b := r.browser(t)
	for _, o := range r.operations(t) {
		if !o.public {
			b.refused(http.StatusUnauthorized, "unauthenticated", o.method, foreign{}.fill(o.path), nil, key()...)
		}
	}
}

// Whoever lacks the permission of an operation is refused, also in the own
// warehouse, and changes nothing.
func TestRoles(t *testing.T) {
	r := setup(t)
	f := r.foreign(t)
	staff, manager := r.as(t, r.Staff), r.as(t, r.Manager)
	before := r.kept(t)
	for _, o := range r.operations(t) {
		if o.public || o.permission == "self" {
			continue
		}
		try := o.own()
		for _, who := range []struct {
			*browser
			role inventory.Role
		}{{staff, inventory.Staff}, {manager, inventory.Manager}} {
			if !who.role.Grants(o.permission) {
				who.refused(http.StatusForbidden, "forbidden", o.method, f.fill(try.path), try.content(f), key()...)
			}
		}
	}
	require.Equal(t, before, r.kept(t))

	// Somebody of the destination sees the transfer, but doesn't send it.
	destination := r.as(t, r.AddManager(t, &fixture.Site{ID: r.ID(t, "SELECT id FROM warehouses WHERE code = 'THIRD'")}))
	destination.get(f.fill("/operations/{transfer}"))
	destination.refused(http.StatusForbidden, "forbidden", "POST", f.fill("/transfers/{transfer}/dispatch"), nil, key()...)
	destination.refused(http.StatusForbidden, "forbidden", "POST", f.fill("/approvals/{approval}/approve"), nil, key()...)
	// A manager reads the records of the own warehouses only.
	for _, record := range manager.get("/audit?limit=200")["items"].([]any) {
		require.True(t, strings.HasPrefix(record.(map[string]any)["stream"].(string), "warehouse:"), record)
	}
}

// South's manager has no business in North. What belongs to North answers as
// if it didn't exist, and stays as it was.
func TestForeignThingsDoNotExist(t *testing.T) {
	r := setup(t)
	f := r.foreign(t)
	southern := r.as(t, r.AddManager(t, r.South))
	before := r.kept(t)
	for _, o := range r.operations(t) {
		for _, try := range o.scope.hidden {
			status, code := http.StatusNotFound, "not_found"
			if !inventory.Manager.Grants(o.permission) {
				status, code = http.StatusForbidden, "forbidden"
			}
			southern.refused(status, code, o.method, f.fill(try.path), try.content(f), key()...)
		}
		for _, path := range o.scope.empty {
			require.Empty(t, southern.get(f.fill(path))["items"], path)
		}
	}
	require.Equal(t, before, r.kept(t))

	// Documents of another kind than the path says aren't there either.
	r.as(t, r.Staff).refused(http.StatusNotFound, "not_found", "POST", f.fill("/shipments/{receipt}/pick"), nil, key()...)
	item := southern.get("/stock")["items"].([]any)[0].(map[string]any)
	require.Zero(t, item["on_hand"])
	require.Empty(t, item["warehouses"])
	require.Empty(t, southern.get(f.fill("/products/{product}/stock"))["balances"])
	require.Len(t, southern.get("/warehouses")["items"], 1)
}

// AddManager adds a manager of one site who can sign in.
func (r *rig) AddManager(t *testing.T, s *fixture.Site) int64 {
	t.Helper()
	id := r.AddUser(t, inventory.Manager, s)
	r.Exec(t, "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = $1) WHERE id = $2", r.Staff, id)
	return id
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
