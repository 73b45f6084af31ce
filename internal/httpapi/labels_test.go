package httpapi_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

var shownCode = regexp.MustCompile(`<div class="shown">([^<]*)</div>`)

// Whatever is printed is understood when it is scanned. That the bars say what
// is written under them is tried in internal/labels.
func TestPrintedLabelsAreUnderstoodByScan(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	manager := r.as(t, r.Manager)
	tea := manager.product("TEA-1", "tracks_lots", true, "tracks_expiry", true, "packaging_units", []any{map[string]any{"name": "case", "factor": 12}, map[string]any{"name": "box", "factor": 6}},
		"barcodes", []any{map[string]any{"barcode": "4006381333931"}, map[string]any{"barcode": "14006381333938", "packaging_unit": "case"}})
	odd := manager.product("ODD <1>", "tracks_lots", true)
	id, oddID := int64(tea["id"].(float64)), int64(odd["id"].(float64))
	north := r.At(r.North)
	north.ReceiveLot(t, id, 5, "L1", "2049-05-31")
	north.ReceiveLot(t, oddID, 5, "Ä 1", "")
	lot := r.ID(t, "SELECT id FROM lots WHERE code = 'L1'")
	oddLot := r.ID(t, "SELECT id FROM lots WHERE code = 'Ä 1'")
	receipt := north.Create(t, inventory.CreateReceipt, fixture.Lines(r.Product(t, "P"), 1))
	number := r.Text(t, "SELECT number FROM operations WHERE id = $1", receipt)

	for _, c := range []struct {
		item  map[string]any
		shown string
		means []string
	}{
		{map[string]any{"product_id": id}, "(01)04006381333931", []string{"TEA-1 1×<nil>"}},
		{map[string]any{"product_id": id, "packaging_unit": "case"}, "(01)14006381333938", []string{"TEA-1 12×case"}},
		{map[string]any{"product_id": id, "packaging_unit": "box"}, fmt.Sprintf("UNIT:%d:box", id), []string{"TEA-1 6×box"}},
		{map[string]any{"product_id": id, "lot_id": lot}, "(01)04006381333931(17)490531(10)L1", []string{"TEA-1 1×<nil> L1 2049-05-31"}},
		{map[string]any{"product_id": oddID}, "ODD <1>", []string{"ODD <1> 1×<nil>"}},
		{map[string]any{"product_id": oddID, "lot_id": oddLot}, fmt.Sprintf("LOT:%d:Ä 1", oddID), []string{"ODD <1> 1×<nil> Ä 1 <nil>"}},
		{map[string]any{"location_id": r.North.Bins[inventory.StorageBin]}, "LOC:NORTH:STORAGE", []string{fmt.Sprintf("bin STORAGE in %d", r.North.ID)}},
		{map[string]any{"operation_id": receipt}, number, []string{number}},
	} {
		for _, sheet := range []string{"roll-100x50", "a4-65"} {
			res := b.want(http.StatusOK, "POST", "/labels", map[string]any{"sheet": sheet, "items": []any{c.item}})
			require.Equal(t, "text/html; charset=utf-8", res.Header.Get("Content-Type"))
			require.Contains(t, res.Header.Get("Content-Security-Policy"), "default-src 'none'")
			codes := shownCode.FindAllStringSubmatch(string(res.body), -1)
			require.Len(t, codes, 1)
			require.Equal(t, c.shown, html.UnescapeString(codes[0][1]))
		}
		require.Equal(t, c.means, b.matches(c.shown, ""), c.shown)
	}
	copies := b.want(http.StatusOK, "POST", "/labels", map[string]any{"sheet": "a4-24", "skip": 2, "symbology": "qr",
		"items": []any{map[string]any{"product_id": id, "copies": 30}, map[string]any{"product_id": oddID}}})
	require.Len(t, shownCode.FindAllString(string(copies.body), -1), 31)
}

func TestLabelsAreRefused(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	long := r.Product(t, "A-VERY-LONG-STOCK-KEEPING-UNIT-OF-SIXTY-CHARACTERS-0123456789")
	refused := func(status int, code, field string, more map[string]any, items ...any) {
		t.Helper()
		body := map[string]any{"sheet": "a4-65", "items": items}
		for k, v := range more {
			body[k] = v
		}
		require.Equal(t, field, b.refused(status, code, "POST", "/labels", body)["field"])
	}
	product := map[string]any{"product_id": long}
	refused(http.StatusUnprocessableEntity, "unprintable_label", "items[1]", map[string]any{"symbology": "code128"}, map[string]any{"product_id": r.Product(t, "P1")}, product)
	refused(http.StatusNotFound, "not_found", "items[0].product_id", nil, map[string]any{"product_id": 999})
	refused(http.StatusNotFound, "not_found", "items[0].packaging_unit", nil, map[string]any{"product_id": long, "packaging_unit": "case"})
	refused(http.StatusNotFound, "not_found", "items[0].lot_id", nil, map[string]any{"product_id": long, "lot_id": 999})
	refused(http.StatusBadRequest, "invalid_request", "items[0]", nil, map[string]any{"copies": 2})
	refused(http.StatusBadRequest, "invalid_request", "items[0]", nil, map[string]any{"product_id": long, "location_id": 1})
	refused(http.StatusBadRequest, "invalid_request", "items[0]", nil, map[string]any{"location_id": 1, "lot_id": 1})
	refused(http.StatusBadRequest, "invalid_request", "sheet", map[string]any{"sheet": "a3"}, product)
	many := []any{}
	for range 5 {
		many = append(many, map[string]any{"product_id": long, "copies": 500})
	}
	refused(http.StatusBadRequest, "invalid_request", "items", nil, many...)
}
