package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestBadInput(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Manager)
	product := r.Product(t, "INPUT")
	receipt := r.At(r.North).Receive(t, product, 10)
	line := func(fields string) string {
		return fmt.Sprintf(`{"warehouse_id":%d,"lines":[{"product_id":%d,%s}]}`, r.North.ID, product, fields)
	}
	long := strings.Repeat("x", 10_000)
	many := strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`{"product_id":%d,"quantity":1},`, product), 20_001), ",")
	before := r.Fingerprint(t)

	for name, c := range map[string]struct {
		path, body  string
		status      int
		code, field string
	}{
		"quantity 0":          {"/shipments", line(`"quantity":0`), 400, "invalid_request", "lines[0].quantity"},
		"quantity -1":         {"/shipments", line(`"quantity":-1`), 400, "invalid_request", "lines[0].quantity"},
		"quantity 1.5":        {"/shipments", line(`"quantity":1.5`), 400, "invalid_request", "lines[0].quantity"},
		"quantity 1e18":       {"/shipments", line(`"quantity":1e18`), 400, "invalid_request", "lines[0].quantity"},
		"quantity 2^63":       {"/shipments", line(`"quantity":9223372036854775808`), 400, "invalid_request", "lines[0].quantity"},
		"quantity huge":       {"/shipments", line(`"quantity":1` + strings.Repeat("0", 400)), 400, "invalid_request", "lines[0].quantity"},
		"quantity NaN":        {"/shipments", line(`"quantity":NaN`), 400, "invalid_request", ""},
		"quantity Infinity":   {"/shipments", line(`"quantity":Infinity`), 400, "invalid_request", ""},
		"quantity text":       {"/shipments", line(`"quantity":"1"`), 400, "invalid_request", "lines[0].quantity"},
		"quantity null":       {"/shipments", line(`"quantity":null`), 400, "invalid_request", "lines[0].quantity"},
		"quantity missing":    {"/shipments", line(`"sku":"X"`), 400, "invalid_request", "lines[0].quantity"},
		"unknown field":       {"/shipments", line(`"quantity":1,"price":2`), 400, "invalid_request", "lines[0].price"},
		"unknown field above": {"/receipts", `{"warehouse_id":1,"lines":[],"colour":"red"}`, 400, "invalid_request", ""},
		"product and sku":     {"/shipments", line(`"quantity":1,"sku":"INPUT"`), 400, "invalid_request", "lines[0]"},
		"no such product":     {"/receipts", fmt.Sprintf(`{"warehouse_id":%d,"lines":[{"product_id":999999,"quantity":1}]}`, r.North.ID), 404, "not_found", "lines[0].product_id"},
		"no such sku":         {"/receipts", fmt.Sprintf(`{"warehouse_id":%d,"lines":[{"sku":"NONE","quantity":1}]}`, r.North.ID), 404, "not_found", "lines[0].sku"},
		"no such unit":        {"/receipts", line(`"quantity":1,"packaging_unit":"pallet"`), 404, "not_found", "lines[0].packaging_unit"},
		"NUL escaped":         {"/receipts", line(`"quantity":1,"packaging_unit":"a\u0000b"`), 400, "invalid_request", ""},
		"NUL raw":             {"/receipts", line("\"quantity\":1,\"packaging_unit\":\"a\x00b\""), 400, "invalid_request", ""},
		"not UTF-8":           {"/receipts", line("\"quantity\":1,\"packaging_unit\":\"a\xff\""), 400, "invalid_request", ""},
		"no lines":            {"/receipts", fmt.Sprintf(`{"warehouse_id":%d,"lines":[]}`, r.North.ID), 400, "invalid_request", "lines"},
		"too many lines":      {"/receipts", fmt.Sprintf(`{"warehouse_id":%d,"lines":[%s]}`, r.North.ID, many), 400, "invalid_request", "lines"},
		"too large":           {"/receipts", `{"note":"` + strings.Repeat("x", 10<<20) + `"}`, 413, "payload_too_large", ""},
		"long note":           {"/receipts", line(`"quantity":1`)[:1] + `"note":"` + long + `",` + line(`"quantity":1`)[1:], 400, "invalid_request", "note"},
		"no JSON":             {"/receipts", `{`, 400, "invalid_request", ""},
		"two values":          {"/receipts", line(`"quantity":1`) + `{}`, 400, "invalid_request", ""},
		"no body":             {"/receipts", ``, 400, "invalid_request", ""},
		"an array":            {"/receipts", `[]`, 400, "invalid_request", ""},
		"bad date":            {"/receipts", line(`"quantity":1`)[:1] + `"document_date":"2026-13-40",` + line(`"quantity":1`)[1:], 400, "invalid_request", "document_date"},
		"impossible date":     {"/receipts", line(`"quantity":1`)[:1] + `"document_date":"2026-02-30",` + line(`"quantity":1`)[1:], 400, "invalid_request", "document_date"},
		"unknown policy":      {"/shipments", line(`"quantity":1`)[:1] + `"policy":"some",` + line(`"quantity":1`)[1:], 400, "invalid_request", "policy"},
		"past reservation":    {"/shipments", line(`"quantity":1`)[:1] + `"reserve_until":"2001-01-01T00:00:00Z",` + line(`"quantity":1`)[1:], 422, "invalid_request", "reserve_until"},
		"same warehouse": {"/transfers", fmt.Sprintf(`{"from_warehouse_id":%d,"to_warehouse_id":%d,"lines":[{"product_id":%d,"quantity":1}]}`,
			r.North.ID, r.North.ID, product), 422, "invalid_request", "to_warehouse_id"},
		"no such destination": {"/transfers", fmt.Sprintf(`{"from_warehouse_id":%d,"to_warehouse_id":99999,"lines":[{"product_id":%d,"quantity":1}]}`,
			r.North.ID, product), 404, "not_found", "to_warehouse_id"},
		"no such line": {"/receipts/" + receipt + "/receive", `{"lines":[{"line_no":7,"quantity":1}]}`, 404, "not_found", "lines[0].line_no"},
		"no such bin":  {"/receipts/" + receipt + "/receive", `{"lines":[{"line_no":1,"quantity":1,"location":"NOWHERE"}]}`, 404, "not_found", "lines[0].location"},
		"other's bin": {"/receipts/" + receipt + "/receive", fmt.Sprintf(`{"lines":[{"line_no":1,"quantity":1,"location_id":%d}]}`,
			r.South.Bins["receiving"]), 404, "not_found", "lines[0].location_id"},
		"lot untracked":    {"/receipts/" + receipt + "/receive", `{"lines":[{"line_no":1,"quantity":1,"lot_code":"L"}]}`, 422, "lot_not_tracked", "lines[0].lot_code"},
		"no such id":       {"/receipts/nonsense/receive", `{"lines":[{"line_no":1,"quantity":1}]}`, 400, "invalid_request", "operation_id"},
		"NUL in the path":  {"/receipts/%00/receive", `{"lines":[{"line_no":1,"quantity":1}]}`, 400, "invalid_request", "operation_id"},
		"no such document": {"/receipts/" + uuid.NewString() + "/receive", `{"lines":[{"line_no":1,"quantity":1}]}`, 404, "not_found", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := *b
			b.t = t
			problem := b.refused(c.status, c.code, "POST", c.path, c.body, "Idempotency-Key", uuid.NewString())
			if c.field != "" {
				require.Equal(t, c.field, problem["field"], "%v", problem)
			}
			require.NotContains(t, fmt.Sprint(problem["detail"]), long[:100])
		})
	}
	require.Equal(t, before, r.Fingerprint(t))
}

func TestBadHeadersAndParameters(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Admin)
	body := fmt.Sprintf(`{"warehouse_id":%d,"lines":[{"product_id":%d,"quantity":1}]}`, r.North.ID, r.Product(t, "P"))
	b.refused(400, "invalid_request", "POST", "/receipts", body)
	for _, k := range []string{"", strings.Repeat("k", 201), "tab\tbed", "café"} {
		b.refused(400, "invalid_request", "POST", "/receipts", body, "Idempotency-Key", k)
	}
	b.want(http.StatusCreated, "POST", "/receipts", body, "Idempotency-Key", `a, b; "c" = {d} / \ ~`)
	b.refused(http.StatusUnsupportedMediaType, "unsupported_media_type", "POST", "/receipts", body, "Idempotency-Key", "k", "Content-Type", "text/plain")
	for _, path := range []string{
		"/operations?limit=0", "/operations?limit=201", "/operations?limit=x", "/operations?kind=bicycle", "/operations?warehouse_id=-1",
		"/operations?warehouse_id=99999999999999999999", "/operations?cursor=nonsense", "/operations?cursor=WyJhIiwiYiJd", "/operations?cursor=WzEsMl0",
		"/operations?colour=red", "/operations?limit=1&limit=2", "/operations?open=perhaps", "/products?search=%00", "/products?search=%ff",
		"/products?search=" + strings.Repeat("x", 101), "/products?cursor=WyJhIiwiYiJd", "/audit?from=yesterday", "/stock?product_id=1.5",
		"/approvals?cursor=WyIyMDI2LTAxLTAxVDAwOjAwOjAwWiIsIngiXQ", "/products/0", "/products/1e3", "/products/abc", "/movements?cursor=WyJ4Il0",
	} {
		b.refused(400, "invalid_request", "GET", path, nil)
	}
	b.refused(400, "invalid_request", "GET", "/session", `{}`)
	b.refused(http.StatusMethodNotAllowed, "method_not_allowed", "PUT", "/receipts", body)
	b.refused(http.StatusNotFound, "not_found", "GET", "/nonsense", nil)
	b.refused(http.StatusNotFound, "not_found", "GET", "/products/999999", nil)
}

func TestPeopleAndCatalogueRefuse(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Admin)
	user := func(change map[string]any) map[string]any {
		u := map[string]any{"email": "kim@test.example", "name": "Kim", "role": "staff", "password": "a long password", "warehouse_ids": []any{r.North.ID}}
		for k, v := range change {
			u[k] = v
		}
		return u
	}
	b.want(http.StatusCreated, "POST", "/users", user(nil))
	b.refused(409, "conflict", "POST", "/users", user(map[string]any{"email": "KIM@test.example"}))
	b.refused(404, "not_found", "POST", "/users", user(map[string]any{"email": "a@b.example", "warehouse_ids": []any{99999}}))
	for _, change := range []map[string]any{
		{"email": "no address"}, {"password": "short"}, {"role": "system"}, {"role": "owner"}, {"name": ""}, {"warehouse_ids": []any{1, 1}}, {"is_admin": true},
	} {
		b.refused(400, "invalid_request", "POST", "/users", user(change))
	}
	b.refused(404, "not_found", "PATCH", "/users/1", map[string]any{"role": "admin"}) // the system's own
	b.refused(400, "invalid_request", "PATCH", fmt.Sprintf("/users/%d", r.Staff), map[string]any{})

	product := map[string]any{"sku": "A 1", "name": "A", "barcodes": []any{map[string]any{"barcode": "1"}}}
	made := b.want(http.StatusCreated, "POST", "/products", product).object(t)
	b.refused(409, "conflict", "POST", "/products", product)
	b.refused(409, "conflict", "POST", "/products", map[string]any{"sku": "B", "name": "B", "barcodes": []any{map[string]any{"barcode": "1"}}})
	b.refused(400, "invalid_request", "POST", "/products", map[string]any{"sku": "B", "name": "B", "tracks_expiry": true})
	b.refused(400, "invalid_request", "POST", "/products", map[string]any{"sku": "B", "name": "B",
		"barcodes": []any{map[string]any{"barcode": "2", "packaging_unit": "case"}}})
	b.refused(400, "invalid_request", "POST", "/products", map[string]any{"sku": " B", "name": "B"})
	path := fmt.Sprintf("/products/%v", made["id"])
	changed := b.want(http.StatusOK, "PATCH", path, map[string]any{
		"packaging_units": []any{map[string]any{"name": "case", "factor": 6}}, "barcodes": []any{map[string]any{"barcode": "3", "packaging_unit": "case"}},
	}).object(t)
	require.Equal(t, "3", changed["barcodes"].([]any)[0].(map[string]any)["barcode"])
	r.At(r.North).Receive(t, int64(made["id"].(float64)), 1)
	b.refused(409, "conflict", "PATCH", path, map[string]any{"tracks_lots": true})

	b.refused(409, "conflict", "POST", "/warehouses", map[string]any{"code": "NORTH", "name": "x"})
	b.refused(400, "invalid_request", "POST", "/warehouses", map[string]any{"code": "W9", "name": "x", "time_zone": "Mars/Olympus"})
	b.refused(400, "invalid_request", "POST", "/warehouses", map[string]any{"code": "north", "name": "x"})
	w := b.want(http.StatusCreated, "POST", "/warehouses", map[string]any{"code": "W9", "name": "x", "time_zone": "Asia/Tokyo"}).object(t)
	require.Len(t, b.get(fmt.Sprintf("/warehouses/%v/locations", w["id"]))["items"], 5)
	b.refused(409, "conflict", "POST", fmt.Sprintf("/warehouses/%v/locations", w["id"]), map[string]any{"code": "STORAGE", "kind": "storage"})
	b.refused(404, "not_found", "POST", "/warehouses/99999/locations", map[string]any{"code": "X", "kind": "storage"})
	b.refused(404, "not_found", "GET", "/warehouses/99999/locations", nil)
	r.Verify(t)
}
