package httpapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// matches are what a code stands for, each in a few words.
func (b *browser) matches(code, more string) []string {
	b.t.Helper()
	found := []string{}
	for _, m := range b.get("/scan?code=" + url.QueryEscape(code) + more)["matches"].([]any) {
		switch m := m.(map[string]any); m["kind"] {
		case "product":
			p := m["product"].(map[string]any)
			text := fmt.Sprintf("%v %v×%v", p["sku"], p["quantity"], p["packaging_unit"])
			if lot, ok := p["lot"].(map[string]any); ok {
				text += fmt.Sprintf(" %v %v", lot["code"], lot["expires_on"])
				if lot["id"] == nil {
					text += " new"
				}
				if lot["expiry_conflict"] == true {
					text += " conflict"
				}
			}
			found = append(found, text)
		case "location":
			found = append(found, fmt.Sprintf("bin %v in %v", m["location"].(map[string]any)["code"], m["location"].(map[string]any)["warehouse_id"]))
		case "operation":
			found = append(found, fmt.Sprintf("%v", m["operation"].(map[string]any)["number"]))
		}
	}
	return found
}

func TestScansAreResolvedInOneCall(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Manager)
	tea := b.product("TEA-1", "tracks_lots", true, "tracks_expiry", true, "packaging_units", []any{map[string]any{"name": "case", "factor": 12}},
		"barcodes", []any{map[string]any{"barcode": "4006381333931"}, map[string]any{"barcode": "14006381333938", "packaging_unit": "case"}, map[string]any{"barcode": "SHELF 1"[:5]}})
	id := int64(tea["id"].(float64))
	r.At(r.North).ReceiveLot(t, id, 5, "L1", "2049-05-31")
	north, south := r.North.ID, r.South.ID
	operation := r.Text(t, "SELECT number FROM operations")
	b.product("STORAGE") // as a bin is called

	for code, want := range map[string][]string{
		"4006381333931": {"TEA-1 1×<nil>"}, "]E04006381333931": {"TEA-1 1×<nil>"}, "04006381333931": {"TEA-1 1×<nil>"},
		"14006381333938": {"TEA-1 12×case"}, "SHELF": {"TEA-1 1×<nil>"}, "tea-1": {"TEA-1 1×<nil>"}, "4006381333932": {}, "nothing": {},
		"]C10114006381333938174905311" + "0L1":                {"TEA-1 12×case L1 2049-05-31"},
		"]C10104006381333931174905301" + "0L1\x1d303":         {"TEA-1 3×<nil> L1 2049-05-31 conflict"},
		"(01)04006381333931(17)270200(10)L9":                  {"TEA-1 1×<nil> L9 2027-02-28 new"},
		"(02)14006381333938(37)40(10)L1":                      {"TEA-1 480×case L1 2049-05-31"},
		"https://id.gs1.org/01/4006381333931/10/L9?15=270131": {"TEA-1 1×<nil> L9 2027-01-31 new"},
		"(01)10614141000415":                                  {}, "]C100106141411234567897": {},
		"LOT:" + fmt.Sprint(id) + ":L1":    {"TEA-1 1×<nil> L1 2049-05-31"},
		"UNIT:" + fmt.Sprint(id) + ":case": {"TEA-1 12×case"}, "UNIT:999:case": {}, "UNIT:x:case": {}, "LOT:999:L1": {},
		"STORAGE":           {"STORAGE 1×<nil>", fmt.Sprintf("bin STORAGE in %d", north), fmt.Sprintf("bin STORAGE in %d", south)},
		"LOC:SOUTH:STORAGE": {fmt.Sprintf("bin STORAGE in %d", south)}, "LOC:NORTH:X": {},
		operation: {operation},
	} {
		require.Equal(t, want, b.matches(code, ""), code)
	}
	require.Equal(t, []string{"STORAGE 1×<nil>", fmt.Sprintf("bin STORAGE in %d", south)}, b.matches("storage", fmt.Sprintf("&warehouse_id=%d", south)))
	for code, want := range map[string]string{
		"]C10104006381333932": "gs1_check_digit", "(17)270230": "gs1_date", "]C199" + "Ä": "gs1_character", "]C1\x1d": "gs1_empty", "]C188": "gs1_unknown_ai",
	} {
		problem := b.refused(http.StatusUnprocessableEntity, want, "GET", "/scan?code="+url.QueryEscape(code), nil)
		require.Equal(t, "code", problem["field"])
	}
	gs1 := b.get("/scan?code=" + url.QueryEscape("(00)106141411234567897(13)261101(3103)001250(21)S1"))["gs1"].(map[string]any)
	require.Equal(t, []any{"106141411234567897", "2026-11-01", "1.250", "S1"}, []any{gs1["sscc"], gs1["packed_on"], gs1["net_weight"], gs1["serial"]})

	// Somebody of the other warehouse finds neither bins nor documents.
	southern := r.as(t, r.AddManager(t, r.South))
	require.Equal(t, []string{"STORAGE 1×<nil>", fmt.Sprintf("bin STORAGE in %d", south)}, southern.matches("STORAGE", ""))
	require.Empty(t, southern.matches(operation, ""))
	require.Empty(t, southern.matches("LOC:NORTH:STORAGE", ""))
	third := r.AddSite(t, "THIRD")
	r.Exec(t, "INSERT INTO user_warehouses VALUES ($1, $2)", r.Manager, third.ID)
	body := fixture.Lines(r.Product(t, "MOVED"), 1)
	body.DestinationID = south
	r.At(r.North).Receive(t, body.Lines[0].ProductID, 1)
	transfer := r.At(r.North).Do(t, inventory.CreateTransfer, "", body).Number
	require.Equal(t, []string{transfer}, southern.matches(transfer, ""), "the destination sees it")
}

func TestSearchFindsWhatSomebodyMeans(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	r.Exec(t, `INSERT INTO products (sku, name, status) VALUES ('TEA', 'Kettle', 'active'), ('TEA-2', 'Black leaves', 'active'), ('X1', 'Tea, green', 'active'),
		('X2', 'Iced tea with lemon', 'active'), ('X3', 'Copper wire 2 mm', 'active'), ('X4', 'Copper pipe', 'retired'), ('X5', 'Müsli', 'active')`)
	r.Exec(t, `INSERT INTO product_barcodes (barcode, product_id) SELECT '036000291452', id FROM products WHERE sku = 'X3'`)
	find := func(q, more string) (skus []string) {
		skus = []string{}
		for _, p := range b.get("/products/search?q=" + url.QueryEscape(q) + more)["items"].([]any) {
			skus = append(skus, p.(map[string]any)["sku"].(string))
		}
		return skus
	}
	for q, want := range map[string][]string{
		"tea": {"TEA", "TEA-2", "X1", "X2"}, "0036000291452": {"X3"}, "036000291452": {"X3"}, "copper wire": {"X3"}, "cooper": {"X4", "X3"},
		"cpoper pipe": {"X4"}, "green tee": {"X1"}, "müsli": {"X5"}, "müslo": {"X5"}, "te": {"TEA", "TEA-2", "X1"}, "x": {"X1", "X2", "X3", "X4", "X5"},
		"zzzz": {}, "%": {}, "_ea": {}, `\`: {}, " ": {},
	} {
		require.Equal(t, want, find(q, ""), q)
	}
	require.Equal(t, []string{"X3"}, find("copper", "&status=active"))
	require.Equal(t, []string{"TEA", "TEA-2"}, find("tea", "&limit=2"))
	list, _ := b.walk("/products?search=0036000291452", 10)
	require.Len(t, list, 1, "lists know a GTIN in all its forms")
}
