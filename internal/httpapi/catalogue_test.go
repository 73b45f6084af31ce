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

func (b *browser) category(name string, parent any) map[string]any {
	b.t.Helper()
	body := map[string]any{"name": name}
	if parent != nil {
		body["parent_id"] = parent
	}
	return b.want(http.StatusCreated, "POST", "/categories", body).object(b.t)
}

func (b *browser) product(sku string, more ...any) map[string]any {
	b.t.Helper()
	body := map[string]any{"sku": sku, "name": "Product " + sku}
	for i := 0; i+1 < len(more); i += 2 {
		body[more[i].(string)] = more[i+1]
	}
	return b.want(http.StatusCreated, "POST", "/products", body).object(b.t)
}

func TestCategoriesAreATree(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Manager)
	food := b.category("Food", nil)
	tea := b.category("Tea", food["id"])
	green := b.category("Green", tea["id"])
	require.Equal(t, "Food > Tea > Green", green["path"])
	b.category("Tea", nil) // the same name elsewhere
	b.refused(http.StatusConflict, "conflict", "POST", "/categories", map[string]any{"name": "TEA", "parent_id": food["id"]})
	b.refused(http.StatusNotFound, "not_found", "POST", "/categories", map[string]any{"name": "X", "parent_id": 999})
	for _, name := range []string{"a>b", " a", "", "a\tb"} {
		b.refused(http.StatusBadRequest, "invalid_request", "POST", "/categories", map[string]any{"name": name})
	}
	inGreen, inTea := b.product("P1", "category_id", green["id"]), b.product("P2", "category", "food>tea")
	require.Equal(t, "Food > Tea > Green", inGreen["category"])
	require.Equal(t, tea["id"], inTea["category_id"], "a path finds its category however it is written")
	require.Equal(t, "Toys > Games", b.product("P3", "category", "Toys > Games")["category"], "and is made where it isn't there")
	b.product("P4")

	path := func(id any) string { return fmt.Sprintf("/categories/%v", id) }
	b.refused(http.StatusBadRequest, "invalid_request", "PATCH", path(food["id"]), map[string]any{"parent_id": green["id"]})
	b.refused(http.StatusBadRequest, "invalid_request", "PATCH", path(food["id"]), map[string]any{"parent_id": food["id"]})
	b.refused(http.StatusConflict, "conflict", "PATCH", path(tea["id"]), map[string]any{"parent_id": 0})
	require.Equal(t, "Drinks", b.want(http.StatusOK, "PATCH", path(tea["id"]), map[string]any{"parent_id": 0, "name": "Drinks"}).object(t)["path"])
	require.Equal(t, "Drinks > Green", b.get(path(green["id"]))["path"], "what is below goes with it")
	require.Equal(t, "Drinks > Green", b.get(fmt.Sprintf("/products/%v", inGreen["id"]))["category"])
	found, _ := b.walk(fmt.Sprintf("/products?category_id=%v", tea["id"]), 1)
	require.Len(t, found, 2)
	require.Equal(t, []any{"P1", "P2"}, []any{found[0]["sku"], found[1]["sku"]})

	b.want(http.StatusOK, "PATCH", path(green["id"]), map[string]any{"status": "retired"})
	b.refused(http.StatusConflict, "retired", "POST", "/products", map[string]any{"sku": "P5", "name": "x", "category_id": green["id"]})
	b.refused(http.StatusConflict, "retired", "POST", "/products", map[string]any{"sku": "P5", "name": "x", "category": "drinks > green"})
	product := fmt.Sprintf("/products/%v", inGreen["id"])
	b.want(http.StatusOK, "PATCH", product, map[string]any{"name": "stays", "category_id": green["id"]})
	b.want(http.StatusOK, "PATCH", product, map[string]any{"name": "stays", "category": "drinks > green"})
	require.Nil(t, b.want(http.StatusOK, "PATCH", product, map[string]any{"category_id": 0}).object(t)["category_id"])
	b.refused(http.StatusBadRequest, "invalid_request", "PATCH", product, map[string]any{"category_id": 1, "category": "x"})

	deep := b.category("1", nil)
	for range 4 {
		deep = b.category("1", deep["id"])
	}
	b.refused(http.StatusBadRequest, "invalid_request", "POST", "/categories", map[string]any{"name": "6", "parent_id": deep["id"]})
	b.refused(http.StatusBadRequest, "invalid_request", "PATCH", path(food["id"]), map[string]any{"parent_id": deep["id"]})

	list, _ := b.walk("/categories?status=active", 3)
	whole, _ := b.walk("/categories", 200)
	require.Len(t, list, len(whole)-1)
	search, _ := b.walk("/categories?search=DRINKS", 200)
	require.Len(t, search, 2)

	staff := r.as(t, r.Staff)
	staff.refused(http.StatusForbidden, "forbidden", "POST", "/categories", map[string]any{"name": "Staff"})
	staff.refused(http.StatusForbidden, "forbidden", "PATCH", path(tea["id"]), map[string]any{"name": "Staff"})
	require.Equal(t, int64(len(whole)), r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'create_category'"))
	r.Verify(t)
}

// Two moves at the same time must not make a circle of two categories.
func TestCategoriesNeverMakeACircle(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Manager)
	for range 5 {
		one, two := b.category(fmt.Sprintf("A%d", r.ID(t, "SELECT count(*) FROM categories")), nil), b.category(fmt.Sprintf("B%d", r.ID(t, "SELECT count(*) FROM categories")), nil)
		var group sync.WaitGroup
		for _, move := range [][2]any{{one["id"], two["id"]}, {two["id"], one["id"]}} {
			group.Go(func() { b.send("PATCH", fmt.Sprintf("/categories/%v", move[0]), map[string]any{"parent_id": move[1]}) })
		}
		group.Wait()
	}
	require.Equal(t, int64(5), r.ID(t, "SELECT count(*) FROM categories WHERE parent_id IS NULL"))
	require.Equal(t, int64(5), r.ID(t, "SELECT count(*) FROM categories WHERE parent_id IS NOT NULL"))
}

func TestProductsAreRetiredWhenNothingIsLeft(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Manager)
	retire := map[string]any{"status": "retired"}
	north := r.At(r.North)
	for name, use := range map[string]func(product int64){
		"on hand":  func(p int64) { north.Receive(t, p, 5) },
		"expected": func(p int64) { north.Create(t, inventory.CreateReceipt, fixture.Lines(p, 5)) },
		"on the road": func(p int64) {
			receipt := north.Receive(t, p, 5)
			north.Do(t, inventory.CloseReceipt, receipt, inventory.Body{})
			north.Send(t, r.South, p, 5)
		},
	} {
		id := r.Product(t, name)
		path := fmt.Sprintf("/products/%d", id)
		use(id)
		problem := b.refused(http.StatusConflict, "in_use", "PATCH", path, retire)
		require.Equal(t, "status", problem["field"], name)
		require.Equal(t, "active", b.get(path)["status"])
		b.refused(http.StatusConflict, "in_use", "DELETE", path, nil)
		require.Equal(t, "retired", b.want(http.StatusOK, "PATCH", path, map[string]any{"status": "retired", "run_down": true}).object(t)["status"])
		b.want(http.StatusOK, "PATCH", path, retire) // it is
		require.Equal(t, "active", b.want(http.StatusOK, "PATCH", path, map[string]any{"status": "active"}).object(t)["status"])
	}
	id := r.Product(t, "gone")
	receipt := north.Receive(t, id, 5)
	north.Do(t, inventory.CloseReceipt, receipt, inventory.Body{})
	ship := north.Ship(t, id, 5)
	north.Do(t, inventory.PickShipment, ship, inventory.Body{})
	north.Do(t, inventory.PackShipment, ship, inventory.Body{})
	north.Do(t, inventory.DispatchShip, ship, inventory.Body{})
	b.want(http.StatusOK, "PATCH", fmt.Sprintf("/products/%d", id), retire)
	r.Verify(t)
}

func TestProductsWithoutHistoryAreDeleted(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Manager)
	p := b.product("WRONG", "packaging_units", []any{map[string]any{"name": "case", "factor": 12}},
		"barcodes", []any{map[string]any{"barcode": "4006381333931"}, map[string]any{"barcode": "CASE-1", "packaging_unit": "case"}})
	path := fmt.Sprintf("/products/%v", p["id"])
	r.as(t, r.Staff).refused(http.StatusForbidden, "forbidden", "DELETE", path, nil)
	b.want(http.StatusNoContent, "DELETE", path, nil)
	b.refused(http.StatusNotFound, "not_found", "DELETE", path, nil)
	require.Zero(t, r.ID(t, "SELECT count(*) FROM product_barcodes"))
	require.Equal(t, int64(1), r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'delete_product' AND before IS NOT NULL AND after IS NULL"))
	b.product("RIGHT", "barcodes", []any{map[string]any{"barcode": "4006381333931"}})

	// A cancelled document is history too.
	id := r.Product(t, "CANCELLED")
	receipt := r.At(r.North).Create(t, inventory.CreateReceipt, fixture.Lines(id, 5))
	r.At(r.North).Do(t, inventory.CancelReceipt, receipt, inventory.Body{Reason: "x"})
	b.refused(http.StatusConflict, "in_use", "DELETE", fmt.Sprintf("/products/%d", id), nil)
	r.Verify(t)
}

// Whoever is first, a document never names a product that is gone.
func TestDeletionAndDocumentsDontMeet(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Manager)
	for i := range 20 {
		id := r.Product(t, fmt.Sprintf("RACE-%d", i))
		var group sync.WaitGroup
		group.Go(func() {
			r.Store.Post(t.Context(), []inventory.Command{r.At(r.North).Command(inventory.CreateReceipt, "", fixture.Lines(id, 1))}) //nolint:errcheck // either may win
		})
		group.Go(func() { b.send("DELETE", fmt.Sprintf("/products/%d", id), nil) })
		group.Wait()
	}
	require.Zero(t, r.ID(t, "SELECT count(*) FROM operation_lines l WHERE NOT EXISTS (SELECT FROM products p WHERE p.id = l.product_id)"))
	r.Verify(t)
}

func TestUnitsAndBarcodes(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Manager)
	p := b.product("P", "packaging_units", []any{map[string]any{"name": "case", "factor": 12}, map[string]any{"name": "pallet", "factor": 480}},
		"barcodes", []any{map[string]any{"barcode": "036000291452", "type": "gtin"}, map[string]any{"barcode": "CASE-1", "packaging_unit": "case"}})
	path := fmt.Sprintf("/products/%v", p["id"])
	require.Equal(t, "gtin", p["barcodes"].([]any)[0].(map[string]any)["type"])
	require.Equal(t, "other", p["barcodes"].([]any)[1].(map[string]any)["type"])

	units := func(pairs ...any) map[string]any {
		var list []any
		for i := 0; i+1 < len(pairs); i += 2 {
			list = append(list, map[string]any{"name": pairs[i], "factor": pairs[i+1]})
		}
		return map[string]any{"packaging_units": list}
	}
	before := r.ID(t, "SELECT id FROM packaging_units WHERE name = 'case'")
	b.refused(http.StatusConflict, "in_use", "PATCH", path, units("pallet", 480))
	b.refused(http.StatusConflict, "conflict", "PATCH", path, units("case", 12, "case", 24))
	b.want(http.StatusOK, "PATCH", path, units("case", 10))
	require.Equal(t, before, r.ID(t, "SELECT id FROM packaging_units WHERE factor = 10"), "a unit that stays is the same one")

	for code, field := range map[string]string{"036000291453": "barcodes[0].barcode", "ABC": "barcodes[0].barcode"} {
		problem := b.refused(http.StatusUnprocessableEntity, "gtin_check_digit", "PATCH", path, map[string]any{"barcodes": []any{map[string]any{"barcode": code, "type": "gtin"}}})
		require.Equal(t, field, problem["field"])
	}
	// With and without leading zeros it is the same GTIN.
	b.refused(http.StatusConflict, "conflict", "POST", "/products", map[string]any{"sku": "Q", "name": "q", "barcodes": []any{map[string]any{"barcode": "0036000291452"}}})
	b.product("Q", "barcodes", []any{map[string]any{"barcode": "036000291453"}}) // a number that happens to have twelve digits

	b.want(http.StatusOK, "PATCH", path, map[string]any{"base_unit": "piece"})
	r.At(r.North).Receive(t, int64(p["id"].(float64)), 5)
	problem := b.refused(http.StatusConflict, "conflict", "PATCH", path, map[string]any{"base_unit": "gram"})
	require.Equal(t, "base_unit", problem["field"])
}

func TestWarningBeforeExpiryIsTakenBack(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Manager)
	made := b.product("TEA-9", "tracks_lots", true, "tracks_expiry", true, "expiry_warning_days", 30)
	require.EqualValues(t, 30, made["expiry_warning_days"])
	path := fmt.Sprintf("/products/%v", made["id"])
	change := func(days int) map[string]any {
		return b.want(http.StatusOK, "PATCH", path, map[string]any{"expiry_warning_days": days}).object(t)
	}
	require.EqualValues(t, 0, change(0)["expiry_warning_days"])
	require.NotContains(t, change(-1), "expiry_warning_days")
	b.refused(http.StatusBadRequest, "invalid_request", "PATCH", path, map[string]any{"expiry_warning_days": -2})
}
