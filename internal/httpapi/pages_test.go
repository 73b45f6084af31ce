package httpapi_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/inventory"
)

// walk reads a list page by page.
func (b *browser) walk(path string, limit int) (items []map[string]any, pages int) {
	b.t.Helper()
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	cursor := ""
	for {
		page := b.get(fmt.Sprintf("%s%slimit=%d%s", path, join, limit, cursor))
		got := page["items"].([]any)
		require.LessOrEqual(b.t, len(got), limit)
		for _, item := range got {
			items = append(items, item.(map[string]any))
		}
		pages++
		next, ok := page["next_cursor"].(string)
		if !ok {
			return items, pages
		}
		require.Len(b.t, got, limit, "only the last page is short")
		cursor = "&cursor=" + url.QueryEscape(next)
	}
}

// Each list gives every item once, in order, whatever the size of the pages.
func TestPagesAreComplete(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Admin)
	north := r.At(r.North)
	var products []int64
	for i := range 11 {
		// Names that are alike, and need escaping, must not confuse the cursor.
		products = append(products, r.ID(t, "INSERT INTO products (sku, name) VALUES ($1, $2) RETURNING id", fmt.Sprintf("P%02d", i), `same "näme" %_`))
	}
	lot := r.LotProduct(t, "LOTTED")
	for i := range 5 {
		north.ReceiveLot(t, lot, 10, fmt.Sprintf("L%d", i), "2099-01-01")
	}
	for _, p := range products {
		north.Receive(t, p, 10)
		north.Ship(t, p, 1)
		north.Send(t, r.South, p, 1)
	}
	for i := range 7 {
		r.AddBin(t, r.North, fmt.Sprintf("A-%02d", i), inventory.StorageBin)
		r.AddSite(t, fmt.Sprintf("S%d", i))
		r.AddUser(t, inventory.Staff, r.North)
	}
	r.Exec(t, "UPDATE warehouses SET transfer_approval_quantity = 1 WHERE id = $1", r.North.ID)
	for range 4 {
		body := inventory.Body{DestinationID: r.South.ID, Lines: []inventory.DocumentLine{{ProductID: products[0], Quantity: 1}}}
		north.Do(t, inventory.CreateTransfer, "", body)
	}
	r.Exec(t, "UPDATE operations SET created_at = date_trunc('minute', created_at)") // many at the same time

	for path, id := range map[string]string{
		"/products": "id", "/products?search=n%C3%A4me": "id", "/products?search=%25_": "id", "/stock": "product.id",
		fmt.Sprintf("/stock?warehouse_id=%d", r.North.ID): "product.id", "/movements": "id",
		fmt.Sprintf("/movements?warehouse_id=%d", r.North.ID): "id", "/operations": "id", "/operations?kind=shipment": "id", "/operations?open=true": "id",
		"/operations?status=in_transit": "id", fmt.Sprintf("/operations?warehouse_id=%d", r.South.ID): "id", "/approvals?status=pending": "id",
		"/approvals": "id", "/warehouses": "id", "/warehouses?all=true": "id", fmt.Sprintf("/warehouses/%d/locations", r.North.ID): "id",
		fmt.Sprintf("/products/%d/lots", lot): "id", "/users": "id", "/audit": "seq",
	} {
		whole, pages := b.walk(path, 200)
		require.Equal(t, 1, pages, path)
		require.Greater(t, len(whole), 3, path)
		parts, pages := b.walk(path, 3)
		require.Equal(t, (len(whole)+2)/3, pages, path)
		require.Equal(t, whole, parts, path)
		seen := map[string]bool{}
		for _, item := range whole {
			key := fmt.Sprint(item["stream"], item[id])
			if strings.HasPrefix(id, "product.") {
				key = fmt.Sprint(item["product"].(map[string]any)["id"])
			}
			require.False(t, seen[key], "%s gives %s twice", path, key)
			seen[key] = true
		}
	}
	transfers, _ := r.as(t, r.Staff).walk("/operations?kind=transfer", 3)
	require.Len(t, transfers, 15, "a transfer between two of one's warehouses is listed once")
}

func TestSearch(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	r.Exec(t, `INSERT INTO products (sku, name) VALUES ('TEA-1', 'Green tea'), ('TEA-2', 'Black tea 100%'), ('X-TEA', 'Kettle'), ('A_B', 'Under'), ('AxB', 'Cross')`)
	r.Exec(t, `INSERT INTO product_barcodes (barcode, product_id) SELECT '5901234123457', id FROM products WHERE sku = 'X-TEA'`)
	for search, want := range map[string][]string{
		"tea": {"TEA-1", "TEA-2"}, "TEA-": {"TEA-1", "TEA-2"}, "green": {"TEA-1"}, "100%": {"TEA-2"}, "5901234123457": {"X-TEA"}, "590123412345": {},
		"a_b": {"A_B"}, "%": {"TEA-2"}, `\`: {}, "X-": {"X-TEA"}, "'; DROP TABLE products; --": {},
	} {
		skus := []string{}
		items, _ := b.walk("/products?search="+url.QueryEscape(search), 200)
		for _, item := range items {
			skus = append(skus, item["sku"].(string))
		}
		require.ElementsMatch(t, want, skus, search)
		stock, _ := b.walk("/stock?search="+url.QueryEscape(search), 200)
		require.Len(t, stock, len(want), search)
	}
}
