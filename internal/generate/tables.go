package generate

import (
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
)

// table is a table's name, its columns, and where its rows come from.
type table struct {
	name    string
	columns []string
	rows    iter.Seq[[]any]
	// about is how many rows there will be, for those who wait.
	about int
}

// tables are all tables that are written, in an order in which each refers to
// those before it only.
func (c *company) tables(passwordHash string) []table {
	places := c.size.Balances
	return []table{
		{"warehouses", []string{"id", "code", "name", "time_zone", "over_receipt_tolerance_percent", "created_at"}, c.warehouseRows(), c.size.Warehouses},
		{"locations", []string{"id", "warehouse_id", "code", "kind", "created_at"}, c.locationRows(), c.size.Warehouses * c.bins},
		{"users", []string{"id", "email", "name", "role", "password_hash", "created_at"}, c.userRows(passwordHash), c.size.Users},
		{"user_warehouses", []string{"user_id", "warehouse_id"}, c.membershipRows(), c.size.Users},
		{"categories", []string{"id", "name", "path"}, categoryRows(), len(categories)},
		{"products", []string{"id", "sku", "name", "category_id", "base_unit", "tracks_lots", "tracks_expiry", "expiry_warning_days", "reorder_level", "created_at"}, c.productRows(), c.size.Products},
		{"packaging_units", []string{"id", "product_id", "name", "factor"}, c.packagingRows(), c.size.Products},
		{"product_barcodes", []string{"barcode", "product_id"}, c.barcodeRows(), c.size.Products},
		{"lots", []string{"id", "product_id", "code", "expires_on", "created_at"}, c.lotRows(), len(c.lots)},
		{"inventory", []string{"id", "product_id", "warehouse_id", "location_id", "lot_id", "on_hand", "reserved", "updated_at"}, c.balanceRows(), places},
		{"thresholds", []string{"product_id", "warehouse_id", "minimum", "maximum", "target", "updated_by"}, c.thresholdRows(), places / 6},
		{"operations", []string{
			"id", "number", "kind", "status", "warehouse_id", "destination_id", "reference", "partner", "document_date", "eta", "created_by",
			"created_at", "updated_at", "revision",
		}, c.operationRows(), places * 12 / 10},
		{"operation_lines", []string{"operation_id", "line_no", "product_id", "quantity", "reserved", "dispatched", "received"}, c.lineRows(), places * 3},
		{"operation_steps", []string{"operation_id", "step_no", "kind", "command_id", "user_id", "status", "posted_at"}, c.stepRows(), places * 9 / 2},
		{"movements", []string{
			"id", "operation_id", "step_no", "line_no", "part_no", "product_id", "lot_id", "warehouse_id", "from_balance_id", "from_account",
			"to_balance_id", "to_account", "quantity", "kind", "user_id", "moved_at",
		}, c.movementRows(), places * 5},
		{"reservations", []string{"operation_id", "line_no", "balance_id", "quantity"}, c.reservationRows(), places / 100},
		{"transit_lots", []string{"operation_id", "line_no", "product_id", "lot_id", "warehouse_id", "quantity"}, c.transitRows(), places / 1000},
		{"process_notices", []string{"operation_id", "revision", "created_at"}, c.noticeRows(), places / 100},
	}
}

func (c *company) warehouseRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for w := range c.size.Warehouses {
			town := pick(w, 1, places)
			if !yield([]any{w + 1, fmt.Sprintf("WH%02d", w+1), fmt.Sprintf("%s %d", town, w+1), zones[w%len(zones)], 5, c.begin}) {
				return
			}
		}
	}
}

func (c *company) locationRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for w := range c.size.Warehouses {
			for bin := range c.bins {
				code, kind := "", "storage"
				switch n := bin - len(binKinds); {
				case n < 0:
					code, kind = binKinds[bin].code, binKinds[bin].kind
				case n%5 == 0:
					code, kind = fmt.Sprintf("P-%02d-%02d", n/100+1, n%100), "picking"
				default:
					code = fmt.Sprintf("%c-%02d-%02d", 'A'+rune(n/1000%16), n/40%25+1, n%40)
				}
				if n := bin - len(binKinds); n >= 0 {
					code = fmt.Sprintf("%s-%d", code, n)
				}
				if !yield([]any{w*c.bins + bin + 1, w + 1, code, kind, c.begin}) {
					return
				}
			}
		}
	}
}

func (c *company) userRows(passwordHash string) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for u := range c.size.Users {
			if !yield([]any{u + firstUser, Email(u), fmt.Sprintf("%s %s", pick(u, 3, givenNames), pick(u, 5, places)), role(u), passwordHash, c.begin}) {
				return
			}
		}
	}
}

// Email is the address of the n-th user; the first is an admin.
func Email(n int) string { return fmt.Sprintf("%s%d@generated.stockflow.example", role(n), n) }

func (c *company) membershipRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for w := range c.size.Warehouses {
			for _, list := range [][]int64{c.staff[w], c.managers[w]} {
				for _, id := range list {
					if !yield([]any{id, w + 1}) {
						return
					}
				}
			}
		}
	}
}

func categoryRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i, name := range categories {
			if !yield([]any{i + 1, name, name}) {
				return
			}
		}
	}
}

func (c *company) productRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i, p := range c.products {
			var warn, reorder any
			if p.expires {
				warn = 30
			}
			if i%3 != 0 {
				reorder = 20 + i%50
			}
			if !yield([]any{i + 1, sku(i), productName(i), i%len(categories) + 1, "each", p.lots > 0, p.expires, warn, reorder, c.begin}) {
				return
			}
		}
	}
}

func sku(n int) string { return fmt.Sprintf("SKU-%07d", n+1) }

func (c *company) packagingRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range c.products {
			if i%2 == 0 && !yield([]any{i/2 + 1, i + 1, "case", []int{6, 12, 24}[i%3]}) {
				return
			}
		}
	}
}

func (c *company) barcodeRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range c.products {
			if !yield([]any{gtin(i), i + 1}) {
				return
			}
		}
	}
}

func (c *company) lotRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i, l := range c.lots {
			expires := pgtype.Date{}
			if l.expires > 0 {
				expires = pgtype.Date{Time: c.begin.AddDate(0, 0, int(l.expires)), Valid: true}
			}
			if !yield([]any{i + 1, l.product + 1, lotCode(l), expires, c.begin}) {
				return
			}
		}
	}
}

// balanceRows needs what became of the stock in the end.
func (c *company) balanceRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		h := c.run(visitor{})
		end := c.at(c.size.Days, 0)
		for i, b := range c.balances {
			if !yield([]any{i + 1, b.product + 1, b.warehouse + 1, c.location(b), orNull(b.lot), h.onHand[i], h.held[i], end}) {
				return
			}
		}
	}
}

// thresholdRows say of the busy balances how much there should be; some are
// above, some below.
func (c *company) thresholdRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for w, list := range c.busy {
			for n, i := range list {
				var most any
				if n%3 == 0 {
					most = 250 + n%300
				}
				if !yield([]any{c.balances[i].product + 1, w + 1, 15 + n%20, most, 60 + n%100, firstUser}) {
					return
				}
			}
		}
	}
}

// orNull is an id, or null for 0.
func orNull(id int32) any {
	if id == 0 {
		return nil
	}
	return id
}

var prefixes = map[inventory.Kind]string{inventory.Receipt: "RC", inventory.Shipment: "SH", inventory.Transfer: "TR"}

func number(d *document) string { return fmt.Sprintf("%s-%06d", prefixes[d.kind], d.no) }

func (c *company) operationRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		c.run(visitor{ended: func(d *document) bool {
			var destination, eta any
			if d.destination >= 0 {
				destination, eta = d.destination+1, d.eta
			}
			return yield([]any{
				d.id, number(d), string(d.kind), string(d.status), d.warehouse + 1, destination, d.reference, d.partner,
				pgtype.Date{Time: d.created.Truncate(24 * time.Hour), Valid: true}, eta, d.createdBy, d.created, d.updated, d.revision,
			})
		}})
	}
}
