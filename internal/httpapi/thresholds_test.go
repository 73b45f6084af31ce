package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
)

// low tells which alerts of stock are open for a product in a warehouse.
func (r *rig) low(t *testing.T, product int64, s *fixture.Site) string {
	t.Helper()
	return r.Text(t, "SELECT COALESCE(string_agg(type, ' '), '') FROM alerts WHERE active AND product_id = $1 AND warehouse_id = $2", product, s.ID)
}

func TestThresholdsAreSetAndAlertsFollow(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Manager)
	product := r.Product(t, "TEA")
	r.At(r.North).Receive(t, product, 20)
	path := fmt.Sprintf("/products/%d/thresholds/%d", product, r.North.ID)

	x := b.want(http.StatusOK, "PUT", path, map[string]any{"minimum": 30, "maximum": 90, "target": 60}).object(t)
	require.EqualValues(t, 60, x["target"])
	require.Equal(t, "low_stock", r.low(t, product, r.North))
	b.want(http.StatusOK, "PUT", path, map[string]any{"minimum": 5, "maximum": 15})
	require.Equal(t, "overstock", r.low(t, product, r.North))
	b.want(http.StatusOK, "PUT", path, map[string]any{"minimum": 5, "maximum": 15})
	require.EqualValues(t, 2, r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'set_threshold'"), "what stays the same is no change")
	b.want(http.StatusNoContent, "DELETE", path, nil)
	require.Empty(t, r.low(t, product, r.North))
	b.refused(http.StatusNotFound, "not_found", "DELETE", path, nil)

	// The product's own level, wherever it has been held.
	b.want(http.StatusOK, "PATCH", fmt.Sprintf("/products/%d", product), map[string]any{"reorder_level": 21})
	require.Equal(t, "low_stock", r.low(t, product, r.North))
	require.Empty(t, r.low(t, product, r.South))
	b.want(http.StatusOK, "PUT", path, map[string]any{"minimum": 0})
	require.Empty(t, r.low(t, product, r.North), "a minimum of 0 turns it off")

	before := r.Fingerprint(t)
	p := b.refused(http.StatusBadRequest, "invalid_request", "PUT", path, map[string]any{"minimum": 10, "maximum": 10})
	require.Equal(t, "maximum", p["field"])
	b.refused(http.StatusNotFound, "not_found", "PUT", fmt.Sprintf("/products/999999/thresholds/%d", r.North.ID), map[string]any{"minimum": 10})
	require.Equal(t, before, r.Fingerprint(t))
}

func TestManyThresholdsAreSetAtOnceOrNone(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Manager)
	products := r.Products(t, 2500)
	r.Exec(t, "UPDATE products SET sku = 'OLD', status = 'retired' WHERE id = $1", products[0])
	third := r.AddSite(t, "THIRD")
	var items []any
	for _, p := range products[1:] {
		for _, s := range []*fixture.Site{r.North, r.South} {
			items = append(items, map[string]any{"product_id": p, "warehouse_id": s.ID, "minimum": 1})
		}
	}
	before := r.Fingerprint(t)
	wrong := append([]any{
		map[string]any{"sku": "NONE", "warehouse": "NORTH", "minimum": 1},
		map[string]any{"sku": "OLD", "warehouse": "NORTH", "minimum": 1},
		map[string]any{"product_id": products[1], "warehouse_id": third.ID, "minimum": 1},
		map[string]any{"product_id": products[1], "warehouse": "NORTH", "minimum": 5, "maximum": 4},
		map[string]any{"minimum": 5, "warehouse": "NORTH"},
	}, items[:10]...)
	wrong = append(wrong, items[3])
	p := b.refused(http.StatusNotFound, "not_found", "PUT", "/thresholds", map[string]any{"items": wrong})
	var fields []string
	for _, l := range p["lines"].([]any) {
		line := l.(map[string]any)
		fields = append(fields, fmt.Sprintf("%v %v %v", line["line_no"], line["code"], line["field"]))
	}
	require.Equal(t, []string{
		"1 not_found items[0]", "2 retired items[1]", "3 not_found items[2]", "4 invalid_request items[3].maximum", "5 invalid_request items[4]",
		"16 invalid_request items[15]",
	}, fields, "all that is wrong at once")
	require.Equal(t, before, r.Fingerprint(t), "and nothing is set")

	require.Len(t, items, 4998)
	x := b.want(http.StatusOK, "PUT", "/thresholds", map[string]any{"items": items}).object(t)
	require.EqualValues(t, 4998, x["changed"])
	require.EqualValues(t, 4998, r.ID(t, "SELECT count(*) FROM alerts WHERE active AND type = 'low_stock' AND severity = 'critical'"))
	x = b.want(http.StatusOK, "PUT", "/thresholds", map[string]any{"items": items}).object(t)
	require.EqualValues(t, 0, x["changed"])

	whole, pages := b.walk(fmt.Sprintf("/thresholds?warehouse_id=%d", r.South.ID), 200)
	require.Len(t, whole, 2499)
	require.Equal(t, 13, pages)
	all, _ := b.walk("/thresholds", 199)
	require.Len(t, all, 4998)
	found, _ := b.walk(fmt.Sprintf("/thresholds?product_id=%d", products[7]), 1)
	require.Len(t, found, 2)
	file := b.want(http.StatusOK, "GET", fmt.Sprintf("/thresholds/export?format=csv&warehouse_id=%d", r.South.ID), nil)
	require.Contains(t, file.Header.Get("Content-Type"), "text/csv")
	require.Equal(t, 2500, strings.Count(string(file.body), "\n"))
}
